"""Reads of the register of reasons."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from apps.measures.reasons.columns import COLUMNS
from apps.measures.reasons.models import RegisterPart, RegisterRow

# A row as it is published, in the order of the table.
PUBLISHED = ("id", "published", "decided_from", "decided_until", *COLUMNS)


def register_rows(
    *, day: date | None = None, action: str = "", outcome: str = "", ground: str = ""
) -> QuerySet[RegisterRow]:
    """Return rows of the register in their order: all of them, those of a day, or those with some values."""
    found = RegisterRow.objects.select_related("part").order_by("pk")
    if day:
        found = found.filter(part__day=day)
    wanted = {"action": action, "outcome": outcome, "ground": ground}
    return found.filter(**{column: value for column, value in wanted.items() if value})


def register_groups(*, action: str = "", outcome: str = "", ground: str = "") -> QuerySet[RegisterRow, dict[str, Any]]:
    """Return the rows that are alike, each group once with its `number`, the latest part first."""
    alike = ("part__day", "first_month", "last_month", *COLUMNS)
    found = register_rows(action=action, outcome=outcome, ground=ground)
    groups = found.order_by().values(*alike).annotate(number=Count("pk"))
    return groups.order_by("-part__day", "action", "outcome", "-number", *COLUMNS, "first_month")


def register_parts() -> QuerySet[RegisterPart]:
    """Return the parts of the register with the `number` of their rows, the latest first."""
    return RegisterPart.objects.annotate(number=Count("rows")).order_by("-month")


def register_told() -> dict[str, float]:
    """Return the share of rows that tell each column; empty while the register has no row. One query."""
    counts = {column: Count("pk", filter=~Q(**{column: ""})) for column in COLUMNS}
    told = RegisterRow.objects.aggregate(Count("pk"), **counts)
    rows = told.pop("pk__count")
    return {column: number / rows for column, number in told.items()} if rows else {}


def register_began() -> date | None:
    """Return the day of the first part of the register; None before there is one."""
    return RegisterPart.objects.order_by("month").values_list("day", flat=True).first()


def published_of(row: RegisterRow) -> Mapping[str, Any]:
    """Return a row as it is published: codes, months, and None for what is withheld."""
    return {
        "id": row.pk,
        "published": row.part.day.isoformat(),
        "decided_from": f"{row.first_month:%Y-%m}",
        "decided_until": f"{row.last_month:%Y-%m}",
        **{column: getattr(row, column) or None for column in COLUMNS},
    }
