"""Reads of what sellers are promised in a draw: fewer exams by risk in a tier, and least chances of exams at random."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Sum

from apps.core import clock
from apps.ledger.selectors import Volume, volumes_of
from apps.policy.terms import Terms
from apps.standing.models import Standing
from apps.standing.selectors import benefits_promised
from apps.standing.states import FORMER
from apps.targeting.models import Exam, Lot
from apps.targeting.vocabulary import LotShare
from apps.validations.selectors import chances_added


@dataclass(frozen=True, slots=True)
class PromisedExams:
    """What the seller of a parcel is promised in a draw.

    `tier` and `rate` are those of a promise of fewer exams by risk; without one, `tier` is None. `counted` is the
    chance with which each parcel is opened at random and counts, and `after_wrong` the chance with which each is opened
    at random since one of the seller's was wrong; 0 where none was.
    """

    counted: float
    after_wrong: float = 0.0
    tier: int | None = None
    rate: float = 1.0


def promises_of(shipper_ids: Collection[int], terms: Terms, day: date) -> dict[int, PromisedExams]:
    """Return what the members among businesses are promised for their parcels of a day, by business. Takes three
    queries, however many there are.
    """
    standings = list(Standing.objects.filter(pk__in=shipper_ids).exclude(status__in=FORMER))
    members = [standing.pk for standing in standings]
    volumes = volumes_of(members, day, months=terms.least_exams.after_wrong_months)
    added = chances_added(volumes, day)
    return {
        standing.pk: _promised(standing, volumes.get(standing.pk, Volume()), added.get(standing.pk, 0.0), terms, day)
        for standing in standings
    }


@dataclass(frozen=True, slots=True)
class PromiseCounts:
    """What became of a promise to a member: the parcels that `stood` in draws, how many exams that count were promised
    of them and `given` by the ports, and how many parcels were `drawn` to count, of which `opened` have a result.
    """

    stood: int
    promised: float
    given: float
    drawn: int
    opened: int

    @property
    def missing(self) -> float:
        """The exams that were promised, and that the ports could not give."""
        return self.promised - self.given


def promise_kept(shipper_id: int, since: date) -> PromiseCounts | None:
    """Return what became of the promise to a business in the draws since a day; None where no parcel stood in a draw.

    Draws of before do not tell what was promised, and are left out.
    """
    lots = Lot.objects.filter(assessment__shipper=shipper_id, draw__port_day__day__gte=since, promised__gt=0)
    is_drawn = Q(share=LotShare.RANDOM)
    told = lots.aggregate(
        stood=Count("pk"),
        promised=Sum("promised"),
        given=Sum("counted"),
        drawn=Count("pk", filter=is_drawn),
        opened=Count("pk", filter=is_drawn & Q(Exists(Exam.objects.filter(lot=OuterRef("pk"))))),
    )
    return PromiseCounts(**told) if told["stood"] else None


def _promised(standing: Standing, volume: Volume, added: float, terms: Terms, day: date) -> PromisedExams:
    least = terms.least_exams
    is_followed = least.is_followed(clock.month_of(day), last_wrong=volume.last_wrong)
    benefits = benefits_promised(
        terms, status=standing.status, tier=standing.tier, examine_all=standing.is_examined_fully
    )
    rate = next((benefit.value for benefit in benefits if benefit.code == "exam_rate"), None)
    return PromisedExams(
        counted=least.chance_of(volume.yearly, requested=added).counted,
        after_wrong=least.share_after_wrong(volume.yearly) if is_followed else 0.0,
        tier=None if rate is None else standing.tier,
        rate=1.0 if rate is None else rate,
    )
