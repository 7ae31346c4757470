"""The Known Shipper Number: `KS`, nine characters drawn at random, one check character (ISO 7064 MOD 37,36).

The nine are drawn from 32 characters that can't be mistaken for one another in print or on the phone. There are 35
million million numbers, and a number does not reveal when or to whom it was issued.
"""

import re
import secrets
from functools import lru_cache

from stdnum.iso7064 import mod_37_36

from apps.core.codes import code_form

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# A number has twelve characters; people type it with spaces and hyphens.
MAX_TYPED = 40
# As a regular expression, also for other programs.
SHAPE = rf"KS[{ALPHABET}]{{9}}[0-9A-Z]"


def new_ksn() -> str:
    """Draw a number at random. The unique key of the shippers' table refuses a number that is in use."""
    body = "KS" + "".join(secrets.choice(ALPHABET) for _ in range(9))
    return body + mod_37_36.calc_check_digit(body)


def normal_ksn(typed: str) -> str:
    """Return a typed number in its normal form: capitals, no spaces or hyphens.

    A longer text than `MAX_TYPED` is no number; only its beginning is returned, as it is.
    """
    if len(typed) > MAX_TYPED:
        return typed[:MAX_TYPED]
    return re.sub(r"[\s-]", "", code_form(typed))


# A file of shipments names the same few thousand sellers in all of its lines.
@lru_cache(maxsize=10_000)
def is_ksn(text: str) -> bool:
    """Return whether a text in normal form has the shape and the check character of a Known Shipper Number."""
    return re.fullmatch(SHAPE, text) is not None and mod_37_36.is_valid(text)
