"""Columns of lists, and lines of forms that only show: a state on its tone, and yes and no as words.

The stock icons call a yes good and a no bad, and so the opposite of what many columns mean.
"""

from collections.abc import Callable
from functools import cache

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, Field, Model
from django.utils.translation import gettext as _

from apps.accounts.staff_admin import Column
from apps.desk.tones import kind_of, mark, tone_of

NOTHING = "–"


def truth_words(value: bool | None) -> str:
    """Return Yes, No, or a dash for a value that is not known."""
    if value is None:
        return NOTHING
    return _("Yes") if value else _("No")


@cache
def column(model: type[Model], name: str) -> Column:
    """Return what draws a field of a model: the name itself where the stock admin draws the field well."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if isinstance(field, BooleanField) and not field.choices:
        return _drawn(field, truth_words)
    return _drawn(field, _marks(field)) if isinstance(field, Field) and kind_of(field) else name


def _marks(field: Field) -> Callable[[object], str]:
    kind, words = kind_of(field), dict(field.flatchoices)
    assert kind is not None
    return lambda state: mark(words[state], tone_of(kind, state)) if state in words else NOTHING


def _drawn(field: Field, draw: Callable[..., str]) -> Column:
    @admin.display(description=field.verbose_name, ordering=field.name)
    def drawn(shown: Model) -> str:
        return draw(field.value_from_object(shown))

    # The class of the column in the style sheets.
    drawn.__name__ = field.name
    return drawn
