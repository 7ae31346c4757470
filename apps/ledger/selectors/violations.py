"""The violations of a shipper, and the entries of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum

from apps.core import clock
from apps.ledger.models import (
    Case,
    FurtherReport,
    Recording,
    Violation,
)
from apps.ledger.vocabulary import COUNTING, Determination

_WITHHELD = Q(determination=Determination.ALLEGED, case__service__served_at=None)


def violations_of(shipper_id: int) -> QuerySet[Violation]:
    """Return the present entry of each violation of a shipper, the latest first."""
    return (
        Violation.objects.filter(seller__shipper=shipper_id, pk=F("case__violation_id"), voided=False)
        .select_related("case", "seller", "parcel")
        .order_by("-date", "-pk")
    )


def violations_visible(shipper_id: int) -> QuerySet[Violation]:
    """Return the violations of a shipper that the business may know of: all but those whose notice is delayed."""
    return violations_of(shipper_id).exclude(_WITHHELD, case__service__delayed_until__gt=clock.now())


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationFilter:
    """The choice of violations of a shipper. A field that is None or "" filters nothing."""

    since: date | None = None
    until: date | None = None
    category: str = ""
    determination: str = ""
    text: str = ""


def violations_found(shipper_id: int, wanted: ViolationFilter) -> QuerySet[Violation]:
    """Return the wanted violations of a shipper that the business may know of, without an order."""
    asked = {
        "date__gte": wanted.since,
        "date__lte": wanted.until,
        "category": wanted.category,
        "determination": wanted.determination,
    }
    found = violations_visible(shipper_id).filter(**{name: value for name, value in asked.items() if value})
    if wanted.text:
        found = found.filter(Q(case__reference__icontains=wanted.text) | Q(parcel__reference__icontains=wanted.text))
    return found.order_by()


@dataclass(frozen=True, slots=True)
class ViolationMoney:
    """The money of the violations that count against some businesses, in one currency. None: no amount is recorded."""

    currency: str
    violations: int
    loss: Decimal | None
    assessed: Decimal | None
    mitigated: Decimal | None
    collected: Decimal | None


def violations_money(shipper_ids: Collection[int]) -> list[ViolationMoney]:
    """Return the money of the sustained and mitigated violations of some businesses, by currency, in one query."""
    counted = Violation.objects.filter(
        seller__shipper__in=shipper_ids,
        pk=F("case__violation_id"),
        voided=False,
        determination__in=COUNTING,
    )
    rows = counted.values("currency").annotate(
        violations=Count("pk"),
        loss=Sum("revenue_loss"),
        assessed=Sum("penalty_assessed"),
        mitigated=Sum("penalty_mitigated"),
        paid=Sum("collected"),
    )
    return [
        ViolationMoney(row["currency"], row["violations"], row["loss"], row["assessed"], row["mitigated"], row["paid"])
        for row in rows.order_by("currency")
    ]


def violation_present(violation_id: int) -> Violation | None:
    """Return the present entry of the case of any entry; None for an unknown entry."""
    return (
        Violation.objects.filter(case__revisions=violation_id, pk=F("case__violation_id"))
        .select_related("case__reporter", "seller__shipper", "parcel__seller")
        .first()
    )


def violations_of_parcel(parcel_id: int) -> QuerySet[Violation]:
    """Return the present entry of each violation that names a parcel."""
    present = Violation.objects.filter(parcel=parcel_id, pk=F("case__violation_id"), voided=False)
    return present.order_by("pk")


def entries_of_case(case_id: int) -> QuerySet[Violation]:
    """Return all entries of a case, the latest first, each with its reporter, officer and the officer's reason."""
    return (
        Violation.objects.filter(case=case_id)
        .select_related("recording__reporter", "recording__actor", "seller", "grounds")
        .prefetch_related("grounds__files")
        .order_by("-revision")
    )


def determined_by(violation: Violation) -> Recording:
    """Return the recording by which a violation was first determined as this entry has it, or first alleged."""
    entries = Violation.objects.filter(case=violation.case_id, revision__lte=violation.revision)
    found = violation
    for entry in entries.select_related("recording__reporter").order_by("-revision"):
        if entry.determination != violation.determination or entry.voided != violation.voided:
            break
        found = entry
    return found.recording


def reference_of(case: Case, reporter_id: int) -> str:
    """Return the reference under which a reporter knows a case: that of the case, or that by which it joined."""
    return case_references([case], reporter_id)[case.pk]


def case_references(cases: Sequence[Case], reporter_id: int) -> dict[int, str]:
    """Return the reference under which a reporter knows each of these cases, by case, in one query at most."""
    others = [case.pk for case in cases if case.reporter_id != reporter_id]
    joined: dict[int, str] = {}
    if others:
        reports = FurtherReport.objects.filter(case__in=others, reporter=reporter_id, recording__reversed_by=None)
        # The latest report of a case comes last, and stays.
        joined = dict(reports.order_by("pk").values_list("case_id", "reference"))
    return {case.pk: joined.get(case.pk, case.reference) for case in cases}


def further_reports_of(case_id: int) -> QuerySet[FurtherReport]:
    """Return the reports that are kept beside a case, the latest first, without those that were taken back."""
    reports = FurtherReport.objects.filter(case=case_id, recording__reversed_by=None)
    return reports.select_related("reporter").order_by("-pk")
