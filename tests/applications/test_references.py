"""The reference number of an application, and the name that signs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.applications.references import application_id_of, reference_of
from apps.applications.signatories import is_named, owner_names


@given(st.integers(1, 10**12))
def test_a_reference_leads_back_however_it_is_typed(number: int) -> None:
    reference = reference_of(number)
    for typed in (reference, reference.lower(), reference.replace("-", " "), reference.replace("-", "")):
        assert application_id_of(typed) == number


@given(st.integers(1, 10**9), st.integers(0, 9), st.integers(0, 9))
def test_a_mistyped_digit_finds_nothing(number: int, place: int, digit: int) -> None:
    reference = reference_of(number)
    digits = [index for index, character in enumerate(reference) if character.isdigit()]
    index = digits[place % len(digits)]
    mistyped = reference[:index] + str(digit) + reference[index + 1 :]
    assert mistyped == reference or application_id_of(mistyped) is None


@pytest.mark.parametrize("typed", ["", "41", "KS23456789AB", "AP-41-X", "AP" + "9" * 100, "AP-000041"])
def test_other_text_is_no_reference(typed: str) -> None:
    assert application_id_of(typed) is None


@pytest.mark.parametrize(
    ("signed", "name"),
    [
        ("Ada Park", "Ada Park"),
        ("PARK, Ada", "Ada Lee Park"),
        ("José García", "Jose Garcia Lopez"),
        ("李小龙", "李小龙"),
        ("Madonna", "Madonna"),
        ("Ｗang Wei", "Wang Wei"),
    ],
)
def test_a_name_is_known_in_any_spelling(signed: str, name: str) -> None:
    assert is_named(signed, [name])


@pytest.mark.parametrize(("signed", "name"), [("Ada", "Ada Park"), ("Bo Park", "Ada Park"), ("...", "..."), ("", "")])
def test_another_name_is_not(signed: str, name: str) -> None:
    assert not is_named(signed, [name])


def test_owners_without_a_name_name_nobody() -> None:
    assert owner_names({"rows": [{"name": " Ada  Park "}, {"name": ""}, {}]}) == ["Ada Park"]
    assert owner_names(None) == owner_names({}) == []
