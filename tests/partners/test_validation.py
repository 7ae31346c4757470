"""Shipments are checked before they are sent: the same errors and warnings as recording, advice, and no recording."""

import pytest

from apps.ledger.models import Parcel, Recording
from apps.partners.api.ledger import ShipmentsValidate
from tests.ledger.conftest import shipment
from tests.partners.client import partner_client

VALIDATE, SHIPMENTS = "/api/v1/shipments/validate", "/api/v1/shipments"


def test_errors_and_warnings_are_those_of_recording(partner):
    facts = [
        shipment("A1", value="0", description="gift"),
        shipment("A2", date="soon"),
        "A3",
        shipment("A4", colour="red"),
    ]
    looked = partner.send(VALIDATE, facts).json()
    assert not Recording.objects.exists()
    recorded = partner.send(SHIPMENTS, facts).json()
    assert looked["rejected"] == recorded["rejected"]
    assert looked["warnings"] == recorded["warnings"]
    assert looked["valid"] == recorded["accepted"] == Parcel.objects.count() == 1


def test_advice_names_the_fact_the_field_and_what_to_write(partner):
    told = partner.send(VALIDATE, [shipment("A1", description="gift", origin="UK", value="1", hs="610910")]).json()
    advice = {each["code"]: each for each in told["advice"]}
    assert {"description_vague", "origin_no_country"} <= advice.keys()
    assert advice["origin_no_country"] == {
        "index": 0,
        "reference": "A1",
        "field": "origin",
        "code": "origin_no_country",
        "detail": "“UK” is not a country.",
        "instead": "Write GB.",
    }


def test_what_one_may_not_report_is_rejected_here_as_well():
    told = partner_client(reporter_kind="marketplace").send(VALIDATE, [shipment("A1", exam_result="clean")]).json()
    assert told["rejected"][0]["code"] == "not_allowed"


def test_too_many_and_none_are_refused_with_where_to_send_them(partner):
    answer = partner.post(VALIDATE, b"{}\n" * 10_001, "application/x-ndjson")
    assert (answer.status_code, "/api/v1/imports" in answer.json()["detail"]) == (422, True)
    assert partner.send(VALIDATE, []).status_code == 422


@pytest.mark.parametrize("media_type", ["application/json", "application/x-ndjson"])
def test_content_beyond_the_bound_is_refused_unread(partner, monkeypatch, media_type):
    monkeypatch.setattr(ShipmentsValidate, "max_bytes", 100)
    assert partner.post(VALIDATE, b" " * 100 + b"{}", media_type).status_code == 413
