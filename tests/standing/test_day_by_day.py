"""A year of real declarations: recorded day by day, with everybody who is due evaluated each day, or all at once."""

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.evaluation.services import evaluate_due, evaluate_shippers
from apps.events.models import Event
from apps.ledger.models import Case, Parcel, ProgramEntry, Seller, Tally
from apps.standing.models import Change
from tests.ledger.conftest import assert_consistent
from tests.outbox import deliver

DATA = Path(os.environ.get("KNOWN_SHIPPER_DATA", "../shared/data"))
FIELDS = {
    "reference": "Declaration ID",
    "date": "Date",
    "seller": "Seller ID",
    "hs": "HS6 Code",
    "origin": "Country of Origin",
    "value": "Item Price",
    "weight_kg": "Net Mass",
}
OPTIONS = [
    *("--source", "kcs", "--enroll"),
    *(part for name, column in FIELDS.items() for part in ("--map", f"{name}={column}")),
    *("--set", "currency=KRW", "--set", "examined=true"),
    *("--outcome", "Critical Fraud:1=undervaluation", "--outcome", "Critical Fraud:2=counterfeit"),
]
EVERYONE = 20_000


@dataclass(frozen=True, slots=True)
class Program:
    """The ledger and the last evaluations of a program, by the codes of the reporter, so that two can be compared."""

    parcels: set[tuple[Any, ...]]
    tallies: set[tuple[Any, ...]]
    cases: set[tuple[Any, ...]]
    entries: set[tuple[Any, ...]]
    answers: dict[str, tuple[Any, ...]]


type Day = tuple[date, list[Mapping[str, str]]]


def declared() -> Iterator[Day]:
    """Yield the lines of each day."""
    with (DATA / "declarations" / "declarations_2020.csv").open() as file:
        for day, lines in groupby(csv.DictReader(file), key=lambda line: date.fromisoformat(line["Date"])):
            yield day, list(lines)


def load(lines: Sequence[Mapping[str, str]], folder: Path) -> None:
    file = folder / "declarations.csv"
    with file.open("w", newline="") as target:
        writer = csv.DictWriter(target, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    call_command("import_history", str(file), *OPTIONS, "--rejected", str(folder / "rejected.csv"), stdout=StringIO())


def program(last: date) -> Program:
    """Evaluate everybody on the last day, and return what the program holds then."""
    codes = dict(Seller.objects.filter(source="kcs").values_list("shipper", "code"))
    with clock.at(clock.end_of(last)):
        evaluate_shippers(shipper_ids=sorted(codes))
    latest = Evaluation.objects.order_by("shipper", "-pk").distinct("shipper")
    return Program(
        set(Parcel.objects.values_list("reference", "seller__code", "date", "value", "examined")),
        set(Tally.objects.values_list("seller__code", "month", "shipments", "evidence", "examined", "value")),
        set(Case.objects.values_list("reference", "seller__code")),
        {(codes[shipper], *rest) for shipper, *rest in ProgramEntry.objects.values_list("shipper", "kind", "date")},
        {codes[shipper]: tuple(rest) for shipper, *rest in latest.values_list("shipper", "enter", "keep", "suspend")},
    )


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is absent (KNOWN_SHIPPER_DATA names it)")
@pytest.mark.parametrize("count", [7, pytest.param(366, marks=pytest.mark.soak)])
def test_declarations_of_a_year_day_by_day_lead_to_the_same_as_one_load(tmp_path: Path, count: int) -> None:
    days = list(islice(declared(), count))
    last = days[-1][0]
    with transaction.atomic():
        with clock.at(clock.end_of(last)):
            load([line for _day, lines in days for line in lines], tmp_path)
        at_once = program(last)
        transaction.set_rollback(True)

    for day, lines in days:
        with clock.at(clock.end_of(day)):
            load(lines, tmp_path)
            evaluate_due(limit=EVERYONE)
            deliver()
    assert program(last) == at_once
    assert_consistent()
    changes = list(Change.objects.values_list("pk", "reasons"))
    told = Event.objects.filter(kind="standing.changed", subject_type="change")
    assert len(changes) >= len(at_once.answers)
    assert sorted(told.values_list("subject_id", flat=True)) == sorted(pk for pk, _reasons in changes)
    assert all(reasons for _pk, reasons in changes)
