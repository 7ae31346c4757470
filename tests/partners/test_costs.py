"""What goods cost at the border, asked by a program."""

import pytest
from django.test import Client

ADDRESS = "/api/v1/costs"
SHIRTS = {"hs": "6109100012", "origin": "VN", "mode": "air", "value": "60", "day": "2026-11-28"}


def test_anybody_asks_for_the_costs_of_goods(tariff):
    answer = Client().get(ADDRESS, SHIRTS)

    assert answer.status_code == 200
    told = answer.json()
    assert (told["hs"], told["value"], told["currency"], told["day"]) == ("6109100012", "60.00", "USD", "2026-11-28")
    assert told["total"] == {"least": "20.17", "most": "20.17"}
    assert [(each["key"], each["amount"], each["standing"]) for each in told["amounts"]] == [
        ("duty", "9.90", "owed"),
        ("forced_labor_12", "7.50", "owed"),
        ("processing_fee", "2.77", "owed"),
    ]
    assert told["amounts"][1]["effective_from"] == "2026-07-24"
    assert told["entry"]["entry_type"] == "11"
    assert [each["code"] for each in told["agencies"]] == ["CPSC"]
    assert told["tariff"]["day"] == "2025-04-01"
    assert told["table"]["checked"] == "2026-08-20"


def test_the_answer_may_be_kept_by_any_cache_and_is_asked_for_by_its_tag(tariff):
    first = Client().get(ADDRESS, SHIRTS)
    again = Client().get(ADDRESS, SHIRTS, headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=300"
    assert (again.status_code, again.content) == (304, b"")


def test_the_answer_is_the_same_in_every_language_so_that_caches_keep_one(tariff):
    spanish = Client().get(ADDRESS, SHIRTS, headers={"Accept-Language": "es"})

    assert spanish.content == Client().get(ADDRESS, SHIRTS).content


def test_a_rate_that_counts_the_weight_takes_the_weight(tariff):
    seeds = SHIRTS | {"hs": "12093000", "origin": "FR"}
    unweighed, weighed = (Client().get(ADDRESS, asked).json() for asked in (seeds, seeds | {"weight_kg": "12.5"}))

    assert (unweighed["amounts"][0]["amount"], unweighed["total"]["most"]) == (None, None)
    assert (weighed["amounts"][0]["amount"], weighed["amounts"][0]["rate"]) == ("0.13", "1¢/kg")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hs": "61"}, "hs"),
        ({"hs": "420222"}, "hs"),
        ({"hs": "610910001"}, "hs"),
        ({"origin": "XX"}, "origin"),
        ({"mode": "balloon"}, "mode"),
        ({"value": "-1"}, "value"),
        ({"value": "1e400"}, "value"),
        ({"value": "12345678"}, "value"),
        ({"currency": "EUR"}, "currency"),
        ({"day": "2031-01-01"}, "day"),
        ({"weight": "3"}, "weight"),
    ],
)
def test_a_question_that_is_not_understood_whole_is_refused(tariff, change, field):
    answer = Client().get(ADDRESS, SHIRTS | change)

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert field in answer.json()["errors"]


def test_an_unknown_code_and_a_site_without_a_tariff_are_told_apart(tariff):
    unknown = Client().get(ADDRESS, SHIRTS | {"hs": "9501000000"})
    assert (unknown.status_code, unknown.json()["type"].rpartition("/")[2]) == (404, "unknown-code")


@pytest.mark.parametrize(("origin", "law"), [("CU", "515.204"), ("IR", "560.201"), ("KP", "510.205")])
def test_goods_under_an_embargo_are_refused_with_the_law_and_nothing_is_priced(tariff, origin, law):
    answer = Client().get(ADDRESS, SHIRTS | {"origin": origin})

    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (422, "embargo")
    assert f"31 CFR {law}" in answer.json()["detail"]
    assert "total" not in answer.json()


def test_a_site_without_a_tariff_says_so():
    answer = Client().get(ADDRESS, SHIRTS)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (404, "no-tariff")
