"""The parts that an address must have, by country: a state or province, and a postal code of a form. Pure.

After the public address data of Google's libaddressinput (its keys "require" and "zip"), for the countries from which
most parcels come. An address of any other country needs a street and a city alone.
"""

import re
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.core.codes import code_form
from apps.core.lazy import Promise
from apps.shippers.us_states import US_TERRITORIES, state_code

# The countries whose addresses name a state, province or prefecture.
REGIONS = frozenset({"AU", "BR", "CA", "CN", "IN", "JP", "KR", "MX", "US"})
_US_CODE = r"\d{5}(-?\d{4})?"
_UK_CODE = r"(GIR|[A-Z]{1,2}\d[\dA-Z]?) ?\d[A-Z]{2}|BFPO ?\d{1,4}"
# The form of a postal code, with an example. An address of another country may do without one.
POSTAL_CODES: dict[str, tuple[str, str]] = {
    "AT": (r"\d{4}", "1010"),
    "AU": (r"\d{4}", "2060"),
    "BE": (r"\d{4}", "4000"),
    "BR": (r"\d{5}-?\d{3}", "40301-110"),
    "CA": (r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d", "H3Z 2Y7"),
    "CH": (r"\d{4}", "2544"),
    "CN": (r"\d{6}", "266033"),
    "CZ": (r"\d{3} ?\d{2}", "100 00"),
    "DE": (r"\d{5}", "26133"),
    "DK": (r"\d{4}", "8660"),
    "ES": (r"\d{5}", "28039"),
    "FI": (r"\d{5}", "00550"),
    "FR": (r"\d{2} ?\d{3}", "33380"),
    "GB": (_UK_CODE, "EC1Y 8SY"),
    "GR": (r"\d{3} ?\d{2}", "151 24"),
    "IN": (r"\d{3} ?\d{3}", "110034"),
    "IT": (r"\d{5}", "00144"),
    "JP": (r"\d{3}-?\d{4}", "154-0023"),
    "KR": (r"\d{5}", "03051"),
    "MX": (r"\d{5}", "02860"),
    "NL": (r"\d{4} ?[A-Z]{2}", "1234 AB"),
    "NO": (r"\d{4}", "0025"),
    "PL": (r"\d{2}-?\d{3}", "00-950"),
    "PT": (r"\d{4}-?\d{3}", "2725-079"),
    "SE": (r"\d{3} ?\d{2}", "114 55"),
    "SG": (r"\d{6}", "546080"),
    "TR": (r"\d{5}", "01960"),
    "US": (_US_CODE, "95014"),
    **dict.fromkeys(sorted(US_TERRITORIES), (_US_CODE, "00930")),
}


@dataclass(frozen=True, slots=True)
class AddressFault:
    """A part of an address that is missing or can't be right: its field, and what to do. `empty`: nothing was given."""

    field: str
    message: str | Promise
    empty: bool


def parts_missing(country: str, region: str, postal_code: str) -> list[AddressFault]:
    """Return the parts that an address of a country lacks, or that can't be right there."""
    found = []
    if country in REGIONS and not region:
        found.append(
            AddressFault("region", _lazy("Give the state or province: addresses of this country have one."), True)
        )
    elif country == "US" and not state_code(region):
        message = _lazy("Give the state by its name or its two letters, such as Nevada or NV.")
        found.append(AddressFault("region", message, False))
    if country in POSTAL_CODES:
        shape, example = POSTAL_CODES[country]
        if not re.fullmatch(shape, code_form(postal_code)):
            message = format_lazy(
                _lazy("Give the postal code as it is written there, such as {example}."), example=example
            )
            found.append(AddressFault("postal_code", message, not postal_code))
    return found
