"""Advice before shipping: each check speaks where it should, and is silent where it should be."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.postgres.search import SearchVector

from apps.core import clock
from apps.ledger import selectors
from apps.ledger.advice import CHECKS, advise
from apps.ledger.advice.context import AdviceContext, PeerPrices, ReportAdvice
from apps.ledger.advice.descriptions import VAGUE
from apps.ledger.advice.values import MIN_PARCELS
from apps.ledger.facts import ShipmentFact, parse_shipment
from apps.ledger.models import PeerValue, Recording
from apps.ledger.selectors.peers import MAX_AGE
from apps.ledger.services.peers import peers_count
from apps.tariff.agencies import AGENCIES, ASKED_BY
from apps.tariff.models import Line
from tests.ledger.conftest import report, shipment

SHIRT = {"description": "Cotton shirt, printed", "hs": "610910", "value": "20", "currency": "USD", "weight_kg": "0.5"}
FULL = SHIRT | {"origin": "CN", "departure": "CN"}
KNOWN = AdviceContext(
    words={
        "Cotton shirt, printed": frozenset({"cotton", "shirt", "print"}),
        "Plastic phone case": frozenset({"plastic", "phone", "case"}),
        "Frog": frozenset({"frog"}),
    },
    chapters_of={
        "cotton": frozenset({"52", "61", "62"}),
        "shirt": frozenset({"61", "62"}),
        "plastic": frozenset({"39", "85"}),
        "case": frozenset({"39", "42"}),
        "frog": frozenset({"01"}),
    },
    codes=frozenset({"610910"}),
    peers={("61", "USD"): PeerPrices(500, Decimal(8), Decimal(40), Decimal(200))},
)


def fact(**fields: Any) -> ShipmentFact:
    parsed = parse_shipment(shipment(**(FULL | fields)), source="shop", today=clock.today())
    assert isinstance(parsed, ShipmentFact), parsed
    return parsed


def codes(known: AdviceContext = KNOWN, **fields: Any) -> set[str]:
    """Return the codes of the advice about a shipment, but for that which a whole chapter gets."""
    return {each.code for each in advise(fact(**fields), known)} - {"agency_data"}


def test_a_whole_report_gets_no_advice_but_of_its_agencies() -> None:
    assert [each.code for each in advise(fact(), KNOWN)] == ["agency_data"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"description": ""}, "description_missing"),
        *(
            ({"description": text}, "description_vague")
            for text in ("Gifts", "2 pcs of ACCESSORIES", "n/a", "123", "x")
        ),
        *(({"description": text}, "description_vague") for text in ("Daily necessities", "new Clothes!", "Auto Parts")),
        ({"hs": ""}, "hs_missing"),
        ({"hs": "6109"}, "hs_missing"),
        ({"hs": "999999"}, "hs_unknown"),
        ({"description": "Plastic phone case"}, "hs_against_description"),
        ({"description": "Lithium battery 18650"}, "dangerous_goods"),
        ({"description": "Power bank 20000 mAh"}, "dangerous_goods"),
        ({"description": "锂电池"}, "dangerous_goods"),
        ({"description": "Batería de litio para cámara"}, "dangerous_goods"),
        ({"description": "Fireworks, assorted"}, "dangerous_goods"),
        ({"description": "Butane lighter gas 300 ml"}, "dangerous_goods"),
        ({"description": "Insecticide spray"}, "dangerous_goods"),
        ({"value": ""}, "value_missing"),
        ({"value": "0"}, "value_missing"),
        ({"value": "1.90"}, "value_per_kilogram"),
        ({"value": "201"}, "value_per_kilogram"),
        ({"origin": ""}, "origin_missing"),
        ({"origin": "ZZ"}, "origin_no_country"),
        ({"origin": "UK"}, "origin_no_country"),
        ({"origin": "US"}, "origin_domestic"),
    ],
)
def test_what_customs_would_ask_is_told_by_a_code(fields: dict[str, str], code: str) -> None:
    assert code in codes(**fields)
    (told,) = (each for each in advise(fact(**fields), KNOWN) if each.code == code)
    assert isinstance(told, ReportAdvice)
    assert told.field in told.code or told.field == "hs"
    assert told.detail
    assert told.instead


@pytest.mark.parametrize(
    "fields",
    [
        *(
            {"description": text}
            for text in ("Silicone phone case", "Gift box of tea", "Machine knitted scarf", "茶杯")
        ),
        {"description": "Frog"},
        {"description": "T-shirt with a print of fire and works"},
        {"value": "2.00"},
        {"value": "200"},
        {"currency": "EUR", "value": "1"},
        {"weight_kg": "", "value": "1"},
        {"origin": "US", "departure": "US"},
        {"origin": "GB"},
    ],
)
def test_what_is_plain_enough_gets_no_advice(fields: dict[str, str]) -> None:
    assert not codes(**fields)


@pytest.mark.parametrize(
    ("description", "hs"),
    [
        ("Lithium battery 18650", "850760"),
        ("Phone with lithium-ion battery", "851713"),
        ("Toy drone, Li-Po battery inside", "950300"),
        ("Fireworks, assorted", "360410"),
        ("Insecticide spray", "380891"),
    ],
)
def test_dangerous_goods_under_their_own_heading_get_no_advice(description: str, hs: str) -> None:
    assert "dangerous_goods" not in codes(AdviceContext(), description=description, hs=hs)


def test_nothing_is_said_of_what_is_not_known() -> None:
    assert not codes(AdviceContext(), hs="999999", description="Plastic phone case", value="0.01")
    few = AdviceContext(peers={("61", "USD"): PeerPrices(199, Decimal(8), Decimal(40), Decimal(200))})
    assert not codes(few, value="0.01")


def test_a_code_against_the_description_names_the_chapters_that_have_its_words() -> None:
    told = {each.code: each for each in advise(fact(description="Plastic phone case"), KNOWN)}
    assert "39" in told["hs_against_description"].instead


def test_each_check_has_a_code_of_its_own_and_each_agency_its_data() -> None:
    assert len({check.__name__ for check in CHECKS}) == len(CHECKS)
    assert ASKED_BY.keys() == AGENCIES.keys()
    assert "gift" in VAGUE


class TestTables:
    def test_usual_values_are_counted_from_what_others_than_sellers_reported(self) -> None:
        facts = [shipment(f"1Z{number:03}", **(SHIRT | {"value": str(number + 1)})) for number in range(100)]
        report(*facts)
        report(shipment("2Z", **(SHIRT | {"value": "9999"})), kind="seller")
        peers_count()
        row = PeerValue.objects.get()
        assert (row.chapter, row.currency, row.parcels) == ("61", "USD", 100)
        assert (row.low, row.median, row.high) == (Decimal("5.96"), Decimal(101), Decimal("196.04"))
        report(shipment("3Z", **(SHIRT | {"hs": "8517", "currency": "EUR"})))
        peers_count()
        assert PeerValue.objects.count() == 2

    def test_a_value_is_compared_before_the_daily_count_has_ever_run(self) -> None:
        report(*(shipment(f"1Z{number:03}", **(SHIRT | {"value": "20"})) for number in range(MIN_PARCELS)))
        assert not PeerValue.objects.exists()
        told = selectors.advice_on([fact(value="20"), fact(value="0.10")])
        assert "value_per_kilogram" not in {each.code for each in told[0]}
        assert "value_per_kilogram" in {each.code for each in told[1]}
        found = selectors.shipments_validate(source="shop", facts=[(0, shipment(**FULL))])
        assert not found.uncompared

    def test_values_are_compared_with_the_daily_count_while_it_is_fresh(self) -> None:
        report(*(shipment(f"1Z{number:03}", **(SHIRT | {"value": "20"})) for number in range(MIN_PARCELS)))
        peers_count()
        report(*(shipment(f"2Z{number:03}", **(SHIRT | {"value": "2000"})) for number in range(MIN_PARCELS)))
        assert "value_per_kilogram" in {each.code for each in selectors.advice_on([fact(value="2000")])[0]}
        PeerValue.objects.update(counted_at=clock.now() - 2 * MAX_AGE)
        assert "value_per_kilogram" not in {each.code for each in selectors.advice_on([fact(value="2000")])[0]}

    def test_a_slip_of_the_pen_does_not_stop_the_count(self) -> None:
        report(shipment("1Z1", **SHIRT), shipment("1Z2", **(SHIRT | {"value": "9" * 14, "weight_kg": "0.001"})))
        peers_count()
        assert PeerValue.objects.get().parcels == 1

    def test_a_batch_is_compared_with_the_loaded_tariff_and_nothing_is_recorded(self) -> None:
        tariff = {
            "61": "Knitted apparel",
            "6109.10": "T-shirts of cotton",
            "39": "Plastics",
            "3926.90": "Plastic cases for telephones",
        }
        for code, description in tariff.items():
            Line.objects.create(code=code.replace(".", ""), level=0, description=description)
        Line.objects.update(search=SearchVector("description", config="english"))
        raw = [
            shipment(**FULL),
            shipment("1Z2", **(FULL | {"description": "Plastic telephone cases"})),
            {"reference": "1Z3"},
        ]
        found = selectors.shipments_validate(source="shop", facts=enumerate(raw))
        told = {(index, each.code) for index, each in found.advice if each.code != "agency_data"}
        assert told == {(1, "hs_against_description")}
        assert list(found.facts.rejected) == [2]
        assert [(each.chapter, each.currency, each.parcels) for each in found.uncompared] == [("61", "USD", 0)]
        assert not Recording.objects.exists()

    def test_a_number_that_nobody_holds_is_rejected_as_its_recording_would(self) -> None:
        raw = shipment(ksn="KS23456789AN") | {"seller": ""}
        found = selectors.shipments_validate(source="shop", facts=[(7, raw)])
        assert list(found.facts.rejected) == [7]
