"""The operating characteristic of a policy: the tiers that the rules give to sellers whose true share of wrong parcels
is known.

Sellers are drawn at random and judged by the rules themselves, month by month. Each month's parcels are opened at
random at the given share, or at the least share of the policy where that is more. A wrong parcel that is opened is
found wrong, and a violation by the seller's negligence is sustained. A share of the wrong parcels that nobody opened
comes to light later. A seller rises as soon as the rules allow, and falls as soon as a lower tier is proposed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from math import floor
from random import Random
from typing import NamedTuple

from apps.core.clock import MONTHS_A_YEAR, anniversary
from apps.evaluation.record import DrawnMonth, DrawnParcel, Entry, Offense, month_number, month_start, record_of
from apps.evaluation.rules import compliance_rate, judge
from apps.ledger.vocabulary import Attribution, Basis, Culpability, ProgramEntryKind, Severity
from apps.policy.schema import TIERS
from apps.policy.terms import ONE, Terms

MONTHS = 36
# One in twenty wrong parcels that nobody opened comes to light: by a buyer's complaint, an audit, another agency.
FOUND_LATER = 0.05
_ENROLLED = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class World:
    """The circumstances of simulated sellers: parcels a month, the share of parcels opened at random, the severity of
    each wrong parcel, and the share of unopened wrong parcels that comes to light later."""

    parcels: int
    exam_share: float
    severity: str = Severity.MODERATE
    found_later: float = FOUND_LATER


class Life(NamedTuple):
    """The tier that a simulated seller held after each month, and the tiers that the compliance rate took from it."""

    tiers: list[int]
    lost_by_rate: list[int]


@dataclass(frozen=True, slots=True)
class Share:
    """Sellers of one size and one true share of wrong parcels after `MONTHS` months.

    `tiers` are the shares of sellers at tiers 0 to 3. `false_alarms` is the share of seller-years in which the
    compliance rate proposed a lower tier than the seller's true share of wrong parcels allows.
    """

    parcels: int
    wrong: float
    sellers: int
    tiers: tuple[float, ...]
    false_alarms: float

    def at_least(self, tier: int) -> float:
        """Return the share of sellers at a tier or above."""
        return sum(self.tiers[tier:])


@dataclass(frozen=True, slots=True)
class Detection:
    """Sellers that held tier 2 or more and turned bad: the months until each was proposed for less than tier 2.

    `half` and `most` are the months in which half and nine of ten were; None where fewer were within the time.
    """

    parcels: int
    exam_share: float
    sellers: int
    half: int | None
    most: int | None


def share_at_tiers(world: World, wrong: float, terms: Terms, *, sellers: int, seed: int = 1) -> Share:
    """Simulate sellers of one true share of wrong parcels, and count those at each tier after `MONTHS` months."""
    counts = [0] * (len(TIERS) + 1)
    alarms = 0
    loss = wrong * min(ONE, terms.weights.severity[world.severity]) / ONE
    complies = [tier for tier in TIERS if 1 - loss >= terms.requirement(tier).compliance / ONE]
    for dice in _streams(seed, world.parcels, wrong, sellers):
        life = live(world, lambda _month: wrong, terms, dice, months=MONTHS)
        counts[life.tiers[-1]] += 1
        alarms += sum(tier in complies for tier in life.lost_by_rate)
    years = sellers * MONTHS / MONTHS_A_YEAR
    return Share(world.parcels, wrong, sellers, tuple(count / sellers for count in counts), alarms / years)


def months_to_detection(
    world: World, before: float, after: float, terms: Terms, *, sellers: int, months: int, seed: int = 1
) -> Detection:
    """Simulate sellers that turn from one share of wrong parcels to another once they hold tier 2, for some months."""
    found: list[int] = []
    held = 0
    for dice in _streams(seed, world.parcels, after, sellers):
        life = live(world, lambda month: before if month < MONTHS else after, terms, dice, months=MONTHS + months)
        if life.tiers[MONTHS - 1] >= 2:
            held += 1
            fell = next((month for month in range(MONTHS, MONTHS + months) if life.tiers[month] < 2), None)
            if fell is not None:
                found.append(fell - MONTHS + 1)
    found.sort()
    return Detection(
        world.parcels,
        world.exam_share,
        held,
        _quantile(found, held, 0.5),
        _quantile(found, held, 0.9),
    )


def live(world: World, wrong: Callable[[int], float], terms: Terms, dice: Random, *, months: int) -> Life:
    """Live the months of one seller. `wrong` gives the true share of wrong parcels of each month."""
    first = month_number(_ENROLLED)
    share = max(world.exam_share, terms.least_exams.share_of(world.parcels * MONTHS_A_YEAR))
    entries = [Entry(ProgramEntryKind.ENROLLED, _ENROLLED)]
    opened: list[DrawnMonth] = []
    offenses: list[Offense] = []
    tier, tiers, lost = 0, [], []
    window = max(terms.windows.record_months, terms.windows.points_months)
    for done in range(1, months + 1):
        number = first + done - 1
        # The share of some numbers is a binary fraction just below a whole number of exams.
        drawn = floor(world.parcels * done * share + 1e-9) - floor(world.parcels * (done - 1) * share + 1e-9)
        found = dice.binomialvariate(drawn, wrong(done - 1))
        later = dice.binomialvariate(world.parcels - drawn, wrong(done - 1) * world.found_later)
        if drawn:
            opened.append(DrawnMonth(number, drawn, found))
        offenses += _offenses(world.severity, number, found, later, len(offenses))
        offenses = [offense for offense in offenses if number - offense.month < window]
        day = anniversary(_ENROLLED, done)
        visit = done - terms.clocks.validation_months
        if visit >= 0 and visit % terms.caps.validation_months == 0:
            entries.append(Entry(ProgramEntryKind.VALIDATED, day))
        if done % terms.caps.review_months == 0:
            entries.append(Entry(ProgramEntryKind.ANNUAL_REVIEW, day))
        answer = judge(record_of(day, opened, offenses, entries), terms)
        rate = next(finding for finding in answer.findings if finding.rule == compliance_rate.CODE)
        if rate.keep < tier:
            lost += range(rate.keep + 1, tier + 1)
        tier = answer.keep if answer.keep < tier else max(tier, answer.enter)
        tiers.append(tier)
    return Life(tiers, lost)


def _offenses(severity: str, month: int, found: int, later: int, known: int) -> Iterator[Offense]:
    for place in range(found + later):
        number = month * ONE + known + place
        yield Offense(
            id=number,
            day=month_start(month),
            month=month,
            severity=severity,
            culpability=Culpability.NEGLIGENCE,
            attribution=Attribution.SELLER,
            basis=Basis.FINDING,
            self_disclosed=False,
            sustained=True,
            drawn=DrawnParcel(number, month, discrepant=True) if place < found else None,
        )


def _streams(seed: int, parcels: int, wrong: float, sellers: int) -> Iterator[Random]:
    """Yield the dice of each seller, the same for everybody who repeats the simulation."""
    for seller in range(sellers):
        yield Random(f"{seed} {parcels} {wrong} {seller}")  # noqa: S311 # nosec B311 # a simulation


def _quantile(found: list[int], total: int, share: float) -> int | None:
    place = floor(total * share)
    return found[place] if place < len(found) else None
