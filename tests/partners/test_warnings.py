"""The answer to a report names each fact of which anything is told, and warns of what its reporter could mend."""

from datetime import timedelta

import pytest
from oauth2_provider.models import AccessToken

from apps.core import clock
from tests.ledger.conftest import shipment
from tests.partners.client import PartnerClient, partner_client

SHIPMENTS, VIOLATIONS = "/api/v1/shipments", "/api/v1/violations"


def warned(answer) -> list[tuple[int, str, str, str]]:
    return [(line["index"], line["reference"], line["field"], line["code"]) for line in answer["warnings"]]


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> str:
    """The day that is tomorrow in New York and has come elsewhere: it is noon in New York."""
    day = clock.today()
    monkeypatch.setattr(clock, "now", lambda: clock.start_of(day) + timedelta(hours=12))
    return clock.add_days(day, 1).isoformat()


def sent_at_noon(partner: PartnerClient, path: str, facts: list[dict]) -> dict:
    """Send facts with a token of this hour: the partner got its token at the present moment, whenever that is."""
    AccessToken.objects.update(expires=clock.now() + timedelta(hours=1))
    return partner.send(path, facts).json()


def test_odd_values_of_recorded_shipments_are_told_by_their_lines(tomorrow):
    facts = [
        shipment("A1"),
        shipment("A2", value="9", currency="ZZZ", hs="12", origin="QQ", weight_kg="0"),
        shipment("A3", value="9.50", currency="JPY", quantity="1.00009"),
        shipment("A4", value="9"),
        shipment("A5", date=tomorrow),
    ]
    answer = sent_at_noon(partner_client(), SHIPMENTS, facts)
    assert answer["accepted"] == 5
    assert warned(answer) == [
        (1, "A2", "currency", "unknown"),
        (1, "A2", "hs", "shape"),
        (1, "A2", "origin", "unknown"),
        (1, "A2", "weight_kg", "zero"),
        (2, "A3", "quantity", "rounded"),
        (2, "A3", "value", "fraction"),
        (3, "A4", "currency", "missing"),
        (4, "A5", "date", "future"),
    ]
    assert all(line["detail"].endswith((".", "both.")) for line in answer["warnings"])


def test_odd_values_of_violations_are_told_too(tomorrow):
    partner = partner_client(reporter_kind="agency")
    fact = {"reference": "V1", "seller": "S1", "date": tomorrow, "category": "marking", "currency": "QQQ"}
    assert warned(sent_at_noon(partner, VIOLATIONS, [fact])) == [
        (0, "V1", "currency", "unknown"),
        (0, "V1", "date", "future"),
    ]


def test_the_same_key_gets_the_same_warnings_and_the_recording_shows_them(partner):
    key = {"Idempotency-Key": "one"}
    first = partner.send(SHIPMENTS, [shipment("A1", value="9")], **key).json()
    assert first["warnings"]
    assert partner.send(SHIPMENTS, [shipment("A1", value="9")], **key).json() == first
    assert partner.get(f"/api/v1/recordings/{first['recording']}").json()["warnings"] == first["warnings"]


def test_what_is_rejected_or_remarked_on_is_named(partner):
    partner.send(SHIPMENTS, [shipment("A1", disposition="released")])
    partner.send(SHIPMENTS, [shipment("A1", disposition="seized")])
    facts = [
        shipment("A1", disposition="released"),
        {"reference": "A2", "seller": "S1"},
        {"seller": "S1"},
        7,
        {"reference": "A\x003" + "x" * 200},
        {"reference": ["A4"]},
    ]
    answer = partner.send(SHIPMENTS, facts).json()
    assert [(line["index"], line["reference"], line["code"]) for line in answer["remarks"]] == [(0, "A1", "repeated")]
    assert [(line["index"], line["reference"]) for line in answer["rejected"]] == [
        *((1, "A2"), (2, ""), (3, ""), (4, "A 3" + "x" * 157), (5, "['A4']"))
    ]
