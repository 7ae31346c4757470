"""The sellers of the simulated program, of every size and behaviour, drawn from a seed. Pure; days count from the
program's first.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from config.simulation.numbers import catalog
from config.simulation.numbers.behaviours import BEHAVIOURS, Behaviour
from config.simulation.numbers.catalog import WORLD, City, Country, Party, Product

MIN_PARCELS, MAX_PARCELS = 20, 30_000

# The outcomes of applications (`careers.py`): a program's mix of closed ones, and of those open at the end.
DECIDED = ("approved", "denied", *["approved"] * 3, "withdrawn", *["approved"] * 3, "granted", *["asked_approved"] * 2)
OPEN = ("submitted", "info_requested", "in_review", "draft", "appealed", "denial_proposed", "replied")
OPEN_SHARE = 0.2
OPEN_DAYS = 45
REVIEW_DAYS = (12, 70)


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
    parcels: int
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
    def place(self) -> str:
        return f"{self.street}, {self.city.name}"


def stream(*key: object) -> random.Random:
    """Return a stream of random numbers for one purpose, which stays the same however many are drawn for another."""
    return random.Random(":".join(map(str, key)))  # noqa: S311 -- a simulation, no secret


def draw(*, shippers: int, days: int, seed: int) -> list[Seller]:
    """Draw the sellers of a program. The same arguments give the same sellers."""
    dice = stream(seed, "program")
    ranks = _shuffle(dice, range(shippers))
    behaviours = _shuffle(dice, _spread([(b, b.weight) for b in BEHAVIOURS], shippers))
    still_open = round(shippers * OPEN_SHARE)
    names = dice.sample(range(len(WORLD.first_words) * len(WORLD.second_words)), min(shippers, 360))
    return [
        _seller(
            seed,
            number=number,
            name=names[number % len(names)],
            again=number // len(names),
            behaviour=behaviours[number],
            parcels=_size(ranks[number], shippers),
            days=days,
            outcome=(OPEN[number % len(OPEN)] if number < still_open else DECIDED[number % len(DECIDED)]),
        )
        for number in range(shippers)
    ]


def _seller(
    seed: int, *, number: int, name: int, again: int, behaviour: Behaviour, parcels: int, days: int, outcome: str
) -> Seller:
    dice = stream(seed, "seller", number)
    first, second = divmod(name, len(WORLD.second_words))
    trade_name = f"{WORLD.first_words[first]} {WORLD.second_words[second]}" + (f" {again + 1}" if again else "")
    country = dice.choices(catalog.COUNTRIES, [c.weight for c in catalog.COUNTRIES])[0]
    carriers = [carrier for carrier in catalog.CARRIERS if set(carrier.modes) & set(country.modes)]
    review = dice.randint(*REVIEW_DAYS)
    if outcome in OPEN:
        applies = days - 1 - min(dice.randint(3, OPEN_DAYS), days - 1)
    else:
        applies = max(0, min(round(days * dice.uniform(*behaviour.joins)), days - 1 - review))
    return Seller(
        number=number,
        name=f"{trade_name} {country.legal_form}",
        trade_name=trade_name,
        slug=trade_name.lower().replace(" ", "-"),
        country=country,
        city=dice.choice(country.cities),
        street=f"{dice.randint(1, 480)} {dice.choice(WORLD.streets)}",
        behaviour=behaviour,
        parcels=parcels,
        products=tuple(dice.sample(catalog.PRODUCTS, dice.randint(2, 5))),
        carriers=tuple(carriers),
        marketplace=dice.choice(catalog.MARKETPLACES),
        owner=f"{dice.choice(WORLD.given_names)} {dice.choice(WORLD.family_names)}",
        officer=f"{dice.choice(WORLD.given_names)} {dice.choice(WORLD.family_names)}",
        outcome=outcome,
        applies=applies,
        closes=min(applies + review, days - 1),
        caught=round(days * dice.uniform(*behaviour.caught)) if behaviour.caught else None,
    )


def _size(rank: int, shippers: int) -> int:
    """Return the parcels a month of the seller at a rank: the quantiles of a Zipf law, which marketplaces' sellers
    follow.
    """
    return min(round(MIN_PARCELS * (shippers / (rank + 0.5)) ** 0.7), MAX_PARCELS)


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
