"""The Known Shipper Number: `KS`, nine characters drawn at random, one check character (ISO 7064 MOD 37,36).

The nine are drawn from 32 characters that can't be mistaken for one another in print or on the phone, so that there are
35 million million numbers and none tells when, or to whom, it was given.
"""

import re
import secrets

from stdnum.iso7064 import mod_37_36

from apps.core.text import plain_code

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SHAPE = re.compile(rf"KS[{ALPHABET}]{{9}}[0-9A-Z]")


def new_ksn() -> str:
    """A number at random. The unique key of the shippers' table is what makes it one's own."""
    body = "KS" + "".join(secrets.choice(ALPHABET) for _ in range(9))
    return body + mod_37_36.calc_check_digit(body)


def normal_ksn(typed: str) -> str:
    """What was typed, in the one form in which numbers are kept: capitals, no spaces or hyphens."""
    return re.sub(r"[\s-]", "", plain_code(typed)).upper()


def is_ksn(text: str) -> bool:
    """Whether the text, in its normal form, can be a Known Shipper Number: its shape and its check character."""
    return _SHAPE.fullmatch(text) is not None and mod_37_36.is_valid(text)
