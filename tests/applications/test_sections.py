"""The sections: which answers may be saved, and which a submission requires."""

import json
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from apps.applications.sections import SECTIONS, Progress, SectionDefinition, Typed, cross_check, section_of
from apps.applications.sections.registry import progress_of
from apps.core.errors import NotFound
from tests.applications.answers import ANSWERS

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def progress(section: SectionDefinition, typed: Typed | None, **known: Any) -> Progress:
    return progress_of(None if typed is None else section.strict(typed, **known))


def _post(section: SectionDefinition, values: dict[str, str]) -> QueryDict:
    post = QueryDict(mutable=True)
    post.update(values)
    if section.repeated:
        post["row-TOTAL_FORMS"] = "2"
    return post


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_a_complete_section_is_done(section: SectionDefinition):
    kept = section.sealed(ANSWERS[section.key], None)
    assert progress(section, kept) is Progress.DONE


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_an_empty_section_is_in_progress(section: SectionDefinition):
    typed = section.typed(_post(section, {}))
    assert progress(section, typed) is Progress.IN_PROGRESS
    assert progress(section, None) is Progress.NOT_STARTED


@given(data=st.data(), section=st.sampled_from(SECTIONS))
def test_typed_answers_are_kept_unchanged_and_shown_again(data: st.DataObject, section: SectionDefinition):
    names = (
        [f"row-{n}-{name}" for n in range(2) for name in section.form().fields]
        if section.repeated
        else [*section.form().fields]
    )
    values = {name: data.draw(TEXT, label=name) for name in names}
    typed = json.loads(json.dumps(section.typed(_post(section, values))))
    rows = typed["rows"] if section.repeated else [typed]
    kept = [value for row in rows for value in row.values()]
    assert kept == list(values.values())
    assert progress(section, typed) in Progress
    strict = section.strict(typed)
    shown = [field.value() for form in (strict.forms if section.repeated else [strict]) for field in form]
    assert shown == kept


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("business", {"website": "not a site"}),
        ("contacts", {"phone": "555"}),
        ("contacts", {"email": "ada"}),
        ("identifiers", {"ein": "12"}),
        ("identifiers", {"ein": "", "lei": "213800KUD8LAJWSQ9D16"}),
        ("volumes", {"monthly_parcels": "many"}),
        ("volumes", {"busiest_month": "3"}),
        ("criterion-1.1", {"answer": "not_applicable"}),
        ("consents", {"use": "no"}),
    ],
)
def test_a_wrong_value_needs_attention(key: str, wrong: dict[str, str]):
    assert progress(section_of(key), ANSWERS[key] | wrong) is Progress.NEEDS_ATTENTION


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("US", "(202) 555-0143", "+12025550143"),
        ("CN", "138 1234 5678", "+8613812345678"),
        ("MX", "55 1234 5678", "+525512345678"),
        ("US", "+86 138 1234 5678", "+8613812345678"),
        ("", "+1 202 555 0143", "+12025550143"),
    ],
)
def test_a_phone_number_may_be_given_as_it_is_dialled_at_home(country: str, typed: str, kept: str):
    strict = section_of("contacts").strict(ANSWERS["contacts"] | {"phone": typed}, country=country)
    assert strict.is_valid()
    assert strict.cleaned_data["phone"] == kept
    assert strict["phone"].value() == typed


@pytest.mark.parametrize(("country", "typed"), [("", "202 555 0143"), ("US", "555 0143"), ("US", "5")])
def test_a_phone_number_without_its_country_needs_attention(country: str, typed: str):
    answers = ANSWERS["contacts"] | {"phone": typed}
    assert progress(section_of("contacts"), answers, country=country) is Progress.NEEDS_ATTENTION


def test_shares_and_numbers_are_taken_as_people_write_them():
    owner = ANSWERS["owners"]["rows"][0]
    rows = [owner | {"share": share} for share in ("50%", "33,33 %")]
    assert progress(section_of("owners"), {"rows": rows}) is Progress.DONE
    assert progress(section_of("volumes"), {"monthly_parcels": "1,400", "busiest_month": "2 000"}) is Progress.DONE


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("products", {"hs": "95030"}),
        ("products", {"hs": "990300"}),
        ("owners", {"share": "100.5"}),
        ("addresses", {"kind": "packing"}),
        ("storefronts", {"url": "::"}),
        ("parties", {"code": "no such"}),
        ("parties", {"kind": "warehouse", "code": ""}),
    ],
)
def test_a_wrong_row_needs_attention(key: str, wrong: dict[str, str]):
    rows = ANSWERS[key]["rows"]
    assert progress(section_of(key), {"rows": [rows[0] | wrong, *rows[1:]]}) is Progress.NEEDS_ATTENTION


def test_a_blank_row_is_ignored():
    rows = [*ANSWERS["products"]["rows"], {"description": "", "hs": "", "origin": ""}]
    assert progress(section_of("products"), {"rows": rows}) is Progress.DONE


def test_shares_of_more_than_100_percent_need_attention():
    owner = ANSWERS["owners"]["rows"][0]
    assert progress(section_of("owners"), {"rows": [owner, owner]}) is Progress.NEEDS_ATTENTION


def test_a_criterion_that_lacks_a_file_is_in_progress():
    section = section_of("criterion-1.1")
    assert progress(section, ANSWERS[section.key], lacks_file=True) is Progress.IN_PROGRESS
    assert progress(section, ANSWERS[section.key]) is Progress.DONE


@pytest.mark.parametrize("answer", ["yes", "not_applicable"])
def test_a_criterion_that_is_met_or_does_not_apply_needs_no_words(answer: str):
    assert progress(section_of("criterion-5.1"), {"answer": answer, "explanation": ""}) is Progress.DONE


@pytest.mark.parametrize("answer", ["partly", "no"])
def test_a_criterion_that_is_not_wholly_met_needs_words(answer: str):
    section = section_of("criterion-5.1")
    assert progress(section, {"answer": answer, "explanation": " "}) is Progress.IN_PROGRESS
    assert progress(section, {"answer": answer, "explanation": "Toys only."}) is Progress.DONE


def test_answers_are_shown_in_words_and_tax_numbers_by_their_ending():
    told = dict(section_of("identifiers").answers(ANSWERS["identifiers"])[0])
    assert "••••3331" in told.values()
    assert not any("1103331" in answer for answer in told.values())
    assert ("Country of establishment", "United States of America") in section_of("business").answers(
        ANSWERS["business"]
    )[0]


def test_contradictions_between_sections_are_found():
    clean = {
        "business": {"country": "US"},
        "identifiers": {"ein": ""},
        "products": [{"hs": "950300"}],
        "criterion-5.1": {"answer": "not_applicable"},
    }
    assert [(f.section, f.field) for f in cross_check(clean)] == [("identifiers", "ein"), ("criterion-5.1", "answer")]
    clean |= {"business": {"country": "VN"}, "products": [{"hs": "420200"}], "criterion-5.1": {"answer": "yes"}}
    assert cross_check(clean) == []


def test_an_unknown_section_is_not_found():
    with pytest.raises(NotFound):
        section_of("secrets")
