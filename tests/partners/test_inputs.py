"""The types of what partners send, and the check of each value: all faults are told at once, each in a sentence."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import pytest
from msgspec import UNSET, Meta, UnsetType
from rest_framework.exceptions import ValidationError

from apps.ledger.models import Parcel, Recording
from apps.partners.api.ledger import ShipmentsValidate
from apps.partners.inputs import Input, about, choice_of, content_read, input_schema, number_of, query_read, text_of
from tests.ledger.conftest import shipment
from tests.partners.client import partner_client


class Member(Input, frozen=True, kw_only=True):
    code: str
    name: Annotated[str, text_of(5)] | UnsetType = UNSET


class Sample(Input, frozen=True, kw_only=True):
    """An input with a field of each kind."""

    text: Annotated[str, text_of(10, "The words.")]
    number: Annotated[int, number_of(1, 9)] = 3
    kind: Annotated[str, choice_of(["a.b", "c"])] | None = None
    kinds: Annotated[list[Annotated[str, choice_of(["a.b", "c"])]], Meta(max_length=2)] | None = None
    members: Annotated[list[str | Member], Meta(min_length=1, max_length=3)] | None = None
    day: Annotated[date, about("A day.")] | None = None
    yes: bool = False


def wrong(**content: Any) -> dict[str, str]:
    """Return what is wrong with a content, by name."""
    with pytest.raises(ValidationError) as refused:
        content_read(Sample, content)
    return {name: " ".join(sentences) for name, sentences in refused.value.detail.items()}


def test_content_is_read_with_its_defaults_and_without_the_space_around_texts() -> None:
    read = content_read(Sample, {"text": " so ", "members": ["x", {"code": "y"}]})

    assert (read.text, read.number, read.kind, read.members) == ("so", 3, None, ["x", Member(code="y")])
    assert read.given().keys() == {"text", "number", "members", "yes"}


def test_whole_number_may_be_written_with_a_point() -> None:
    assert content_read(Sample, {"text": "so", "number": Decimal("7.0")}).number == 7
    for number in ("7.5", "1e999999999"):
        assert wrong(text="so", number=Decimal(number)).keys() == {"number"}


def test_query_is_read_from_texts() -> None:
    read = query_read(Sample, {"text": "so", "number": "7", "yes": "true", "day": "2026-01-31"})

    assert (read.number, read.yes, read.day) == (7, True, date(2026, 1, 31))
    with pytest.raises(ValidationError, match="Give this a value, or leave it out"):
        query_read(Member, {"code": " "})


def test_all_faults_of_a_content_are_told_at_once_each_with_what_to_send() -> None:
    assert wrong(number=10, kind="a_b", day="31.1.2026", yes=1) == {
        "text": "This field is required.",
        "number": "Send a whole number from 1 to 9.",
        "kind": "Send one of these: a.b, c.",
        "day": "Send a day (2026-01-31).",
        "yes": "Send true or false.",
    }


@pytest.mark.parametrize("name", ["text", "number", "kind", "kinds", "members", "day", "yes"])
def test_null_is_no_value_of_any_field(name: str) -> None:
    assert wrong(**{"text": "so", name: None}).keys() == {name}


@pytest.mark.parametrize("text", ["", "   ", "x" * 11, 7, "a\0b"])
def test_text_that_says_nothing_or_can_not_be_kept_is_refused(text: object) -> None:
    assert wrong(text=text).keys() == {"text"}


@pytest.mark.parametrize(
    ("content", "places"),
    [
        ({"kinds": ["c", "d", "c"]}, {"kinds"}),
        ({"kinds": ["c", "d"]}, {"kinds.1"}),
        ({"members": []}, {"members"}),
        ({"members": [7, "x", {"code": "y", "name": None}]}, {"members.0", "members.2.name"}),
        ({"members": [{"code": "y", "names": "z"}]}, {"members.0.names"}),
    ],
)
def test_each_fault_in_a_list_is_told_by_its_place(content: dict[str, Any], places: set[str]) -> None:
    assert wrong(text="so", **content).keys() == places


def test_unknown_name_and_content_of_another_form_are_refused() -> None:
    assert wrong(text="so", other=1).keys() == {"other"}
    with pytest.raises(ValidationError, match="Send a JSON object"):
        content_read(Sample, ["so"])


def test_description_has_no_null_no_pattern_of_choices_and_the_types_inside() -> None:
    described = input_schema(Sample)

    assert described["required"] == ["text"]
    assert described["additionalProperties"] is False
    assert described["properties"]["kind"] == {"enum": ["a.b", "c"], "type": "string"}
    assert described["properties"]["text"]["description"] == "The words."
    _text, member = described["properties"]["members"]["items"]["anyOf"]
    assert member["properties"]["name"] == {"type": "string", "minLength": 1, "maxLength": 5}
    assert "null" not in str(described)


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
