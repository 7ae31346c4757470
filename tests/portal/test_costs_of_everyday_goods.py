"""Whoever types everyday goods into the calculator gets to an answer or a plain reason in at most three pages.

`tests/tariff/goods/everyday.csv` holds 300 goods, 100 in each language, with the headings that the Harmonized System
gives them: several where the words leave the material open. A person chooses the first code of one of these headings,
and the first line below the code. The pages are the form, the choice and the answer.
"""

import csv
import html
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.tariff.excerpt import whole_load

GOODS = Path(__file__).parents[1] / "tariff" / "goods" / "everyday.csv"
ADDRESS = "/guidance/costs/"
TAGS = {"en": "en", "es": "es", "zh": "zh-hans"}
OTHERS = {"origin": "VN", "mode": "air", "value": "60", "day": "2026-11-28"}
LINE = re.compile(r'href="\?([^"]*\bhs=(\d+)[^"]*)"')
# The heading of an answer: a sum, or what is owed at least.
ANSWER = re.compile(r'<h2 id="total">[^<]*\d')


def goods() -> list[tuple[str, str, list[str]]]:
    with GOODS.open(newline="", encoding="utf-8") as lines:
        return [(row["language"], row["words"], row["headings"].split()) for row in csv.DictReader(lines)]


@pytest.fixture(scope="module", autouse=True)
def tariff(lasting: Callable[[Callable[[], object]], object]) -> None:
    lasting(whole_load)


def read(query: dict[str, str] | str, language: str) -> str:
    address = f"{ADDRESS}?{query}" if isinstance(query, str) else ADDRESS
    given = None if isinstance(query, str) else query
    answer = Client(headers={"Accept-Language": TAGS[language]}).get(address, given)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_holds_a_hundred_goods_in_each_language():
    assert Counter(language for language, _words, _headings in goods()) == dict.fromkeys(TAGS, 100)


@pytest.mark.slow
@pytest.mark.parametrize("language", TAGS)
def test_everyday_goods_get_to_an_answer_in_three_pages(language):
    lost = []
    for _language, words, headings in (each for each in goods() if each[0] == language):
        choice = read({"hs": words, **OTHERS}, language)
        offered = [(html.unescape(query), code) for query, code in LINE.findall(choice)]
        chosen = next((query for query, code in offered if code[:4] in headings), None)
        if chosen is None:
            lost.append(f"{words}: {' '.join(dict.fromkeys(code[:6] for _query, code in offered))}")
        elif not ANSWER.search(read(chosen, language)):
            lost.append(f"{words}: {chosen}")
    assert not lost, "\n".join(lost)


@pytest.mark.slow
@pytest.mark.parametrize("nth", [50, pytest.param(1, marks=pytest.mark.soak)])
def test_each_line_that_the_calculator_offers_for_everyday_goods_leads_on(nth):
    lines = {
        code: query
        for _language, words, _h in goods()[::nth]
        for query, code in LINE.findall(read({"hs": words, **OTHERS}, "en"))
    }
    stuck = [code for code, query in lines.items() if not ANSWER.search(read(html.unescape(query), "en"))]
    assert len(lines) > 1000 / nth
    assert stuck == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("xqzvwk", "The tariff has no line with a rate for “xqzvwk”."),
        ("99999999", "The tariff has no line with a rate for “99999999”."),
        ("61", "The tariff has no line with a rate for “61”."),
        ("770000", "The tariff has no line with a rate for “770000”."),
    ],
)
def test_words_and_codes_without_a_line_get_a_plain_reason_and_no_circle(words, reason):
    page = read({"hs": words, **OTHERS}, "en")
    assert reason in page
    assert not LINE.search(page)


# Six-digit codes that sellers use most, of which 48 led back to the same page while the site had an excerpt.
COMMON = """
090121 090210 220421 220300 170490 180632 190531 210690 330300 330499 330510 340111 340600 392410 392610 392690 420221
420231 420292 482010 490199 490700 491110 570242 610462 610910 611020 611030 611120 611596 620342 620462 621210 621410
621430 630140 630260 630391 630790 630900 640299 640399 640411 650500 670290 691110 691200 701337 711319 711719 732393
761510 820551 821192 830629 847130 847160 850440 850760 850980 851631 851713 851762 851830 852589 854442 871200 900410
910211 940161 940360 940542 950300 950450 950691 960321 961700 970121
"""


@pytest.mark.parametrize("length", [6, 10])
def test_common_codes_lead_to_lines_and_lines_to_answers_and_none_in_a_circle(length):
    for code in COMMON.split():
        page = read({"hs": code.ljust(length, "0"), **OTHERS}, "en")
        if not ANSWER.search(page):
            found = LINE.findall(page)
            assert found, code
            assert code not in [line for _query, line in found]
            assert ANSWER.search(read(html.unescape(found[0][0]), "en")), code
