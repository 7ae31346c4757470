"""Each load of a list is a version with what it added, changed and took off; wrong lines are named, change nothing."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.screening.models import Entry, EntryChange, EntryName, List, Version
from tests.screening.lists import load, ofac_files, ofac_party, table_file


def figures(told: dict[str, Any]) -> tuple[int, int, int, int]:
    return told["version"], told["added"], told["changed"], told["removed"]


def names_of(number: str) -> set[str]:
    return set(EntryName.objects.filter(entry__number=number).values_list("text", flat=True))


def test_each_load_is_a_version_with_its_delta(tmp_path: Path) -> None:
    first = [
        {"number": "1", "name": "Vornex Trading"},
        {"number": "2", "name": "Dalibor Mrkva"},
        {"number": "3", "name": "C"},
    ]
    assert figures(load(table_file(tmp_path, first), "csv")) == (1, 3, 0, 0)
    assert figures(load(table_file(tmp_path, first), "csv")) == (2, 0, 0, 0), "the same file again changes nothing"
    second = [
        first[0],
        {"number": "2", "name": "Dalibor Mrkva", "aliases": "Dado Mrkva"},
        {"number": "4", "name": "Pelion"},
    ]
    assert figures(load(table_file(tmp_path, second), "csv")) == (3, 1, 1, 1)
    assert names_of("2") == {"Dalibor Mrkva", "Dado Mrkva"}
    gone = Entry.objects.get(number="3")
    assert (gone.removed_in, names_of("3")) == (3, set()), "the entry stays, and nobody is found by its names"
    acts = EntryChange.objects.filter(version__number=3).order_by("entry__number").values_list("entry__number", "act")
    assert list(acts) == [("2", "changed"), ("3", "removed"), ("4", "added")]
    assert figures(load(table_file(tmp_path, first), "csv")) == (4, 1, 1, 1), "an entry that comes back is added"
    assert EntryChange.objects.get(version__number=1, entry__number="2").content["names"] == [
        {"text": "Dalibor Mrkva", "quality": "primary"}
    ], "what each version said stays known"
    digests = list(Version.objects.order_by("number").values_list("digest", flat=True))
    assert digests[0] == digests[1] == digests[3] != digests[2]


def test_lists_do_not_touch_each_other(tmp_path: Path) -> None:
    load(table_file(tmp_path, [{"number": "1", "name": "Vornex"}]), "csv", source="one")
    told = load(table_file(tmp_path, [{"number": "2", "name": "Pelion"}]), "csv", source="other")
    assert figures(told) == (1, 1, 0, 0)
    assert Entry.objects.filter(removed_in=None).count() == List.objects.count() == 2


def test_a_wrong_line_is_named_and_keeps_the_entry_as_it_was(tmp_path: Path) -> None:
    load(
        table_file(tmp_path, [{"number": "1", "name": "Vornex"}, {"number": "2", "name": "Pelion", "kind": ""}]), "csv"
    )
    wrong = [
        {"number": "1", "name": "Vornex", "kind": ""},
        {"number": "2", "name": "Pelion", "kind": "ghost"},
        {"number": "1", "name": "Vornex again", "kind": ""},
    ]
    told = load(table_file(tmp_path, wrong), "csv")
    assert (figures(told), told["rejected"]) == ((2, 0, 0, 0), 2)
    assert Entry.objects.get(number="2").removed_in is None
    with Path(told["rejected_lines"]).open() as file:
        lines = list(csv.DictReader(file))
    assert [(line["line"], line["name"]) for line in lines] == [("3", "Pelion"), ("4", "Vornex again")]
    assert "ghost" in lines[0]["reason"]
    assert "line 2" in lines[1]["reason"]


def test_a_file_without_a_party_changes_nothing(tmp_path: Path) -> None:
    load(table_file(tmp_path, [{"number": "1", "name": "Vornex"}]), "csv")
    with pytest.raises(CommandError, match="No line"):
        load(table_file(tmp_path, [{"number": "1", "name": ""}]), "csv")
    assert Version.objects.count() == 1
    assert Entry.objects.get().removed_in is None


def test_an_entry_of_ofac_is_joined_from_three_files(tmp_path: Path) -> None:
    remarks = (
        "DOB 12 Dec 1970; alt. DOB circa 1969; POB Vellmar, Syria; nationality Korea, North; "
        "Passport K123456 (Iran); alt. National ID No. 77-88-99; a.k.a. 'DADO'."
    )
    path = ofac_files(
        tmp_path,
        [ofac_party(7, "MRKVA, Dalibor", "individual", "TEST] [MADE", remarks), ofac_party(8, "VORNEX")],
        [["7", "1", "12 Long Road", "Vellmar", "Syria", "-0- "], ["9", "2", "Nowhere", "Noplace", "Cuba", "-0- "]],
        [["7", "1", "aka", "MRKWA, Dalibor", "-0- "], ["8", "2", "fka", "OLD VORNEX", "-0- "], ["8", "3", "aka"]],
    )
    told = load(path, "ofac")
    assert (figures(told), told["rejected"]) == ((1, 2, 0, 0), 2)
    assert "made_alt.csv" in Path(told["rejected_lines"]).read_text()
    content = Entry.objects.get(number="7").content
    assert content["names"] == [
        {"text": "MRKVA, Dalibor", "quality": "primary"},
        {"text": "MRKWA, Dalibor", "quality": "alias"},
        {"text": "DADO", "quality": "weak"},
    ]
    assert content["kind"] == "person"
    assert content["programs"] == ["MADE", "TEST"]
    assert content["births"] == ["1967/1971", "1970-12-12"]
    assert content["countries"] == ["KP", "SY"]
    assert content["addresses"] == [{"text": "12 Long Road, Vellmar, Syria", "country": "SY"}]
    assert content["numbers"] == [
        {"kind": "National ID No.", "number": "77-88-99", "country": ""},
        {"kind": "Passport", "number": "K123456", "country": "IR"},
    ]
    assert Entry.objects.get(number="8").content["names"][1] == {"text": "OLD VORNEX", "quality": "former"}


def test_the_answer_is_one_line_of_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = table_file(tmp_path, [{"name": "Vornex"}])
    call_command("list_load", path, format="csv", source="made", rejected=tmp_path / "rejected.csv", json=True)
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert json.loads(line)["added"] == 1


NAMES = st.sampled_from(["Vornex Trading", "Dalibor Mrkva", "Pelion Kargo", "Anxo Verro"])
LISTS = st.dictionaries(st.integers(1, 6).map(str), NAMES, min_size=1)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=st.lists(LISTS, min_size=1, max_size=3))
def test_any_sequence_of_versions_leaves_the_last_one(tmp_path: Path, versions: list[dict[str, str]]) -> None:
    """The entries on the list are those of the last file, and each delta is the difference of two files."""
    source = f"made {List.objects.count()}"
    before: dict[str, str] = {}
    for version in versions:
        told = load(
            table_file(tmp_path, [{"number": number, "name": name} for number, name in version.items()]),
            "csv",
            source=source,
        )
        assert (told["added"], told["changed"], told["removed"]) == (
            len(version.keys() - before.keys()),
            sum(before.get(number) not in (None, name) for number, name in version.items()),
            len(before.keys() - version.keys()),
        )
        before = version
    now = Entry.objects.filter(list__name=source, removed_in=None)
    assert {entry.number: str(entry) for entry in now} == versions[-1]
    named = EntryName.objects.filter(entry__list__name=source).values_list("entry__number", "text")
    assert dict(named) == versions[-1]
