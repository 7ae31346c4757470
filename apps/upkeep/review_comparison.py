"""An annual review beside the one before: the profile then and now, and the record of the year and of the last."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, Sum

from apps.applications.sections import SectionDefinition
from apps.core import clock
from apps.ledger.models import Tally, Violation
from apps.ledger.vocabulary import COUNTING
from apps.upkeep.models import AnnualReview, RequestState
from apps.upkeep.parts import ComparedAnswer, compare_parts
from apps.upkeep.selectors import BusinessProfile

YEAR = 12


@dataclass(frozen=True, slots=True)
class ReviewedPart:
    """A part of the profile: the answers at the review before beside the present ones, a list for each row."""

    section: SectionDefinition
    rows: list[list[ComparedAnswer]]

    @property
    def differs(self) -> bool:
        return any(answer.differs for row in self.rows for answer in row)


@dataclass(frozen=True, slots=True)
class RecordedYear:
    """The record of twelve whole months, by the first and the last of them."""

    first: date
    last: date
    parcels: int
    examined: int
    wrong: int
    violations: int


def review_before(review: AnnualReview) -> AnnualReview | None:
    """Return the annual review of the same business before one; None for the first."""
    return AnnualReview.objects.filter(shipper=review.shipper_id, pk__lt=review.pk).order_by("-pk").first()


def parts_beside(profile: BusinessProfile, since: datetime | None) -> list[ReviewedPart]:
    """Return the parts of a present profile beside those of a moment, or of the approved application for None; first
    those that differ.

    A change that was accepted meanwhile knows the answers before. A correction of the program is in both.
    """
    then = {part.section.key: part.typed for part in profile.given}
    for request in profile.requests:
        is_later = request.decided_at is not None and (since is None or request.decided_at > since)
        if request.state == RequestState.ACCEPTED and is_later and request.part in then:
            then[request.part] = request.before
    parts = [
        ReviewedPart(part.section, compare_parts(part.section, then[part.section.key], part.typed))
        for part in profile.given
    ]
    return sorted(parts, key=lambda part: not part.differs)


def years_before(shipper_id: int, day: date) -> list[RecordedYear]:
    """Return the record of the twelve whole months before the month of a day, and of the twelve before these. Takes two
    queries.
    """
    until = clock.month_of(day)
    spans = [(clock.add_months(until, -YEAR * (back + 1)), clock.add_months(until, -YEAR * back)) for back in (0, 1)]
    counted = {
        f"{name}_{number}": Sum(name, filter=Q(month__gte=since, month__lt=end), default=0)
        for number, (since, end) in enumerate(spans)
        for name in ("shipments", "examined", "discrepant")
    }
    tallies = Tally.objects.filter(seller__shipper=shipper_id, month__gte=spans[-1][0]).aggregate(**counted)
    present = Violation.objects.filter(
        seller__shipper=shipper_id, pk=F("case__violation_id"), voided=False, determination__in=COUNTING
    )
    violations = present.aggregate(
        **{
            f"year_{number}": Count("pk", filter=Q(date__gte=since, date__lt=end))
            for number, (since, end) in enumerate(spans)
        }
    )
    return [
        RecordedYear(
            since,
            clock.add_months(end, -1),
            parcels=tallies[f"shipments_{number}"],
            examined=tallies[f"examined_{number}"],
            wrong=tallies[f"discrepant_{number}"],
            violations=violations[f"year_{number}"],
        )
        for number, (since, end) in enumerate(spans)
    ]
