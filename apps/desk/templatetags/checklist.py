"""Filters for the template of the checklist."""

from collections.abc import Iterable

from django import template

from apps.applications.criteria import Criterion
from apps.desk.applications.review import Part

register = template.Library()


@register.filter
def of_criterion(parts: Iterable[Part], criterion: Criterion) -> Part | None:
    """Return the part of the application that answers a criterion."""
    return next((part for part in parts if part.section.criterion == criterion), None)
