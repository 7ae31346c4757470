"""The tables that have versions, and the columns of a version."""

from collections.abc import Callable, Collection
from functools import cache, partial
from typing import Any, cast, overload

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT

from apps.core.triggers import no_truncate

type Model = type[models.Model]

# The tracked models, each with its fields that hold personal data.
_personal: dict[Model, frozenset[str]] = {}
# Those of which a new row has no version.
_without_first: set[Model] = set()


@overload
def tracked[M: models.Model](model: type[M]) -> type[M]: ...


@overload
def tracked[M: models.Model](
    *, exclude: Collection[str] = (), personal: Collection[str] = (), new: bool = True
) -> Callable[[type[M]], type[M]]: ...


def tracked(
    model: Model | None = None, *, exclude: Collection[str] = (), personal: Collection[str] = (), new: bool = True
) -> Any:
    """Keep every version of a model's rows in the table `<Model>Version`; a class decorator.

    Versions leave out the fields named in `exclude`. The values of fields named in `personal` are kept, shown on the
    page of the record and left out of lists. Where `new` is False, the first version of a row is that of its first
    change: the time at which the row was made is kept nowhere.
    """
    if model is None:
        return partial(tracked, exclude=exclude, personal=personal, new=new)
    options: dict[str, Any] = {"exclude": list(exclude)} if exclude else {}
    track = pghistory.track(
        *([pghistory.InsertEvent("added")] if new else []),
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
    if not new:
        _without_first.add(model)
    return track(model)


def tracked_models() -> list[Model]:
    """Return all models that have versions, by label."""
    return sorted(_personal, key=lambda model: model._meta.label_lower)


def is_tracked(model: Model) -> bool:
    """Tell whether a model has versions."""
    return model in _personal


def is_tracked_from_the_first(model: Model) -> bool:
    """Tell whether a new row of a tracked model has a version."""
    return model not in _without_first


def is_personal(model: Model, field: str) -> bool:
    """Tell whether a field of a tracked model holds personal data."""
    return field in _personal[model]


def version_of(model: Model) -> Model:
    """Return the model of the versions of a tracked model."""
    # pghistory adds the relation, and only to models.
    return cast(Model, model._meta.get_field("versions").related_model)


@cache
def parts_of(model: Model) -> dict[Model, str]:
    """Return the tracked models whose rows are parts of a row of this model, with the field that refers to this row.

    A part is deleted together with its record: the roles of a person, the addresses of a business.
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
    """Return the number of the present request (`core/middleware.py`) as a default value in the database."""
    return models.Func(
        template="(NULLIF(current_setting('pghistory.context_metadata', TRUE), '')::jsonb ->> 'request')::uuid",
        output_field=models.UUIDField(),
    )


def _indexes(name: str) -> list[models.Index]:
    """List the indexes that find the versions of some days, and the changes of one person, without a full scan."""
    return [
        models.Index(fields=["pgh_created_at"], name=f"{name}_version_at"),
        models.Index(
            KT("pgh_context__user"),
            "pgh_created_at",
            name=f"{name}_version_by",
            condition=Q(pgh_context__isnull=False),
        ),
    ]
