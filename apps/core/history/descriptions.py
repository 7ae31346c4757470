"""Descriptions of versions: the record, the person, and each field that changed, with its old and new values."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from apps.core.fields import EncryptedTextField, decrypt
from apps.core.history.tables import Model, is_personal, parts_of
from apps.core.history.versions import RecordVersion

# The names of rows to which versions refer by number.
type Names = dict[tuple[Model, Any], str]

EMPTY = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that changed. The values of a sealed field are not shown: they are encrypted, or personal in a list."""

    field: str
    label: str
    before: str
    after: str
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """A version in words. `who` is None for the program and for somebody who is not signed in."""

    version: RecordVersion
    who: models.Model | None
    differences: list[Difference]

    @property
    def record(self) -> str:
        """Name the kind and the number of the record."""
        return f"{capfirst(self.version.model._meta.verbose_name)} {self.version.pk}"

    @property
    def by(self) -> str:
        """Name the person, the command or the program that made the change."""
        if command := self.version.command:
            words = _("%(who)s, by the command %(command)s") if self.who else _("The command %(command)s")
            return words % {"who": self.who, "command": command}
        if self.who:
            return str(self.who)
        return _("The program") if self.version.by_program else _("Somebody not signed in")


def describe(versions: Sequence[RecordVersion], *, personal: bool, within: Model | None = None) -> list[Description]:
    """Describe versions, with one query for each kind of record to which the versions refer.

    `personal` shows personal data. `within` is the kind of the record whose history is described: the descriptions of
    its parts leave out their reference to the record.
    """
    known = parts_of(within) if within else {}
    differing = [
        [each for each in _differing_fields(version) if each[0].name != known.get(version.model)]
        for version in versions
    ]
    people = get_user_model()
    wanted: dict[Model, set[Any]] = defaultdict(set)
    wanted[people] = {version.user for version in versions if version.user}
    for fields in differing:
        for field, before, after in fields:
            if field.related_model:
                wanted[field.related_model] |= {before, after} - {None}
    found = {model: model._base_manager.in_bulk(keys) for model, keys in wanted.items() if keys}
    names: Names = {(model, key): str(row) for model, rows in found.items() for key, row in rows.items()}
    return [
        Description(
            version,
            found.get(people, {}).get(version.user),
            [_difference(version, *field, names, personal=personal) for field in fields],
        )
        for version, fields in zip(versions, differing, strict=True)
    ]


def value_text(field: models.Field, value: Any, names: Names | None = None) -> str:
    """Return the JSON value of a field in a version as a text for people."""
    if value in EMPTY:
        return ""
    if field.related_model:
        return (names or {}).get((field.related_model, value)) or f"{field.related_model._meta.verbose_name} {value}"
    inner = getattr(field, "base_field", field)
    if inner.choices:
        labels = dict(inner.flatchoices)
        return ", ".join(str(labels.get(each, each)) for each in (value if isinstance(value, list) else [value]))
    match field.to_python(value):
        case bool(answer):
            return _("Yes") if answer else _("No")
        case datetime() as moment:
            return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
        case date() as day:
            return date_format(day, "SHORT_DATE_FORMAT")
        case list() | dict() as many if not all(isinstance(each, str | int) for each in many):
            return json.dumps(many, ensure_ascii=False)
        case list() as many:
            return ", ".join(map(str, many))
        case dict() as many:
            return ", ".join(f"{key}: {each}" for key, each in many.items())
        case other:
            return str(other)


def _differing_fields(version: RecordVersion) -> Iterator[tuple[models.Field, Any, Any]]:
    """Yield each field that differs, with its values before and after.

    Digests are left out, since the field from which a digest is made is there. Where no earlier version is known, all
    fields are yielded with their present values.
    """
    old: dict[str, Any] = {} if version.label == "added" else version.before or {}
    new = {} if version.label == "removed" else version.row
    if version.label == "removed":
        old = version.row
    for field in _comparable_fields(version.model, version.row):
        before, after = old.get(field.attname), new.get(field.attname)
        if before != after and not (before in EMPTY and after in EMPTY) and not _same_secret(field, before, after):
            yield field, before, after


def _comparable_fields(model: Model, row: Iterable[str]) -> list[models.Field]:
    return [
        field
        for field in model._meta.concrete_fields
        if field.attname in row
        and not field.primary_key
        and (isinstance(field, EncryptedTextField) or not isinstance(field, models.BinaryField))
    ]


def _same_secret(field: models.Field, before: str | None, after: str | None) -> bool:
    """Tell whether two encrypted values hold the same text: equal texts have different encrypted values."""
    if not isinstance(field, EncryptedTextField) or before is None or after is None:
        return False
    try:
        return _decrypt(before) == _decrypt(after)
    except ValueError:
        return False


def _decrypt(value: str) -> str:
    # PostgreSQL writes bytes as "\x" and hexadecimal digits.
    return decrypt(bytes.fromhex(value.removeprefix("\\x")))


def _difference(
    version: RecordVersion, field: models.Field, before: Any, after: Any, names: Names, *, personal: bool
) -> Difference:
    label = str(capfirst(field.verbose_name))
    if isinstance(field, EncryptedTextField) or (not personal and is_personal(version.model, field.name)):
        return Difference(field.name, label, "", "", sealed=True)
    return Difference(field.name, label, value_text(field, before, names), value_text(field, after, names))


def field_value_text(field: forms.Field, value: Any) -> str:
    """Return what was filled into a field of a form, as people read it: the labels of choices, one after the other."""
    if value in (None, "", []):
        return ""
    values = value if isinstance(value, list | tuple) else [value]
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        with suppress(ValueError):
            return ", ".join(map(str, field.queryset.filter(pk__in=values)))
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    labels = {str(key): label for key, label in _flat_choices(getattr(field, "choices", ()))}
    return ", ".join(str(labels.get(str(each), each)) for each in values)


def _flat_choices(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat_choices(label)
        else:
            yield key, label
