"""The keys of a parcel: what it has in common with others."""

import pytest

from apps.targeting.risk_model.keys import KEYS, keys_of
from tests.targeting.arrivals import arrival

AT = {key.name: at for at, key in enumerate(KEYS)}


def text(name: str, **fields: object) -> str:
    return keys_of(arrival(**fields))[AT[name]]


def test_a_parent_stands_before_its_children():
    assert all(not key.parent or AT[key.parent] < at for at, key in enumerate(KEYS))


def test_a_price_of_a_kilogram_is_the_same_whatever_the_weight():
    assert text("price", value=452.52, weight_kg=1.8) == text("price", value=28_911.0, weight_kg=115.0)
    assert text("price", value=452.52, weight_kg=1.8) != text("price", value=452.52, weight_kg=1.9)
    assert text("price", currency="USD") != text("price", currency="EUR")
    assert text("price_origin", origin="IT") != text("price_origin", origin="CN")


@pytest.mark.parametrize("missing", [{"value": None}, {"weight_kg": None}, {"weight_kg": 0.0}])
def test_a_price_of_a_kilogram_needs_a_value_and_a_weight(missing: dict[str, object]):
    assert text("price", **missing) == text("price_origin", **missing) == ""
