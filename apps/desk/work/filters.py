"""Filters of the list of work. They read columns of the item alone, and all of them combine."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from apps.applications.models import ApplicationState
from apps.applications.states import CORRESPONDENCE_STATES
from apps.core import clock
from apps.desk.lists import ChapterFilter, ChoiceFilter, Choices, CountryFilter, OfficerFilter
from apps.work.kinds import kinds
from apps.work.selectors import PAUSED, UNHELD, aside, due_soon, in_hand, off_target, overdue, promise_broken

AGES = (7, 30, 60, 90)


class WhoseFilter(ChoiceFilter):
    title = "Whose"
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [
            ("mine", "My work"),
            ("aside", "Put aside by me"),
            ("nobody", "Unassigned"),
            ("others", "Others' work"),
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
    title = "Due"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [
            ("overdue", "Overdue"),
            ("promise", "Past the promised day"),
            ("target", "Past the internal target"),
            ("soon", "Due within a week"),
            ("paused", "Waiting on the seller"),
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
    title = "Kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(kind.code, kind.label) for kind in kinds()]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(kind=value)


class StateFilter(ChoiceFilter):
    title = "State of the application"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(str(state), ApplicationState(state).label) for state in CORRESPONDENCE_STATES]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(state=value)


class AgeFilter(ChoiceFilter):
    title = "Waits for"
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(str(days), f"More than {days} days") for days in AGES]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(opened_at__lt=clock.now() - timedelta(days=int(value)))


# The filters for officers of agencies, who do not see the names of the program's staff.
FILTERS_OF_AGENCIES = (WhoseFilter, DueFilter)
FILTERS = (
    *(WhoseFilter, DueFilter, KindFilter, StateFilter),
    *(AgeFilter, CountryFilter, ChapterFilter, OfficerFilter),
)
