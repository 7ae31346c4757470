"""Who changed what, when, from which value to which: a table of versions beside each table that people change.

Triggers keep it (`django-pghistory`), so that no code path passes it by. Tables that are append-only need none, since
their rows are the history. What is changed by nobody's request was changed by the program itself.
"""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT

from apps.core.protect import no_truncate

type Model = type[models.Model]


def tracked(model: Model | None = None, *, exclude: Collection[str] = ()) -> Model | Callable[[Model], Model]:
    """Keep every version of a model's rows in `<Model>Version`, but for the fields that are excluded."""
    if model is None:
        return partial(tracked, exclude=exclude)
    options: dict[str, Any] = {"exclude": list(exclude)} if exclude else {}
    track = pghistory.track(
        pghistory.InsertEvent("added"),
        pghistory.UpdateEvent("changed"),
        pghistory.DeleteEvent("removed"),
        model_name=f"{model.__name__}Version",
        append_only=True,
        obj_field=pghistory.ObjForeignKey(related_name="versions", null=False),
        context_field=pghistory.ContextJSONField(),
        context_id_field=pghistory.ContextUUIDField(),
        meta={"indexes": _indexes(model.__name__.lower()), "triggers": [no_truncate()]},
        **options,
    )
    return track(model)


def _indexes(name: str) -> list[models.Index]:
    """By which a stretch of days, and one person's changes in it, are found without reading all history."""
    return [
        models.Index(fields=["pgh_created_at"], name=f"{name}_version_at"),
        models.Index(
            KT("pgh_context__user"),
            "pgh_created_at",
            name=f"{name}_version_by",
            condition=Q(pgh_context__isnull=False),
        ),
    ]


def request_at_hand() -> models.Func:
    """The number of the request (`core/middleware.py`) whose statement this is, as a default in the database."""
    return models.Func(
        template="(NULLIF(current_setting('pghistory.context_metadata', TRUE), '')::jsonb ->> 'request')::uuid",
        output_field=models.UUIDField(),
    )
