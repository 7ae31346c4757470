"""Columns and filters that several lists share."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, Field, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from apps.accounts.lookups import LAST_YEAR
from apps.accounts.selectors import staff_with
from apps.accounts.staff_admin import Column
from apps.core import clock
from apps.core.lazy import Promise
from apps.desk.tones import kind_of, mark, tone_of
from apps.policy.terms import TOP
from apps.tariff.chapters import CHAPTERS

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


type Choices = list[tuple[str, Any]]


class ChoiceFilter(admin.SimpleListFilter):
    """A filter with one choice of a list. A value that is not in the list filters nothing."""

    def condition(self, request: HttpRequest, value: str) -> Q:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value not in {code for code, _label in self.lookup_choices}:
            return queryset
        return queryset.filter(self.condition(request, value))


class TypedFilter(admin.ListFilter):
    """A filter by what is typed into fields beside each other, which narrow the list together.

    `fields` gives each parameter of the address its label and the type of its input.
    """

    fields: ClassVar[Mapping[str, tuple[Promise, str]]]
    title = ""

    def __init__(
        self, request: HttpRequest, params: dict[str, list[str]], model: type[Model], model_admin: admin.ModelAdmin
    ) -> None:
        super().__init__(request, params, model, model_admin)
        self.typed = {name: params.pop(name)[-1].strip() for name in self.fields if name in params}

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(self.fields)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        return iter(())

    def day_of(self, request: HttpRequest, name: str) -> date | None:
        """Return the day that is typed into a field; tell the reader of a text that is no day, and return None."""
        if not (typed := self.typed.get(name, "")):
            return None
        with suppress(ValueError):
            day = date.fromisoformat(typed)
            # The last year of the calendar has no day after its last one.
            if day.year <= LAST_YEAR:
                return day
        messages.error(request, _("“%(typed)s” is not a day. Write it as 2026-11-30.") % {"typed": typed})
        return None


class DaysFilter(TypedFilter):
    """The rows of some days, both included, by `column`, a date with an index."""

    fields = {"since": (_lazy("Since"), "date"), "until": (_lazy("Until"), "date")}
    column: ClassVar[str]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if since := self.day_of(request, "since"):
            queryset = queryset.filter(**{f"{self.column}__gte": self.begin(since)})
        if until := self.day_of(request, "until"):
            queryset = queryset.filter(**{f"{self.column}__lt": self.begin(clock.add_days(until, 1))})
        return queryset

    def begin(self, day: date) -> date | datetime:
        """Return where a day begins in the column."""
        return day


class TierFilter(ChoiceFilter):
    """The rows with a tier in `column`. The tiers are known, so that nobody looks them up among all rows."""

    title = _lazy("Tier")
    parameter_name = column = "tier"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(str(tier), str(tier)) for tier in range(TOP + 1)]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(**{self.column: int(value)})


class OfficerFilter(ChoiceFilter):
    title = _lazy("Officer")
    parameter_name = "officer"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(str(user.pk), user) for user in staff_with("review_applications")]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(holder=int(value))


class CountryFilter(ChoiceFilter):
    title = _lazy("Country of the business")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(country.code, country.name) for country in countries]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(country=value)


class ChapterFilter(ChoiceFilter):
    title = _lazy("HS chapter")
    parameter_name = "chapter"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(chapter, f"{chapter} {title}") for chapter, title in CHAPTERS.items()]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(chapters__contains=[value])
