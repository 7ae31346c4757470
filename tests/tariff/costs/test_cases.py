"""Costs against a second calculation, written on its own, and against sums worked out by hand."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import cycle
from pathlib import Path

import pytest
from django.test import Client

from apps.core.embargoes import Embargo
from apps.tariff.costs import CostQuestion, RateUnit, TariffGoods, costs_of
from apps.tariff.costs.rates import rate_read
from apps.tariff.shipped import shipped_edition
from tests.tariff.costs.independent import EMBARGOED, Parcel, lines_of, work_out
from tests.tariff.excerpt import whole_load

BY_HAND = Path(__file__).with_name("by_hand.md")
VALUES = ("0", "0.49", "0.50", "1", "19.99", "60", "250", "799.99", "800", "800.01", "1500", "2499.50", "2500")
VALUES += ("2500.01", "2501", "9983.25", "10000", "187500", "250000")
_ORIGINS = "VN CN CN CN HK IN DE FR TW JP KR CH GB MX CA BR RU CU BD KE TR AU DO MX CA BY"
ORIGINS = _ORIGINS.split()
# Countries with a trade agreement, for which claims are drawn more often.
CLAIMING = ("KR", "MX", "CA", "AU", "DO")
MODES = ("air", "air", "post", "sea", "truck", "other")
# The days on which something changes, with the day before each.
CHANGES = (
    date(2025, 5, 2), date(2025, 8, 29), date(2025, 10, 1), date(2026, 1, 1), date(2026, 2, 24), date(2026, 7, 22),
    date(2026, 7, 24), date(2026, 10, 1),
)  # fmt: skip
DAYS = [day - timedelta(days=before) for day in CHANGES for before in (1, 0)] + [date(2026, 11, 28), date(2025, 3, 12)]
# Goods of the lists of China, of section 232 and of exceptions, beside those that come by chance.
LISTED = (
    "8507600010",
    "8507600020",
    "85076000",
    "6307909870",
    "8541100040",
    "6307909842",
    "6307909891",
    "63079098",
    "4015121010",
    "7323930080",
    "0901110015",
)
CASES = 400


@cache
def lines_of_the_tariff() -> list[dict[str, str]]:
    path, _day = shipped_edition()
    return list(lines_of(path))


def parcels(lines: Sequence[dict[str, str]], seed: int) -> list[Parcel]:
    """Draw cases: every day and value comes up, and each kind of rate more often than by chance."""
    draw = random.Random(seed)
    plain = [line for line in lines if re.fullmatch(r"[\d.]+%|Free", line["general"])]
    odd = [line for line in lines if line not in plain]
    listed = [{**draw.choice(plain), "code": code} for code in LISTED]
    goods = cycle([plain, odd, plain, listed])
    found = []
    for day, value, _number in zip(cycle(DAYS), cycle(VALUES), range(CASES), strict=False):
        line = draw.choice(next(goods))
        origin = draw.choice(ORIGINS)
        counted = {each.value: Fraction(draw.randrange(1, 90_000), 1000) for each in RateUnit if draw.random() < 0.8}
        found.append(
            Parcel(
                hs=line["code"],
                origin=origin,
                mode=draw.choice(MODES),
                value=Fraction(value),
                day=day,
                general=line["general"],
                special=line["special"],
                column_2=line["column_2"],
                counted=counted,
                claimed=draw.random() < (0.6 if origin in CLAIMING else 0.1),
            )
        )
    return found


def worked_out(parcel: Parcel) -> tuple[Fraction, Fraction | None]:
    """Return the least and the most that the program finds; nothing for goods under an embargo, which have no price."""
    question = CostQuestion(
        hs=parcel.hs,
        origin=parcel.origin,
        mode=parcel.mode,
        value=decimal(parcel.value),
        day=parcel.day,
        measured={each: decimal(parcel.counted[each.value]) for each in RateUnit if each.value in parcel.counted},
        preference=parcel.claimed,
    )
    costs = costs_of(question, TariffGoods(parcel.hs, parcel.hs, [], parcel.general, parcel.special, parcel.column_2))
    if isinstance(costs, Embargo):
        return Fraction(0), Fraction(0)
    return Fraction(costs.least), None if costs.most is None else Fraction(costs.most)


def decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def differences(cases: Sequence[Parcel]) -> list[tuple[Parcel, object, object]]:
    wrong = []
    for parcel in cases:
        expected = work_out(parcel)
        if (found := worked_out(parcel)) != (expected.least, expected.total):
            wrong.append((parcel, found, (expected.least, expected.total)))
    return wrong


@pytest.mark.slow
def test_hundreds_of_cases_over_the_whole_tariff_equal_the_second_calculation():
    cases = parcels(lines_of_the_tariff(), seed=19)

    assert differences(cases) == []
    assert len(cases) == CASES
    computed = [work_out(parcel) for parcel in cases]
    # Cases of each kind are among them: with one sum, with a lower and an upper one, and with none.
    assert sum(each.total == each.least for each in computed) >= 120
    assert sum(each.total is None for each in computed) >= 40
    assert sum(each.total is not None and each.total > each.least for each in computed) >= 40


@pytest.mark.slow
def test_the_public_answers_over_the_whole_tariff_equal_the_second_calculation():
    whole_load()
    lines = lines_of_the_tariff()
    wrong = []
    for drawn in parcels(lines, seed=21):
        line = next(line for line in lines if line["code"].startswith(drawn.hs))
        parcel = replace(drawn, **{name: line[name] for name in ("general", "special", "column_2")})
        answer = Client().get("/api/v1/costs", asked(parcel))
        expected = work_out(parcel)
        told = answer.json()
        if parcel.origin in EMBARGOED:
            if (answer.status_code, told["type"].rpartition("/")[2]) != (422, "embargo"):
                wrong.append((parcel, told, "embargo"))
        elif (read(told["total"]["least"]), read(told["total"]["most"])) != (expected.least, expected.total):
            wrong.append((parcel, told["total"], (expected.least, expected.total)))
    assert wrong == []


def asked(parcel: Parcel) -> dict[str, str]:
    """Return the question of the public API about a parcel."""
    counted = {name: str(decimal(number)) for name, number in parcel.counted.items()}
    return counted | {
        "hs": parcel.hs,
        "origin": parcel.origin,
        "mode": parcel.mode,
        "value": str(decimal(parcel.value)),
        "day": parcel.day.isoformat(),
        "preference": str(parcel.claimed).lower(),
    }


def read(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def test_the_rates_of_nearly_all_lines_of_the_tariff_are_computed():
    lines = [line for line in lines_of_the_tariff() if len(line["code"]) == 10]

    share = sum(rate_read(line["general"]) is not None for line in lines) / len(lines)
    print(f"{share:.4f} of {len(lines)} lines")  # noqa: T201 (the figure, with `pytest -s`)
    assert share >= 0.95


def rows_by_hand() -> list[dict[str, str]]:
    table = [line.strip("| \n").split("|") for line in BY_HAND.read_text().splitlines() if line.startswith("| ")]
    heading, _line, *rows = [[cell.strip() for cell in row] for row in table]
    return [dict(zip(heading, row, strict=True)) for row in rows]


@pytest.mark.parametrize("row", rows_by_hand(), ids=lambda row: f"{row['origin']} {row['rates']} {row['day']}")
def test_sums_worked_out_by_hand(row):
    rates = {"general": "", "special": "", "column_2": ""}
    for part in row["rates"].split("; "):
        name = next((each for each in ("special", "column 2") if part.startswith(each)), "")
        rates[name.replace(" ", "_") or "general"] = part.removeprefix(name).strip()
    names = {"kg": "weight_kg", "pieces": "quantity"}
    counted = {names[unit]: Fraction(number) for number, unit in re.findall(r"([\d.]+) (kg|pieces)", row["more"])}
    parcel = Parcel(
        hs=row["code"],
        origin=row["origin"],
        mode=row["mode"],
        value=Fraction(row["value"]),
        day=date.fromisoformat(row["day"]),
        counted=counted,
        claimed=row["more"] == "claimed",
        **rates,
    )
    least, _to, most = row["sum"].partition(" to ")
    expected = Fraction(least), Fraction(most or least)
    assert worked_out(parcel) == expected
    assert (work_out(parcel).least, work_out(parcel).total) == expected
