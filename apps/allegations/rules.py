"""Pure rules of tips: receipt codes, the normal forms of what a tip names, and how alike two texts are."""

import re
import secrets
from base64 import b32encode
from datetime import datetime, timedelta

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from apps.core.codes import code_form
from apps.core.fields import blind_index
from apps.core.web_addresses import web_address
from apps.matching import normal_name

# 20 letters and digits of base 32 are 100 bits: nobody guesses one, however many guesses the limits let through.
CODE_LENGTH = 20
CODE_GROUP = 5
# People read O for 0, I and L for 1, and B for 8; base 32 has neither 0 nor 1 nor 8.
_MISREAD = str.maketrans("018", "OIB")
ONCE = re.compile(r"[0-9a-f]{32}")
# From this likeness on, from 0 to 100, two texts say nearly the same.
MIN_LIKENESS = 80
# What senders write bears no finer time: whoever reads the rows of the site must not find the sender by their order.
QUARTER = timedelta(minutes=15)


def quarter_of(moment: datetime) -> datetime:
    """Return the beginning of the quarter of an hour in which a moment lies."""
    return moment - timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)


def once_new() -> str:
    """Return a new secret number for a form, by which the form sent twice is known as one."""
    return secrets.token_hex(16)


def receipt_code(once: str) -> str:
    """Return the receipt code of a form, computed from its secret number `once` with the key of the program. A form
    that is sent twice gives the same code.
    """
    letters = b32encode(blind_index(f"tip code {once}")).decode()[:CODE_LENGTH]
    return "-".join(letters[place : place + CODE_GROUP] for place in range(0, CODE_LENGTH, CODE_GROUP))


def code_digest(typed: str) -> bytes:
    """Return the keyed digest of a receipt code that somebody typed, in capitals or small letters, with or without
    hyphens.
    """
    plain = re.sub(r"[^A-Z0-9]", "", code_form(typed)).translate(_MISREAD)
    return blind_index(f"tip receipt {plain}")


def company_key(company: str) -> str:
    """Return the normal form of a company's name, "" for none."""
    return normal_name(company)[:200]


def site_key(site: str) -> str:
    """Return the host of a web address in its one form and without "www.", "" where the text is no address."""
    host, _page = web_address(site)
    return host[:253] if "." in host and " " not in host else ""


def parcel_key(number: str) -> str:
    """Return a tracking number in capitals and without blanks and hyphens."""
    return re.sub(r"[\s-]", "", code_form(number))[:100]


def likeness(one: str, other: str) -> int:
    """Return how alike two texts are, from 0 to 100, whatever the order of their words."""
    return round(fuzz.token_sort_ratio(one, other, processor=default_process))
