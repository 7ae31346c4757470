"""The columns that the program needs, looked for in the database that it is given."""

from django.apps import apps
from django.core.management import CommandError
from django.db import connection

MAX_NAMES = 3


def columns_lacking() -> list[str]:
    """List the columns that the models of the program need and the database does not have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
            "WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped"
        )
        present = set(cursor.fetchall())
    own = (config for config in apps.get_app_configs() if config.name.startswith("apps."))
    needed = {
        (model._meta.db_table, field.column)
        for config in own
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed
        for field in model._meta.local_concrete_fields
        if field.column
    }
    return [f"{table}.{column}" for table, column in sorted(needed - present)]


def columns_check() -> None:
    """Raise CommandError unless the database has the columns of the models.

    A database that was migrated before an initial migration was changed believes that nothing is left to do.
    """
    if lacking := columns_lacking():
        more = ", ..." if len(lacking) > MAX_NAMES else ""
        raise CommandError(
            f"The database was migrated by other source than this: it lacks {', '.join(lacking[:MAX_NAMES])}{more}. "
            "In a clone, `make reset` forgets the database, and `make demo` begins anew."
        )
