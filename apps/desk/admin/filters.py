"""The filters of lists. Those of the list of work read columns of the item alone; all of them combine."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from apps.accounts.selectors import staff_with
from apps.applications.models import Application
from apps.applications.states import WRITING
from apps.core import clock
from apps.work.kinds import kinds
from apps.work.selectors import NOBODYS, PAUSED, due_soon, off_target, overdue

type Choices = list[tuple[str, Any]]

AGES = (7, 30, 60, 90)
# The chapters of the Harmonized System; 77 is kept for the future, 98 and 99 are those of the United States.
CHAPTERS = [f"{number:02}" for number in range(1, 100) if number != 77]


class ChoiceFilter(admin.SimpleListFilter):
    """One choice of a list of them. What is none of them filters nothing."""

    def condition(self, request: HttpRequest, value: str) -> Q:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value not in {code for code, _label in self.lookup_choices}:
            return queryset
        return queryset.filter(self.condition(request, value))


class WhoseFilter(ChoiceFilter):
    title = _lazy("Whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("mine", _lazy("My work")), ("nobody", _lazy("Unassigned")), ("others", _lazy("Others' work"))]

    def condition(self, request: HttpRequest, value: str) -> Q:
        mine = Q(holder=request.user)
        return {"mine": mine, "nobody": NOBODYS, "others": ~NOBODYS & ~mine}[value]


class OfficerFilter(ChoiceFilter):
    title = _lazy("Officer")
    parameter_name = "officer"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(str(user.pk), user) for user in staff_with("review_applications")]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(holder=int(value))


class DueFilter(ChoiceFilter):
    title = _lazy("Due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [
            ("overdue", _lazy("Overdue")),
            ("soon", _lazy("Due within a week")),
            ("target", _lazy("Past the internal target")),
            ("paused", _lazy("Waiting on the seller")),
        ]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return {"overdue": overdue, "soon": due_soon, "target": off_target, "paused": lambda: PAUSED}[value]()


class KindFilter(ChoiceFilter):
    title = _lazy("Kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(kind.code, kind.label) for kind in kinds()]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(kind=value)


class StateFilter(ChoiceFilter):
    title = _lazy("State of the application")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(str(state), Application.State(state).label) for state in WRITING]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(state=value)


class AgeFilter(ChoiceFilter):
    title = _lazy("Waits for")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(str(days), _lazy("More than %(days)d days") % {"days": days}) for days in AGES]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(opened_at__lt=clock.now() - timedelta(days=int(value)))


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
        return [(chapter, chapter) for chapter in CHAPTERS]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(chapters__contains=[value])


FILTERS = (
    *(WhoseFilter, DueFilter, KindFilter, StateFilter),
    *(AgeFilter, CountryFilter, ChapterFilter, OfficerFilter),
)
