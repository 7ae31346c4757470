"""The lists of the desk and the states of the lifecycles that a simulated program leaves empty."""

from collections.abc import Iterator

from django.apps import apps
from django.contrib import admin
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest
from django.test import RequestFactory

from apps.core.lifecycle import lifecycles
from config.simulation.people.accounts import staff_ensure

# Kept of what people and systems do at the site itself: who signed in, what was looked at, and what the system of a
# partner sent or was sent. The versions of records are in tables of their own.
BY_VISITORS = {
    *("accounts.Access", "audit.RecordChange", "audit.View"),
    *("partners.ClientKey", "partners.FeedEntry", "partners.Import", "partners.PartnerCorrection"),
    *("partners.SigningKey", "partners.Snapshot", "partners.UsedAssertion"),
    *("partners.WebhookAttempt", "partners.WebhookDelivery", "partners.WebhookEndpoint"),
    # Such a call takes many parcels, as a tier does; and chance draws the decisions that are read again.
    *("standing.AssuranceCall", "applications.SecondLook"),
}


def lists_empty() -> set[str]:
    """Return the models whose list at the desk has no row."""
    request = RequestFactory().get("/")
    request.user = staff_ensure(role="supervisor")
    lists = {model._meta.label: kind for model, kind in admin.site._registry.items()}
    return {label for label, kind in lists.items() if label not in BY_VISITORS and not _rows(kind, request).exists()}


def states_empty() -> set[str]:
    """Return the states of lifecycles in which no record is, each as “lifecycle: state”."""
    empty = set()
    for found in lifecycles():
        states = {state for move in found.lifecycle.transitions for state in (*move.sources, move.target)}
        kind = type(next(iter(states)))
        fields = list(_fields_with(set(kind.values)))
        assert fields, found.code
        seen = {value for model, name in fields for value in model.objects.values_list(name, flat=True).distinct()}
        empty |= {f"{found.code}: {state.value}" for state in states if state not in seen}
    return empty


def _rows(kind: admin.ModelAdmin, request: HttpRequest) -> QuerySet:
    return kind.get_queryset(request)


def _fields_with(values: set[str]) -> Iterator[tuple[type[Model], str]]:
    """Yield each field of the tables of the apps whose choices are these values."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if not model.__name__.endswith("Event") and {value for value, _label in _choices(field)} == values:
                yield model, field.name


def _choices(field: Field) -> list[tuple[str, object]]:
    return field.flatchoices or []
