"""Reads of what became of parcels: whether exams fall on groups as they deserve, and what assessments missed."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import F, Max, OuterRef, Subquery

from apps.core import clock
from apps.ledger.models import Parcel, Shipment
from apps.ledger.vocabulary import REUSE_DAYS
from apps.targeting.fairness import MONTHS, Grouping, SellerGroup
from apps.targeting.models import Assessment
from apps.targeting.statements import GROUPS
from apps.targeting.vocabulary import Outcome

# The latest assessments that are looked through for what they missed, and the parcels that are listed.
LATEST, MAX_SHOWN = 100_000, 50


@dataclass(frozen=True, slots=True)
class MissedParcel:
    """A parcel that was let go on without an exam, with the entry of the ledger by which it was wrong."""

    assessment: Assessment
    entry: Shipment


def groups_compared() -> tuple[date, list[SellerGroup]]:
    """Return the first month that is counted, and the groups of sellers with their exams since then. Takes one query,
    which reads the tallies of a year.
    """
    since = clock.add_months(clock.month_of(clock.today()), 1 - MONTHS)
    with connection.cursor() as cursor:
        cursor.execute(GROUPS, {"since": since})
        rows = cursor.fetchall()
    return since, [SellerGroup(Grouping(grouping), name, *map(int, counts)) for grouping, name, *counts in rows]


def missed_parcels() -> list[MissedParcel]:
    """Return the parcels, the latest first, that were answered “complete” without an exam, and were found wrong later.

    The latest assessments alone are looked at. Takes four queries.
    """
    last = Assessment.objects.aggregate(last=Max("pk"))["last"] or 0
    # Carriers use a number again for another parcel, after `REUSE_DAYS` at the earliest.
    wrong = Parcel.objects.filter(
        issuer=OuterRef("issuer"),
        reference=OuterRef("reference"),
        date__gt=OuterRef("day") - timedelta(days=REUSE_DAYS),
        date__lt=OuterRef("day") + timedelta(days=REUSE_DAYS),
        discrepant=True,
        voided=False,
    )
    let_go = Assessment.objects.filter(
        pk__gt=last - LATEST, followed_by=None, outcome=Outcome.COMPLETE, must_open=False
    )
    found = (
        let_go.annotate(parcel_id=Subquery(wrong.values("pk")[:1]))
        .exclude(parcel_id=None)
        .order_by("-pk")
        .values_list("pk", "parcel_id")[:MAX_SHOWN]
    )
    parcels = dict(found)
    assessments = Assessment.objects.select_related("partner").in_bulk(parcels.keys())
    present = Shipment.objects.filter(parcel__in=parcels.values(), parcel__shipment_id=F("id"))
    entries = {entry.parcel_id: entry for entry in present}
    return [
        MissedParcel(assessments[pk], entries[parcel_id]) for pk, parcel_id in parcels.items() if parcel_id in entries
    ]
