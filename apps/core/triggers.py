"""Database triggers for append-only tables, which neither code nor a person with a shell can rewrite."""

import pgtrigger


def append_only() -> list[pgtrigger.Trigger]:
    """Return the triggers, for `Meta.triggers`, that refuse to change, delete or truncate the rows of a table."""
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete), no_truncate()]


def no_truncate() -> pgtrigger.Trigger:
    """Return the trigger that refuses to truncate a table: TRUNCATE does not run the triggers of rows."""
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;",
    )
