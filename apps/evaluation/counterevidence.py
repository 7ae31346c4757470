"""The evidence that a member's share of wrong parcels exceeds what a tier allows, valid however often one looks.

There are two kinds: of what exams at random found, and of what was found otherwise. Each is a sum of bets that the
share is larger than allowed, one bet begun in each month in which something wrong was found. While the member's share
is a or less, the share that the tier allows, no bet is expected to gain, so that the sum of the bets of T months
reaches a threshold A with a probability of at most T / A (a Shiryaev-Roberts e-detector: Shin, Ramdas and Rinaldo,
"E-detectors: a nonparametric framework for sequential change detection", 2023). With A = 2 x 12 / `rate.false_alarms`,
both kinds together propose at most that share a year of the members that comply for a lower tier, at every size.

*Exams at random.* Each parcel opened multiplies the stake of each bet by

    1 + b * (x - a),    b = (c - a) / (a * (1 - a)),    c = alternative * a

where x is the part of the parcel that is wrong (0 for a parcel in order, at most 1), and c the share that the policy's
evidence looks for (bets on bounded means: Waudby-Smith and Ramdas, 2023).

*Found otherwise.* However many parcels are opened by choice, and however well they are chosen, what they show is at
most what is wrong. So the trial is each parcel sent, and its count is known by the exams at random, each of which
stands for at most 1 / l parcels, where l is the least share that is opened. Each exam multiplies the stakes by 1 - s,
and each violation by

    1 + d * x,    d = (1 / (1 - l * s) - 1) / a,    s = `SETBACK`

docs/measure.md has the proofs.

All numbers are decimal with 28 significant digits, so that everybody computes the same ones.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache
from typing import NamedTuple

from apps.core.clock import MONTHS_A_YEAR
from apps.evaluation.drawn_exams import ExamMonth
from apps.policy.terms import ONE, Rate, Terms

# The kinds of evidence, which share the false alarms of the policy.
KINDS = 2
# The part of a stake that an exam at random takes from the bets on what was found otherwise. Less would let more be
# found before a lower tier is proposed, more would let chance among few exams speak louder (docs/measure.md).
SETBACK = Decimal("0.25")
PLACES = Decimal("0.001")
MAX_EVIDENCE = Decimal(1_000_000)


class FoundMonth(NamedTuple):
    """A calendar month: the parcels `drawn` at random, and the wrong part of each violation found otherwise, in
    millionths.
    """

    drawn: int
    found: tuple[int, ...]


class ParcelFactor(NamedTuple):
    """The factor of a parcel in order, and the factor by which a parcel that is wholly wrong exceeds it."""

    in_order: Decimal
    wrong: Decimal


def threshold(rate: Rate) -> Decimal:
    """Return the evidence, of either kind, at which a lower tier is proposed."""
    return KINDS * MONTHS_A_YEAR / rate.false_alarms


@lru_cache(maxsize=100)
def bet(compliance: int, alternative: Decimal) -> ParcelFactor:
    """Return the bet against a compliance rate in millionths."""
    allowed = 1 - Decimal(compliance) / ONE
    sought = allowed * alternative
    return ParcelFactor((1 - sought) / (1 - allowed), (sought - allowed) / (allowed * (1 - allowed)))


def evidence_against(months: Sequence[ExamMonth], compliance: int, rate: Rate) -> Decimal:
    """Return the evidence that less than a share of the parcels is in order: 0 where no parcel was found wrong.

    A parcel that was found wrong counts as in order until a violation is decided. The evidence is cut to three decimals
    and to a million.
    """
    in_order, wrong = bet(compliance, rate.alternative)
    stakes = Decimal(0)
    for month in months:
        if month.losses:
            stakes += 1
        elif not stakes:
            continue
        stakes *= in_order ** (month.decided - month.wrong + month.undecided)
        for loss, count in month.losses.items():
            stakes *= (in_order + wrong * loss / ONE) ** count
    return _cut(stakes)


def evidence_found(months: Sequence[FoundMonth], compliance: int, least_share: int) -> Decimal:
    """Return the evidence of what was found otherwise than at random, against a compliance rate.

    Shares are in millionths. The evidence is cut as that of exams at random.
    """
    stakes = Decimal(0)
    for month in months:
        if month.found:
            stakes += 1
        elif not stakes:
            continue
        stakes *= _left_after(month.drawn)
        for part in month.found:
            stakes *= _found_factor(compliance, least_share, part)
    return _cut(stakes)


# Members have the same few numbers of exams a month, and the same violations over and over.
@lru_cache(maxsize=10_000)
def _left_after(drawn: int) -> Decimal:
    """Return the part of a stake that a number of exams at random leaves."""
    return (1 - SETBACK) ** drawn


@lru_cache(maxsize=10_000)
def _found_factor(compliance: int, least_share: int, part: int) -> Decimal:
    """Return the factor by which a violation with a wrong part in millionths raises a stake."""
    return 1 + found_bet(compliance, least_share) * part / ONE


@lru_cache(maxsize=100)
def found_bet(compliance: int, least_share: int) -> Decimal:
    """Return the part of a stake that a wholly wrong parcel adds, against a compliance rate in millionths."""
    allowed = 1 - Decimal(compliance) / ONE
    return (1 / (1 - Decimal(least_share) / ONE * SETBACK) - 1) / allowed


def _cut(stakes: Decimal) -> Decimal:
    return min(stakes, MAX_EVIDENCE).quantize(PLACES, ROUND_DOWN)


def evidence_by_tier(months: Sequence[ExamMonth], terms: Terms) -> list[Decimal]:
    """Return the evidence against the compliance rate of each tier, from the first."""
    if not any(month.losses for month in months):
        return [Decimal(0)] * len(terms.tiers)
    return [evidence_against(months, asked.compliance, terms.rate) for asked in terms.tiers]


def parcels_until_below(evidence: Decimal, in_order: Decimal, rate: Rate) -> int:
    """Return the further parcels in order, opened at random, that bring the evidence below the threshold; 0 where it is
    below already. `in_order` is the factor of each.

    Rounding may give one parcel too few, never one too many.
    """
    if evidence < threshold(rate):
        return 0
    return max(1, int((evidence / threshold(rate)).ln() / -in_order.ln()))
