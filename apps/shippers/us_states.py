"""The states and territories of the United States, and the time zone in which the day of each ends last.

The zones are those of 15 U.S.C. 261 and 263, their boundaries those of 49 CFR part 71. Where a boundary runs through a
state, its western side is named here: a business that is on the eastern side gains an hour, and none loses one. Arizona
and Hawaii keep standard time all year (15 U.S.C. 260a(a) lets a state do so), Arizona without the Navajo Nation.
"""

import re
from functools import cache

from apps.core.codes import code_form

EASTERN, CENTRAL, MOUNTAIN = "America/New_York", "America/Chicago", "America/Denver"
PACIFIC, ARIZONA, ALEUTIAN = "America/Los_Angeles", "America/Phoenix", "America/Adak"
HAWAII = "Pacific/Honolulu"

# By postal code: the name, and the zone whose day ends last.
US_STATES = {
    "AL": ("Alabama", CENTRAL),
    "AK": ("Alaska", ALEUTIAN),
    "AZ": ("Arizona", ARIZONA),
    "AR": ("Arkansas", CENTRAL),
    "CA": ("California", PACIFIC),
    "CO": ("Colorado", MOUNTAIN),
    "CT": ("Connecticut", EASTERN),
    "DE": ("Delaware", EASTERN),
    "DC": ("District of Columbia", EASTERN),
    "FL": ("Florida", CENTRAL),
    "GA": ("Georgia", EASTERN),
    "HI": ("Hawaii", HAWAII),
    "ID": ("Idaho", PACIFIC),
    "IL": ("Illinois", CENTRAL),
    "IN": ("Indiana", CENTRAL),
    "IA": ("Iowa", CENTRAL),
    "KS": ("Kansas", MOUNTAIN),
    "KY": ("Kentucky", CENTRAL),
    "LA": ("Louisiana", CENTRAL),
    "ME": ("Maine", EASTERN),
    "MD": ("Maryland", EASTERN),
    "MA": ("Massachusetts", EASTERN),
    "MI": ("Michigan", CENTRAL),
    "MN": ("Minnesota", CENTRAL),
    "MS": ("Mississippi", CENTRAL),
    "MO": ("Missouri", CENTRAL),
    "MT": ("Montana", MOUNTAIN),
    "NE": ("Nebraska", MOUNTAIN),
    "NV": ("Nevada", PACIFIC),
    "NH": ("New Hampshire", EASTERN),
    "NJ": ("New Jersey", EASTERN),
    "NM": ("New Mexico", MOUNTAIN),
    "NY": ("New York", EASTERN),
    "NC": ("North Carolina", EASTERN),
    "ND": ("North Dakota", MOUNTAIN),
    "OH": ("Ohio", EASTERN),
    "OK": ("Oklahoma", CENTRAL),
    "OR": ("Oregon", PACIFIC),
    "PA": ("Pennsylvania", EASTERN),
    "RI": ("Rhode Island", EASTERN),
    "SC": ("South Carolina", EASTERN),
    "SD": ("South Dakota", MOUNTAIN),
    "TN": ("Tennessee", CENTRAL),
    "TX": ("Texas", MOUNTAIN),
    "UT": ("Utah", MOUNTAIN),
    "VT": ("Vermont", EASTERN),
    "VA": ("Virginia", EASTERN),
    "WA": ("Washington", PACIFIC),
    "WV": ("West Virginia", EASTERN),
    "WI": ("Wisconsin", CENTRAL),
    "WY": ("Wyoming", MOUNTAIN),
    "PR": ("Puerto Rico", "America/Puerto_Rico"),
    "VI": ("US Virgin Islands", "America/St_Thomas"),
    "GU": ("Guam", "Pacific/Guam"),
    "MP": ("Northern Mariana Islands", "Pacific/Saipan"),
    "AS": ("American Samoa", "Pacific/Pago_Pago"),
}

# The territories that are also countries in ISO 3166, so that an address may name them in either way.
US_TERRITORIES = frozenset({"PR", "VI", "GU", "MP", "AS"})

# How people write a state besides its name and code.
_OTHER_NAMES = {"WASHINGTONDC": "DC", "VIRGINISLANDS": "VI", "COMMONWEALTHOFTHENORTHERNMARIANAISLANDS": "MP"}


def zone_of_state(typed: str) -> str:
    """Return the zone of a state or territory from its name or postal code as people type them; "" for others."""
    code = state_code(typed)
    return US_STATES[code][1] if code else ""


def state_code(typed: str) -> str:
    """Return the postal code of a state or territory from its name or code as people type them; "" for others."""
    return _codes().get(_letters(typed), "")


@cache
def _codes() -> dict[str, str]:
    """Return the postal code of each state by its code and its names, in capital letters without spaces."""
    return {code: code for code in US_STATES} | {
        **{_letters(name): code for code, (name, _) in US_STATES.items()},
        **_OTHER_NAMES,
    }


def _letters(typed: str) -> str:
    """Return the Latin letters of a text as capitals."""
    return re.sub("[^A-Z]", "", code_form(typed))
