"""Fields whose value is never kept: sealed the moment it is saved, and shown by its ending alone (ADR 0017).

What the draft holds of such a field is one of three: `{"digest": ..., "last_four": ...}`; `{"refused": code}` where a
wrong value was typed, which is not kept either; nothing. Text is what was typed and not saved.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.errors import Invalid
from apps.core.lazy import Promise

type SealedValue = Mapping[str, str] | str | None


class SealedInput(forms.TextInput):
    """An input that shows nothing of what it is given. `data-sealed` tells scripts to keep nothing of it either."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off", "data-sealed": True})

    def format_value(self, value: SealedValue) -> None:
        return None


class SealedBoundField(BoundField):
    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        held = self.value()
        if is_sealed(held):
            text = _("Saved: a number that ends in %(ending)s. To change it, enter the whole number again.")
            self.help_text = text % {"ending": held["last_four"]}


class SealedField(forms.Field):
    """`faults` has the message of each code for which a value is refused."""

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
    return isinstance(held, Mapping) and "digest" in held


def ending_text(held: SealedValue) -> str:
    """What may be told of a value, saved or only typed: how it ends."""
    ending = held["last_four"] if is_sealed(held) else ""
    if isinstance(held, str) and len(typed := re.sub(r"\W", "", held)) > 4:
        ending = typed[-4:]
    return _("ends in %(ending)s") % {"ending": ending} if ending else ""


def seal_value(typed: str, *, before: SealedValue, seal: Callable[[str], Mapping[str, str]]) -> SealedValue:
    """What the draft may hold in place of what was typed. Nothing typed leaves what is held already."""
    if not typed.strip():
        return before or ""
    try:
        return dict(seal(typed))
    except Invalid as refusal:
        return {"refused": refusal.code}
