"""A register is loaded line by line, any number of times and in any order, and nothing is lost unsaid."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.screening.registers.models import RegisterEntry, RegisterLoad
from tests.screening.registers.gleif import COLUMNS, content, lei_of, line

type Loader = Callable[..., dict[str, Any]]


@pytest.fixture
def load(tmp_path: Path) -> Loader:
    """Load lines, or the bytes of a file, by the command; return the figures."""

    def loaded(lines: list[dict[str, str]] | bytes, name: str = "lei.csv", **options: Any) -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(lines if isinstance(lines, bytes) else content(lines))
        told = io.StringIO()
        rejected = tmp_path / "rejected.csv"
        call_command("register_load", path, source="gleif", rejected=rejected, json=True, stdout=told, **options)
        return json.loads(told.getvalue())

    return loaded


def figures(read: int, added: int, changed: int, unchanged: int, rejected: int) -> dict[str, int]:
    return {"read": read, "added": added, "changed": changed, "unchanged": unchanged, "rejected": rejected}


def test_a_file_is_added_once_and_changes_are_taken_over(load: Loader) -> None:
    first = load([line(1), line(2), line(3)])
    assert first == figures(3, 3, 0, 0, 0) | {"as_of": "2026-03-01", "rejected_lines": None}
    assert load([line(1), line(2), line(3)]).items() >= figures(3, 0, 0, 3, 0).items()
    moved = line(2, City="Sparks", LastUpdateDate="2026-04-01T00:00:00Z")
    assert load([moved, line(4)]).items() >= figures(2, 1, 1, 0, 0).items()
    assert dict(RegisterEntry.objects.values_list("number", "city")) == {
        lei_of(1): "Reno",
        lei_of(2): "Sparks",
        lei_of(3): "Reno",
        lei_of(4): "Reno",
    }
    assert [load.as_of for load in RegisterLoad.objects.order_by("pk")][-1] == date(2026, 3, 31), "the day in New York"


def test_an_older_file_changes_nothing_that_is_newer(load: Loader) -> None:
    load([line(1, City="Sparks", LastUpdateDate="2026-04-01T00:00:00Z")])
    assert load([line(1)]).items() >= figures(1, 0, 0, 1, 0).items()
    assert RegisterEntry.objects.get().city == "Sparks"


def test_of_two_lines_of_one_number_the_later_change_counts(load: Loader) -> None:
    later = line(1, City="Sparks", LastUpdateDate="2026-04-01T00:00:00Z")
    assert load([later, line(1)]).items() >= figures(2, 1, 0, 1, 0).items()
    assert RegisterEntry.objects.get().city == "Sparks"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"LEI": lei_of(1)[:-1] + "0"}, "check digits"),
        ({"LegalName": " "}, "Entity.LegalName is missing"),
        ({"LegalName": "Blue\u202eKite"}, "Entity.LegalName is missing"),
        ({"Country": "ZZ"}, "not the code of a country"),
        ({"LastUpdateDate": "yesterday"}, "not a date and time"),
        ({"NextRenewalDate": "2026-02-30"}, "not a date and time"),
        ({"RegistrationStatus": ""}, "RegistrationStatus is missing"),
    ],
)
def test_a_line_that_is_wrong_is_rejected_with_its_number_and_the_reason(
    load: Loader, tmp_path: Path, changed: dict[str, str], reason: str
) -> None:
    told = load([line(7), line(8, **changed)])
    assert told.items() >= figures(2, 1, 0, 0, 1).items()
    assert told["rejected_lines"] == str(tmp_path / "rejected.csv")
    header, rejected = (tmp_path / "rejected.csv").read_text().splitlines()
    assert header.lstrip("\ufeff").startswith("line,reason,LEI")
    assert rejected.startswith("3,")
    assert reason in rejected


def test_lines_that_are_no_csv_take_nothing_that_follows(load: Loader) -> None:
    whole = content([line(1), line(2)]).splitlines(keepends=True)
    told = load(b"".join([whole[0], b"a,b\n", b"\xff" + whole[1][1:], whole[2], b"\n"]))
    assert told.items() >= figures(3, 1, 0, 0, 2).items()
    assert RegisterEntry.objects.get().number == lei_of(2)


def test_a_file_may_be_packed(load: Loader) -> None:
    assert load(gzip.compress(content([line(1)])), "lei.csv.gz")["added"] == 1
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("20261126-0800-gleif-goldencopy-lei2-golden-copy.csv", content([line(2)]))
    assert load(packed.getvalue(), "lei.csv.zip")["added"] == 1


@pytest.mark.parametrize(
    ("file", "name", "message"),
    [
        (content([line(1)], COLUMNS[:5]), "lei.csv", "has no column"),
        (b"", "lei.csv", "no header"),
        (content([line(1)])[:40], "lei.csv.gz", "can't be read"),
        (b"PK", "lei.zip", "can't be read"),
        (content([line(1, Country="ZZ")]), "lei.csv", "No line of"),
    ],
)
def test_what_is_no_file_of_the_register_is_refused_and_changes_nothing(
    load: Loader, file: bytes, name: str, message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        load(file, name)
    assert not RegisterEntry.objects.exists()
    assert not RegisterLoad.objects.exists()


def test_the_figures_are_told_in_words_too(tmp_path: Path) -> None:
    path, told = tmp_path / "lei.csv", io.StringIO()
    path.write_bytes(content([line(1), line(2, Country="ZZ")]))
    call_command("register_load", path, source="gleif", rejected=tmp_path / "no.csv", stdout=told)
    assert told.getvalue().splitlines() == [
        "read: 2, added: 1, changed: 0, unchanged: 0, rejected: 1",
        "The register is known as of 2026-03-01.",
        f"Rejected lines, each with its number and reason: {tmp_path / 'no.csv'}",
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(
    loads=st.lists(
        st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9)), min_size=1, max_size=4), min_size=1, max_size=4
    )
)
def test_the_copy_holds_the_latest_facts_whatever_the_order_of_the_files(
    load: Loader, loads: list[list[tuple[int, int]]]
) -> None:
    """Each line is of the company with a number, as the register had the company on a day of May."""
    RegisterEntry.objects.all().delete()
    for lines in loads:
        told = load([line(who, City=f"On {day}", LastUpdateDate=f"2026-05-0{day}T12:00:00Z") for who, day in lines])
        assert told["read"] == told["added"] + told["changed"] + told["unchanged"] == len(lines)
    said = [each for lines in loads for each in lines]
    latest = {lei_of(who): f"On {max(day for other, day in said if other == who)}" for who, _day in said}
    assert dict(RegisterEntry.objects.values_list("number", "city")) == latest
