"""The operating characteristic of a policy: the tiers that the rules give to sellers whose true share of wrong parcels
is known.

Sellers are drawn at random and judged by the rules themselves, month by month. Each parcel is opened at random with the
chance that the policy gives it, that of follow-up exams after a wrong one included, as ports draw it; a port with room
opens further ones at random, which do not count in the rate. A wrong parcel that is opened is found wrong, and a
violation by the seller's negligence is sustained where somebody pursues it. A part of the parcels that chance left
closed is opened by choice, and a part of the wrong ones that stayed closed comes to light later. A seller rises as soon
as the rules allow, and falls as soon as a lower tier is proposed. Parcels that nobody declares before they arrive stand
in no draw. A parcel that the seller disowned, and that officers believed, leaves the record with its exam.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from random import Random
from typing import NamedTuple

from apps.core.clock import MONTHS_A_YEAR, anniversary
from apps.evaluation.record import (
    DeclaredMonth,
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
from apps.policy.least_exams import RandomChance, added_chance, last_day_of
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
    parcel has a `severity`. Each request of the seller is granted, for so many exams as are `requested`, and the next
    is made when the last has been over for `pause` months. `ports` are the ways by which the parcels come; others
    declare parcels by the same ways (`could_declare`). Of the parcels that chance left closed, the share `by_choice` is
    opened all the same, however the choice came about. Of the wrong parcels that stayed closed, the share `found_later`
    comes to light, or the seller `discloses` all of them before. Of what is found, the share `pursued` is decided. What
    is decided is the fault of the seller, or of those on whom it is `laid`, in turn. Of the parcels that an exam at
    random found wrong, the seller disowns all, and the share `disowned` is taken out of its record.
    """

    parcels: int
    severity: str = Severity.MODERATE
    requested: int = 0
    pause: int = 0
    ports: tuple[Port, ...] = (Port(),)
    by_choice: float = 0.0
    found_later: float = FOUND_LATER
    discloses: bool = False
    pursued: float = 1.0
    laid: tuple[str, ...] = (Attribution.SELLER,)
    numbers: int = 1
    could_declare: bool = True
    disowned: float = 0.0

    def is_asked(self, done: int, terms: Terms) -> bool:
        """Return whether a granted request runs in a month, by its number from 1."""
        months = terms.exam_requests.months
        return self.requested > 0 and (done - 1) % (months + self.pause) < months


class SellerSituation(NamedTuple):
    """What a seller knows when a month begins: the number of the month from 0, the tier held, the months since an exam
    at random found a parcel of the seller wrong (None if none ever did), and whether a granted request for exams runs.
    """

    month: int
    tier: int
    since_wrong: int | None
    is_asked: bool


class SentMonth(NamedTuple):
    """The share of a seller's parcels of a month that is wrong, and the share that nobody declares before they arrive.
    The wrong ones are among these first.
    """

    wrong: float
    undeclared: float = 0.0

    @property
    def wrong_declared(self) -> float:
        """The share of the declared parcels that is wrong."""
        return max(0.0, self.wrong - self.undeclared) / (1 - self.undeclared) if self.undeclared < 1 else 0.0

    @property
    def wrong_undeclared(self) -> float:
        """The share of the undeclared parcels that is wrong."""
        return min(1.0, self.wrong / self.undeclared) if self.undeclared else 0.0


# Gives what a seller sends in a month.
type Conduct = Callable[[SellerSituation], SentMonth]


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
    return lambda _situation: SentMonth(wrong)


def turning(before: float, after: float) -> Conduct:
    """Return the conduct of a seller that turns from one share of wrong parcels to another after `MONTHS` months."""
    return lambda now: SentMonth(before if now.month < MONTHS else after)


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
        life = live(world, turning(before, after), terms, dice, months=MONTHS + months)
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
    counted: list[DeclaredMonth] = []
    offenses: list[Offense] = []
    tier, tiers, wrong, falls, exams = 0, list[int](), list[float](), list[tuple[int, int]](), 0
    # Each number has exams of its own, and more of them after one that found a parcel wrong.
    last_wrong: list[int | None] = [None] * world.numbers
    window = max(terms.windows.record_months, terms.windows.points_months)
    for done in range(1, months + 1):
        number, since = first + done - 1, [done - last for last in last_wrong if last is not None]
        is_asked = world.is_asked(done, terms)
        sent = conduct(SellerSituation(done - 1, tier, min(since, default=None), is_asked))
        wrong.append(sent.wrong)
        undeclared = round(world.parcels * sent.undeclared)
        declared = world.parcels - undeclared
        months_of_numbers: list[DrawnMonth] = []
        for each, last in enumerate(last_wrong):
            is_followed = last is not None and done - last <= terms.least_exams.after_wrong_months
            chances = [_chance(world, port, terms, is_asked=is_asked, is_followed=is_followed) for port in world.ports]
            month = _opened(declared, number, sent.wrong_declared, chances[0], dice)
            exams += month.drawn + month.followed
            closed = declared - month.drawn - month.followed
            if world.disowned:
                month = _disowned(month, world.disowned, dice)
            if month.drawn_discrepant + month.followed_discrepant:
                last_wrong[each] = done
            months_of_numbers.append(month)
            otherwise = _found_otherwise(world, sent, closed, undeclared, chances, dice)
            offenses += _offenses(world, month, otherwise, len(offenses), dice)
        opened += months_pooled(months_of_numbers)
        offenses = [offense for offense in offenses if number - offense.month < window]
        day = anniversary(_ENROLLED, done)
        visit = done - terms.clocks.validation_months
        if visit >= 0 and visit % terms.caps.validation_months == 0:
            entries.append(RecordEntry(ProgramEntryKind.VALIDATED, day))
        if done % terms.caps.review_months == 0:
            entries.append(RecordEntry(ProgramEntryKind.ANNUAL_REVIEW, day))
        record = record_of(day, opened, weighed_after_notice(offenses), entries, declared=counted)
        answer = judge(record, terms)
        if answer.keep < tier:
            falls += [(done, lost) for lost in range(answer.keep + 1, tier + 1)]
        tier = answer.keep if answer.keep < tier else max(tier, answer.enter)
        tiers.append(tier)
        # A month is counted when its reports are there, in the course of the next one.
        could = world.parcels if world.could_declare else declared
        counted.append(DeclaredMonth(number, *(each * world.numbers for each in (world.parcels, could, declared))))
    return SimulatedCareer(tiers, wrong, falls, exams)


def requested_chance(parcels: int, exams: int, terms: Terms) -> float:
    """Return the chance that a granted request for some exams adds to that of each parcel, by parcels a month."""
    until = last_day_of(_ENROLLED, terms.exam_requests.months)
    return added_chance(exams, yearly=parcels * MONTHS_A_YEAR, first_day=_ENROLLED, until=until)


def _chance(world: SimulatedWorld, port: Port, terms: Terms, *, is_asked: bool, is_followed: bool) -> RandomChance:
    return terms.least_exams.chance_of(
        world.parcels * MONTHS_A_YEAR,
        requested=requested_chance(world.parcels, world.requested, terms) if is_asked else 0.0,
        is_followed=is_followed,
        port=port.chance,
    )


def _opened(parcels: int, number: int, share: float, chance: RandomChance, dice: Random) -> DrawnMonth:
    """Draw the counted and follow-up exams among the declared parcels of a month, and those that find one wrong."""
    drawn = dice.binomialvariate(parcels, chance.counted)
    further = chance.follow_up / (1 - chance.counted) if chance.counted < 1 else 0.0
    followed = dice.binomialvariate(parcels - drawn, further)
    return DrawnMonth(
        number, drawn, dice.binomialvariate(drawn, share), followed, dice.binomialvariate(followed, share)
    )


def _disowned(month: DrawnMonth, believed: float, dice: Random) -> DrawnMonth:
    """Take the wrong parcels out of a month that the seller disowned and that officers believed."""
    drawn, followed = (
        dice.binomialvariate(wrong, believed) for wrong in (month.drawn_discrepant, month.followed_discrepant)
    )
    return DrawnMonth(
        month.number,
        month.drawn - drawn,
        month.drawn_discrepant - drawn,
        month.followed - followed,
        month.followed_discrepant - followed,
    )


def _found_otherwise(
    world: SimulatedWorld,
    sent: SentMonth,
    closed: int,
    undeclared: int,
    chances: Sequence[RandomChance],
    dice: Random,
) -> tuple[int, int]:
    """Return how many wrong parcels of a month were opened by choice, and how many came to light later or were
    disclosed, among the declared ones that stayed `closed` and the `undeclared` ones. `chances` are those by port.
    """
    chosen = later = 0
    for port, chance in zip(world.ports, chances, strict=True):
        parcels = round(port.parcels * closed)
        share = min(1.0, sent.wrong_declared * port.wrong / port.parcels)
        surplus = chance.surplus / (1 - chance.counted - chance.follow_up) if chance.surplus else 0.0
        opened = dice.binomialvariate(parcels, 1 - (1 - world.by_choice) * (1 - surplus))
        left = dice.binomialvariate(parcels - opened, share)
        chosen += dice.binomialvariate(opened, share)
        later += left if world.discloses else dice.binomialvariate(left, world.found_later)
    if undeclared:
        wrong = dice.binomialvariate(undeclared, sent.wrong_undeclared)
        seen = dice.binomialvariate(wrong, world.by_choice)
        chosen += seen
        later += wrong - seen if world.discloses else dice.binomialvariate(wrong - seen, world.found_later)
    return chosen, later


def _offenses(
    world: SimulatedWorld, month: DrawnMonth, otherwise: tuple[int, int], known: int, dice: Random
) -> Iterator[Offense]:
    """Yield the violations of a month's parcels that are decided. `otherwise` are the counts of `_found_otherwise`."""
    chosen, later = otherwise
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
