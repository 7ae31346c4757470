"""The other numbers with which a business is judged together, as its pages say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.evaluation.record import RecordFacts
from apps.ledger.selectors import controlled_with
from apps.ledger.vocabulary import CONTROL_KINDS
from apps.shippers.models import Shipper


@dataclass(frozen=True, slots=True)
class JudgedTogether:
    """The other businesses with which a business is judged together, and the day since which it is."""

    since: date
    others: Sequence[Shipper]


def together_of(shipper_id: int, facts: RecordFacts) -> JudgedTogether | None:
    """Return with whom a business is judged together; None, without a query, if it never was."""
    days = [entry.day for entry in facts.entries if entry.kind in CONTROL_KINDS]
    if not days:
        return None
    members = controlled_with([shipper_id])[shipper_id]
    others = list(Shipper.objects.filter(pk__in=members).exclude(pk=shipper_id).order_by("ksn", "pk"))
    return JudgedTogether(days[-1], others) if len(members) > 1 else None
