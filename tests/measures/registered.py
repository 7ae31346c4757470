"""A register of reasons for the pages, files and the API: rows as they would come of many decisions."""

from datetime import date

from apps.core import clock
from apps.measures.reasons.models import RegisterPart, RegisterRow

LIKE = {
    "first_month": date(2026, 1, 1),
    "last_month": date(2026, 3, 1),
    "action": "demotion",
    "outcome": "upheld",
    "at_once": "no",
    "policy": "1",
    "ground": "rules",
    "rule": "points",
    "response": "used",
    "days": "31-90",
    "begun_by": "program",
    "decided_by": "person",
}
OTHERS = {"action": "", "outcome": "", "ground": "", "rule": "", "days": "", "begun_by": "", "at_once": ""}


def register_made() -> RegisterPart:
    """Put two groups of rows into the register, one of which says little."""
    part = RegisterPart.objects.create(month=date(2026, 9, 1), released_at=clock.now(), day=date(2026, 9, 1))
    RegisterRow.objects.bulk_create(
        [RegisterRow(part=part, **LIKE | more) for more, number in (({}, 12), (OTHERS, 10)) for _one in range(number)]
    )
    return part
