"""The parcels and violations of the simulated world, period by period, as several parties report them.

Pure, and lazy: a period is drawn when a caller asks for the period. Days are counted from the first day of the program
(0) to the last (`days - 1`, the end day), so that the program is the same whatever the date of its end day.
"""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from apps.agencies.competence import agencies_competent
from apps.core.clock import MONTHS_A_YEAR
from apps.ledger.vocabulary import (
    Attribution,
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
from config.simulation.numbers import catalog
from config.simulation.numbers.sellers import Seller, stream

PERIOD_DAYS = 30
# The shares of the carrier's parcels that a marketplace, a broker and the agency report too.
FORETOLD, REPEATED = 0.10, 0.02
# An exam by risk chooses a wrong parcel three times as often. Of wrong parcels that nobody opened, some come to light.
RISK_LIFT, FOUND_LATER = 3, 0.05
# From a violation to its determination. It is alleged at the end of its period; from then on the seller has 30 days to
# answer, and some more where the last is no working day. Nine of ten are determined within the days that the policy
# gives for it.
ANSWER_DAYS = (65, 105)
IN_TIME = 0.9
HISTORY_DAYS = 240  # how long before its application others may have reported a seller
VOLUME_WHEN_CAUGHT = 0.3
# An exam takes some hours, up to so many days.
EXAM_DAYS = 2
# Of each so many violations of a category, the agency does not say of the second what was found.
UNTOLD_OF = 4

type Raw = dict[str, Any]

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
COSTS_REVENUE = frozenset({Category.UNDERVALUATION, Category.CLASSIFICATION, Category.ORIGIN, Category.EVASION})
ATTRIBUTIONS = {Attribution.SELLER: 84, Attribution.BROKER: 8, Attribution.CARRIER: 5, Attribution.THIRD_PARTY: 3}
DETERMINATIONS = {Determination.SUSTAINED: 74, Determination.MITIGATED: 12, Determination.REVERSED: 14}
AT_RANDOM = frozenset({ExamBasis.RANDOM, ExamBasis.FOLLOW_UP})
DISPOSITION_OF = {Basis.SEIZURE: Disposition.SEIZED, Basis.DETENTION: Disposition.DETAINED}


@dataclass(slots=True)
class Fact:
    """A fact of a seller in the words of the ledger, but for who the seller is: that is the recorder's to say."""

    seller: Seller
    raw: Raw


@dataclass(slots=True)
class Period:
    """The facts of the days `first` to `last`: shipments by reporter, in the order of reporting, and violations."""

    first: int
    last: int
    shipments: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    violations: list[Fact] = field(default_factory=list)


@dataclass(slots=True)
class _Course:
    """The course of the program so far: the determinations to come, the violations of all sellers by category, and by
    seller the month in which an exam at random last found a wrong parcel.
    """

    later: list[tuple[int, Fact]] = field(default_factory=list)
    alleged: Counter[Category] = field(default_factory=Counter)
    last_wrong: dict[int, date] = field(default_factory=dict)


def periods(sellers: Sequence[Seller], *, days: int, seed: int, end: date) -> Iterator[Period]:
    """Yield the periods of the program, in order. A violation is alleged in one and determined in a later one."""
    start, course = end - timedelta(days=days - 1), _Course()
    for first in range(0, days, PERIOD_DAYS):
        period = Period(first, min(first + PERIOD_DAYS, days) - 1)
        for seller in sellers:
            dice = stream(seed, "period", seller.number, first)
            for day in range(max(first, begins(seller)), period.last + 1):
                _live(period, course, dice, seller, day=day, part=day / days, date=start + timedelta(days=day))
        period.violations += [fact for day, fact in course.later if day <= period.last]
        course.later = [(day, fact) for day, fact in course.later if day > period.last]
        yield period


def begins(seller: Seller) -> int:
    """Return the day of a seller's first parcels to the United States."""
    return max(0, seller.applies - stream("history", seller.number).randint(30, HISTORY_DAYS))


def _live(
    period: Period, course: _Course, dice: random.Random, seller: Seller, *, day: int, part: float, date: date
) -> None:
    """Simulate one day of a seller: its parcels, who reports them, and what is found wrong with them."""
    month = date.replace(day=1)
    for number in range(_parcels_of(dice, seller, day=day, part=part)):
        carrier = dice.choice(seller.carriers)
        raw = _shipment(dice, seller, carrier, date=date, reference=f"{seller.number:05d}{day:04d}{number:05d}")
        wrong = dice.random() < _between(seller.behaviour.wrong, part)
        chance = _chance(seller, month, course.last_wrong.get(seller.number))
        exam_basis = _exam_basis(dice, seller, chance, wrong=wrong, part=part)
        if wrong and exam_basis in AT_RANDOM:
            course.last_wrong[seller.number] = month
        if dice.random() < FORETOLD:
            period.shipments[seller.marketplace.code].append(Fact(seller, _foretold(raw)))
        period.shipments[carrier.code].append(Fact(seller, raw))
        if dice.random() < REPEATED:
            period.shipments[catalog.BROKER.code].append(Fact(seller, dict(raw)))
        category = culpability = None
        if day == seller.caught and number == 0:
            category, culpability, exam_basis = Category.NARCOTICS, Culpability.FRAUD, ExamBasis.RISK
        elif wrong and (exam_basis or dice.random() < FOUND_LATER):
            category, culpability = _pick(dice, seller.behaviour.categories), _pick(dice, seller.behaviour.culpability)
            if category in FOUND_BY_EXAM:
                exam_basis = exam_basis or ExamBasis.REFERRAL
        basis = dice.choice(BASES.get(category, (Basis.FINDING,)) if category else (Basis.FINDING,))
        if exam_basis:
            seen = _add_exam(raw, exam_basis=exam_basis, basis=basis, discrepant=category is not None)
            # A parcel of the last days is released as soon as others, since no day after the period may be reported.
            if "released_at" in seen and day <= period.last - EXAM_DAYS:
                seen["released_at"] = _later(seen)
            period.shipments[catalog.AGENCY.code].append(Fact(seller, seen))
        if category and culpability:
            allegation = _allegation(dice, seller, raw, category=category, culpability=culpability, basis=basis)
            course.alleged[category] += 1
            if course.alleged[category] % UNTOLD_OF != 2:
                allegation |= _found(raw, category)
            if category == Category.NARCOTICS:
                allegation["determination"] = str(Determination.SUSTAINED)
            else:
                determined = day + dice.randint(*ANSWER_DAYS)
                if stream("determined", raw["reference"]).random() < IN_TIME:
                    determined = min(determined, period.last + _terms().clocks.finding_days)
                course.later.append((determined, Fact(seller, _determination(dice, allegation))))
            period.violations.append(Fact(seller, allegation))


def _parcels_of(dice: random.Random, seller: Seller, *, day: int, part: float) -> int:
    """Return how many parcels a seller sends on a day: the expected number, rounded up or down by chance."""
    behaviour = seller.behaviour
    if day == seller.caught:
        return 1 + seller.parcels // PERIOD_DAYS
    season = 1 + behaviour.season * math.sin(2 * math.pi * (day + 40 * (seller.number % 9)) / 365)
    growth = _between((2 / (1 + behaviour.growth), 2 * behaviour.growth / (1 + behaviour.growth)), part)
    expected = seller.parcels / PERIOD_DAYS * season * growth
    if seller.caught is not None and day > seller.caught:
        expected *= VOLUME_WHEN_CAUGHT
    return math.floor(expected + dice.random())


def _shipment(dice: random.Random, seller: Seller, carrier: catalog.Party, *, date: date, reference: str) -> Raw:
    product = dice.choice(seller.products)
    quantity = dice.choice((1, 1, 1, 2, 3))
    mode = dice.choice([mode for mode in seller.country.modes if mode in carrier.modes])
    hour, minute = dice.randrange(6, 20), dice.randrange(60)
    return {
        "issuer": carrier.code,
        "reference": reference,
        "date": date.isoformat(),
        "description": product.description,
        "hs": product.hs,
        "origin": seller.country.code,
        "departure": seller.country.code,
        "value": f"{dice.uniform(*product.price) * quantity:.2f}",
        "currency": "USD",
        "weight_kg": f"{dice.uniform(*product.weight) * quantity:.3f}",
        "quantity": str(quantity),
        "mode": str(mode),
        "entry_type": "13" if mode == Mode.POST else "11",
        "port": dice.choice(catalog.WORLD.ports[mode]),
        "carrier": carrier.code,
        "consignee": f"recipient {seller.number}-{dice.randrange(1 + seller.parcels * 4)}",
        "storefront": f"{seller.marketplace.code}/{seller.slug}",
        "lodged_at": f"{date - timedelta(days=1)}T{hour:02}:{minute:02}:00Z",
        "arrived_at": f"{date}T{hour:02}:{minute:02}:00Z",
        "released_at": f"{date}T{hour + 3:02}:{minute:02}:00Z",
        "disposition": str(Disposition.RELEASED),
    }


def _foretold(raw: Raw) -> Raw:
    """Return what a marketplace knows of a parcel before the parcel moves; the carrier's report amends that later."""
    return {key: value for key, value in raw.items() if key not in ("arrived_at", "released_at", "disposition", "port")}


def _exam_basis(
    dice: random.Random, seller: Seller, chance: RandomChance, *, wrong: bool, part: float
) -> ExamBasis | None:
    """Draw whether a parcel is opened, and on which basis: at random whatever the parcel, by risk rather if wrong."""
    lot = dice.random()
    if lot < chance.counted:
        return ExamBasis.RANDOM
    if lot < chance.total:
        return ExamBasis.FOLLOW_UP
    by_risk = _between(seller.behaviour.by_risk, part) * (RISK_LIFT if wrong else 1)
    return ExamBasis.RISK if dice.random() < by_risk else None


def _chance(seller: Seller, month: date, last_wrong: date | None) -> RandomChance:
    """Return the chance of each parcel of a seller in a month, by the rule of the ports' draws."""
    least = _terms().least_exams
    return least.chance_of(seller.parcels * MONTHS_A_YEAR, is_followed=least.is_followed(month, last_wrong=last_wrong))


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
    """Return when an examined parcel is released. Each parcel has dice of its own, so that others stay as they are."""
    hours = stream("exam", raw["reference"]).randint(2, 30)
    return (datetime.fromisoformat(raw["released_at"]) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _allegation(
    dice: random.Random, seller: Seller, shipment: Raw, *, category: Category, culpability: Culpability, basis: Basis
) -> Raw:
    disclosed = dice.random() < seller.behaviour.disclosed
    grave = culpability in (Culpability.FRAUD, Culpability.GROSS_NEGLIGENCE)
    raw = {
        "reference": f"V{shipment['reference']}",
        "date": shipment["date"],
        "category": str(category),
        "culpability": str(culpability),
        "basis": str(basis),
        "agency": _agency(seller, category),
        "attribution": str(Attribution.SELLER if grave else _pick(dice, ATTRIBUTIONS)),
        "self_disclosed": disclosed,
        "determination": str(Determination.ALLEGED),
        "shipment": f"{shipment['issuer']}:{shipment['reference']}",
    }
    if category in COSTS_REVENUE:
        loss = float(shipment["value"]) * dice.uniform(0.1, 0.5)
        raw |= {"revenue_loss": f"{loss:.2f}", "penalty_assessed": f"{loss * (4 if grave else 2):.2f}"}
    return raw


def _found(shipment: Raw, category: Category) -> Raw:
    """Return what an agency found instead of what was declared. Each parcel has dice of its own, so that others stay as
    they are.
    """
    dice, found = stream("found", shipment["reference"]), {}
    countries = [country.code for country in catalog.COUNTRIES if country.code != shipment["origin"]]
    codes = [product.hs for product in catalog.PRODUCTS if product.hs != shipment["hs"]]
    if category in (Category.ORIGIN, Category.EVASION):
        found["found_origin"] = dice.choice(countries)
    if category is Category.CLASSIFICATION:
        found["found_hs"] = dice.choice(codes)
    return found


def _determination(dice: random.Random, allegation: Raw) -> Raw:
    decided = _pick(dice, DETERMINATIONS)
    raw = allegation | {"determination": str(decided)}
    if decided == Determination.REVERSED:
        return raw
    if assessed := raw.get("penalty_assessed"):
        owed = float(assessed) * (0.4 if decided == Determination.MITIGATED else 1)
        raw["collected"] = f"{owed:.2f}"
        if decided == Determination.MITIGATED:
            raw["penalty_mitigated"] = raw["collected"]
    return raw


def _agency(seller: Seller, category: Category) -> str:
    if category in (Category.UNSAFE_GOODS, Category.MISSING_AGENCY_DATA):
        return next((agency for product in seller.products for agency in agencies_competent(product.hs)), "CPSC")
    return catalog.AGENCY.code


def _between(ends: tuple[float, float], part: float) -> float:
    first, last = ends
    return first + (last - first) * part


def _pick[Thing](dice: random.Random, weights: Mapping[Thing, int]) -> Thing:
    return dice.choices(list(weights), list(weights.values()))[0]
