"""The notations of days and numbers in files, and their conversion to the ledger's own form."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.ledger.files.meanings import Meaning
from apps.ledger.schema import FieldKind, names_of
from apps.ledger.vocabulary import DayOrder, DecimalSign

AMOUNTS = names_of(FieldKind.AMOUNT)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
# For each decimal sign: numbers with grouped thousands or with the sign, and numbers that certainly have the sign.
_WRITTEN = {
    ".": re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?"),
    ",": re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?|\d+,\d+"),
}
_CERTAIN = {".": re.compile(r".*\.\d{1,2}"), ",": re.compile(r".*,\d{1,2}")}
_OTHER = {".": ",", ",": "."}
_LAST_MONTH = 12


@dataclass(frozen=True)
class WrittenMeaning(Meaning):
    """The meaning of a file whose days and numbers are written in a given notation."""

    day_order: str
    decimal_sign: str

    def shipment(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the raw shipment of a line, with its day and amounts in the ledger's form."""
        raw = super().shipment(values)
        if isinstance(day := raw.get("date"), str):
            raw["date"] = day_of(day, self.day_order)
        for name in AMOUNTS:
            if isinstance(amount := raw.get(name), str):
                raw[name] = number_of(amount, self.decimal_sign)
        return raw


def day_of(text: str, order: str) -> str:
    """Return a date in ISO form, without the time of day; return a text in another order unchanged."""
    day, _space, _time = text.strip().partition(" ")
    if match := _YEAR_FIRST.fullmatch(day):
        year, month, date = match.groups()
    elif order != DayOrder.YEAR_FIRST and (match := _YEAR_LAST.fullmatch(day)):
        first, second, year = match.groups()
        date, month = (first, second) if order == DayOrder.DAY_FIRST else (second, first)
    else:
        return text
    return f"{year}-{month:0>2}-{date:0>2}"


def number_of(text: str, sign: str) -> str:
    """Return a number with a point and without grouping; return a text with another decimal sign unchanged."""
    number = text.strip()
    return number.replace(_OTHER[sign], "").replace(sign, ".") if _WRITTEN[sign].fullmatch(number) else text


def day_order_guess(days: Iterable[str]) -> DayOrder:
    """Guess the order that fits all of these dates; return year first where two orders are possible."""
    parts = [match.groups() for day in days if (match := _YEAR_LAST.fullmatch(day.strip().partition(" ")[0]))]
    day_first = any(int(first) > _LAST_MONTH for first, _second, _year in parts)
    month_first = any(int(second) > _LAST_MONTH for _first, second, _year in parts)
    if day_first == month_first:
        return DayOrder.YEAR_FIRST
    return DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST


def decimal_sign_guess(numbers: Iterable[str]) -> DecimalSign:
    """Guess the decimal sign: the comma if some numbers certainly have a comma and none has a point."""
    numbers = [number.strip() for number in numbers]
    commas, points = (any(map(_CERTAIN[sign].fullmatch, numbers)) for sign in (",", "."))
    return DecimalSign.COMMA if commas and not points else DecimalSign.POINT
