"""Who changed what, when, from which value to which: a table of versions beside each table that people change.

Triggers keep it (`django-pghistory`), so that no code path passes it by. Tables that are append-only need none, since
their rows are the history. What is changed by nobody's request was changed by the program itself.
"""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import pghistory
from django.db import models

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
        meta={"indexes": [models.Index(fields=["pgh_created_at"], name=f"{model.__name__.lower()}_version_at")]},
        **options,
    )
    return track(model)
