"""The parcels and violations of the simulated world, period by period, as several parties report them.

Pure, and lazy: a period is drawn when a caller asks for the period. Days are counted from the first day of the program
(0) to the last (`days - 1`, the end day), so that the program is the same whatever the date of its end day.
"""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import NamedTuple

from apps.core import clock
from apps.core.clock import MONTHS_A_YEAR
from apps.ledger.vocabulary import (
    Basis,
    Category,
    Culpability,
    Determination,
    Disposition,
    ExamBasis,
    ExamResult,
    Mode,
)
from apps.policy.least_exams import RandomChance
from apps.policy.published import published
from apps.policy.terms import Terms
from config.simulation.numbers import catalog, violations
from config.simulation.numbers.catalog import Product
from config.simulation.numbers.sellers import ENROLLED, Seller, stream
from config.simulation.numbers.violations import Raw, pick

PERIOD_DAYS = 30
# The shares of the carrier's parcels that a marketplace and a broker report too.
FORETOLD, REPEATED = 0.10, 0.02
# An exam by risk chooses a wrong parcel three times as often. Of wrong parcels that nobody opened, some come to light.
RISK_LIFT, FOUND_LATER = 3, 0.05
# From a violation to its determination. It is alleged at the end of its period; from then on the seller has 30 days to
# answer, and some more where the last is no working day. Nine of ten are determined within the days that the policy
# gives for it.
ANSWER_DAYS = (65, 105)
IN_TIME = 0.9
QUANTITIES = (1, 1, 1, 2, 3)
# The kinds of parcels of a seller.
LANES = 4
HISTORY_DAYS = 240  # how long before its application others may have reported a seller
VOLUME_WHEN_CAUGHT = 0.3
FIRST_DAY = date(2000, 1, 1)
# An exam takes some hours, up to so many days.
EXAM_DAYS = 2
# Of each so many violations of which there is something to say, the agency does not say of the second what was found.
UNTOLD_OF = 4

BASES: dict[str, tuple[Basis, ...]] = {
    Category.NARCOTICS: (Basis.SEIZURE,),
    Category.WEAPONS: (Basis.SEIZURE,),
    Category.RESTRICTED_PARTY: (Basis.LIST_MATCH,),
    Category.COUNTERFEIT: (Basis.SEIZURE, Basis.SEIZURE, Basis.DETENTION),
    Category.FORCED_LABOR: (Basis.DETENTION,),
    Category.EVASION: (Basis.PENALTY, Basis.FINDING),
    Category.UNSAFE_GOODS: (Basis.LABORATORY, Basis.DETENTION),
    Category.UNDERVALUATION: (Basis.PENALTY, Basis.FINDING),
}
# The categories that opening the parcel finds; the others come to light in its papers.
FOUND_BY_EXAM = {
    *(Category.NARCOTICS, Category.WEAPONS, Category.COUNTERFEIT, Category.UNSAFE_GOODS),
    *(Category.UNDERVALUATION, Category.CLASSIFICATION, Category.ORIGIN, Category.MARKING),
}
AT_RANDOM = frozenset({ExamBasis.RANDOM, ExamBasis.FOLLOW_UP})
DISPOSITION_OF = {Basis.SEIZURE: Disposition.SEIZED, Basis.DETENTION: Disposition.DETAINED}


class Fact(NamedTuple):
    """A fact of a seller in the words of the ledger, but for who the seller is: that is the recorder's to say."""

    seller: Seller
    raw: Raw


@dataclass(slots=True)
class Period:
    """The facts of the days `first` to `last`: shipments by reporter, in the order of reporting, and violations.
    `recorded` counts those that the ledger has.
    """

    first: int
    last: int
    shipments: dict[str, list[Fact]] = field(default_factory=partial(defaultdict, list))
    violations: list[Fact] = field(default_factory=list)
    recorded: int = 0


@dataclass(slots=True)
class _Trade:
    """The trade of a seller in the course of a program.

    `lanes` are its kinds of parcels: what every parcel of the kind has in common, with the range of its values and
    weights. `last_wrong` is the month in which an exam at random last found a wrong parcel.
    """

    seller: Seller
    dice: random.Random
    begins: int
    lanes: list[tuple[Raw, Product]]
    last_wrong: date | None = None


@dataclass(slots=True)
class _Course:
    """The course of the program so far: its days as they are written, the determinations to come, and how many
    violations there were of which an agency can say what was found.
    """

    days: int
    start: date
    dates: dict[int, str]
    later: list[tuple[int, Fact]] = field(default_factory=list)
    found: int = 0


def days_of_periods(days: int, every: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last day of each period of so many days in a program."""
    for first in range(0, days, every):
        yield first, min(first + every, days) - 1


def periods(
    sellers: Sequence[Seller],
    *,
    days: int,
    seed: int,
    end: date,
    every: int = PERIOD_DAYS,
    by_risk: Callable[[], Mapping[int, float]] = dict[int, float],
) -> Iterator[Period]:
    """Yield the periods of the program, in order. A violation is alleged in one and determined in a later one.

    `by_risk` gives, when a period begins, how many of the ordinary exams by risk sellers are promised, by number; all
    of them where nothing is given.
    """
    start = end - timedelta(days=days - 1)
    trades = [_trade(seller, stream(seed, "parcels", seller.number)) for seller in sellers]
    history = min((trade.begins for trade in trades), default=0)
    course = _Course(days, start, {day: str(start + timedelta(days=day)) for day in range(history, days)})
    for first, last in days_of_periods(days, every):
        period, multiples = Period(first, last), by_risk()
        if first == 0:
            # What happened before the program began is reported in its first period.
            for begin in range(history, 0, every):
                _all_live(period, course, trades, begin, min(begin + every, 0) - 1, {})
        _all_live(period, course, trades, first, last, multiples)
        period.violations += [fact for day, fact in course.later if day <= last]
        course.later = [(day, fact) for day, fact in course.later if day > last]
        yield period


def _all_live(
    period: Period, course: _Course, trades: Sequence[_Trade], first: int, last: int, multiples: Mapping[int, float]
) -> None:
    for trade in trades:
        if trade.begins <= last:
            _live(period, course, trade, first, last, multiple=multiples.get(trade.seller.number, 1.0))


def begins(seller: Seller) -> int:
    """Return the day of a seller's first parcels to the United States. Of one that was a member before the program
    began, the day may be before the first.
    """
    before = stream("history", seller.number).randint(30, HISTORY_DAYS)
    first = seller.applies - before
    return first if seller.applies < 0 else max(0, first)


def _trade(seller: Seller, dice: random.Random) -> _Trade:
    lanes = []
    for _lane in range(LANES):
        carrier, product = dice.choice(seller.carriers), dice.choice(seller.products)
        mode = dice.choice([mode for mode in seller.country.modes if mode in carrier.modes])
        common = {
            "issuer": carrier.code,
            "description": product.description,
            "hs": product.hs,
            "origin": seller.country.code,
            "departure": seller.country.code,
            "currency": "USD",
            "mode": str(mode),
            "entry_type": "13" if mode == Mode.POST else "11",
            "port": dice.choice(catalog.WORLD.ports[mode]),
            "carrier": carrier.code,
            "storefront": f"{seller.marketplace.code}/{seller.slug}",
            "disposition": str(Disposition.RELEASED),
        }
        lanes.append((common, product))
    return _Trade(seller, dice, begins(seller), lanes)


def _live(period: Period, course: _Course, trade: _Trade, first: int, last: int, *, multiple: float) -> None:
    """Simulate days of a seller: its parcels, who reports them in a period, and what is found wrong with them."""
    seller, dice, behaviour = trade.seller, trade.dice, trade.seller.behaviour
    begin = max(first, trade.begins)
    part = max(0, begin + last) / 2 / course.days
    wrong_share, by_risk = _between(behaviour.wrong, part), _between(behaviour.by_risk, part) * multiple
    chance = _chance(trade, begin)
    is_caught = seller.caught is not None and begin <= seller.caught <= last
    for number in range(max(is_caught, _count(dice, seller, begin=begin, last=last, part=part))):
        is_seized = is_caught and number == 0
        day = seller.caught if is_seized and seller.caught else begin + int(dice.random() * (last - begin + 1))
        raw = _shipment(trade, day=course.dates[day], reference=f"{seller.number:05}{2000 + begin:04}{number:04}")
        wrong = dice.random() < wrong_share
        exam_basis = _exam_basis(dice, chance, by_risk=by_risk, wrong=wrong)
        if wrong and exam_basis in AT_RANDOM:
            trade.last_wrong = _month(day)
            chance = _chance(trade, day)
        category = culpability = None
        if is_seized:
            category, culpability, exam_basis = Category.NARCOTICS, Culpability.FRAUD, ExamBasis.RISK
        elif wrong and (exam_basis or dice.random() < FOUND_LATER):
            category, culpability = pick(dice, behaviour.categories), pick(dice, behaviour.culpability)
            if category in FOUND_BY_EXAM:
                exam_basis = exam_basis or ExamBasis.REFERRAL
        seen, allegation = None, None
        if exam_basis or category:
            basis = dice.choice(BASES.get(category, (Basis.FINDING,)) if category else (Basis.FINDING,))
            if exam_basis:
                seen = _add_exam(raw, exam_basis=exam_basis, basis=basis, discrepant=category is not None)
                # A parcel of the last days is released as soon as others, since no later day may be reported.
                if "released_at" in seen and day <= period.last - EXAM_DAYS:
                    seen["released_at"] = _later(seen)
            if category and culpability:
                allegation = violations.allegation(
                    dice, seller, raw, category=category, culpability=culpability, basis=basis
                )
                if found := violations.found(raw, category):
                    course.found += 1
                    allegation |= found if course.found % UNTOLD_OF != 2 else {}
        _report(period, trade, raw, seen)
        if allegation:
            _allege(period, course, trade, allegation, day=day)


def _report(period: Period, trade: _Trade, raw: Raw, seen: Raw | None) -> None:
    """Have a parcel reported, `seen` as the agency reports it that opened it.

    Of an enrolled seller each parcel is reported once: by the agency before the seller has its number, and where the
    agency opened the parcel.
    """
    seller, dice, shipments = trade.seller, trade.dice, period.shipments
    if seller.outcome == ENROLLED:
        by_agency = seen or seller.closes >= period.first
        shipments[catalog.AGENCY.code if by_agency else raw["carrier"]].append(Fact(seller, seen or raw))
        return
    if dice.random() < FORETOLD:
        shipments[seller.marketplace.code].append(Fact(seller, _foretold(raw)))
    shipments[raw["carrier"]].append(Fact(seller, raw))
    if dice.random() < REPEATED:
        shipments[catalog.BROKER.code].append(Fact(seller, raw))
    if seen:
        shipments[catalog.AGENCY.code].append(Fact(seller, seen))


def _allege(period: Period, course: _Course, trade: _Trade, allegation: Raw, *, day: int) -> None:
    """Put a violation on record: alleged in the period and determined later, or determined at once. Of an enrolled
    seller an agency reports what it has determined, since nobody of the business answers.
    """
    seller, dice = trade.seller, trade.dice
    at_once = allegation["category"] == Category.NARCOTICS
    if at_once:
        allegation["determination"] = str(Determination.SUSTAINED)
    else:
        determined = day + dice.randint(*ANSWER_DAYS)
        if stream("determined", allegation["reference"]).random() < IN_TIME:
            determined = min(determined, period.last + _terms().clocks.finding_days)
        course.later.append((determined, Fact(seller, violations.determination(dice, allegation))))
    if at_once or seller.outcome != ENROLLED:
        period.violations.append(Fact(seller, allegation))


def _count(dice: random.Random, seller: Seller, *, begin: int, last: int, part: float) -> int:
    """Return how many parcels a seller sends from a day to another: the expected number, rounded by chance."""
    behaviour = seller.behaviour
    season = 1 + behaviour.season * math.sin(2 * math.pi * ((begin + last) / 2 + 40 * (seller.number % 9)) / 365)
    growth = _between((2 / (1 + behaviour.growth), 2 * behaviour.growth / (1 + behaviour.growth)), part)
    expected = seller.parcels * (last - begin + 1) / PERIOD_DAYS * season * growth
    if seller.caught is not None and last > seller.caught:
        expected *= VOLUME_WHEN_CAUGHT
    return int(expected + dice.random())


def _shipment(trade: _Trade, *, day: str, reference: str) -> Raw:
    chance = trade.dice.random
    common, product = trade.lanes[int(chance() * LANES)]
    quantity = QUANTITIES[int(chance() * len(QUANTITIES))]
    hour = 6 + int(chance() * 14)
    (cheap, dear), (light, heavy) = product.price, product.weight
    raw = common | {
        "reference": reference,
        "date": day,
        "value": f"{(cheap + (dear - cheap) * chance()) * quantity:.2f}",
        "weight_kg": f"{(light + (heavy - light) * chance()) * quantity:.3f}",
        "quantity": str(quantity),
        "arrived_at": f"{day}T{hour:02}:00:00Z",
        "released_at": f"{day}T{hour + 3:02}:00:00Z",
    }
    if trade.seller.outcome != ENROLLED:
        raw["consignee"] = f"recipient {trade.seller.number}-{int(chance() * (1 + trade.seller.parcels * 4))}"
        raw["lodged_at"] = f"{date.fromisoformat(day) - timedelta(days=1)}T{hour:02}:00:00Z"
    return raw


def _foretold(raw: Raw) -> Raw:
    """Return what a marketplace knows of a parcel before the parcel moves; the carrier's report amends that later."""
    return {key: value for key, value in raw.items() if key not in ("arrived_at", "released_at", "disposition", "port")}


def _exam_basis(dice: random.Random, chance: RandomChance, *, by_risk: float, wrong: bool) -> ExamBasis | None:
    """Draw whether a parcel is opened, and on which basis: at random whatever the parcel, by risk rather if wrong."""
    lot = dice.random()
    if lot < chance.counted:
        return ExamBasis.RANDOM
    if lot < chance.total:
        return ExamBasis.FOLLOW_UP
    return ExamBasis.RISK if dice.random() < by_risk * (RISK_LIFT if wrong else 1) else None


def _chance(trade: _Trade, day: int) -> RandomChance:
    """Return the chance of each parcel of a seller from a day on, by the rule of the ports' draws."""
    is_followed = _terms().least_exams.is_followed(_month(day), last_wrong=trade.last_wrong)
    return _chance_of(trade.seller.parcels * MONTHS_A_YEAR, is_followed=is_followed)


def _month(day: int) -> date:
    """Return the month of a day in a calendar of the simulation: the true one would move with the end of a program."""
    return clock.month_of(FIRST_DAY + timedelta(days=day))


@cache
def _chance_of(yearly_parcels: float, *, is_followed: bool) -> RandomChance:
    return _terms().least_exams.chance_of(yearly_parcels, is_followed=is_followed)


@cache
def _terms() -> Terms:
    policy = published(1)
    texts = {number.key: number.value for number in policy.rows}
    return Terms.of(version=policy.version, effective_from=policy.effective_from, texts=texts)


def _add_exam(raw: Raw, *, exam_basis: ExamBasis, basis: Basis, discrepant: bool) -> Raw:
    disposition = DISPOSITION_OF.get(basis, Disposition.RELEASED) if discrepant else Disposition.RELEASED
    seen = raw | {
        "examined": True,
        "exam_basis": str(exam_basis),
        "exam_result": str(ExamResult.DISCREPANT if discrepant else ExamResult.CLEAN),
        "disposition": str(disposition),
    }
    if disposition != Disposition.RELEASED:
        del seen["released_at"]
    return seen


def _later(raw: Raw) -> str:
    """Return when an examined parcel is released."""
    hours = 2 + int(raw["reference"]) * 7 % 29
    return (datetime.fromisoformat(raw["released_at"]) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _between(ends: tuple[float, float], part: float) -> float:
    first, last = ends
    return first + (last - first) * part
