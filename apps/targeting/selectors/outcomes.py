"""Reads of what became of parcels: whether exams fall on groups as they deserve, and what assessments missed."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, Max, OuterRef

from apps.core import clock
from apps.ledger.models import Parcel, Shipment
from apps.targeting.fairness import Group, Grouping
from apps.targeting.models import Assessment
from apps.targeting.statements import GROUPS
from apps.targeting.vocabulary import Outcome

MONTHS = 12
# The latest assessments that are looked through for what they missed, and the parcels that are listed.
LATEST, MAX_SHOWN = 100_000, 50


@dataclass(frozen=True, slots=True)
class Missed:
    """A parcel that was let go on without an exam, with the entry of the ledger by which it was wrong."""

    assessment: Assessment
    entry: Shipment | None


def groups_compared() -> tuple[date, list[Group]]:
    """Return the first month that is counted, and the groups of sellers with their exams since then. Takes one query,
    which reads the tallies of a year.
    """
    since = clock.add_months(clock.month_of(clock.today()), 1 - MONTHS)
    with connection.cursor() as cursor:
        cursor.execute(GROUPS, {"since": since})
        rows = cursor.fetchall()
    return since, [Group(Grouping(grouping), name, *map(int, counts)) for grouping, name, *counts in rows]


def missed_lately() -> list[Missed]:
    """Return the parcels, the latest first, that were answered “complete” without an exam, and were found wrong later.

    The latest assessments alone are looked at. Takes three queries.
    """
    last = Assessment.objects.aggregate(last=Max("pk"))["last"] or 0
    wrong = Parcel.objects.filter(
        issuer=OuterRef("issuer"), reference=OuterRef("reference"), discrepant=True, voided=False
    )
    let_go = Assessment.objects.filter(
        pk__gt=last - LATEST, followed_by=None, outcome=Outcome.COMPLETE, must_open=False
    )
    found = list(let_go.filter(Exists(wrong)).select_related("partner").order_by("-pk")[:MAX_SHOWN])
    entries = Shipment.objects.filter(
        parcel__issuer__in={each.issuer for each in found}, parcel__reference__in={each.reference for each in found}
    ).exclude(exam_result="")
    by_parcel = {(entry.parcel.issuer, entry.parcel.reference): entry for entry in entries.select_related("parcel")}
    return [Missed(each, by_parcel.get((each.issuer, each.reference))) for each in found]
