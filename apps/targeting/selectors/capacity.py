"""Reads for planning: which parcels the past days of a port had, and what its officers did with them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, Sum
from django.db.models.functions import TruncDate

from apps.core import clock
from apps.ledger.vocabulary import ExamResult
from apps.policy.terms import Terms
from apps.targeting.models import Draw, Exam, Lot, PortDay
from apps.targeting.selection import ParcelCandidate, PortDayFigures, PortSetting
from apps.targeting.selectors.exams import exams_possible, lots_equal, random_share, unseen_share

# So many parcels of a port stand for all of a period: a page is drawn while somebody waits.
MAX_SAMPLED = 10_000
_HASHES = 2**32


@dataclass(frozen=True, slots=True)
class PortExams:
    """What officers did with the parcels of a port in a period.

    `exams_each` is how many parcels an officer opened on a day on which the officer opened any; None without exams.
    `opened` parcels had a chance by a model, which `expected` so many of them to be wrong; `wrong` were. `at_random` is
    the share of wrong parcels among those drawn by the chance of all parcels; None without one.
    """

    exams: int
    exams_each: float | None
    opened: int
    expected: float
    wrong: int
    at_random: float | None


def ports_drawn(first: date) -> list[tuple[str, int, int]]:
    """Return the ports with draws since a day, each with its days and parcels, those with most parcels first."""
    rows = PortDay.objects.filter(day__gte=first).values("port")
    counted = rows.annotate(days=Count("pk", distinct=True), parcels=Sum("draws__parcels")).filter(parcels__gt=0)
    return list(counted.order_by("-parcels", "port").values_list("port", "days", "parcels"))


def days_drawn(port: str, first: date, base: float | None) -> list[PortDayFigures]:
    """Return the days of a port since a day, each with a sample of its parcels. Takes two queries.

    A parcel that no model assessed has the chance `base`; where nobody knows it either, the parcel is left out.
    """
    draws = Draw.objects.filter(port_day__port=port, port_day__day__gte=first)
    parcels = dict(draws.values("port_day").annotate(total=Sum("parcels")).values_list("port_day", "total"))
    part = min(1.0, MAX_SAMPLED / max(1, sum(parcels.values())))
    # A number mixed by a hash says nothing of the parcel, and gives the same sample each time.
    mixed = Func(F("pk"), function="hashint8", output_field=IntegerField())
    lots = Lot.objects.filter(draw__port_day__in=parcels).annotate(mixed=mixed)
    rows = lots.filter(mixed__lt=round(part * _HASHES) - _HASHES // 2).values_list(
        *("draw__port_day", "assessment__chance", "assessment__novelty", "tier", "assessment__must_open"),
        *("assessment__has_passed", "promised", "after_wrong"),
    )
    samples: dict[int, list[ParcelCandidate]] = defaultdict(list)
    for day, chance, novelty, tier, must, has_passed, promised, after_wrong in rows.order_by("pk"):
        if (known := base if chance is None else chance) is not None:
            told = (novelty or 0.0, tier, must, has_passed, promised or 0.0, after_wrong or 0.0)
            samples[day].append(ParcelCandidate(known, *told))
    return [PortDayFigures(float(total), samples[day]) for day, total in sorted(parcels.items()) if samples[day]]


def setting_today(port: str, terms: Terms) -> PortSetting:
    """Return how a port draws today, by its recorded capacity, the policy and what exams found lately."""
    exams = exams_possible(port, clock.today())
    return PortSetting(
        exams=None if exams is None else float(exams),
        unseen=unseen_share(terms),
        at_random=random_share(terms),
        floor=terms.least_exams.share,
        promised={
            tier: benefit.value
            for tier in range(1, len(terms.tiers) + 1)
            for benefit in terms.benefits(tier)
            if benefit.code == "exam_rate"
        },
    )


def exams_done(port: str, first: date) -> PortExams:
    """Return what officers did with the parcels of a port since a day, by the last exam of each. Takes two queries."""
    later = Exam.objects.filter(lot=OuterRef("lot"), pk__gt=OuterRef("pk"))
    exams = Exam.objects.filter(~Exists(later), lot__draw__port_day__port=port, lot__draw__port_day__day__gte=first)
    day = TruncDate("at", tzinfo=clock.PROGRAM_ZONE)
    by_officer = exams.annotate(day=day).values("by", "day").annotate(number=Count("pk"))
    worked = by_officer.aggregate(exams=Sum("number"), days=Count("number"))
    is_wrong, has_chance = Q(result=ExamResult.DISCREPANT), Q(lot__assessment__chance__isnull=False)
    is_random = lots_equal("lot__")
    told = exams.aggregate(
        opened=Count("pk", filter=has_chance),
        expected=Sum("lot__assessment__chance", filter=has_chance),
        wrong=Count("pk", filter=has_chance & is_wrong),
        drawn=Count("pk", filter=is_random),
        drawn_wrong=Count("pk", filter=is_random & is_wrong),
    )
    return PortExams(
        exams=worked["exams"] or 0,
        exams_each=worked["exams"] / worked["days"] if worked["days"] else None,
        opened=told["opened"],
        expected=told["expected"] or 0.0,
        wrong=told["wrong"],
        at_random=told["drawn_wrong"] / told["drawn"] if told["drawn"] else None,
    )
