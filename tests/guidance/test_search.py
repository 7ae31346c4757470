"""The search of guidance finds the right page for what people type, in three languages.

`queries.csv` was written as a seller asks, before the search saw it: what is typed, and the pages, questions of the
help (`help#...`) or codes (`hs:...`) that are right, of which one has to be found.
"""

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from apps.guidance.library import pages
from apps.guidance.passages import guidance_passages, search_text, search_words
from apps.guidance.selectors import passages_find
from apps.portal.guidance.pages import passages
from apps.tariff.selectors.suggestions import codes_suggest

QUERIES = Path(__file__).with_name("queries.csv")
FIRST = 3
MIN_RIGHT = 0.9


def shown(words: str, language: str) -> list[str]:
    """Return what the page of the search shows first: three pages or questions, and three codes."""
    with override(language):
        found = [
            each.address.removeprefix("/").replace("guidance/", "").replace("help/#", "help#").rstrip("/")
            for each in passages_find(words, language, passages(language))[:FIRST]
        ]
        return found + [f"hs:{each.code[:6]}" for each in codes_suggest(words).suggestions[:FIRST]]


@pytest.mark.slow
def test_search_shows_a_right_page_among_the_first_three() -> None:
    right: dict[str, list[bool]] = defaultdict(list)
    missed = []
    for row in csv.DictReader(QUERIES.open()):
        found = shown(row["query"], row["language"])
        right[row["language"]].append(not set(found).isdisjoint(row["expected"].split()))
        if not right[row["language"]][-1]:
            missed.append((row["query"], row["expected"], found))
    shares = {language: round(sum(each) / len(each), 3) for language, each in right.items()}
    print(shares, *missed, sep="\n")  # noqa: T201 (the table, with `pytest -s`)
    assert set(right) == {code for code, _name in settings.LANGUAGES}
    assert sum(map(len, right.values())) >= 100
    assert min(shares.values()) >= MIN_RIGHT


def test_what_is_expected_of_the_search_exists() -> None:
    known = {slug for code, _name in settings.LANGUAGES for slug in pages(code)} | {"costs"}
    asked_for = {each for row in csv.DictReader(QUERIES.open()) for each in row["expected"].split()}
    questions = {f"help#{each.address.split('#')[1]}" for each in passages("en") if each.kind == "help"}
    assert not {each for each in asked_for if not each.startswith("hs:")} - known - questions
    assert len(questions) >= 10


@pytest.mark.parametrize("words", ["", "   ", "'", "a' & b | !", "\\", "的", "🙂", "%s", "the of", "<b>", "x" * 1000])
def test_search_takes_whatever_is_typed(client: Client, words: str) -> None:
    answer = client.get(reverse("portal:guidance_search"), {"q": words})
    assert answer.status_code == 200


def test_search_needs_no_accents_and_no_endings() -> None:
    found = {words: shown(words, "es")[0] for words in ("clasificación", "clasificacion", "clasificaciones")}
    assert set(found.values()) == {"classification"}


def test_search_says_what_it_did_not_find(client: Client) -> None:
    page = client.get(reverse("portal:guidance_search"), {"q": "qqqqzzzz"}).content.decode()
    assert "Nothing was found." in page
    assert 'value="qqqqzzzz"' in page


def test_search_shows_the_questions_of_the_help_and_codes_beside_pages(client: Client) -> None:
    page = client.get(reverse("portal:guidance_search"), {"q": "I forgot my password"}).content.decode()
    assert '<a href="/help/#password">' in page
    assert 'id="password"' in client.get(reverse("portal:help")).content.decode()
    page = client.get(reverse("portal:guidance_search"), {"q": "cotton t-shirt"}).content.decode()
    assert "6109.10" in page


def test_chinese_is_compared_by_pairs_of_characters() -> None:
    assert search_text("关税ABC", "zh-hans").split() == ["关税", "abc"]
    assert search_text("原产地", "zh-hans").split() == ["原产", "产地"]
    assert search_words("怎么查编码", "zh-hans").split() == ["查编", "编码"]
    assert search_words("怎么办", "zh-hans").split() == ["怎么", "么办"]


def test_pages_are_found_by_their_own_titles() -> None:
    for code, _name in settings.LANGUAGES:
        for page in pages(code).values():
            found = passages_find(page.title, code, guidance_passages(code))
            assert page.address in [each.address for each in found[:FIRST]], (code, page.title)
