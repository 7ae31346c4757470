"""The countries of lists and of parties, which write them in many ways. Pure."""

import re
from collections.abc import Iterator
from functools import cache

from anyascii import anyascii
from django_countries import countries
from django_countries.data import COUNTRIES

# How the lists of OFAC, the UN and others write countries that ISO 3166 calls otherwise.
_ALSO = {
    "bolivia": "BO",
    "brunei": "BN",
    "burma": "MM",
    "cape verde": "CV",
    "congo": "CG",
    "congo democratic republic": "CD",
    "congo republic": "CG",
    "cote d ivoire": "CI",
    "cote divoire": "CI",
    "czech republic": "CZ",
    "democratic peoples republic korea": "KP",
    "democratic republic congo": "CD",
    "dprk": "KP",
    "england": "GB",
    "great britain": "GB",
    "hong kong": "HK",
    "iran": "IR",
    "iran islamic republic": "IR",
    "ivory coast": "CI",
    "korea": "KR",
    "korea north": "KP",
    "korea south": "KR",
    "kosovo": "XK",
    "laos": "LA",
    "macau": "MO",
    "macedonia": "MK",
    "man isle": "IM",
    "micronesia": "FM",
    "moldova": "MD",
    "north korea": "KP",
    "north macedonia republic": "MK",
    "palestine": "PS",
    "palestinian": "PS",
    "palestinian territory": "PS",
    "region crimea": "UA",
    "region gaza": "PS",
    "region kosovo": "XK",
    "region west bank": "PS",
    "republic korea": "KR",
    "russia": "RU",
    "russian federation": "RU",
    "south korea": "KR",
    "swaziland": "SZ",
    "syria": "SY",
    "syrian arab republic": "SY",
    "taiwan": "TW",
    "tanzania": "TZ",
    "turkey": "TR",
    "uae": "AE",
    "uk": "GB",
    "united kingdom": "GB",
    "united states": "US",
    "united states america": "US",
    "us": "US",
    "usa": "US",
    "vatican": "VA",
    "venezuela": "VE",
    "vietnam": "VN",
    "viet nam": "VN",
    "virgin islands british": "VG",
    "west bank": "PS",
    "zaire": "CD",
}
_SMALL = frozenset({"the", "of", "and", "state", "plurinational", "bolivarian"})


def country_of(text: str) -> str:
    """Return the code by ISO 3166-1 alpha-2 of a country that is written as code or name; "" for an unknown one."""
    code = text.strip().upper()
    if code in COUNTRIES or code == "XK":
        return code
    if len(code) == 3 and (two := countries.alpha2(code)):
        return two
    return _names().get(_plain(text), "")


def country_at_end(text: str) -> str:
    """Return the country that an address or a place ends with: “Baghdad, Iraq”; "" where it ends with none."""
    parts = text.rsplit(",", 2)
    # “Korea, North” has a comma of its own.
    return (country_of(",".join(parts[-2:])) if len(parts) > 1 else "") or country_of(parts[-1])


@cache
def _names() -> dict[str, str]:
    return dict(_names_of_places()) | _ALSO


def _names_of_places() -> Iterator[tuple[str, str]]:
    for code, name in COUNTRIES.items():
        yield _plain(str(name)), code


def _plain(text: str) -> str:
    """Return the words of a name without accents, punctuation, small words and what stands in brackets."""
    words = re.findall(r"[a-z]+", re.sub(r"\(.*?\)|['’]", "", anyascii(text).lower()))
    return " ".join(word for word in words if word not in _SMALL)
