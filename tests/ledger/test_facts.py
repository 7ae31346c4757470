"""The parsing of raw facts: values kept, values flagged, and errors for the reporter."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.ledger.facts import (
    SHIPMENT_FIELDS,
    VIOLATION_FIELDS,
    SellerKey,
    ShipmentFact,
    ViolationFact,
    parse_shipment,
    parse_violation,
)
from apps.shippers.ksn import new_ksn
from tests.ledger.conftest import TODAY


def parse(**more: Any) -> Any:
    raw = {"reference": "1Z001", "seller": "S1", "date": "2026-03-16"} | more
    return parse_shipment(raw, source="ups", today=TODAY)


def test_a_minimal_fact_has_reference_seller_and_date() -> None:
    fact = parse()
    assert (fact.issuer, fact.reference, fact.seller) == ("ups", "1Z001", SellerKey("ups", "S1"))
    assert fact.content == {"date": date(2026, 3, 16)}
    assert fact.flags == []


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("date", "2026-03-16", date(2026, 3, 16)),
        ("date", "2026-03-16T03:00:00Z", date(2026, 3, 15)),
        ("value", "12.50", Decimal("12.50")),
        ("value", 12, Decimal(12)),
        ("value", 0.1, Decimal("0.1")),
        ("hs", "6109.10.00", "61091000"),
        ("origin", "cn", "CN"),
        ("mode", "Air", "air"),
        ("examined", "yes", True),
        ("examined", 0, False),
        ("released_at", "2026-03-16T17:05:00Z", datetime(2026, 3, 16, 17, 5, tzinfo=UTC)),
        ("description", "  a\tb  ", "a b"),
    ],
)
def test_a_value_is_kept_in_one_form(field: str, given: Any, kept: Any) -> None:
    assert parse(**{field: given}).content[field] == kept


def test_all_missing_fields_are_reported_at_once() -> None:
    assert parse(reference="", seller="", date="").keys() == {"reference", "seller", "date"}


def test_a_moment_without_a_zone_is_in_new_york() -> None:
    assert parse(lodged_at="2026-01-31T17:05").content["lodged_at"].astimezone(UTC).hour == 22


@pytest.mark.parametrize(
    ("facts", "flag"),
    [
        ({"origin": "ZZ"}, "origin:unknown"),
        ({"departure": "Atlantis"}, "departure:unknown"),
        ({"hs": "12"}, "hs:shape"),
        ({"value": "0", "currency": "USD"}, "value:zero"),
        ({"value": "372254.4", "currency": "KRW"}, "value:fraction"),
        ({"value": "1.005", "currency": "USD"}, "value:rounded"),
        ({"value": "5"}, "currency:missing"),
        ({"weight_kg": "0.0"}, "weight_kg:zero"),
        ({"date": "2026-03-21"}, "date:future"),
        ({"disposition": "teleported"}, "disposition:unknown"),
        ({"mode": "10"}, "mode:unknown"),
    ],
)
def test_an_odd_value_is_kept_and_flagged(facts: dict[str, Any], flag: str) -> None:
    assert parse(**facts).flags == [flag]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reference": " "}, "reference"),
        ({"date": ""}, "date"),
        ({"date": "16.03.2026"}, "date"),
        ({"date": "0026-03-16"}, "date"),
        ({"date": "0001-01-01T00:00:00Z"}, "date"),
        ({"seller": None}, "seller"),
        ({"ksn": new_ksn()}, "seller"),
        ({"seller": "", "ksn": "KS12345678"}, "ksn"),
        ({"value": "twelve"}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": True}, "value"),
        ({"value": "1e30"}, "value"),
        ({"currency": "dollars"}, "currency"),
        ({"examined": "maybe"}, "examined"),
        ({"arrived_at": "noon"}, "arrived_at"),
        ({"arrived_at": "0001-01-01T00:00"}, "arrived_at"),
        ({"reference": "x" * 81}, "reference"),
        ({"weigth": "1"}, "weigth"),
        ({"hs": ["610910"]}, "hs"),
    ],
)
def test_an_unclear_value_is_an_error_of_its_field(facts: dict[str, Any], field: str) -> None:
    errors = parse(**facts)
    assert list(errors) == [field]
    assert errors[field][0].endswith((".", ")."))


def test_all_errors_of_a_fact_are_reported_at_once() -> None:
    assert set(parse(date="", value="x", currency="x")) == {"date", "value", "currency"}


def test_an_exam_result_means_that_it_was_examined() -> None:
    assert parse(exam_result="clean").content["examined"] is True
    assert parse(disposition="examined").content["examined"] is True


def test_a_party_is_kept_only_as_a_keyed_digest() -> None:
    one, other = parse(consignee="Jane  Doe, Main St 1"), parse(consignee="jane doe, main st 1")
    assert one.content["consignee"] == other.content["consignee"]
    assert re.fullmatch(r"\\x[0-9a-f]{32}", one.content["consignee"])


def test_the_digest_depends_on_the_content_and_the_reporter() -> None:
    assert parse().digest == parse().digest
    assert parse().digest != parse(value="1").digest
    assert (
        parse().digest
        != parse_shipment(
            {"reference": "1Z001", "seller": "S1", "date": "2026-03-16"}, source="dhl", today=TODAY
        ).digest
    )


JUNK = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(), max_size=2)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(sorted(SHIPMENT_FIELDS)) | st.text(max_size=5), JUNK))
def test_any_shipment_is_a_fact_or_errors(raw: dict[str, Any]) -> None:
    parsed = parse_shipment(raw, source="ups", today=TODAY)
    assert isinstance(parsed, ShipmentFact) or (parsed and all(parsed.values()))


@given(st.dictionaries(st.sampled_from(sorted(VIOLATION_FIELDS)) | st.text(max_size=5), JUNK))
def test_any_violation_is_a_fact_or_errors(raw: dict[str, Any]) -> None:
    parsed = parse_violation(raw, source="ups", today=TODAY)
    assert isinstance(parsed, ViolationFact) or (parsed and all(parsed.values()))


def test_an_unknown_code_of_a_violation_is_an_error() -> None:
    errors = parse_violation({"reference": "C1", "seller": "S1", "category": "murder"}, source="cbp", today=TODAY)
    assert "counterfeit" in errors["category"][0]
