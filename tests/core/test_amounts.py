"""Numbers as people type them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.core.amounts import DOLLARS, PERCENT, AmountField, WholeNumberField, plain_number


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("$42,000.50", "42000.50"),
        ("42,000", "42000"),
        ("42.000", "42000"),
        ("US$ 42 000.5", "42000.5"),
        ("42000 USD", "42000"),
        ("$４２，０００．５０", "42000.50"),
        ("1,234,567.89", "1234567.89"),
        ("1,00,000", "100000"),
        ("42'000.50", "42000.50"),
        ("42.000,50", "42000.50"),
        ("42000,5", "42000.5"),
        ("0.12", "0.12"),
        ("-5", "-5"),
    ],
)
def test_an_amount_is_read_as_it_was_meant_in_every_language(typed: str, value: str, language: str) -> None:
    with translation.override(language):
        assert AmountField().clean(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    ["€42,000", "about 40", "4,2,0", "1.2.3", "1,2345.6", "NaN", "$", "12,34,5", "0.125", "42000.125", "1" * 70],
)
def test_other_text_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        AmountField(max_value=10**9).clean(typed)


def test_a_share_takes_a_percent_sign_and_a_decimal_comma() -> None:
    field = AmountField(signs=PERCENT, max_value=100)
    shares = [field.clean(typed) for typed in ("100%", "33,33 %", "33.3", "50 ％")]
    assert shares == [100, Decimal("33.33"), Decimal("33.3"), 50]
    with pytest.raises(forms.ValidationError):
        field.clean("$100")


@pytest.mark.parametrize(
    ("typed", "value"), [("5000", 5000), ("5,000", 5000), ("5.000", 5000), ("5 000", 5000), ("$ 5’000", 5000)]
)
def test_a_whole_number_takes_marks_between_thousands(typed: str, value: int) -> None:
    assert WholeNumberField().clean(typed) == value


@pytest.mark.slow
@given(st.text(max_size=80))
def test_no_text_breaks_a_field(typed: str) -> None:
    for field in (AmountField(), WholeNumberField()):
        with suppress(forms.ValidationError):
            field.clean(typed)


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from([(",", "."), (".", ","), (" ", ",")]))
def test_a_formatted_amount_is_read_back(amount: Decimal, marks: tuple[str, str]) -> None:
    thousands, decimal = marks
    text = f"{amount:,.2f}".replace(",", "_").replace(".", decimal).replace("_", thousands)
    assert Decimal(plain_number(text, signs=DOLLARS)) == amount
