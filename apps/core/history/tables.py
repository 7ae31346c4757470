"""Which tables have versions, and what a version holds."""

from collections.abc import Callable, Collection
from functools import cache, partial
from typing import Any, cast, overload

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT

from apps.core.triggers import no_truncate

type Model = type[models.Model]

# The tracked models, each with the fields that hold personal data.
_personal: dict[Model, frozenset[str]] = {}


@overload
def tracked[M: models.Model](model: type[M]) -> type[M]: ...


@overload
def tracked[M: models.Model](
    *, exclude: Collection[str] = (), personal: Collection[str] = ()
) -> Callable[[type[M]], type[M]]: ...


def tracked(model: Model | None = None, *, exclude: Collection[str] = (), personal: Collection[str] = ()) -> Any:
    """Keep every version of a model's rows in `<Model>Version`, but for the fields that are excluded.

    What `personal` fields held is kept, and shown only with the one record that it belongs to.
    """
    if model is None:
        return partial(tracked, exclude=exclude, personal=personal)
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
    _personal[model] = frozenset(personal)
    return track(model)


def tracked_models() -> list[Model]:
    """All models that have versions, by their label."""
    return sorted(_personal, key=lambda model: model._meta.label_lower)


def is_tracked(model: Model) -> bool:
    return model in _personal


def is_personal(model: Model, field: str) -> bool:
    return field in _personal[model]


def version_of(model: Model) -> Model:
    """The model of a tracked model's versions."""
    # pghistory adds the relation, and only to models.
    return cast(Model, model._meta.get_field("versions").related_model)


@cache
def parts_of(model: Model) -> dict[Model, str]:
    """The tracked models whose rows belong to a row of this one, and the field that says to which.

    What is deleted with a record is a part of it: the roles of a person, the addresses of a business.
    """
    return {
        part: field.name
        for part in tracked_models()
        for field in part._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.concrete_model is model._meta.concrete_model
        and field.remote_field.on_delete is models.CASCADE
    }


def request_at_hand() -> models.Func:
    """The number of the request (`core/middleware.py`) whose statement this is, as a default in the database."""
    return models.Func(
        template="(NULLIF(current_setting('pghistory.context_metadata', TRUE), '')::jsonb ->> 'request')::uuid",
        output_field=models.UUIDField(),
    )


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
