"""The companies, people, goods and places of the simulated world, from the table beside this module."""

from pathlib import Path

import msgspec

from apps.agencies.competence import AGENCIES
from apps.ledger.vocabulary import Category, Mode, ReporterKind


class Product(msgspec.Struct, frozen=True, array_like=True):
    """A line of goods. Prices are US dollars a parcel, weights kilograms a parcel: the range of an ordinary one."""

    description: str
    hs: str
    price: tuple[float, float]
    weight: tuple[float, float]


class City(msgspec.Struct, frozen=True, array_like=True):
    name: str
    region: str
    postal_code: str


class People(msgspec.Struct, frozen=True, array_like=True):
    """The names of people and streets of a language, and how the number of a house stands with its street."""

    given_names: tuple[str, ...]
    family_names: tuple[str, ...]
    streets: tuple[str, ...]
    address: str


class Country(msgspec.Struct, frozen=True, array_like=True):
    """A country that sellers ship from, with its cities, what its companies are called, and how their goods travel.

    `language` is the language in which its sellers read the site, `people` the key of the names of its people, `phone`
    the beginning of their numbers, which four digits follow.
    """

    code: str
    weight: int
    cities: tuple[City, ...]
    legal_form: str
    modes: tuple[Mode, ...]
    language: str
    people: str
    phone: str


class Party(msgspec.Struct, frozen=True, array_like=True):
    """A carrier, marketplace or agency that reports to the ledger."""

    code: str
    name: str
    kind: ReporterKind
    modes: tuple[Mode, ...] = ()
    competence: tuple[str, ...] = ()


class Catalog(msgspec.Struct, frozen=True):
    """The whole table."""

    products: tuple[Product, ...]
    countries: tuple[Country, ...]
    carriers: tuple[Party, ...]
    marketplaces: tuple[Party, ...]
    word_beginnings: tuple[str, ...]
    word_endings: tuple[str, ...]
    second_words: tuple[str, ...]
    people: dict[str, People]
    staff: dict[str, str]
    ports: dict[Mode, tuple[str, ...]]


WORLD = msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=Catalog)
PRODUCTS, COUNTRIES, CARRIERS, MARKETPLACES = WORLD.products, WORLD.countries, WORLD.carriers, WORLD.marketplaces
AGENCY = Party("customs", "Customs (simulated)", ReporterKind.AGENCY, competence=tuple(Category.values))
# The agencies that customs asks, and what they determine.
PARTNER_AGENCIES = {
    code: Party(
        code.lower(), code, ReporterKind.AGENCY, competence=(Category.UNSAFE_GOODS, Category.MISSING_AGENCY_DATA)
    )
    for code in AGENCIES
}
BROKER = Party("harborline", "Harborline Customs Brokers", ReporterKind.BROKER)
