"""The published figures worked out anew by somebody who has the downloads alone, and how pages write them.

Uses nothing of `apps`: what is rounded where, and how, stands on the pages.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import sqrt
from typing import Any

# Wilson's interval with 95 % confidence, as the pages say.
Z = 1.959964
HUNDRED, THOUSANDTH, TEN_THOUSANDTH = 100, Decimal("0.001"), Decimal("0.0001")
type Line = Mapping[str, Any]


def lines_of(document: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Line]]:
    """Yield each line of an edition with its measure."""
    for measure in document["measures"]:
        for line in measure["lines"]:
            yield measure, line


def wilson(found: int, total: int) -> tuple[float, float]:
    """Return the interval of a share (E. B. Wilson, 1927)."""
    share = found / total
    middle = (share + Z**2 / (2 * total)) / (1 + Z**2 / total)
    half = Z / (1 + Z**2 / total) * sqrt(share * (1 - share) / total + Z**2 / (4 * total**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def shown(share: Fraction, target: Decimal | None = None, rounding: str = ROUND_HALF_UP) -> str:
    """Return a share as a page writes it: with one decimal, or as many as tell it from 0, 1 and its target."""
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    for places in range(3, 15):
        number = exact.quantize(Decimal(1).scaleb(-places), rounding)
        marks = [Decimal(0), Decimal(1), *([target] if target is not None else [])]
        if all((number > mark, number < mark) == (exact > mark, exact < mark) for mark in marks):
            return f"{(number * HUNDRED).normalize():f}%"
    raise AssertionError(share)


def figure(line: Line) -> str | None:
    """Return the words in which a page gives a share or a number; None for what the page says otherwise."""
    if line["value"] is None:
        return None
    if line["statistic"] == "share":
        target = Decimal(line["target"]) if line["target"] else None
        return shown(Fraction(int(line["numerator"]), int(line["denominator"])), target)
    amount = f"{int(Decimal(line['value'])):,}"
    return {"count": amount, "amount": f"${amount}", "estimate": f"${amount}"}.get(line["statistic"])


def interval(line: Line) -> str | None:
    """Return the words in which a page gives the range of a share; None where there is none."""
    if line["statistic"] != "share" or line["low"] is None:
        return None
    low, high = Fraction(line["low"]), Fraction(line["high"])
    return f"{shown(low, rounding=ROUND_FLOOR)} to {shown(high, rounding=ROUND_CEILING)}"


def differences(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an edition says otherwise than its own counts do."""
    for measure, line in lines_of(document):
        name = f"{document['edition']} {measure['code']}.{line['code']}"
        if line["withheld"]:
            if any(line[number] is not None for number in ("numerator", "denominator", "value", "low", "high")):
                yield f"{name}: withheld, and told"
            continue
        if line["value"] is None:
            continue
        value, target = Decimal(line["value"]), line["target"] and Decimal(line["target"])
        if line["statistic"] == "share":
            found, total = int(line["numerator"]), int(line["denominator"])
            low, high = wilson(found, total)
            if abs(Fraction(line["value"]) - Fraction(found, total)) > Fraction(1, 20_000):
                yield f"{name}: {value} is not {found} of {total}"
            if not -1e-9 <= low - float(line["low"]) <= 1e-4 or not -1e-9 <= float(line["high"]) - high <= 1e-4:
                yield f"{name}: {line['low']} to {line['high']}, and not {low} to {high}"
            value = Decimal(found) / Decimal(total)
        if target is not None:
            meets = value >= target if measure["direction"] == "higher" else value <= target
            if meets != line["meets_target"]:
                yield f"{name}: {value} against {target} is not {line['meets_target']}"
    yield from _sums(document)


def _sums(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield where parts do not add up to their whole, each number being rounded to the nearest five."""
    modes = {line["code"]: line for measure, line in lines_of(document) if measure["code"] == "low-value"}
    parts = [line["value"] for code, line in modes.items() if code != "all"]
    if modes and None not in parts and abs(sum(map(int, parts)) - int(modes["all"]["value"])) > 2.5 * (len(parts) + 1):
        yield f"{document['edition']}: modes do not add up"
    for table in document.get("tables", []):
        ports: dict[str, dict[str, int]] = {}
        for row in table["rows"]:
            ports.setdefault(row["port"], {})[row["mode"]] = int(row["parcels"])
        for port, cells in ports.items():
            of_modes = [number for mode, number in cells.items() if mode != "all"]
            if "all" in cells and sum(of_modes) > cells["all"] + 2.5 * (len(of_modes) + 1):
                yield f"{document['edition']} {port}: modes are more than all"


def rows_of(table: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
