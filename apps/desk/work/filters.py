"""Filters of the list of work. They read columns of the item alone, and all of them combine."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.models import ApplicationState
from apps.applications.states import CORRESPONDENCE_STATES
from apps.core import clock
from apps.desk.lists import ChapterFilter, ChoiceFilter, Choices, CountryFilter, OfficerFilter
from apps.work.kinds import kinds
from apps.work.selectors import (
    PAUSED,
    UNHELD,
    aside,
    came_lately,
    due_soon,
    in_hand,
    off_target,
    overdue,
    promise_broken,
)

AGES = (7, 30, 60, 90)
NEW = "new"


class WhoseFilter(ChoiceFilter):
    title = _lazy("Whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [
            ("mine", _lazy("My work")),
            ("aside", _lazy("Put aside by me")),
            ("nobody", _lazy("Unassigned")),
            ("others", _lazy("Others' work")),
        ]

    def condition(self, request: HttpRequest, value: str) -> Q:
        mine = Q(holder=request.user)
        conditions = {
            "mine": mine & in_hand(),
            "aside": mine & aside(),
            "nobody": UNHELD,
            "others": ~UNHELD & ~mine,
        }
        return conditions[value]


class DueFilter(ChoiceFilter):
    title = _lazy("Due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [
            ("overdue", _lazy("Overdue")),
            ("promise", _lazy("Past the promised day")),
            ("target", _lazy("Past the internal target")),
            ("soon", _lazy("Due within a week")),
            ("paused", _lazy("Waiting on the seller")),
        ]

    def condition(self, request: HttpRequest, value: str) -> Q:
        conditions = {
            "overdue": overdue,
            "promise": promise_broken,
            "target": off_target,
            "soon": due_soon,
            "paused": lambda: PAUSED,
        }
        return conditions[value]()


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
        return [(str(state), ApplicationState(state).label) for state in CORRESPONDENCE_STATES]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(state=value)


class AgeFilter(ChoiceFilter):
    title = _lazy("Waits for")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        older = [(str(days), _lazy("More than %(days)d days") % {"days": days}) for days in AGES]
        return [(NEW, _lazy("New since the last working day")), *older]

    def condition(self, request: HttpRequest, value: str) -> Q:
        if value == NEW:
            return came_lately()
        return Q(opened_at__lt=clock.now() - timedelta(days=int(value)))


# The filters for officers of agencies, who do not see the names of the program's staff.
FILTERS_OF_AGENCIES = (WhoseFilter, DueFilter, AgeFilter)
FILTERS = (
    *(WhoseFilter, DueFilter, KindFilter, StateFilter),
    *(AgeFilter, CountryFilter, ChapterFilter, OfficerFilter),
)
