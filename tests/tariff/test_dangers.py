"""For goods chosen for their danger, the answers name each agency and each restriction with its law.

`goods/dangers.csv` was written from the laws and not from the tables of the program: goods, a line of the tariff, the
mode of transport, the agencies that must be named with the law of each, and the restrictions that must be told.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from apps.tariff.agencies import NEEDS, agencies_of, needs_of
from apps.tariff.citations import codes_read
from apps.tariff.models import Line
from apps.tariff.restrictions import RESTRICTIONS, restrictions_of
from tests.tariff.excerpt import whole_load

with Path(__file__).with_name("goods").joinpath("dangers.csv").open(newline="") as table:
    DANGERS = list(csv.DictReader(table))
NOT_KNOWN = "the table of this site has no agency for this line, which does not mean that none asks"


@pytest.fixture(scope="module", autouse=True)
def tariff(lasting: Callable[[Callable[[], object]], object]) -> None:
    lasting(whole_load)


def question(code: str, mode: str = "air") -> dict[str, str]:
    return {"hs": code.replace(".", ""), "origin": "VN", "mode": mode, "value": "60", "day": "2026-11-28"}


def test_the_list_of_dangers_is_long_and_names_no_goods_twice():
    assert len(DANGERS) >= 60
    assert len({row["goods"] for row in DANGERS}) == len(DANGERS)


@pytest.mark.parametrize("row", DANGERS, ids=lambda row: row["goods"])
def test_dangerous_goods_have_their_agencies_and_restrictions_each_with_its_law(row):
    answer = Client().get("/api/v1/costs", question(row["code"], row["mode"])).json()

    named = {f"{agency['code']} {need['law']['citation']}" for agency in answer["agencies"] for need in agency["needs"]}
    assert set(filter(None, row["needs"].split("|"))) <= named
    told = [each["law"]["citation"] for each in answer["restrictions"]]
    assert told == list(filter(None, row["restrictions"].split("|")))


def test_the_page_shows_agencies_restrictions_and_laws():
    page = Client().get("/guidance/costs/", question("2204.21.50", "post")).content.decode()

    for part in ("Alcohol and Tobacco Tax and Trade Bureau", "27 U.S.C. 203", "The post takes no alcoholic drinks."):
        assert part in page
    assert "https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title27-section203" in page
    assert NOT_KNOWN not in page


def test_a_line_without_a_row_is_not_known_and_nobody_says_that_no_agency_asks():
    page = Client().get("/guidance/costs/", question("7318.15.20")).content.decode()

    assert NOT_KNOWN in page
    assert Client().get("/api/v1/costs", question("7318.15.20")).json()["agencies"] == []


@pytest.mark.parametrize(
    ("words", "law"),
    [
        ("pocket knife", "15 U.S.C. 1242"),
        ("switchblade", "15 U.S.C. 1242"),
        ("fireworks", "18 U.S.C. 842(a)"),
        ("petardos", "18 U.S.C. 842(a)"),
        ("rifle", "18 U.S.C. 922(l)"),
        ("手枪", "18 U.S.C. 922(l)"),
        ("bullets", "18 U.S.C. 922(l)"),
        ("vodka", "27 U.S.C. 203"),
    ],
)
def test_a_search_for_dangerous_goods_tells_the_law(words, law):
    for address in ("/guidance/classification/", "/guidance/costs/"):
        page = Client().get(address, {"q": words, "hs": words, "edit": "1"}).content.decode()
        assert law in page, address


class TestTables:
    def test_each_code_is_the_beginning_of_a_line(self):
        lines = list(Line.objects.values_list("code", flat=True))
        known = {line[:length] for line in lines for length in range(2, len(line) + 1)}
        assert {code for need in NEEDS for code in need.codes} <= known
        assert {code for each in RESTRICTIONS for code in each.codes} <= known

    def test_a_range_stands_for_all_of_its_codes(self):
        assert codes_read("0401-0403 22") == ("0401", "0402", "0403", "22")

    def test_a_code_of_a_few_digits_has_the_needs_of_its_lines_and_none_has_no_needs(self):
        assert "ATF" in agencies_of("93")
        assert "FDA" in agencies_of("6912")
        assert needs_of("") == {}

    def test_a_restriction_of_the_mail_is_told_for_mail_alone(self):
        assert [each.mode for each in restrictions_of("2204.21", "air")] == [""]
        assert [each.mode for each in restrictions_of("2204.21", "post")] == ["", "post"]

    def test_goods_of_the_united_states_that_come_back_owe_no_duty_and_no_fee(self):
        answer = Client().get("/api/v1/costs", question("9801.00.10") | {"origin": "US"}).json()
        assert answer["total"] == {"least": "0.00", "most": "0.00"}
        shirts = Client().get("/api/v1/costs", question("6109.10.00") | {"origin": "US"}).json()
        assert any("9801.00.10" in note for note in shirts["notes"])
