"""The table of added duties: what is owed beside the tariff's own rate, by origin, goods and day.

The table was last checked on `CHECKED` and holds nothing that was announced later. Whoever changes the table reads the
text of the measure at its source first, adds a row or ends one by its last day, and changes no row that was in force:
an answer for a past day stays the answer. `lists/` holds the codes that a text enumerates, of eight digits or ten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.tariff.citations import Law
from apps.tariff.costs import laws

VERSION = 2
# The last day up to which the acts of the President and the notices of duties were read.
CHECKED = date(2026, 8, 20)
_LISTS = Path(__file__).parent / "lists"


class DutyKind(StrEnum):
    """How a measure adds: its rate to the duty, or as much as lifts the duty to its rate."""

    ADDED = "added"
    TOP_UP = "top_up"


@dataclass(frozen=True, slots=True)
class AddedDuty:
    """An added duty. `rate` is in percent of the value; `last` is None while no end is known.

    `origins` is None for all countries. `goods` and `but` are lists of codes, as names of files in `lists/` or as
    codes; no `goods` stands for all. `exceptions` are goods that owe nothing, `possible_exceptions` goods that may owe
    nothing: the text has an exception for a use, or a list that this table does not hold, as for `possible_origins`.
    `unless_claimed` are countries whose goods owe nothing if the rate of a trade agreement is claimed for them, and
    `possibly_unless_claimed` those of whose goods only some owe nothing then.
    `beside_232` tells whether goods owe the duty that owe a duty under section 232, too.
    """

    key: str
    name: Promise
    law: Law
    rate: Decimal
    first: date
    last: date | None = None
    kind: DutyKind = DutyKind.ADDED
    origins: frozenset[str] | None = None
    goods: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    possible_exceptions: tuple[str, ...] = ()
    possible_origins: frozenset[str] = frozenset()
    unless_claimed: frozenset[str] = frozenset()
    possibly_unless_claimed: frozenset[str] = frozenset()
    beside_232: bool = False


@cache
def codes_of(names: tuple[str, ...]) -> frozenset[str]:
    """Return the codes of lists, each given as the name of a file or as a code."""
    given = [name for name in names if name.isdecimal()]
    for name in names:
        if not name.isdecimal():
            given += (_LISTS / f"{name}.txt").read_text().split()
    return frozenset(given)


def has_code(names: tuple[str, ...], code: str) -> bool:
    """Tell whether lists have a code or a beginning of the code."""
    codes = codes_of(names)
    return any(code[:length] in codes for length in range(4, len(code) + 1))


def has_part(names: tuple[str, ...], code: str) -> bool:
    """Tell whether lists have a longer code that begins with a code, and so a part of its goods."""
    return any(listed.startswith(code) and listed != code for listed in codes_of(names))


def _countries(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CHINA = _countries("CN")
_EU = _countries("AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")
_USMCA = _countries("CA MX")
# The memorandum lists economies by the rate, and the rest as "all other investigated economies".
_TEN = _countries("AR BD KH CA EC SV GT HN IN ID JO MY MX PK LK GB TT")
_TEN_IN_ALL = _EU | {"TW"}
_TWELVE_IN_ALL = _countries("JP KR CH")
_TWELVE = _countries(
    "DZ AO AU BS BH BR CL CN CO CR DO EG GY HK IQ IL KZ KW LY MA NZ NI NG NO OM PE PH QA RU SA SG ZA TH TR AE UY VE VN"
)
# Economies of whose goods the annex excepts some by lists of their own (section 1(b)(v) of the memorandum).
_OWN_LISTS = _EU | _countries("AR BD KH EC SV GT ID JO MY CH TW GB")
_RAISED_100 = (
    *("87024031", "87024061", "87029031", "87029061", "87036000"),
    *("87037000", "87038000", "87039001", "90183100", "90183200"),
)
_RAISED_50_2025 = (
    *("28046100", "38180000", "85411000", "85412100", "85412900", "85413000", "85414910", "85414970", "85414980"),
    *("85414995", "85415100", "85415900", "85419000", "85423100", "85423200", "85423300", "85423900", "85429000"),
)
_MASKS = ("6307909842", "6307909844", "6307909850", "6307909870", "6307909875")
_VEHICLE_BATTERIES, _OTHER_BATTERIES = ("8507600010",), ("8507600020",)
_MEDICAL_GLOVES = ("40151210",)
_RAISED_25_2026 = ("25041010", "25041050", "25049000", "85051100", "85076000")
# U.S. note 20(s)(ii): goods of a subheading, except for those of some statistical numbers.
_PART_OF_4A = ("49019900", "85176200", "94016960", "94017100", "63079098")
_NOT_4A = (
    *("4901990040", "8517620010", "8517620020", "9401696011", "9401696031", "9401710001", "9401710005", "9401710006"),
    *("9401710008", "9401710011", "9401710031", *_MASKS),
)
# Beef, of which some codes stand in U.S. note 52(b): the copy that was read lacks the beginning of the note. Then goods
# that are excepted for a use: in aircraft, in medicines, or single goods of U.S. note 52(c).
_POSSIBLE = (
    *(
        "0201",
        "0202",
        "section_301_2026_exceptions",
        "08059001",
        "08119080",
        "12073000",
        "12074000",
        "12075000",
        "12076000",
        "12079903",
    ),
    *("19059010", "19059090", "20089921", "20093160", "20098970", "20099040", "21069099", "33012951", "44123357"),
)
_FORCED_LABOR_NAME = _lazy("Section 301 duty on goods of 60 economies, over forced labor")
_CHINA_NAME = _lazy("Section 301 duty on goods of China")


def _china(
    key: str,
    law: Law,
    rate: str,
    first: date,
    goods: tuple[str, ...],
    *,
    but: tuple[str, ...] = (),
    last: date | None = None,
) -> AddedDuty:
    return AddedDuty(
        key, _CHINA_NAME, law, Decimal(rate), first, last, origins=_CHINA, goods=goods, but=but, beside_232=True
    )


def _forced_labor(key: str, rate: str, origins: frozenset[str], kind: DutyKind = DutyKind.ADDED) -> AddedDuty:
    return AddedDuty(
        key,
        _FORCED_LABOR_NAME,
        laws.FORCED_LABOR,
        Decimal(rate),
        date(2026, 7, 24),
        kind=kind,
        origins=origins,
        exceptions=("section_301_note_52b",),
        possible_exceptions=_POSSIBLE,
        possible_origins=_OWN_LISTS,
        unless_claimed=_USMCA,
    )


MEASURES: Sequence[AddedDuty] = (
    _china("china_list_1", laws.CHINA_LIST_1, "25", date(2018, 7, 6), ("section_301_list_1",)),
    _china("china_list_2", laws.CHINA_LIST_2, "25", date(2018, 8, 23), ("section_301_list_2",)),
    _china(
        "china_list_3",
        laws.CHINA_LIST_3,
        "25",
        date(2019, 5, 10),
        ("section_301_list_3_to_49", "section_301_list_3_from_50"),
    ),
    _china(
        "china_list_4a",
        laws.CHINA_LIST_4A,
        "7.5",
        date(2020, 2, 14),
        ("section_301_list_4a", *_PART_OF_4A),
        but=_NOT_4A,
    ),
    # Raised or replaced on January 1, 2026: the copies of the lists that were read are those of 2026.
    _china(
        "china_list_4a_to_2025", laws.CHINA_LIST_4A, "7.5", date(2020, 2, 14), _OTHER_BATTERIES, last=date(2025, 12, 31)
    ),
    # All but disposable masks owed it since September 27, 2024. No answer is for a day before 2025.
    _china(
        "china_raised_25_in_2025",
        laws.CHINA_RAISED,
        "25",
        date(2025, 1, 1),
        (*_MASKS, *_VEHICLE_BATTERIES),
        last=date(2025, 12, 31),
    ),
    _china(
        "china_raised_50_in_2025", laws.CHINA_RAISED, "50", date(2025, 1, 1), _MEDICAL_GLOVES, last=date(2025, 12, 31)
    ),
    _china("china_raised_25", laws.CHINA_RAISED, "25", date(2024, 9, 27), ("section_301_raised_25",)),
    _china("china_raised_50", laws.CHINA_RAISED, "50", date(2024, 9, 27), ("85414200", "85414300")),
    _china("china_raised_100", laws.CHINA_RAISED, "100", date(2024, 9, 27), _RAISED_100),
    _china("china_raised_50_2025", laws.CHINA_RAISED, "50", date(2025, 1, 1), _RAISED_50_2025),
    _china("china_raised_25_2025", laws.CHINA_RAISED, "25", date(2025, 1, 1), ("81019400", "81019910", "81019980")),
    _china("china_raised_25_2026", laws.CHINA_RAISED, "25", date(2026, 1, 1), _RAISED_25_2026),
    _china("china_raised_50_2026", laws.CHINA_RAISED, "50", date(2026, 1, 1), _MASKS),
    _china("china_raised_100_2026", laws.CHINA_RAISED, "100", date(2026, 1, 1), _MEDICAL_GLOVES),
    AddedDuty(
        "surcharge",
        _lazy("Temporary import surcharge"),
        laws.SURCHARGE,
        Decimal(10),
        date(2026, 2, 24),
        # It ended at 12:01 a.m. on July 24.
        date(2026, 7, 23),
        exceptions=("section_122_exceptions",),
        unless_claimed=_USMCA,
        # Textiles and apparel under the agreement with the Dominican Republic and Central America.
        possibly_unless_claimed=_countries("CR DO GT HN NI SV"),
    ),
    AddedDuty(
        "brazil",
        _lazy("Section 301 duty on goods of Brazil"),
        laws.BRAZIL,
        Decimal(25),
        date(2026, 7, 22),
        origins=_countries("BR"),
        possible_exceptions=("section_301_note_52b", *_POSSIBLE),
    ),
    _forced_labor("forced_labor_10", "10", _TEN),
    _forced_labor("forced_labor_10_in_all", "10", _TEN_IN_ALL, DutyKind.TOP_UP),
    _forced_labor("forced_labor_12", "12.5", _TWELVE),
    _forced_labor("forced_labor_12_in_all", "12.5", _TWELVE_IN_ALL, DutyKind.TOP_UP),
)

# Goods that may owe a duty under section 232, whose rates this table does not hold: the lists of 2026 on metals,
# vehicles, wood and chips, and the headings of metals, medicines, drones and solar cells, whose lists change often.
SECTION_232 = ("section_232",)
# Before April 6, 2026, the duties on metals were on the chapters of steel and aluminum and on the metal in other goods.
SECTION_232_FIRST = date(2025, 3, 12)
# The days on which duties under the International Emergency Economic Powers Act were collected. The Supreme Court held
# on February 20, 2026, that the act gives no such power.
EMERGENCY_FIRST, EMERGENCY_LAST = date(2025, 2, 4), date(2026, 2, 23)

NOT_HELD: Sequence[Promise] = (
    _lazy("antidumping and countervailing duties, which depend on the maker"),
    _lazy("the amounts of duties under section 232, for example on metals, vehicles, medicines and drones"),
    _lazy("exclusions of single products from the section 301 duties, and of goods on the way when a duty began"),
    _lazy("quotas, safeguard duties, the duties of August 2026 on some goods of Canada and those on goods of Russia"),
    _lazy("duties that courts have stopped or that began after the table was last checked"),
)
