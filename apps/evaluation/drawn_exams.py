"""The exams drawn at random in a record, month by month: the parcels in order, the wrong ones, and the undecided ones.

Only exams whose choice did not depend on the parcel tell what share of a seller's parcels is in order. For a while
after a wrong parcel, more are opened at random. These follow-up exams tell whether the wrong parcel was chance, so they
count in the evidence by which a tier is lost. They do not count in the rate by which a tier is entered: a seller who is
careful for as long as many parcels are opened must not look as if all its parcels were so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from apps.evaluation.record import DrawnParcel, Record
from apps.evaluation.weights import loss_of
from apps.policy.terms import ONE, Weights


class ExamMonth(msgspec.Struct, frozen=True, gc=False):
    """The parcels of a calendar month that were opened at random.

    `decided` parcels count: those in order and the wrong ones. `losses` counts the wrong parcels by the part of each
    that is wrong (millionths, at most a million a parcel). `undecided` parcels were found wrong, and no violation of
    them has been sustained, mitigated or reversed yet.
    """

    number: int
    decided: int
    losses: Mapping[int, int]
    undecided: int

    @property
    def wrong(self) -> int:
        """Return the number of wrong parcels."""
        return sum(self.losses.values())

    @property
    def loss(self) -> int:
        """Return the sum of the wrong parts, in millionths of a parcel."""
        return sum([loss * count for loss, count in self.losses.items()])


_NONE: Mapping[int, int] = {}


def exam_months(record: Record, weights: Weights, window: int, *, with_follow_ups: bool = False) -> list[ExamMonth]:
    """Return those of the last `window` calendar months in which a parcel was opened at random, in order of time."""
    first = record.month - window + 1
    opened = [
        (month.number, month.drawn + month.followed, month.drawn_discrepant + month.followed_discrepant)
        if with_follow_ups
        else (month.number, month.drawn, month.drawn_discrepant)
        for month in record.months
        if month.number >= first
    ]
    decided = _decided_losses(record, weights, with_follow_ups=with_follow_ups)
    if not decided:
        return [ExamMonth(number, drawn - discrepant, _NONE, discrepant) for number, drawn, discrepant in opened]
    months = []
    for number, drawn, discrepant in opened:
        parcels = decided.get(number, ())
        losses = Counter(loss for loss, _discrepant in parcels if loss)
        undecided = discrepant - sum(found for _loss, found in parcels)
        months.append(ExamMonth(number, drawn - undecided, losses, undecided))
    return months


def has_follow_ups(record: Record) -> bool:
    """Tell whether parcels were opened at random since another one was found wrong."""
    return any(month.followed for month in record.months)


def _decided_losses(record: Record, weights: Weights, *, with_follow_ups: bool) -> Mapping[int, list[tuple[int, bool]]]:
    """Return, by month, the loss of each parcel whose violations were decided, and whether its exam found it wrong."""
    if not record.offenses and not record.clearances:
        return {}
    parcels: dict[int, DrawnParcel] = {}
    losses = Counter[int]()
    for drawn, loss in _violations(record, weights):
        if with_follow_ups or not drawn.followed:
            parcels[drawn.id] = drawn
            losses[drawn.id] += loss
    months: dict[int, list[tuple[int, bool]]] = {}
    for number, drawn in parcels.items():
        months.setdefault(drawn.month, []).append((min(ONE, losses[number]), drawn.discrepant))
    return months


def _violations(record: Record, weights: Weights) -> Iterable[tuple[DrawnParcel, int]]:
    for offense in record.offenses:
        if offense.drawn:
            yield offense.drawn, loss_of(offense, weights)
    for clearance in record.clearances:
        yield clearance.drawn, 0
