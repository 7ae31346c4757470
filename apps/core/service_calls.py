"""Calls of services that are kept to be made later: the service by its name, its arguments by the types it declares."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, get_type_hints

import msgspec
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from apps.core.rows import row_get


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """A call of a service. `arguments` are values of JSON, of which a row is its key; nobody is named as the actor."""

    service: str
    arguments: Mapping[str, Any]

    def make(self, *, actor: object) -> object:
        """Call the service. Raises NotFound where a row of the arguments is gone, and what the service raises."""
        service = import_string(self.service)
        kinds = get_type_hints(inspect.unwrap(service))
        given = {
            name: msgspec.convert(value, kinds[name], strict=False, dec_hook=_row)
            for name, value in self.arguments.items()
        }
        return service(actor=actor, **given)


def call_of(service: Callable[..., object], given: Mapping[str, Any]) -> ServiceCall:
    """Describe a call of a service, of which some arguments may be bound already, with the arguments that are given."""
    bound = partial(service, **given)
    name = f"{bound.func.__module__}.{bound.func.__qualname__}"
    return ServiceCall(name, msgspec.to_builtins(bound.keywords, enc_hook=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet):
        return list(value)
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"A call can't keep a value of {type(value).__name__}.")


def _row(kind: type, key: Any) -> Any:
    if not issubclass(kind, Model):
        raise TypeError(f"A call can't read a value of {kind.__name__}.")
    return row_get(kind._base_manager, f"The {kind._meta.verbose_name} of this is no longer there.", pk=key)
