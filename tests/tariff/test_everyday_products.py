"""The search for codes finds everyday products, written as a shop owner says them, in the three languages.

`products/measured.csv` holds 300 products, 100 in each language, with the headings that the Harmonized System gives
them: several where the words leave the material open. The list was written before the search was first measured by it,
and the weights of the search were set on the other list, `products/tuned.csv`.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

import pytest

from apps.tariff.lexicon.concepts import FILES, FOLDER, concepts
from apps.tariff.lexicon.tokens import Language
from apps.tariff.selectors import codes_suggest
from benchmarks.data import DATA
from tests.tariff.excerpt import whole_load

PRODUCTS = Path(__file__).parent / "products"
REFERENCE = DATA / "reference"
# The right heading stands among the first five suggestions for this share of the products.
FIRST, BOUND = 5, 0.85


def products(name: str) -> list[tuple[str, str, list[str]]]:
    with (PRODUCTS / f"{name}.csv").open(newline="", encoding="utf-8") as lines:
        return [(row["language"], row["words"], row["headings"].split()) for row in csv.DictReader(lines)]


def table_of(name: str) -> tuple[dict[str, float], str]:
    """Search for all products of a list; return the share found by language, and a table of all the answers."""
    found, asked, rows = Counter[str](), Counter[str](), []
    for language, words, headings in products(name):
        codes = [suggestion.code for suggestion in codes_suggest(words, language).suggestions[:FIRST]]
        place = next((at for at, code in enumerate(codes, start=1) if code[:4] in headings), None)
        asked[language] += 1
        found[language] += place is not None
        rows.append(f"{language}  {place or '-'}  {words:45} {' '.join(headings):20} {' '.join(codes)}")
    shares = {language: found[language] / asked[language] for language in asked}
    totals = [f"{language}: {found[language]} of {asked[language]} in the first {FIRST}" for language in asked]
    return shares, "\n".join([*rows, *totals, ""])


def test_the_list_holds_a_hundred_products_in_each_language_and_none_that_the_search_was_tuned_on() -> None:
    measured, tuned = ({words for _language, words, _headings in products(name)} for name in ("measured", "tuned"))
    languages = Counter(language for language, _words, _headings in products("measured"))
    assert languages == dict.fromkeys(Language, 100)
    assert len(measured) == 300
    assert not measured & tuned


@pytest.mark.slow
def test_everyday_words_find_the_right_heading_by_the_lexicon_alone() -> None:
    shares, table = table_of("measured")
    sys.stdout.write(table)
    assert min(shares.values()) >= BOUND, table


@pytest.mark.slow
def test_everyday_words_find_the_right_heading_beside_a_whole_tariff() -> None:
    whole_load()
    for name in ("measured", "tuned"):
        shares, table = table_of(name)
        sys.stdout.write(table)
        assert min(shares.values()) >= BOUND, table


class TestLexicon:
    def test_each_kind_of_goods_has_six_digits_and_names_in_each_language(self) -> None:
        assert sorted(FILES) == sorted(file.stem for file in FOLDER.glob("*.csv"))
        assert len(concepts()) > 700
        for concept in concepts():
            assert len(concept.code) == 6
            assert concept.code.isdecimal()
            assert "01" <= concept.code[:2] <= "97"
            for language in Language:
                names = concept.names[language]
                assert all(name and name == name.strip() for name in names), concept
                assert len(set(names)) == len(names), concept

    def test_each_code_is_one_of_the_harmonized_system(self) -> None:
        path = REFERENCE / "harmonized-system.csv"
        if not path.is_file():
            pytest.skip(f"there is no {path.name}, the codes of the Harmonized System, beside the project")
        with path.open(newline="", encoding="utf-8") as lines:
            known = {row["hscode"] for row in csv.DictReader(lines) if row["level"] == "6"}
        assert {concept.code for concept in concepts()} <= known
