"""Filters for the templates of the review page."""

from collections.abc import Iterable

from django import template

from apps.applications.criteria import Criterion
from apps.desk.actions import StaffAction
from apps.desk.applications.checklist import ChecklistForm, CriterionRow
from apps.desk.applications.review import ReviewedSection
from apps.desk.forms import StaffForm

register = template.Library()


@register.filter
def of_criterion(parts: Iterable[ReviewedSection], criterion: Criterion) -> ReviewedSection | None:
    """Return the part of the application that answers a criterion."""
    return next((part for part in parts if part.section.criterion == criterion), None)


@register.filter
def form_open(actions: Iterable[tuple[str, StaffAction, StaffForm]], code: str) -> StaffForm | None:
    """Return the form of an action that may be taken now; None for any other."""
    return next((form for name, action, form in actions if name == code and not action.blocked), None)


@register.filter
def rows_chosen(form: ChecklistForm, parts: Iterable[ReviewedSection]) -> list[CriterionRow]:
    """Return the row of the checklist for the section that was chosen; none for a section without a criterion."""
    chosen = {part.section.criterion for part in parts if part.chosen}
    return [row for row in form.rows() if row.criterion in chosen]
