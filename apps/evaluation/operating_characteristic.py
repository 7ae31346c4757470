"""The operating characteristic of a policy: the tiers that the rules give to sellers whose true share of wrong parcels
is known.

Sellers are drawn at random and judged by the rules themselves, month by month. Each parcel is opened at random with the
chance that the policy gives it, that of follow-up exams after a wrong one included, as ports draw it; a port with room
opens further ones at random, which do not count in the rate. A wrong parcel that is opened is found wrong, and a
violation by the seller's negligence is sustained where somebody pursues it. A part of the parcels that chance left
closed is opened by choice, and a part of the wrong ones that stayed closed comes to light later. A seller rises as soon
as the rules allow, and falls as soon as a lower tier is proposed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from random import Random
from typing import NamedTuple

from apps.core.clock import MONTHS_A_YEAR, anniversary
from apps.evaluation.record import (
    DrawnMonth,
    DrawnParcel,
    Offense,
    RecordEntry,
    month_number,
    month_start,
    months_pooled,
    record_of,
)
from apps.evaluation.rules import judge
from apps.evaluation.third_parties import weighed_after_notice
from apps.ledger.vocabulary import Attribution, Basis, Culpability, ProgramEntryKind, Severity
from apps.policy.least_exams import RandomChance
from apps.policy.schema import TIERS
from apps.policy.terms import ONE, Terms

MONTHS = 36
# One in twenty wrong parcels that nobody opened comes to light: by a buyer's complaint, an audit, another agency.
FOUND_LATER = 0.05
_ENROLLED = date(2020, 1, 1)


class Port(NamedTuple):
    """A port of a simulated world: its shares of a seller's parcels and of its wrong ones, and the chance with which it
    opens any parcel at random.
    """

    parcels: float = 1.0
    wrong: float = 1.0
    chance: float = 0.0


@dataclass(frozen=True, slots=True)
class SimulatedWorld:
    """The circumstances of simulated sellers.

    `parcels` are sent a month under each of some `numbers`, which are judged together as one business, and each wrong
    parcel has a `severity`. `asked` is the chance to be opened that the
    seller asked for, beyond the least; `ports` are the ways by which the parcels come. Of the parcels that chance left
    closed, the share `by_choice` is opened all the
    same, however the choice came about. Of the wrong parcels that stayed closed, the share `found_later` comes to
    light, or the seller `discloses` all of them before. Of what is found, the share `pursued` is decided. What is
    decided is the fault of the seller, or of those on whom it is `laid`, in turn.
    """

    parcels: int
    severity: str = Severity.MODERATE
    asked: float = 0.0
    ports: tuple[Port, ...] = (Port(),)
    by_choice: float = 0.0
    found_later: float = FOUND_LATER
    discloses: bool = False
    pursued: float = 1.0
    laid: tuple[str, ...] = (Attribution.SELLER,)
    numbers: int = 1


class SellerSituation(NamedTuple):
    """What a seller knows when a month begins: the number of the month from 0, the tier held, and the months since an
    exam at random found a parcel of the seller wrong; None if none ever did.
    """

    month: int
    tier: int
    since_wrong: int | None


# Gives the share of a seller's parcels that is wrong in a month.
type Conduct = Callable[[SellerSituation], float]


class SimulatedCareer(NamedTuple):
    """The tier that a simulated seller held after each month, the share of wrong parcels that it sent in each, the
    tiers from which the rules proposed a fall, each with its month, and the number of parcels opened at random.
    """

    tiers: list[int]
    wrong: list[float]
    falls: list[tuple[int, int]]
    opened: int

    def wrong_with(self, tier: int) -> float:
        """Return the share of all parcels that were wrong and travelled with a tier or above."""
        held = [0, *self.tiers[:-1]]
        return sum(wrong for wrong, had in zip(self.wrong, held, strict=True) if had >= tier) / len(held)


@dataclass(frozen=True, slots=True)
class SellerClass:
    """Sellers of one size and one true share of wrong parcels after `MONTHS` months.

    `tiers` are the shares of sellers at tiers 0 to 3. `false_alarms` is the share of seller-years in which any rule
    proposed a lower tier than the seller's true share of wrong parcels allows. `opened` is the share of the parcels
    that was opened at random.
    """

    parcels: int
    wrong: float
    sellers: int
    tiers: tuple[float, ...]
    false_alarms: float
    opened: float

    def at_least(self, tier: int) -> float:
        """Return the share of sellers at a tier or above."""
        return sum(self.tiers[tier:])


@dataclass(frozen=True, slots=True)
class Detection:
    """Sellers that held a tier and turned bad: the months until each was proposed for less than that tier.

    `half` and `most` are the months in which half and nine of ten were; None where fewer were within the time.
    """

    parcels: int
    tier: int
    wrong: float
    sellers: int
    half: int | None
    most: int | None


def steady(wrong: float) -> Conduct:
    """Return the conduct of a seller whose share of wrong parcels never changes."""
    return lambda _situation: wrong


def share_at_tiers(world: SimulatedWorld, wrong: float, terms: Terms, *, sellers: int, seed: int = 1) -> SellerClass:
    """Simulate sellers of one true share of wrong parcels, and count those at each tier after `MONTHS` months."""
    counts = [0] * (len(TIERS) + 1)
    alarms = opened = 0
    loss = wrong * min(ONE, terms.weights.severity[world.severity]) / ONE
    complies = [tier for tier in TIERS if loss <= 1 - terms.requirement(tier).compliance / ONE + 1e-9]
    for dice in streams(seed, world.parcels, wrong, sellers):
        life = live(world, steady(wrong), terms, dice, months=MONTHS)
        counts[life.tiers[-1]] += 1
        alarms += sum(tier in complies for _month, tier in life.falls)
        opened += life.opened
    years = sellers * MONTHS / MONTHS_A_YEAR
    return SellerClass(
        world.parcels,
        wrong,
        sellers,
        tuple(count / sellers for count in counts),
        alarms / years,
        opened / (sellers * MONTHS * world.parcels),
    )


def months_to_detection(
    world: SimulatedWorld,
    before: float,
    after: float,
    terms: Terms,
    *,
    sellers: int,
    months: int,
    tier: int = 2,
    seed: int = 1,
) -> Detection:
    """Simulate sellers that turn from one share of wrong parcels to another after `MONTHS` months, if they hold a tier
    then, and count the months until a lower one is proposed.
    """
    found: list[int] = []
    held = 0
    for dice in streams(seed, world.parcels, after, sellers):
        life = live(world, lambda now: before if now.month < MONTHS else after, terms, dice, months=MONTHS + months)
        if life.tiers[MONTHS - 1] >= tier:
            held += 1
            fell = next((month for month in range(MONTHS, MONTHS + months) if life.tiers[month] < tier), None)
            if fell is not None:
                found.append(fell - MONTHS + 1)
    found.sort()
    return Detection(world.parcels, tier, after, held, _quantile(found, held, 0.5), _quantile(found, held, 0.9))


def live(world: SimulatedWorld, conduct: Conduct, terms: Terms, dice: Random, *, months: int) -> SimulatedCareer:
    """Live the months of one seller."""
    first = month_number(_ENROLLED)
    entries = [RecordEntry(ProgramEntryKind.ENROLLED, _ENROLLED)]
    opened: list[DrawnMonth] = []
    offenses: list[Offense] = []
    tier, tiers, wrong, falls, exams = 0, list[int](), list[float](), list[tuple[int, int]](), 0
    # Each number has exams of its own, and more of them after one that found a parcel wrong.
    last_wrong: list[int | None] = [None] * world.numbers
    window = max(terms.windows.record_months, terms.windows.points_months)
    for done in range(1, months + 1):
        number, since = first + done - 1, [done - last for last in last_wrong if last is not None]
        share = conduct(SellerSituation(done - 1, tier, min(since, default=None)))
        wrong.append(share)
        months_of_numbers: list[DrawnMonth] = []
        for each, last in enumerate(last_wrong):
            is_followed = last is not None and done - last <= terms.least_exams.after_wrong_months
            month = _opened(world, number, share, _chance(world, world.ports[0], terms, is_followed=is_followed), dice)
            surplus = [_surplus(_chance(world, port, terms, is_followed=is_followed)) for port in world.ports]
            exams += month.drawn + month.followed
            if month.drawn_discrepant + month.followed_discrepant:
                last_wrong[each] = done
            months_of_numbers.append(month)
            offenses += _offenses(world, month, share, surplus, len(offenses), dice)
        opened += months_pooled(months_of_numbers)
        offenses = [offense for offense in offenses if number - offense.month < window]
        day = anniversary(_ENROLLED, done)
        visit = done - terms.clocks.validation_months
        if visit >= 0 and visit % terms.caps.validation_months == 0:
            entries.append(RecordEntry(ProgramEntryKind.VALIDATED, day))
        if done % terms.caps.review_months == 0:
            entries.append(RecordEntry(ProgramEntryKind.ANNUAL_REVIEW, day))
        answer = judge(record_of(day, opened, weighed_after_notice(offenses), entries), terms)
        if answer.keep < tier:
            falls += [(done, lost) for lost in range(answer.keep + 1, tier + 1)]
        tier = answer.keep if answer.keep < tier else max(tier, answer.enter)
        tiers.append(tier)
    return SimulatedCareer(tiers, wrong, falls, exams)


def _chance(world: SimulatedWorld, port: Port, terms: Terms, *, is_followed: bool) -> RandomChance:
    return terms.least_exams.chance_of(
        world.parcels * MONTHS_A_YEAR, requested=world.asked, is_followed=is_followed, port=port.chance
    )


def _surplus(chance: RandomChance) -> float:
    """Return the chance that a parcel is opened at random where neither a counted nor a follow-up exam opened it."""
    return chance.surplus / (1 - chance.counted - chance.follow_up) if chance.surplus else 0.0


def _opened(world: SimulatedWorld, number: int, share: float, chance: RandomChance, dice: Random) -> DrawnMonth:
    """Draw the counted and follow-up exams of a month, and those of them that find a wrong parcel."""
    drawn = dice.binomialvariate(world.parcels, chance.counted)
    further = chance.follow_up / (1 - chance.counted) if chance.counted < 1 else 0.0
    followed = dice.binomialvariate(world.parcels - drawn, further)
    return DrawnMonth(
        number, drawn, dice.binomialvariate(drawn, share), followed, dice.binomialvariate(followed, share)
    )


def _offenses(
    world: SimulatedWorld, month: DrawnMonth, share: float, surplus: Sequence[float], known: int, dice: Random
) -> Iterator[Offense]:
    """Yield the violations of a month's parcels that are decided. `surplus` are the chances of `_surplus` by port."""
    chosen = later = 0
    for port, chance in zip(world.ports, surplus, strict=True):
        closed = round(port.parcels * (world.parcels - month.drawn - month.followed))
        wrong = min(1.0, share * port.wrong / port.parcels)
        opened = dice.binomialvariate(closed, 1 - (1 - world.by_choice) * (1 - chance))
        left = dice.binomialvariate(closed - opened, wrong)
        chosen += dice.binomialvariate(opened, wrong)
        later += left if world.discloses else dice.binomialvariate(left, world.found_later)
    found = (
        (month.drawn_discrepant, True, False, False),
        (month.followed_discrepant, True, True, False),
        (chosen, False, False, False),
        (later, False, False, world.discloses),
    )
    number = month.number * ONE + known
    for count, drawn, followed, disclosed in found:
        for _each in range(dice.binomialvariate(count, world.pursued)):
            number += 1
            whose = world.laid[number % len(world.laid)]
            yield Offense(
                id=number,
                day=month_start(month.number),
                month=month.number,
                severity=world.severity,
                culpability=Culpability.NEGLIGENCE,
                attribution=whose,
                basis=Basis.FINDING,
                self_disclosed=disclosed,
                sustained=True,
                drawn=DrawnParcel(number, month.number, discrepant=True, followed=followed) if drawn else None,
                told=None if whose == Attribution.SELLER else month_start(month.number + 1),
            )


def streams(seed: int, parcels: int, wrong: float, sellers: int) -> Iterator[Random]:
    """Yield the dice of each seller, the same for everybody who repeats the simulation."""
    for seller in range(sellers):
        yield Random(f"{seed} {parcels} {wrong} {seller}")  # noqa: S311 # nosec B311 # a simulation


def _quantile(found: list[int], total: int, share: float) -> int | None:
    place = floor(total * share)
    return found[place] if place < len(found) else None
