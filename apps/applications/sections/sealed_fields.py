"""Sealed fields, whose values are never stored: only a digest and the last four characters are (ADR 0017).

A draft holds one of three things for a sealed field: `{"digest": ..., "last_four": ...}`; `{"refused": code}` after a
wrong value, which is not stored either; or nothing. A plain text is a value that was typed and not saved.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.errors import InvalidInput
from apps.core.lazy import Promise

type SealedValue = Mapping[str, str] | str | None


class SealedInput(forms.TextInput):
    """An input that never shows its value. `data-sealed` tells scripts not to store what is typed either."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off", "data-sealed": True})

    def format_value(self, value: SealedValue) -> None:
        return None


class SealedBoundField(BoundField):
    """A sealed field on a form, whose help text tells the ending of the saved value."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        held = self.value()
        if is_sealed(held):
            text = _("Saved: a number that ends in %(ending)s. To change it, enter the whole number again.")
            self.help_text = text % {"ending": held["last_four"]}


class SealedField(forms.Field):
    """A sealed field. `faults` has the message for each code with which a value can be refused."""

    widget = SealedInput
    default_error_messages = {
        "unsaved": _lazy("This was not saved, and for your safety the page does not repeat it. Enter it again."),
    }

    def __init__(self, *, faults: Mapping[str, str | Promise], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages |= faults

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> SealedBoundField:
        return SealedBoundField(form, self, field_name)

    def clean(self, value: SealedValue) -> SealedValue:
        if not value:
            return super().clean(value)
        if is_sealed(value):
            return value
        code = "unsaved" if isinstance(value, str) else value["refused"]
        raise forms.ValidationError(self.error_messages[code], code)


def is_sealed(held: SealedValue) -> TypeGuard[Mapping[str, str]]:
    """Return whether a draft holds the digest of a value."""
    return isinstance(held, Mapping) and "digest" in held


def ending_text(held: SealedValue) -> str:
    """Return the ending of a value, saved or only typed, in words; nothing else of the value may be shown."""
    ending = held["last_four"] if is_sealed(held) else ""
    if isinstance(held, str) and len(typed := re.sub(r"\W", "", held)) > 4:
        ending = typed[-4:]
    return _("ends in %(ending)s") % {"ending": ending} if ending else ""


def seal_value(typed: str, *, before: SealedValue, seal: Callable[[str], Mapping[str, str]]) -> SealedValue:
    """Return what a draft may hold in place of a typed value: its digest and ending, or the code of a refusal.

    If nothing was typed, the draft goes on holding `before`.
    """
    if not typed.strip():
        return before or ""
    try:
        return dict(seal(typed))
    except InvalidInput as refusal:
        return {"refused": refusal.code}
