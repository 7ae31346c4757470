"""The key under which a parcel is known however its number is typed. Pure."""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

from anyascii import anyascii

KEY_SIZE = 16
_FILLING = re.compile(r"[^0-9A-Z]+")
# Capital letters of Greek and Cyrillic that look like Latin ones, which a transliteration would take for others.
_LOOKALIKES = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕЅІЈКМНОРСТУХԚԜ", "ABEZHIKMNOPTYXABESIJKMHOPCTYXQW")


@lru_cache(maxsize=10_000)
def parcel_key(issuer: str, reference: str) -> bytes:
    """Return the key of a parcel by its issuer and reference, of `KEY_SIZE` bytes.

    Case, blanks, dashes and invisible characters make no other parcel, and neither do letters of another script or
    width that look or sound like the Latin ones: people and scanners read the label the same. Digits stay apart from
    the letters that they resemble, since numbers that count in both would be taken for one another.
    """
    digest = blake2b(digest_size=KEY_SIZE)
    digest.update(f"{_folded(issuer)} {_folded(reference)}".encode())
    return digest.digest()


def _folded(number: str) -> str:
    """Return a number in capital Latin letters and digits alone; a number without any as it is."""
    wide = unicodedata.normalize("NFKC", number).upper()
    return _FILLING.sub("", anyascii(wide.translate(_LOOKALIKES)).upper()) or wide.strip()
