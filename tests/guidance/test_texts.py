"""The pages of guidance: sources, translations, reading grade, and how a text becomes HTML."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.html import escape
from django.utils.translation import override

from apps.guidance.faults import faults_of_texts, sentences_of_law
from apps.guidance.library import TEXTS, languages, page_read, pages, slugs
from apps.guidance.markup import page_headings, page_html, plain
from apps.guidance.sources import GuidanceSource

FIGURES = {"decision_days": 90, "response_days": 30, "appeal_days": 90}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copies of some pages, which a test may spoil."""
    for slug in ("value", "origin", "records"):
        shutil.copytree(TEXTS / slug, tmp_path / slug)
    return tmp_path


def spoiled(folder: Path, name: str, before: str, after: str) -> list[str]:
    """Return the faults that a change of a file brings."""
    known = faults_of_texts(folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return [fault for fault in faults_of_texts(folder) if fault not in known]


def test_texts_have_no_fault() -> None:
    assert faults_of_texts() == []
    call_command("guidance_check")


def test_texts_are_five_journeys_and_a_dozen_subjects_in_every_language() -> None:
    for language in languages():
        found = pages(language).values()
        assert len([page for page in found if page.is_journey]) == 5
        assert len([page for page in found if not page.is_journey]) >= 12
        assert len({page.title for page in found}) == len({page.summary for page in found}) == len(found)


@pytest.mark.parametrize(
    ("name", "before", "after", "fault"),
    [
        (
            "value/en.md",
            "to come to the United States.[^1]",
            "to come to the United States.[^9]",
            "note 9 has no source",
        ),
        ("value/en.md", "such parcels.[^4]", "such parcels.", "source 4 is cited nowhere"),
        ("value/en.md", "Don't write a lower price.", "You must not do this.", "a sentence of law has no source"),
        ("value/en.md", "](/guidance/records/)", "](/guidance/nowhere/)", "leads nowhere"),
        ("value/en.md", "19 U.S.C. 1401a", "the law on value", "has no address"),
        ("value/en.md", "review_due = 2027-05-27", "review_due = 2029-05-27", "not within a year"),
        ("value/en.md", 'owner = "policy manager"', 'owner = "auditor"', "no role"),
        ("value/en.md", "number = 11", "number = 13", "Two pages have the number 13"),
        ("value/en.md", "number = 11\n", "", "has no 'number'"),
        ("value/en.md", "version = 1", "version = 2", "translates version 1, not 2"),
        ("value/es.md", "](/guidance/records/)", "](/guidance/origin/)", "other links"),
        ("value/zh_Hans.md", "违反法律。[^3]", "违反法律。", "other sources"),
        ("value/es.md", "La ley suma algunos costos", "La ley suma 7 costos", "other numbers"),
        ("value/es.md", "- la comisión por la venta;\n", "", "other points"),
        ("value/es.md", "\n\n## Si no hay venta", "\n## Si no hay venta", "paragraphs"),
        ("value/es.md", "+++\n", "", "front matter"),
        (
            "value/en.md",
            "Keep proof of the price",
            "Notwithstanding administrative considerations, jurisdictional determinations predominate. " * 12 + "Keep",
            "reading takes grade",
        ),
    ],
)
def test_a_fault_of_the_texts_is_told(folder: Path, name: str, before: str, after: str, fault: str) -> None:
    assert any(fault in found for found in spoiled(folder, name, before, after))


def test_a_missing_translation_is_told(folder: Path) -> None:
    (folder / "value" / "es.md").unlink()
    assert any("value/es.md is missing" in fault for fault in faults_of_texts(folder))


def test_a_sentence_of_law_is_told_from_advice() -> None:
    assert sentences_of_law("You must mark it. Ask your carrier.") == ["You must mark it."]
    assert sentences_of_law("You must mark it.[^1] Ask your carrier.") == []
    assert sentences_of_law("It takes 30 days.") == ["It takes 30 days."]
    assert sentences_of_law("An invoice must show:[^2]\n\n- what is paid, 20 % or more;") == []
    assert sentences_of_law("An invoice shows:\n\n- it must be paid;") == ["- it must be paid;"]
    assert sentences_of_law("See [what you must know](/guidance/value/).") == []
    assert sentences_of_law("# You must\n\nAsk.") == []


def test_markup_shows_html_as_text_and_leads_to_sources_and_pages_alone() -> None:
    page = replace(page_read("value", "en"), text="<b>bold</b> [a](/help/) [b](javascript:alert(1)) **c**[^1]\n\n- d")
    html = page_html(page, FIGURES)
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    assert '<a href="/help/">a</a>' in html
    assert 'href="javascript' not in html
    assert "<strong>c</strong>" in html
    assert 'href="#source-1"' in html
    assert "<li>d</li>" in html


def test_markup_fills_in_numbers_of_the_policy_and_days_in_the_readers_form() -> None:
    page = replace(page_read("value", "en"), text="{response_days} days since {2025-08-29}.")
    with override("en"):
        assert "30 days since Aug. 29, 2025." in page_html(page, FIGURES)
    with override("es"):
        assert "30 days since 29 de agosto de 2025." in page_html(replace(page, language="es"), FIGURES)
    with pytest.raises(KeyError):
        page_html(replace(page, text="{unknown}"), FIGURES)


def test_markup_gives_each_heading_the_id_by_which_the_list_of_parts_leads_to_it() -> None:
    for language in languages():
        for page in pages(language).values():
            with override(language):
                html = page_html(page, FIGURES)
            for anchor, words in page_headings(page):
                assert f'<h2 id="{anchor}">{escape(words)}</h2>' in html
            assert html.count("<h2") == len(page_headings(page))


def test_markup_names_the_source_in_the_language_of_the_page() -> None:
    named = {}
    for language in languages():
        with override(language):
            named[language] = page_html(page_read("value", language), FIGURES)
    assert "Source </span>1" in named["en"]
    assert "Source </span>" not in named["es"] + named["zh-hans"]


def test_plain_text_has_no_marks() -> None:
    assert plain("## A\n\n- **b** [c](/d/).[^1]\n\n1. e") == "A\n\nb c.\n\ne"


def test_a_source_leads_to_the_published_text() -> None:
    assert GuidanceSource("19 U.S.C. 1484(a)(1)").address.endswith("USC-prelim-title19-section1484")
    assert GuidanceSource("19 U.S.C. 1401a").address.endswith("title19-section1401a")
    assert GuidanceSource("19 CFR 163.4(a)").address == "https://www.ecfr.gov/current/title-19/section-163.4"
    assert GuidanceSource("16 CFR part 1110").address == "https://www.ecfr.gov/current/title-16/part-1110"
    assert GuidanceSource("An order | https://a.example/").address == "https://a.example/"
    assert GuidanceSource("policy").address == "/policy/"
    assert GuidanceSource("the law").address == ""


def test_every_page_has_a_file_in_each_language_and_none_besides() -> None:
    names = {path.name for slug in slugs() for path in (TEXTS / slug).iterdir()}
    assert names == {"en.md", "es.md", "zh_Hans.md"}
