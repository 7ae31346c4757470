"""Filters that several lists of the desk share. All filters of a list combine."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from apps.accounts.selectors import staff_with
from apps.tariff.chapters import CHAPTERS

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
