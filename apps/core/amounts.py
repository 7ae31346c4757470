"""Numbers as people type them: with a currency or percent sign, with marks between thousands, with a decimal comma.

The typed text stays as it is; a field reads the number out of the text. Comma and point may each stand before decimals
or between thousands, whatever the language of the page: nothing that is asked for has three decimals, so a mark before
exactly three digits stands between thousands.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from apps.core.text import plain_code

DOLLARS = ("US$", "USD", "$")
PERCENT = ("%",)
# Spaces and apostrophes never stand before decimals.
_GAPS = re.compile(r"(?<=\d)[ '’\u00a0\u202f](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"-?\d[\d.,]*")
_MAX_LENGTH = 60
# What to type, where an amount is out of bounds.
AMOUNT_BOUNDS = {
    "min_value": _lazy("Enter %(limit_value)s or more."),
    "max_value": _lazy("Enter %(limit_value)s or less."),
}


def plain_number(typed: str, *, signs: Sequence[str] = ()) -> str:
    """Return a typed number with a decimal point and without marks between thousands; return other text unchanged.

    `signs` may stand before or after the number, such as that of a currency.
    """
    text = plain_code(typed).strip()
    if len(text) > _MAX_LENGTH:
        return typed
    for sign in signs:
        text = re.sub(rf"^{re.escape(sign)}\s*|\s*{re.escape(sign)}$", "", text, flags=re.IGNORECASE)
    text = _GAPS.sub("", text.strip())
    if not _NUMBER.fullmatch(text):
        return typed
    found = re.findall(r"[.,]", text)
    if not found:
        return text
    last = found[-1]
    before, _mark, after = text.rpartition(last)
    if len(set(found)) == 2:
        # The last mark stands before the decimals, all others between thousands.
        return f"{_join_thousands(before)}.{after}" if last not in before and _join_thousands(before) else typed
    if len(found) > 1:
        return _join_thousands(text) or typed
    if len(after) == 3 and not re.fullmatch(r"-?0?|-?\d{4,}", before):
        return before + after
    return f"{before}.{after}"


def _join_thousands(text: str) -> str:
    """Return the digits of a number with marks between its thousands; "" if the marks stand elsewhere."""
    # In India, the groups before the last three digits have two.
    return re.sub(r"[.,]", "", text) if re.fullmatch(r"-?\d{1,3}(?:[.,]\d{2,3})*(?:[.,]\d{3})?", text) else ""


class AmountField(forms.DecimalField):
    """A number with at most two decimals, such as an amount of money or a percentage, as people write one."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages: ClassVar = {
        "invalid": _lazy("Enter a number in digits, such as 42000.50."),
        **AMOUNT_BOUNDS,
    }

    def __init__(self, *, signs: Sequence[str] = DOLLARS, **kwargs: Any) -> None:
        super().__init__(decimal_places=2, **kwargs)
        self.signs = signs

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = plain_number(value, signs=self.signs)
        return super().to_python(value)


class WholeNumberField(forms.IntegerField):
    """A whole number as people write one: 5000, 5,000, 5.000 or 5 000, with or without a dollar sign."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages: ClassVar = {
        "invalid": _lazy("Enter a whole number in digits, such as 5000."),
        **AMOUNT_BOUNDS,
    }

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = plain_number(value, signs=DOLLARS)
        return super().to_python(value)
