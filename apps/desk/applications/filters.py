"""The filters of the list of applications. All of them combine."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.models import ApplicationState
from apps.applications.states import FINAL_STATES
from apps.core import clock
from apps.desk.filters import ChapterFilter, ChoiceFilter, Choices, CountryFilter, OfficerFilter

AGES = (30, 60, 90)
LATE = "late"


class StateFilter(ChoiceFilter):
    title = _lazy("State")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(value, label) for value, label in ApplicationState.choices if value != ApplicationState.DRAFT]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(state=value)


class AgeFilter(ChoiceFilter):
    title = _lazy("Age")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        over = [(str(days), _lazy("Sent more than %(days)d days ago") % {"days": days}) for days in AGES]
        return [*over, (LATE, _lazy("Past its day of decision"))]

    def condition(self, request: HttpRequest, value: str) -> Q:
        if value == LATE:
            return ~Q(state__in=FINAL_STATES) & Q(paused_at=None, decide_by__lt=clock.now())
        return Q(submitted_at__lt=clock.now() - timedelta(days=int(value)))


class ReviewerFilter(ChoiceFilter):
    title = _lazy("Whose")
    parameter_name = "reviewer"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("me", _lazy("Mine")), ("nobody", _lazy("Unassigned")), ("others", _lazy("Others'"))]

    def condition(self, request: HttpRequest, value: str) -> Q:
        mine, nobodys = Q(reviewer=request.user), Q(reviewer=None)
        return {"me": mine, "nobody": nobodys, "others": ~nobodys & ~mine}[value]


class ReviewedByFilter(OfficerFilter):
    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(reviewer=int(value))


FILTERS = (StateFilter, AgeFilter, CountryFilter, ChapterFilter, ReviewerFilter, ReviewedByFilter)
