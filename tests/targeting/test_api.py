"""Declared parcels over the API: an answer for each by its place, and answers to what is asked."""

import json

from django.test import override_settings

from apps.partners import throttles
from tests.partners.client import partner_client
from tests.partners.test_access import quota
from tests.targeting.declarations import ADDRESS, declaration, suspected


def test_each_parcel_has_its_answer_and_what_can_not_be_is_rejected_by_its_place(partner):
    told = partner.send(
        ADDRESS,
        [
            declaration("A"),
            declaration("B", hs=None),
            declaration("C", exam_result="clean"),
            declaration("D", ksn="KS7Q4M2XWA9V"),
            declaration("A", hs=None),
            "E",
        ],
    ).json()
    assert [(each["index"], each["assessment"]["outcome"]) for each in told["results"]] == [
        (0, "complete"),
        (1, "request_information"),
    ]
    assert [(each["index"], sorted(each["errors"])) for each in told["rejected"]] == [
        (2, ["exam_result", "examined"]),
        (3, ["ksn"]),
        (4, ["reference"]),
        (5, ["fact"]),
    ]


def test_an_answer_says_what_to_do_and_never_why_the_risk_is_high(partner):
    (one,) = partner.send(ADDRESS, [declaration(ksn=suspected().ksn)]).json()["results"]
    assert [asked["code"] for asked in one["assessment"]["asked"]] == ["screening"]
    said = json.dumps(one)
    assert not {word for word in ("list", "candidate", "points", "chance", "rule") if word in said.casefold()}


def test_a_screening_is_asked_done_and_followed_in_the_order_of_the_assessments(partner):
    (one,) = partner.send(ADDRESS, [declaration(ksn=suspected().ksn)]).json()["results"]
    asked = one["assessment"]
    after = partner.send(f"{ADDRESS}/{asked['id']}/screening", {"result": "clear", "text": "By X-ray."}).json()
    assert (after["outcome"], after["is_final"], after["follows"]) == ("complete", True, asked["id"])
    page = partner.get(ADDRESS, {"after": asked["id"] - 1}).json()
    assert [each["id"] for each in page["results"]] == [asked["id"], after["id"]]
    assert page["next"] == after["id"]
    assert partner.get(f"{ADDRESS}/{asked['id']}").json()["followed_by"] == after["id"]
    again = partner.send(f"{ADDRESS}/{asked['id']}/screening", {"result": "alarm", "text": "By hand."})
    assert (again.status_code, again.json()["code"]) == (409, "not_asked")


def test_fields_that_can_not_be_corrected_are_refused_by_name(partner):
    (one,) = partner.send(ADDRESS, [declaration(hs=None)]).json()["results"]
    address = f"{ADDRESS}/{one['assessment']['id']}/information"
    refused = partner.send(address, {"text": "The invoice.", "correction": {"port": "4701"}})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["port"])
    assert partner.send(address, {"text": "The invoice.", "correction": {"hs": "611020"}}).json()["is_final"]


def test_nobody_sees_or_answers_for_the_parcels_of_others(partner):
    (one,) = partner.send(ADDRESS, [declaration(hs=None)]).json()["results"]
    other, number = partner_client(), one["assessment"]["id"]
    assert other.get(ADDRESS).json()["results"] == []
    assert other.get(f"{ADDRESS}/{number}").status_code == 404
    assert other.send(f"{ADDRESS}/{number}/information", {"text": "Ours."}).status_code == 404


def test_none_and_too_many_are_refused(partner):
    assert partner.send(ADDRESS, []).status_code == 422
    lines = b"".join(json.dumps(declaration(str(number))).encode() + b"\n" for number in range(1_001))
    assert partner.post(ADDRESS, lines, "application/x-ndjson").status_code == 422


@override_settings(PARTNER_QUESTIONS_PER_MINUTE=10)
def test_each_parcel_counts_as_a_question(partner, monkeypatch):
    monkeypatch.setattr(throttles.time, "time", lambda: 3_000_000_000.0)
    assert quota(partner.send(ADDRESS, [declaration(str(number)) for number in range(4)])) == 6
    assert partner.send(ADDRESS, [declaration(str(number)) for number in range(7)]).status_code == 429
