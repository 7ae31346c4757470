"""Receipt codes, and the normal forms by which tips about one business are found."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.allegations import rules


def test_a_receipt_code_is_the_same_for_a_form_sent_twice_and_another_for_another_form() -> None:
    once = rules.once_new()
    code = rules.receipt_code(once)
    assert re.fullmatch(r"([A-Z2-7]{5}-){3}[A-Z2-7]{5}", code)
    assert rules.receipt_code(once) == code != rules.receipt_code(rules.once_new())


@given(st.binary(min_size=16, max_size=16).map(bytes.hex), st.randoms())
def test_a_receipt_code_is_known_however_it_is_typed(once: str, dice) -> None:
    code = rules.receipt_code(once)
    typed = "".join(dice.choice((char, char.lower())) for char in code).replace("-", dice.choice(("-", " ", "", " - ")))
    typed = "".join({"O": "0", "I": "1", "B": "8"}.get(char, char) if dice.random() < 0.5 else char for char in typed)
    assert rules.code_digest(typed) == rules.code_digest(code)


def test_the_digest_of_a_code_does_not_hold_the_code() -> None:
    code = rules.receipt_code(rules.once_new())
    assert code.encode() not in rules.code_digest(code)
    assert len(rules.code_digest(code)) == 32


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("https://www.blue-kite.example/toys?x=1", "blue-kite.example"),
        ("blue-kite.example", "blue-kite.example"),
        ("WWW.Blue-Kite.example/", "blue-kite.example"),
        ("a shop on the market", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_a_site_is_known_by_its_host(typed: str, host: str) -> None:
    assert rules.site_key(typed) == host


def test_a_company_and_a_parcel_are_known_by_their_normal_forms() -> None:
    assert rules.company_key("Blue-Kite Toys, Ltd.") == rules.company_key("BLUE KITE TOYS")
    assert rules.parcel_key("1z 001-x") == "1Z001X"


@given(st.text(max_size=300))
def test_normal_forms_fit_their_columns_whatever_is_typed(typed: str) -> None:
    assert len(rules.company_key(typed)) <= 200
    assert len(rules.site_key(typed)) <= 253
    assert len(rules.parcel_key(typed)) <= 100


def test_texts_that_say_the_same_in_other_order_are_alike() -> None:
    one = "They sell fake watches. The box has no maker on it."
    assert rules.likeness(one, "The box has no maker on it! They sell FAKE watches") >= rules.MIN_LIKENESS
    assert rules.likeness(one, "Children work at night in the hall behind the river.") < rules.MIN_LIKENESS
