"""The violations of the simulated world: what an agency alleges of a parcel, what it found, and what it determines."""

import random
from collections.abc import Mapping
from typing import Any

from apps.agencies.competence import agencies_competent
from apps.ledger.vocabulary import Attribution, Basis, Category, Culpability, Determination
from config.simulation.numbers import catalog
from config.simulation.numbers.sellers import Seller, stream

COSTS_REVENUE = frozenset({Category.UNDERVALUATION, Category.CLASSIFICATION, Category.ORIGIN, Category.EVASION})
ATTRIBUTIONS = {Attribution.SELLER: 84, Attribution.BROKER: 8, Attribution.CARRIER: 5, Attribution.THIRD_PARTY: 3}
DETERMINATIONS = {Determination.SUSTAINED: 74, Determination.MITIGATED: 12, Determination.REVERSED: 14}

type Raw = dict[str, Any]


def allegation(
    dice: random.Random, seller: Seller, shipment: Raw, *, category: Category, culpability: Culpability, basis: Basis
) -> Raw:
    """Return what an agency alleges of a parcel before anybody has answered."""
    disclosed = dice.random() < seller.behaviour.disclosed
    grave = culpability in (Culpability.FRAUD, Culpability.GROSS_NEGLIGENCE)
    raw = {
        "reference": f"V{shipment['reference']}",
        "date": shipment["date"],
        "category": str(category),
        "culpability": str(culpability),
        "basis": str(basis),
        "agency": _agency(seller, category),
        "attribution": str(Attribution.SELLER if grave else pick(dice, ATTRIBUTIONS)),
        "self_disclosed": disclosed,
        "determination": str(Determination.ALLEGED),
        "shipment": f"{shipment['issuer']}:{shipment['reference']}",
    }
    if category in COSTS_REVENUE:
        loss = float(shipment["value"]) * dice.uniform(0.1, 0.5)
        raw |= {"revenue_loss": f"{loss:.2f}", "penalty_assessed": f"{loss * (4 if grave else 2):.2f}"}
    return raw


def found(shipment: Raw, category: Category) -> Raw:
    """Return what an agency found instead of what was declared. Each parcel has dice of its own, so that others stay as
    they are.
    """
    dice, seen = stream("found", shipment["reference"]), {}
    countries = [country.code for country in catalog.COUNTRIES if country.code != shipment["origin"]]
    codes = [product.hs for product in catalog.PRODUCTS if product.hs != shipment["hs"]]
    if category in (Category.ORIGIN, Category.EVASION):
        seen["found_origin"] = dice.choice(countries)
    if category is Category.CLASSIFICATION:
        seen["found_hs"] = dice.choice(codes)
    return seen


def determination(dice: random.Random, alleged: Raw) -> Raw:
    """Return a violation as its agency determines it, with what is owed and paid."""
    decided = pick(dice, DETERMINATIONS)
    raw = alleged | {"determination": str(decided)}
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


def pick[Thing](dice: random.Random, weights: Mapping[Thing, int]) -> Thing:
    """Draw a thing by the weights of all."""
    return dice.choices(list(weights), list(weights.values()))[0]
