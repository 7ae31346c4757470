"""The number of a bank account: what it looks like, and all of it that is ever kept."""

import re
from typing import TypedDict

from django.utils.translation import gettext_lazy as _lazy
from stdnum import iban, numdb

from apps.core.errors import Invalid
from apps.core.fields import blind_index
from apps.core.lazy import Promise
from apps.core.text import plain_code

IBANS = numdb.get("iban")
# Shorter ones would be told by their last four characters; no bank's is longer than an IBAN's 34 (ISO 13616-1).
SHAPE = re.compile(r"(?=(?:[A-Z]*\d){4})[A-Z0-9]{6,34}")
FAULTS: dict[str, Promise] = {
    "iban": _lazy("This IBAN is not right. Its third and fourth characters check all others: look for a slip."),
    "shape": _lazy(
        "Enter the number as your bank writes it: 6 to 34 letters and digits, at least four of them digits."
    ),
}


class SealedAccount(TypedDict):
    """`digest` is keyed, in hexadecimal: from it the number can't be read, but two businesses with one account meet."""

    digest: str
    last_four: str


def account_seal(*, country: str, typed: str) -> SealedAccount:
    """What is kept of an account number, of a bank in that country. Raises Invalid with a code of `FAULTS`.

    A number that is no IBAN is told apart by the bank's country: elsewhere the same digits are another account.
    """
    number = re.sub(r"[\s.\-/]", "", plain_code(typed)).upper()
    if _is_iban(number):
        key = _checked("iban", iban.is_valid(number), number)
    else:
        key = f"{country}:{_checked('shape', SHAPE.fullmatch(number) is not None, number)}"
    return {"digest": blind_index(f"bank:{key}").hex(), "last_four": number[-4:]}


def _is_iban(number: str) -> bool:
    """Whether it starts as the IBANs of some country do: two letters, two check digits."""
    return re.match(r"[A-Z]{2}\d\d", number) is not None and bool(IBANS.info(number)[0][1])


def _checked(fault: str, holds: bool, number: str) -> str:
    if not holds:
        raise Invalid(FAULTS[fault], code=fault)
    return number
