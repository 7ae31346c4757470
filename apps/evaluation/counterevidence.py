"""The evidence that a member's share of wrong parcels exceeds what a tier allows, valid however often one looks.

The evidence is a sum of bets that the share of wrong parcels is larger than allowed, one bet begun in each month in
which a wrong parcel was found. Each parcel opened at random multiplies the stake of each bet by

    1 + b * (x - a),    b = (c - a) / (a * (1 - a)),    c = alternative * a

where x is the part of the parcel that is wrong (0 for a parcel in order, at most 1), a the share that the tier allows
and c the share that the policy's evidence looks for. While the member's share is a or less, no bet is expected to gain,
so that the sum of the bets of T months reaches a threshold A with a probability of at most T / A (a Shiryaev-Roberts
e-detector: Shin, Ramdas and Rinaldo, "E-detectors: a nonparametric framework for sequential change detection", 2023;
bets on bounded means after Waudby-Smith and Ramdas, 2023). With A = 12 / `rate.false_alarms`, at most that share a year
of the members that comply is proposed for a lower tier, at every size. docs/adr/0051 has the proof.

All numbers are decimal with 28 significant digits, so that everybody computes the same ones.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache
from typing import NamedTuple

from apps.core.clock import MONTHS_A_YEAR
from apps.evaluation.drawn_exams import ExamMonth
from apps.policy.terms import ONE, Rate, Terms

PLACES = Decimal("0.001")
MAX_EVIDENCE = Decimal(1_000_000)


class Bet(NamedTuple):
    """The factor of a parcel in order, and the factor by which a parcel that is wholly wrong exceeds it."""

    in_order: Decimal
    wrong: Decimal


def threshold(rate: Rate) -> Decimal:
    """Return the evidence at which a lower tier is proposed."""
    return MONTHS_A_YEAR / rate.false_alarms


@lru_cache(maxsize=100)
def bet(compliance: int, alternative: Decimal) -> Bet:
    """Return the bet against a compliance rate in millionths."""
    allowed = 1 - Decimal(compliance) / ONE
    sought = allowed * alternative
    return Bet((1 - sought) / (1 - allowed), (sought - allowed) / (allowed * (1 - allowed)))


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
    return min(stakes, MAX_EVIDENCE).quantize(PLACES, ROUND_DOWN)


def evidence_by_tier(months: Sequence[ExamMonth], terms: Terms) -> list[Decimal]:
    """Return the evidence against the compliance rate of each tier, from the first."""
    if not any(month.losses for month in months):
        return [Decimal(0)] * len(terms.tiers)
    return [evidence_against(months, asked.compliance, terms.rate) for asked in terms.tiers]


def parcels_until_below(evidence: Decimal, compliance: int, rate: Rate) -> int:
    """Return the further parcels in order that bring the evidence below the threshold; 0 where it is below already.

    Rounding may give one parcel too few, never one too many.
    """
    if evidence < threshold(rate):
        return 0
    falls = -bet(compliance, rate.alternative).in_order.ln()
    return max(1, int((evidence / threshold(rate)).ln() / falls))
