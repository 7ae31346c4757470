"""The parsing of shipments by column, which says the same as parsing them one by one."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.ledger.columns import _FEW, parse_shipments
from apps.ledger.facts import (
    SHIPMENT_FIELDS,
    Errors,
    ParsedFacts,
    ShipmentFact,
    UnreadableFact,
    nothing_wrong,
    parse_all,
    parse_shipment,
)
from apps.ledger.schema import FIELDS, FieldKind
from apps.shippers.ksn import new_ksn
from tests.ledger.conftest import TODAY

KSN = new_ksn()
AMOUNTS = {field.name for field in FIELDS if field.kind is FieldKind.AMOUNT}
# A number and a text, or two equal numbers written otherwise, must not be taken for each other.
ANYTHING = st.sampled_from(
    [
        *(None, "", " ", "x", " x ", "a\tb", "long" * 600, "ä", "\u2028", "\ud800", 0, 1, 1.0, True, False, "1", "yes"),
        *(float("nan"), [], {}, ["x"], Decimal(1), date(2026, 3, 16), datetime(2026, 3, 16, tzinfo=UTC), b"x"),
    ]
)
# Of each field, two plain values, and others that are kept in another form, flagged or refused.
WRITTEN: dict[str, list[Any]] = {
    "issuer": ["dhl", "UPS"],
    "reference": ["1Z001", "1Z002", " 1Z003", "1Z\n004", "9" * 80, "9" * 81, 12],
    "version": ["1", 2, -1, "1.5"],
    "reported_at": ["2026-03-16T17:05:00Z", "2026-03-16", "2096-01-01"],
    "ksn": [KSN, KSN.lower(), "KS1"],
    "seller": ["S1", "S2", 7],
    "seller_name": ["Blue Shop", " Blue Shop"],
    "date": ["2026-03-16", "2026-03-17", "2026-03-16T03:00:00Z", "2096-01-01", "1815-01-01", "soon"],
    "hs": ["610910", "6109.10", "12"],
    "currency": ["USD", "usd", "JPY", "QQQ", "dollar"],
    "origin": ["CN", "cn", "ZZ"],
    "departure": ["CN", "DE", "Atlantis"],
    "mode": ["air", "Air", "10"],
    "disposition": ["released", "examined", "teleported"],
    "examined": ["yes", "no", True, "maybe"],
    "exam_result": ["clean", "discrepant", "CLEAN"],
    "lodged_at": ["2026-03-16T17:05", "2026-03-16T17:05:00-05:00", "noon"],
    **{
        name: ["12.50", "1", "007", "0", "0.00", "1.00005", "1\n2", "-1", "1e2", "9" * 15, " 3 ", 4, 2.5]
        for name in AMOUNTS
    },
}


def plain(name: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(WRITTEN.get(name, ["x", "y"])[:2])


def odd(name: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(WRITTEN.get(name, ["x", "y"])) | ANYTHING


@st.composite
def batches(draw: st.DrawFn) -> list[tuple[int, Any]]:
    """Draw a batch of raw facts of a few layouts, most of whose values are plain."""
    fields = st.sampled_from(sorted(SHIPMENT_FIELDS - {"ksn", "seller", "reference", "date"}))
    layouts = []
    for who in draw(st.lists(st.sampled_from([("seller",), ("ksn",), ("seller", "ksn"), ()]), min_size=1, max_size=3)):
        names = ["reference", "date", *who, *draw(st.lists(fields, unique=True, max_size=8))]
        layouts.append(draw(st.permutations(names + draw(st.sampled_from([[], [], [], ["colour"]])))))
    raws: list[Any] = []
    for layout in layouts:
        values = st.tuples(*[draw(st.sampled_from([plain, plain, plain, odd]))(name) for name in layout])
        size = draw(st.sampled_from([1, _FEW, _FEW]))
        # Not `fixed_dictionaries`, which changes the order of the fields.
        raws += [
            dict(zip(layout, row, strict=True)) for row in draw(st.lists(values, min_size=size, max_size=2 * size))
        ]
    raws += draw(st.lists(st.sampled_from([UnreadableFact("torn"), "text", None, []]), max_size=2))
    return list(enumerate(draw(st.permutations(raws)), start=5))


def told(parsed: ParsedFacts[ShipmentFact]) -> tuple[object, ...]:
    facts = [(index, msgspec.structs.replace(fact, flags=list(fact.flags))) for index, fact in parsed.facts]
    return repr(facts), repr(parsed.rejected), repr(parsed.references)


def both(facts: list[tuple[int, Any]], check: Any = nothing_wrong) -> tuple[ParsedFacts[ShipmentFact], ...]:
    one_by_one = partial(parse_shipment, source="ups", today=TODAY)
    return parse_shipments(facts, source="ups", today=TODAY, check=check), parse_all(facts, one_by_one, check)


@given(batches())
def test_a_batch_is_parsed_by_column_as_it_is_one_by_one(facts: list[tuple[int, Any]]) -> None:
    by_column, one_by_one = both(facts)
    assert told(by_column) == told(one_by_one)


def usual(number: int, **more: Any) -> dict[str, Any]:
    return {"reference": f"1Z{number}", "seller": f"S{number % 3}", "date": "2026-03-16", "value": "1.50"} | more


@pytest.mark.parametrize(
    "odd",
    [
        {"value": "0"},
        {"value": "1\n2"},
        {"value": None},
        {"value": [1]},
        {"value": 1.5},
        {"currency": "JPY"},
        {"reference": ""},
        {"reference": "x" * 81},
        {"reference": 7},
        {"date": "2096-01-01"},
        {"date": ""},
        {"seller": " "},
        {"seller": ["S1"]},
        {"colour": "red"},
    ],
    ids=str,
)
def test_one_odd_report_among_usual_ones_is_parsed_as_if_alone(odd: dict[str, Any]) -> None:
    facts = list(enumerate([usual(number, currency="USD") for number in range(40)]))
    facts[20] = (20, facts[20][1] | odd)
    by_column, one_by_one = both(facts)
    assert told(by_column) == told(one_by_one)
    assert len(by_column.facts) >= 39


def test_the_facts_of_a_batch_longer_than_what_is_parsed_together_keep_their_order() -> None:
    def check(fact: ShipmentFact) -> Errors:
        return {"fact": ["Not yours."]} if fact.reference.endswith("77") else {}

    facts = [(number, usual(number, **{"hs": "610910"} if number % 2 else {})) for number in range(2_500)]
    by_column, one_by_one = both(facts, check)
    assert told(by_column) == told(one_by_one)
    assert len(by_column.rejected) == 25


def test_facts_share_no_content() -> None:
    parsed = parse_shipments([(number, usual(7)) for number in range(20)], source="ups", today=TODAY)
    assert len({id(fact.content) for _index, fact in parsed.facts}) == 20


def test_equal_values_of_other_kinds_are_not_taken_for_each_other() -> None:
    values = [1, True, 1.0, "1", Decimal(1), "True"] * 3
    by_column, one_by_one = both([(number, usual(number, port=value)) for number, value in enumerate(values)])
    assert told(by_column) == told(one_by_one)
