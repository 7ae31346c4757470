"""The sellers of the simulated program, of every size and behaviour, drawn from a seed. Pure; days count from the
program's first.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from config.simulation.numbers import catalog
from config.simulation.numbers.behaviours import BEHAVIOURS, Behaviour
from config.simulation.numbers.catalog import WORLD, City, Country, Party, Product

MIN_PARCELS, MAX_PARCELS = 20, 30_000
# Of a Zipf law with this exponent, the mean seller is so many times as large as the smallest.
EXPONENT = 0.7
MEAN_OVER_LEAST = 1 / (1 - EXPONENT)

# The outcomes of applications (`careers.py`): a program's mix of closed ones, and of those open at the end.
DECIDED = ("approved", "denied", *["approved"] * 3, "withdrawn", *["approved"] * 3, "granted", *["asked_approved"] * 2)
OPEN = ("submitted", "info_requested", "in_review", "draft", "appealed", "denial_proposed", "replied")
OPEN_SHARE = 0.2
OPEN_DAYS = 45
REVIEW_DAYS = (12, 70)
# The outcome of a seller that does not apply, and the mean share of the program for which such a seller sends parcels.
ENROLLED, ACTIVE_SHARE = "enrolled", 0.65
# Of so many enrolled sellers one was a member of the program before, for at most so many days, when the program began.
FOUNDING, FOUNDED_DAYS = 3, 420

WEIGHTS = [country.weight for country in catalog.COUNTRIES]
CARRIERS_OF = {
    country.code: tuple(carrier for carrier in catalog.CARRIERS if set(carrier.modes) & set(country.modes))
    for country in catalog.COUNTRIES
}
NAMES = list(product(WORLD.word_beginnings, WORLD.word_endings, WORLD.second_words))
STEP = 2_477


class Size(NamedTuple):
    """The size of a program: the sellers that apply on the site, those that are enrolled with their history, and the
    parcels that the latter send in all, about.
    """

    applying: int
    enrolled: int = 0
    parcels: int = 0


@dataclass(frozen=True, slots=True)
class Seller:
    """One seller as it was drawn. `parcels` is its size, parcels a month.

    `applies` is the day on which it begins its application, `closes` that of the last thing that happens to it.
    """

    number: int
    name: str
    trade_name: str
    slug: str
    country: Country
    city: City
    street: str
    behaviour: Behaviour
    parcels: float
    products: tuple[Product, ...]
    carriers: tuple[Party, ...]
    marketplace: Party
    owner: str
    officer: str
    outcome: str
    applies: int
    closes: int
    caught: int | None

    @property
    def phone(self) -> str:
        return f"{self.country.phone}{self.number:04}"

    @property
    def place(self) -> str:
        return f"{self.street}, {self.city.name}"


def stream(*key: object) -> random.Random:
    """Return a stream of random numbers for one purpose, which stays the same however many are drawn for another."""
    return random.Random(":".join(map(str, key)))  # noqa: S311 -- a simulation, no secret


def draw(*, shippers: int, days: int, seed: int) -> list[Seller]:
    """Draw the sellers of a program that apply on the site. The same arguments give the same sellers."""
    dice = stream(seed, "program")
    ranks = _shuffle(dice, range(shippers))
    behaviours = _shuffle(dice, _spread([(b, b.weight) for b in BEHAVIOURS], shippers))
    still_open = round(shippers * OPEN_SHARE)
    return [
        _seller(
            seed,
            number=number,
            behaviour=behaviours[number],
            parcels=_size(ranks[number], shippers, least=MIN_PARCELS),
            days=days,
            outcome=(OPEN[number % len(OPEN)] if number < still_open else DECIDED[number % len(DECIDED)]),
        )
        for number in range(shippers)
    ]


def draw_enrolled(*, size: Size, days: int, seed: int) -> list[Seller]:
    """Draw the sellers that are brought into a program with their history and do not apply."""
    if not size.enrolled:
        return []
    dice = stream(seed, "enrolled")
    ranks = _shuffle(dice, range(size.enrolled))
    behaviours = _shuffle(dice, _spread([(b, b.enrolled) for b in BEHAVIOURS], size.enrolled))
    least = size.parcels / size.enrolled / ACTIVE_SHARE / days * 30 / MEAN_OVER_LEAST
    return [
        _seller(
            seed,
            number=size.applying + place,
            behaviour=behaviours[place],
            parcels=_size(ranks[place], size.enrolled, least=least),
            days=days,
            outcome=ENROLLED,
        )
        for place in range(size.enrolled)
    ]


def _seller(seed: int, *, number: int, behaviour: Behaviour, parcels: float, days: int, outcome: str) -> Seller:
    dice = stream(seed, "seller", number)
    country = dice.choices(catalog.COUNTRIES, WEIGHTS)[0]
    people, carriers, markets = WORLD.people[country.people], CARRIERS_OF[country.code], catalog.MARKETPLACES
    if outcome != ENROLLED:
        # Each reporter of a period is a recording of its own, for however few parcels.
        carriers, markets = carriers[:1], markets[:1]
    review = dice.randint(*REVIEW_DAYS)
    if outcome in OPEN:
        applies = days - 1 - min(dice.randint(3, OPEN_DAYS), days - 1)
    elif outcome == ENROLLED and not number % FOUNDING and not behaviour.joins[0]:
        applies = -dice.randint(0, FOUNDED_DAYS)
    else:
        applies = max(0, min(round(days * dice.uniform(*behaviour.joins)), days - 1 - review))
    trade_name = _trade_name(seed, number)
    return Seller(
        number=number,
        name=f"{trade_name} {country.legal_form}",
        trade_name=trade_name,
        slug=trade_name.lower().replace(" ", "-"),
        country=country,
        city=dice.choice(country.cities),
        street=people.address.format(street=dice.choice(people.streets), number=dice.randint(1, 480)),
        behaviour=behaviour,
        parcels=parcels,
        products=tuple(dice.sample(catalog.PRODUCTS, dice.randint(2, 5))),
        carriers=carriers,
        marketplace=dice.choice(markets),
        owner=f"{dice.choice(people.given_names)} {dice.choice(people.family_names)}",
        officer=f"{dice.choice(people.given_names)} {dice.choice(people.family_names)}",
        outcome=outcome,
        applies=applies,
        closes=min(applies + review, days - 1),
        caught=round(days * dice.uniform(*behaviour.caught)) if behaviour.caught else None,
    )


def _trade_name(seed: int, number: int) -> str:
    """Return the trade name of a seller. No two of a program have the same one before all names are used up."""
    again, place = divmod(number, len(NAMES))
    # A step without a common divisor leads to each name once.
    first, last, second = NAMES[(seed * 7919 + place * STEP) % len(NAMES)]
    return f"{first}{last} {second}" + (f" {again + 1}" if again else "")


def _size(rank: int, shippers: int, *, least: float) -> float:
    """Return the parcels a month of the seller at a rank: the quantiles of a Zipf law, which marketplaces' sellers
    follow.
    """
    return min(least * (shippers / (rank + 0.5)) ** EXPONENT, MAX_PARCELS)


def _spread[Thing](weighted: Sequence[tuple[Thing, int]], count: int) -> list[Thing]:
    """`count` things in the proportion of their weights, each of them at least once where there is room."""
    total = sum(weight for _, weight in weighted)
    things = [thing for thing, _ in weighted]
    for thing, weight in weighted:
        things += [thing] * max(0, round(count * weight / total) - 1)
    while len(things) < count:
        things.append(weighted[0][0])
    return things[:count]


def _shuffle[Thing](dice: random.Random, things: Sequence[Thing]) -> list[Thing]:
    return dice.sample(list(things), len(things))
