"""A file of parties is compared with all lists: a line of JSON for each party, with what speaks for each hit."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.matching import BearerKind
from apps.screening.models import FileScreening
from apps.screening.parties import ComparedParty
from apps.screening.search import ListSearch
from tests.screening.lists import load, screen, table_file

LISTED = [
    {
        "number": "1",
        "name": "MRKVANOVIC, Dalibor",
        "aliases": "Dado Mrkvanovich",
        "kind": "person",
        "births": "1970-12-12",
        "countries": "SY",
        "programs": "MADE",
        "identifiers": "K123456",
    },
    {
        "number": "2",
        "name": "Vornexia Pelagos Shipping GmbH",
        "kind": "organization",
        "addresses": "12 Long Road, Vellmar, SY",
    },
    {"number": "3", "name": "Мирослав Дуганджич", "kind": "person"},
    {"number": "4", "name": "VORNEXIA SECOND", "kind": "organization"},
]


@pytest.fixture
def listed(tmp_path: Path) -> None:
    load(table_file(tmp_path, LISTED, "list.csv"), "csv")


def parties(folder: Path, *rows: dict[str, str]) -> Path:
    return table_file(folder, rows, "parties.csv")


def entries(line: dict[str, Any]) -> list[str]:
    return [hit["entry"] for hit in line["hits"]]


@pytest.mark.usefixtures("listed")
def test_each_party_has_a_line_with_its_hits(tmp_path: Path) -> None:
    path = parties(
        tmp_path,
        {"name": "Dalibor Mrkvanovic"},
        {"name": "Dalibor Mrkvanovich"},
        {"name": "Vornexia Pelagos Shipping"},
        {"name": "Miroslav Dugandžić"},
        {"name": "Vornexia Second"},
        {"name": "Dalbr Mrkvanovic"},
        {"name": "Wilhelmine Oberhauser"},
        {"name": ""},
    )
    lines = screen(path, "name")
    assert [line["line"] for line in lines] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert [entries(line) for line in lines[:-1]] == [["1"], ["1"], ["2"], ["3"], ["4"], ["1"], []]
    assert lines[-1].keys() == {"line", "error"}, "a line without a name is told, and the others are screened"
    hit = lines[0]["hits"][0]
    assert hit.keys() == {"list", "section", "entry", "name", "programs", "score", "probability", "reasons"}
    assert (hit["list"], hit["name"], hit["programs"]) == ("made", "MRKVANOVIC, Dalibor", ["MADE"])
    assert 0 < hit["probability"] < 1
    assert [reason["part"] for reason in hit["reasons"]] == ["name"]


@pytest.mark.usefixtures("listed")
def test_what_is_known_beside_the_name_ranks_the_hits(tmp_path: Path) -> None:
    row = {"name": "Dalibor Mrkvanovic", "born": "", "land": "", "place": "", "paper": ""}
    path = parties(
        tmp_path,
        row,
        row | {"born": "1970-12-12"},
        row | {"born": "1990", "land": "Canada"},
        row | {"land": "Syria"},
        row | {"paper": "K-123456"},
        row | {"name": "Vornexia Pelagos Shipping", "place": "12 Long Road, Vellmar"},
    )
    lines = screen(path, "name", birth="born", country="land", address="place", identifier="paper")
    scores = [line["hits"][0]["score"] if line["hits"] else 0.0 for line in lines]
    plain, day, contradicted, country, paper, _firm = scores
    assert paper > day > country > plain > contradicted
    assert [reason["part"] for reason in lines[1]["hits"][0]["reasons"]] == ["name", "birth"]
    assert [reason["part"] for reason in lines[5]["hits"][0]["reasons"]] == ["name", "address"]


@pytest.mark.usefixtures("listed")
def test_a_screening_is_recorded_without_names_unless_it_is_a_dry_run(tmp_path: Path) -> None:
    path = parties(tmp_path, {"name": "Dalibor Mrkvanovic"}, {"name": "Wilhelmine Oberhauser"})
    screen(path, "name", dry_run=True)
    assert not FileScreening.objects.exists()
    screen(path, "name")
    kept = FileScreening.objects.get()
    assert (kept.file, kept.parties, kept.flagged, kept.versions) == ("parties.csv", 2, 1, {"made": 1})


@pytest.mark.usefixtures("listed")
def test_an_entry_that_was_taken_off_is_not_found(tmp_path: Path) -> None:
    path = parties(tmp_path, {"name": "Dalibor Mrkvanovic"})
    load(table_file(tmp_path, LISTED[1:], "list.csv"), "csv")
    assert entries(screen(path, "name")[0]) == []


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no column title"):
        screen(parties(tmp_path, {"name": "Dalibor"}), "title")


@pytest.mark.usefixtures("listed")
def test_a_batch_takes_two_queries_however_many_parties() -> None:
    asked = [ComparedParty(f"Dalibor Mrkvanovic {number}", BearerKind.PERSON) for number in range(30)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ListSearch().hits(asked)
    assert len(queries) == 2


@pytest.mark.usefixtures("listed")
def test_hits_of_a_party_do_not_depend_on_its_batch() -> None:
    asked = [
        ComparedParty("Dalibor Mrkvanovic", BearerKind.PERSON),
        ComparedParty("Vornexia Pelagos Shipping", BearerKind.ANY),
        ComparedParty("Nobody", BearerKind.ANY),
    ]
    together = ListSearch().hits(asked)
    assert together == [ListSearch().hits([party])[0] for party in asked]
