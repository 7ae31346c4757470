"""Database triggers for append-only tables, which neither code nor a person with a shell can rewrite."""

from collections.abc import Sequence

import pgtrigger
from django.db import models


def append_only() -> list[pgtrigger.Trigger]:
    """Return the triggers, for `Meta.triggers`, that refuse to change, delete or truncate the rows of a table."""
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete), no_truncate()]


def fixed_except(*fields: str, kept: pgtrigger.Q | None = None) -> list[pgtrigger.Trigger]:
    """Return the triggers that refuse to change any field but the ones named, to delete rows, and to truncate.

    With a condition `kept`, rows that do not fulfil the condition can be deleted.
    """
    return [
        pgtrigger.ReadOnly(name="fixed", exclude=list(fields)),
        pgtrigger.Protect(name="kept", operation=pgtrigger.Delete, condition=kept),
        no_truncate(),
    ]


def set_once(field: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses to change a row once a field of the row has a value."""
    return pgtrigger.Protect(
        name=f"{field}_once",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(**{f"old__{field}__isnull": False}),
    )


def grows(field: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses to make the number in a field of a row less."""
    return pgtrigger.Protect(
        name=f"{field}_grows",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(**{f"new__{field}__lt": pgtrigger.F(f"old__{field}")}),
    )


def no_truncate() -> pgtrigger.Trigger:
    """Return the trigger that refuses to truncate a table: TRUNCATE does not run the triggers of rows."""
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;",
    )


def operations_refused(model: type[models.Model]) -> frozenset[str]:
    """Return the operations (UPDATE, DELETE) that are refused for every row of a model's table."""
    if not model._meta.managed:
        # A table that migrations make by hand is one of entries: Django itself never writes to it.
        return frozenset({"UPDATE", "DELETE"})
    triggers: Sequence[pgtrigger.Trigger] = getattr(model._meta, "triggers", ())
    protects = [trigger for trigger in triggers if type(trigger) is pgtrigger.Protect and trigger.condition is None]
    return frozenset(str(operation) for trigger in protects for operation in trigger.operation or ())
