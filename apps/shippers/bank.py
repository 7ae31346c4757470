"""Numbers of bank accounts: their check, and the sealed form in which they are kept."""

import re
from typing import TypedDict

from django.utils.translation import gettext_lazy as _lazy
from stdnum import iban, numdb

from apps.core.codes import code_form
from apps.core.errors import InvalidInput
from apps.core.fields import blind_index
from apps.core.lazy import Promise

IBANS = numdb.get("iban")
# The last four characters of a shorter number would reveal it. The longest IBAN has 34 characters (ISO 13616-1).
SHAPE = re.compile(r"(?=(?:[A-Z]*\d){4})[A-Z0-9]{6,34}")
FAULTS: dict[str, Promise] = {
    "iban": _lazy(
        "This IBAN is not right. Its third and fourth characters check all others: check for a typing error."
    ),
    "shape": _lazy(
        "Enter the number as your bank writes it: 6 to 34 letters and digits, at least four of them digits."
    ),
}


class SealedAccount(TypedDict):
    """The kept form of an account number. `digest` is keyed, in hexadecimal, and equal for equal accounts."""

    digest: str
    last_four: str


def account_seal(*, country: str, typed: str) -> SealedAccount:
    """Return the sealed form of an account number at a bank in a country. Raises Invalid with a code of `FAULTS`.

    The country is part of the digest of a number that is not an IBAN: in another country the same digits are another
    account.
    """
    number = re.sub(r"[\s.\-/]", "", code_form(typed))
    if _is_iban(number):
        key = _require("iban", iban.is_valid(number), number)
    else:
        key = f"{country}:{_require('shape', SHAPE.fullmatch(number) is not None, number)}"
    return {"digest": blind_index(f"bank:{key}").hex(), "last_four": number[-4:]}


def _is_iban(number: str) -> bool:
    """Return whether a number starts like the IBAN of a country: two letters, two check digits."""
    return re.match(r"[A-Z]{2}\d\d", number) is not None and bool(IBANS.info(number)[0][1])


def _require(fault: str, holds: bool, number: str) -> str:
    if not holds:
        raise InvalidInput(FAULTS[fault], code=fault)
    return number
