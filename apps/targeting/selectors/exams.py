"""Reads of the exams of ports: capacities, the parcels that wait for a draw, and what was found in selected ones."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import fsum

from django.db.models import Avg, Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Greatest, TruncDate

from apps.core import clock
from apps.ledger.models import Parcel
from apps.ledger.vocabulary import REUSE_DAYS, ExamResult
from apps.policy.terms import Terms
from apps.targeting.declarations import LATE_DAYS
from apps.targeting.models import Assessment, Exam, Lot, PortCapacity, PortDay
from apps.targeting.selection import (
    AT_RANDOM,
    NOVELTY_DAYS,
    Bounds,
    CapacityDivision,
    ParcelCandidate,
    capacity_of,
    least_of,
    share_today,
    share_unseen,
)
from apps.targeting.selectors.drift import has_drifted
from apps.targeting.selectors.promises import PromisedExams
from apps.targeting.selectors.risk_models import champion
from apps.targeting.vocabulary import LotShare, Outcome

# What exams found this long ago has lost nearly all of its weight in the random share.
ARM_DAYS = 180
MAX_LISTED = 500
# What a draw reads of an assessment. A declaration is long, and a port has many.
_DRAWN_BY = ("parcel", "shipper", "must_open", "chance", "novelty", "has_passed")


def exams_possible(port: str, day: date) -> int | None:
    """Return how many parcels a port can open on a day, None where nobody recorded any."""
    found = PortCapacity.objects.filter(
        Q(day=day) | Q(weekday=day.weekday(), day=None) | Q(weekday=None, day=None), port=port
    )
    # One day comes before a day of the week, and a day of the week before any day.
    first = found.order_by(F("day").asc(nulls_last=True), F("weekday").asc(nulls_last=True)).first()
    return first.exams if first else None


def ports_waiting(today: date) -> list[tuple[str, date]]:
    """Return the ports and days with parcels that wait for a draw today."""
    waiting = _waiting_assessments().filter(day__range=(clock.add_days(today, -LATE_DAYS), today))
    return list(waiting.order_by("day", "port").values_list("port", "day").distinct())


def ports_moved_to(today: date) -> list[tuple[str, date]]:
    """Return the ports and days at which selected parcels are expected today that were drawn elsewhere."""
    declared = Assessment.objects.filter(followed_by=None, day__range=(clock.add_days(today, -LATE_DAYS), today))
    elsewhere = Lot.objects.filter(assessment__parcel=OuterRef("parcel")).exclude(share="")
    elsewhere = elsewhere.exclude(draw__port_day__port=OuterRef("port"), draw__port_day__day=OuterRef("day"))
    return list(declared.filter(Exists(elsewhere)).order_by("day", "port").values_list("port", "day").distinct())


def parcels_waiting(port_day: PortDay) -> list[Assessment]:
    """Return the assessments of a port and day that wait for a draw, in their order: the last one of each parcel, or
    the last one by which the parcel must be opened.
    """
    rows = _waiting_assessments().filter(port=port_day.port, day=port_day.day).only(*_DRAWN_BY)
    rows = rows.annotate(origin=KT("declared__origin"))
    return list({bytes(row.parcel): row for row in rows.order_by("must_open", "pk")}.values())


def drawn_in_vain(waiting: Iterable[Assessment]) -> set[int]:
    """Return those of the waiting assessments that a hard rule selects since their parcels were drawn in vain."""
    must = [row.pk for row in waiting if row.must_open]
    drawn = Assessment.objects.filter(pk__in=must).filter(Exists(_lots_of_parcel()))
    return set(drawn.values_list("pk", flat=True)) if must else set()


def plan_of(
    port_day: PortDay, waiting: Sequence[tuple[Assessment, PromisedExams]], terms: Terms
) -> tuple[int | None, CapacityDivision]:
    """Return the capacity of a port and day, and the plan of a draw among the parcels that wait.

    Where no model took part, nothing is known of the risk, so that the share by risk is drawn at random too.
    """
    exams = exams_possible(port_day.port, port_day.day)
    before = Lot.objects.filter(draw__port_day=port_day, assessment__must_open=False)
    # Greatest passes over the promises of draws of before, which are not known.
    drawn = before.aggregate(
        parcels=Count("pk"),
        selected=Count("pk", filter=~Q(share="")),
        least=Coalesce(Sum(Greatest("draw__floor", "promised", "after_wrong")), 0.0),
    )
    floor = terms.least_exams.share
    open_to = [each for each in candidates_of(waiting, {}) if not each.must]
    capacity = capacity_of(
        exams=exams,
        selected=drawn["selected"],
        before=drawn["parcels"],
        parcels=len(open_to),
        least=fsum(least_of(each, floor) for each in open_to),
        least_before=drawn["least"],
    )
    is_scored = any(row.chance is not None for row, _promised in waiting)
    return exams, CapacityDivision(
        capacity=capacity,
        unseen=unseen_share(terms),
        at_random=random_share(terms) if is_scored else 1.0,
        floor=floor,
        promised={each.tier: each.rate for _row, each in waiting if each.tier is not None},
    )


def random_share(terms: Terms) -> float:
    """Return the share of exams that is drawn at random today, by what exams found lately and whether the champion
    drifted.
    """
    bounds = Bounds(terms.selection.random_least, terms.selection.random_most)
    model = champion()
    drifted = model is not None and has_drifted(model)
    return share_today(_found_by_day(ARM_DAYS), clock.today(), bounds, has_drifted=drifted)


def unseen_share(terms: Terms) -> float:
    """Return the share of exams that goes to what was never seen today, by how new the parcels were that were selected
    by risk lately.
    """
    since = clock.add_days(clock.today(), -NOVELTY_DAYS)
    by_risk = Lot.objects.filter(share=LotShare.RISK, draw__port_day__day__gt=since)
    return share_unseen(terms.selection.unseen_share, by_risk.aggregate(mean=Avg("assessment__novelty"))["mean"])


def candidates_of(
    rows: Iterable[tuple[Assessment, PromisedExams]], groups: Mapping[int, tuple[str, ...]]
) -> list[ParcelCandidate]:
    """Return the candidates of a draw by their assessments, each with what its seller is promised, and its groups."""
    return [
        ParcelCandidate(
            row.chance or 0.0,
            row.novelty or 0.0,
            promised.tier,
            row.must_open,
            row.has_passed,
            promised.counted,
            promised.after_wrong,
            groups.get(row.pk, ()),
        )
        for row, promised in rows
    ]


def lots_equal(lot: str = "") -> Q:
    """Return the condition of lots that were drawn by the chance that all parcels of their draw had: what their exams
    find speaks for all of them. `lot` leads to the lot. In draws of before, all that was drawn at random was.
    """
    at_random = Q(**{f"{lot}share__in": AT_RANDOM})
    return at_random & (Q(**{f"{lot}is_equal": True}) | Q(**{f"{lot}is_equal": None}))


def lots_selected(port_day: PortDay) -> QuerySet[Lot]:
    """Return the selected parcels of a port and day with their exams, those without an exam and the gravest first.

    A parcel is opened where it comes, so that another port or day, declared after the draw, does not save it.
    """
    here = Assessment.objects.filter(port=port_day.port, day=port_day.day).values("parcel")
    moved = Lot.objects.filter(assessment__parcel__in=here).exclude(share="").exclude(draw__port_day=port_day)
    return (
        lots_to_examine()
        .filter(Q(draw__port_day=port_day) | Q(pk__in=list(moved.values_list("pk", flat=True))))
        .annotate(is_examined=Exists(Exam.objects.filter(lot=OuterRef("pk"))))
        .order_by("is_examined", "-assessment__points", "pk")
    )


def lots_to_examine() -> QuerySet[Lot]:
    """Return all selected parcels with their exams, the last exam of each first."""
    exams = Prefetch("exams", queryset=Exam.objects.select_related("by").order_by("-pk"))
    return Lot.objects.exclude(share="").select_related("assessment", "draw__port_day").prefetch_related(exams)


def port_days_counted() -> QuerySet[PortDay]:
    """Return the ports and days, each with how many parcels were `drawn` and `chosen` for an exam."""
    return PortDay.objects.annotate(
        drawn=Coalesce(Sum("draws__parcels"), 0), chosen=Coalesce(Sum("draws__selected"), 0)
    )


def parcel_on_record(assessment: Assessment) -> Parcel | None:
    """Return the parcel of an assessment as the ledger knows it, None where nobody reported it yet."""
    near = Parcel.objects.filter(
        issuer=assessment.issuer,
        reference=assessment.reference,
        date__gt=assessment.day - timedelta(days=REUSE_DAYS),
        date__lt=assessment.day + timedelta(days=REUSE_DAYS),
        voided=False,
    )
    return near.order_by("-date").first()


def _waiting_assessments() -> QuerySet[Assessment]:
    """Return the assessments that hold, of parcels that were never drawn, or that a hard rule sends to an exam since
    they were drawn in vain. Parcels that must not be loaded do not arrive.
    """
    drawn = _lots_of_parcel()
    return Assessment.objects.filter(
        ~Exists(drawn) | Q(must_open=True) & ~Exists(drawn.exclude(share="")), followed_by=None
    ).exclude(outcome=Outcome.DO_NOT_LOAD)


def _lots_of_parcel() -> QuerySet[Lot]:
    """Return the lots of the parcel of an assessment outside of this query."""
    return Lot.objects.filter(
        assessment__parcel=OuterRef("parcel"),
        assessment__day__gt=OuterRef("day") - timedelta(days=REUSE_DAYS),
        assessment__day__lt=OuterRef("day") + timedelta(days=REUSE_DAYS),
    )


def _found_by_day(days: int) -> Iterable[tuple[date, bool, int, int]]:
    """Yield what the last exams of lots by risk, and of those drawn by the chance of all parcels, found, by day."""
    last = Exam.objects.filter(lot=OuterRef("lot"), pk__gt=OuterRef("pk"))
    rows = (
        Exam.objects.filter(~Exists(last), at__gt=clock.now() - timedelta(days=days))
        .filter(Q(lot__share=LotShare.RISK) | lots_equal("lot__"))
        .annotate(
            day=TruncDate("at", tzinfo=clock.PROGRAM_ZONE),
            by_risk=Case(When(lot__share=LotShare.RISK, then=True), default=False),
        )
        .values("day", "by_risk")
        .annotate(wrong=Count("pk", filter=Q(result=ExamResult.DISCREPANT)), total=Count("pk"))
        .order_by("day", "by_risk")
    )
    for row in rows:
        yield row["day"], not row["by_risk"], row["wrong"], row["total"] - row["wrong"]


def exam_recorded_by(recording_ids: Collection[int]) -> Exam | None:
    """Return the last exam of a selected parcel among those by which recordings were made, with its officer."""
    return Exam.objects.filter(recording__in=recording_ids).select_related("by").order_by("-pk").first()
