"""The rights in the database of the role that runs the site, given by the role that owns the tables (docs/adr/0041).

The rights follow from the models: rows of an append-only table are added and read; versions, groups and permissions are
read; all other rows may be changed too. Partitions get no rights: PostgreSQL asks for those of the whole table.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from apps.core.history.tables import tracked_models, version_of
from apps.core.triggers import operations_refused

# Tables of Django that give people their rights, by groups. `migrate` alone writes them, from the table of roles.
OF_MIGRATIONS = frozenset({"auth.Group", "auth.Group_permissions", "auth.Permission", "contenttypes.ContentType"})
# Nobody gets a permission but by a role.
OF_NOBODY = frozenset({"accounts.User_user_permissions"})
READ = frozenset({"SELECT"})
ALL = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})

_OWNED = """
SELECT relname, relkind, relispartition FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S') AND relowner = current_user::regrole
ORDER BY relname
"""

# The functions of triggers act with the rights of their owner, so that a version is written by its trigger alone. Their
# search path is fixed, since a temporary table of the site would take the place of the table that a function names. The
# site needs no right to call them; with one, it could put them on a table of its own.
#
# `pgtrigger` lets any session name triggers that are to do nothing, by a setting that PostgreSQL lets nobody forbid. So
# the function that reads the setting always answers no. Each migration of a trigger makes that function anew.
_FUNCTIONS = """
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT oid::regprocedure FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prorettype = 'trigger'::regtype
            AND proowner = current_user::regrole AND (NOT prosecdef OR proconfig IS NULL)
    LOOP
        EXECUTE 'ALTER FUNCTION ' || name || ' SECURITY DEFINER SET search_path = public, pg_temp';
        EXECUTE 'REVOKE EXECUTE ON FUNCTION ' || name || ' FROM PUBLIC';
    END LOOP;
    IF to_regprocedure('public._pgtrigger_should_ignore(name)') IS NOT NULL THEN
        CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
            LANGUAGE sql IMMUTABLE AS 'SELECT false';
    END IF;
END
$$
"""


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect to the same database as the role that owns the tables, for as long as the context lasts.

    Without `DATABASE_OWNER` the role stays as it is: one role owns the tables and runs the site.
    """
    if settings.DATABASE_OWNER is None:
        yield
        return
    if connection.in_atomic_block:
        raise RuntimeError("A transaction is open, which another connection would not see.")
    original = connection.settings_dict
    owner = {part: settings.DATABASE_OWNER[part] for part in ("USER", "PASSWORD", "HOST", "PORT")}
    connection.close()
    connection.settings_dict = original | owner
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = original


def rights_by_table() -> dict[str, frozenset[str]]:
    """Return, for each table, the operations on its rows that the role that runs the site may do."""
    rights = {MigrationRecorder.Migration._meta.db_table: READ}
    versions = {version_of(model) for model in tracked_models()}
    for model in apps.get_models(include_auto_created=True):
        is_fixed = model in versions or model._meta.label in OF_MIGRATIONS | OF_NOBODY
        allowed = READ if is_fixed else ALL - operations_refused(model)
        # Where several models share a table (proxies), the strictest decides.
        table = model._meta.db_table
        rights[table] = rights.get(table, ALL) & allowed
    return rights


def rights_give() -> None:
    """Give the role that runs the site its rights in all tables, and take all others from that role; run as the owner.

    Does nothing where one role owns the tables and runs the site.
    """
    if settings.DATABASE_OWNER is None:
        return
    if not (site := settings.DATABASES["default"]["USER"]):
        raise ImproperlyConfigured("DATABASE_URL must name the role that runs the site.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FUNCTIONS)
        cursor.execute(_OWNED)
        by_rights, names, sequences = defaultdict(list), [], []
        rights = rights_by_table()
        for name, kind, is_partition in cursor.fetchall():
            if kind == "S":
                sequences.append(name)
                continue
            names.append(name)
            if not is_partition and name in rights:
                by_rights[rights[name]].append(name)
        role = sql.Identifier(site)
        statements = [sql.SQL("REVOKE ALL ON {} FROM PUBLIC, {}").format(_table_list(names), role)]
        for allowed, tables in by_rights.items():
            listed = sql.SQL(", ".join(sorted(allowed)))
            statements.append(sql.SQL("GRANT {} ON {} TO {}").format(listed, _table_list(tables), role))
        statements += [
            sql.SQL("REVOKE ALL ON SEQUENCE {} FROM PUBLIC, {}").format(_table_list(sequences), role),
            sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(_table_list(sequences), role),
        ]
        for statement in statements:
            # As text: in a context of versions, who acts is written before each statement.
            cursor.execute(statement.as_string())


def _table_list(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier("public", name) for name in names)
