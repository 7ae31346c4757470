"""Append-only tables are held by database triggers: no code path, and no person with a shell, rewrites history."""

import pgtrigger


def append_only() -> list[pgtrigger.Trigger]:
    """The triggers of a table whose rows are never changed or deleted. Put them in `Meta.triggers`."""
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete), no_truncate()]


def no_truncate() -> pgtrigger.Trigger:
    """The trigger of a table that is never emptied: TRUNCATE passes by those of rows."""
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;",
    )
