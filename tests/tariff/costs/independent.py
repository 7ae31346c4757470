"""A second calculation of costs, which shares no code with the first, and only the files of codes.

It follows the sources that `docs/operators.md` names: it reads the file of the tariff itself, holds its own table of
what changed on which day, and counts in fractions of a cent. Amounts are kept in four groups: the duty of the
tariff, what is added to it, the fee of an entry, and the fee of harbors.
"""

import csv
import lzma
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from django.conf import settings

LISTS = settings.BASE_DIR / "apps" / "tariff" / "costs" / "lists"
_EUROPE = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_TEN = (
    "Argentina Bangladesh Cambodia Canada Ecuador El-Salvador Guatemala Honduras India Indonesia Jordan Malaysia "
    "Mexico Pakistan Sri-Lanka United-Kingdom Trinidad-and-Tobago"
)
# The other economies of the investigation, in its order.
_OTHERS = (
    "DZ AO AU BS BH BR CL CN CO CR DO EG GY HK IQ IL KZ KW LY MA NZ NI NG NO OM PE PH QA RU SA SG ZA TH TR AE UY VE VN"
)
EUROPE, TEN, OTHERS = _EUROPE.split(), _TEN.split(), _OTHERS.split()
CODES = {
    "Argentina": "AR", "Bangladesh": "BD", "Cambodia": "KH", "Canada": "CA", "Ecuador": "EC", "El-Salvador": "SV",
    "Guatemala": "GT", "Honduras": "HN", "India": "IN", "Indonesia": "ID", "Jordan": "JO", "Malaysia": "MY",
    "Mexico": "MX", "Pakistan": "PK", "Sri-Lanka": "LK", "United-Kingdom": "GB", "Trinidad-and-Tobago": "TT",
}  # fmt: skip
EXCEPTED_BY_COUNTRY = {"AR", "BD", "KH", "EC", "SV", "GT", "ID", "JO", "MY", "CH", "TW", "GB", *EUROPE}
# An agreement, its letters in the special column, and its countries.
AGREEMENTS = {
    **{code: {code} for code in ("AU", "BH", "CL", "CO", "IL", "JO", "JP", "KR", "MA", "OM", "PA", "PE", "SG")},
    "S": {"CA", "MX"},
    "P": {"CR", "DO", "SV", "GT", "HN", "NI"},
}
# 31 CFR parts 510, 515 and 560.
EMBARGOED = ("CU", "IR", "KP")
UNKNOWN = None
PIECES = {"": 1, "each": 1, "no": 1, "head": 1, "pr": 1, "prs": 1, "doz": 12, "doz. pr": 12, "doz. prs": 12}
PIECES |= {"gross": 144, "1000": 1000, "thousand": 1000}


@cache
def _read(name: str) -> list[str]:
    return (LISTS / f"{name}.txt").read_text().split()


@dataclass(frozen=True)
class Parcel:
    hs: str
    origin: str
    mode: str
    value: Fraction
    day: date
    general: str
    special: str = ""
    column_2: str = ""
    counted: dict[str, Fraction] = field(default_factory=dict)
    claimed: bool = False


@dataclass
class Result:
    """The sum of each group that is owed for sure, and at most; None where a group can't be computed."""

    sure: dict[str, Fraction | None] = field(default_factory=dict)
    most: dict[str, Fraction | None] = field(default_factory=dict)

    def add(self, group: str, cents: Fraction | None, *, sure: bool = True) -> None:
        if cents is UNKNOWN:
            self.most[group] = UNKNOWN
            self.sure.setdefault(group, Fraction(0))
            return
        self.sure[group] = (self.sure.get(group) or Fraction(0)) + (cents if sure else 0)
        if self.most.get(group, Fraction(0)) is not UNKNOWN:
            self.most[group] = (self.most.get(group) or Fraction(0)) + cents

    @property
    def least(self) -> Fraction:
        return sum((cents or Fraction(0) for cents in self.sure.values()), Fraction(0)) / 100

    @property
    def total(self) -> Fraction | None:
        if UNKNOWN in self.most.values():
            return UNKNOWN
        return sum((cents or Fraction(0) for cents in self.most.values()), Fraction(0)) / 100


def lines_of(path: Path) -> Iterator[dict[str, str]]:
    """Yield the lines of a tariff that have a general rate, with ten digits, or with eight that no line divides."""
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    rates = {}
    for line in lines:
        line["code"] = re.sub(r"\D", "", line["code"])
        if len(line["code"]) == 8:
            rates[line["code"]] = line
    divided = {line["code"][:8] for line in lines if len(line["code"]) == 10}
    for line in lines:
        if line["code"] >= "98" or len(line["code"]) not in (8, 10) or line["code"] in divided:
            continue
        above = rates.get(line["code"][:8], {})
        names = ("general", "special", "column_2")
        whole = {name: " ".join((line[name] or above.get(name, "")).split()) for name in names}
        if whole["general"]:
            yield {**whole, "code": line["code"]}


def round_half_up(number: Fraction) -> int:
    return int((2 * number + 1) // 2)


def work_out(parcel: Parcel) -> Result:
    """Work out what a parcel owes. Goods of countries under an embargo have no amounts."""
    if parcel.origin in EMBARGOED:
        return Result()
    result, small, day = Result(), parcel.value <= 800, parcel.day
    ended = date(2025, 5, 2) if parcel.origin in ("CN", "HK") else date(2025, 8, 29)
    if small and day < ended:
        result.add("duty", Fraction(0))
        return result
    dollars = round_half_up(parcel.value)
    if parcel.mode == "post" and small and day < date(2026, 7, 24):
        emergency = day < date(2026, 2, 24)
        result.add("added", UNKNOWN if emergency else Fraction(10 * dollars))
        return result
    duty = _duty(parcel, dollars)
    result.add("duty", duty)
    _add(result, parcel, dollars, duty)
    formal = parcel.value > 2500
    if formal or parcel.mode != "post":
        october = [(date(2026, 10, 1), 277, 3458, 67086), (date(2025, 10, 1), 269, 3358, 65150)]
        october.append((date(2024, 10, 1), 262, 3271, 63462))
        _first, informal, least, most = next(each for each in october if day >= each[0])
        fee = max(least, min(most, round_half_up(Fraction(3464, 10_000) * dollars))) if formal else informal
        result.add("entry", Fraction(fee), sure=not parcel.claimed)
    if parcel.mode == "sea":
        result.add("harbor", Fraction(round_half_up(Fraction(dollars, 8))), sure=formal)
    return result


def _duty(parcel: Parcel, dollars: int) -> Fraction | None:
    text = parcel.general
    if parcel.origin in ("RU", "BY"):
        text = parcel.column_2
    elif parcel.claimed:
        # Each group of the column: a rate, and in brackets the letters of its programs.
        pieces = re.split(r"[()]", parcel.special)
        for rate, letters in zip(pieces[::2], pieces[1::2], strict=False):
            for letter in re.split(r"\s*,\s*", letters.strip()):
                if parcel.origin in AGREEMENTS.get(letter, ()):
                    text = rate.strip()
                    break
            else:
                continue
            break
    if text.lower() == "free":
        return Fraction(0)
    cents = Fraction(0)
    for part in text.replace("²", "2").split("+"):
        if (each := _part(part.strip().lower(), parcel, dollars)) is UNKNOWN:
            return UNKNOWN
        cents += each
    return Fraction(round_half_up(cents))


def _part(part: str, parcel: Parcel, dollars: int) -> Fraction | None:
    if part.endswith("%") and re.fullmatch(r"[\d.]+ *%", part):
        return Fraction(part.rstrip("% ")) * dollars
    match = re.fullmatch(r"(\$?) *([\d.]+) *(¢?) *(?:/ *)?(.+)", part)
    if not match or bool(match[1]) == bool(match[3]):
        return UNKNOWN
    cents = Fraction(match[2]) * (100 if match[1] else 1)
    unit = re.sub(r"\.? +", ". ", match[4]).strip(" .")
    if unit in ("kg", "t"):
        name, size = "weight_kg", 1000 if unit == "t" else 1
    elif unit in PIECES:
        name, size = "quantity", PIECES[unit]
    elif unit in ("liter", "m2"):
        name, size = {"liter": "liters", "m2": "square_meters"}[unit], 1
    else:
        return UNKNOWN
    if name not in parcel.counted:
        return UNKNOWN
    units = parcel.counted[name] / size
    units = Fraction(round_half_up(units)) if cents <= 100 else Fraction(round_half_up(units * 100), 100)
    return units * cents


def _add(result: Result, parcel: Parcel, dollars: int, duty: Fraction | None) -> None:
    hs, origin, day = parcel.hs, parcel.origin, parcel.day

    def listed(*names: str) -> bool:
        return any(hs.startswith(code) for name in names for code in _read(name))

    def partly(*names: str) -> bool:
        return any(code.startswith(hs) and code != hs for name in names for code in _read(name))

    def share(percent: str) -> Fraction:
        return Fraction(round_half_up(Fraction(percent) * dollars))

    metals = listed("section_232") or partly("section_232")
    if metals:
        result.add("added", UNKNOWN)
    if origin == "CN":
        for percent, doubtful in _china(hs, day, listed):
            result.add("added", share(percent), sure=not doubtful)
    treaty = parcel.claimed and origin in ("CA", "MX")
    if date(2026, 2, 24) <= day < date(2026, 7, 24) and not treaty and not listed("section_122_exceptions"):
        textiles = parcel.claimed and origin in AGREEMENTS["P"]
        result.add("added", share("10"), sure=not metals and not textiles and not partly("section_122_exceptions"))
    single = (
        "08059001 08119080 12073000 12074000 12075000 12076000 12079903 19059010 19059090 20089921 20093160 20098970"
    )
    doubtful = metals or listed("section_301_2026_exceptions") or partly("section_301_2026_exceptions")
    doubtful = (
        doubtful or hs[:4] in ("0201", "0202") or hs[:8] in f"{single} 20099040 21069099 33012951 44123357".split()
    )
    excepted, in_part = listed("section_301_note_52b"), partly("section_301_note_52b")
    if origin == "BR" and day >= date(2026, 7, 22):
        result.add("added", share("25"), sure=not (doubtful or excepted or in_part))
    if day < date(2026, 7, 24) or treaty or excepted:
        return
    doubtful = doubtful or in_part or origin in EXCEPTED_BY_COUNTRY
    flat = {**dict.fromkeys((CODES[name] for name in TEN), "10"), **dict.fromkeys(OTHERS, "12.5")}
    ceiling = {**dict.fromkeys([*EUROPE, "TW"], "10"), **dict.fromkeys(["JP", "KR", "CH"], "12.5")}
    if origin in flat:
        result.add("added", share(flat[origin]), sure=not doubtful)
    elif origin in ceiling:
        lifted = UNKNOWN if duty is UNKNOWN else max(Fraction(0), share(ceiling[origin]) - duty)
        result.add("added", lifted, sure=not doubtful)


def _china_of_2025(hs: str, masks: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield what held in 2025 alone: the table of 89 FR 76581, pages 76591 and after, gives another rate for 2026."""
    if hs in masks or hs == "63079098":
        yield "25", hs == "63079098"
    if hs in ("8507600010", "85076000"):
        yield "25", hs == "85076000"
    if hs in ("8507600020", "85076000"):
        yield "7.5", hs == "85076000"
    if hs[:8] == "40151210":
        yield "50", False


def _china(hs: str, day: date, listed: object) -> Iterator[tuple[str, bool]]:
    """Yield the percentages of the lists of China, and whether only some goods of the code owe them."""
    masks = ("6307909842", "6307909844", "6307909850", "6307909870", "6307909875")
    if listed("section_301_list_1") or listed("section_301_list_2") or listed("section_301_raised_25"):
        yield "25", False
    if listed("section_301_list_3_to_49", "section_301_list_3_from_50"):
        yield "25", False
    but = {
        "49019900": ("40",), "85176200": ("10", "20"), "94016960": ("11", "31"),
        "94017100": ("01", "05", "06", "08", "11", "31"), "63079098": tuple(mask[8:] for mask in masks),
    }  # fmt: skip
    if listed("section_301_list_4a"):
        yield "7.5", False
    elif hs[:8] in but and hs[8:] not in but[hs[:8]]:
        yield "7.5", len(hs) == 8
    if hs[:8] in ("85414200", "85414300"):
        yield "50", False
    raised = "87024031 87024061 87029031 87029061 87036000 87037000 87038000 87039001 90183100 90183200"
    if hs[:8] in raised.split():
        yield "100", False
    chips = "85411000 85412100 85412900 85413000 85414910 85414970 85414980 85414995 85415100 85415900 85419000"
    if hs[:8] in [*chips.split(), "28046100", "38180000"] or re.match("8542(31|32|33|39|90)00", hs):
        yield "50", False
    if hs[:8] in ("81019400", "81019910", "81019980"):
        yield "25", False
    if day.year == 2025:
        yield from _china_of_2025(hs, masks)
    if day.year >= 2026:
        if hs[:8] in ("25041010", "25041050", "25049000", "85051100", "85076000"):
            yield "25", False
        if hs in masks or hs == "63079098":
            yield "50", hs == "63079098"
        if hs[:8] == "40151210":
            yield "100", False
