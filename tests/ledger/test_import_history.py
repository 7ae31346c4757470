"""The command `import_history`: any file, errors by line, and runs that go on after they were killed."""

import csv
import gzip
import json
import os
import signal
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.ledger.models import ProgramEntry, Recording, Shipment, Tally, Violation
from apps.ledger.services import recording_reverse
from benchmarks.data import DATA
from tests.ledger.conftest import assert_consistent, tally
from tests.live import PROJECT, eventually

MAPPED = ["--map", "reference=No", "--map", "date=Day", "--map", "seller=Shop", "--map", "value=Price"]
FOUND = ["--outcome", "Found:1=undervaluation", "--outcome", "Found:2=counterfeit"]
HEADER = "No,Day,Shop,Price,Found\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(path: Path, *more: str) -> dict[str, Any]:
    output = StringIO()
    call_command("import_history", str(path), "--source", "kcs", *MAPPED, *more, "--json", stdout=output)
    return json.loads(output.getvalue().splitlines()[-1])


def write(folder: Path, *lines: str, name: str = "history.csv") -> Path:
    path = folder / name
    path.write_text(HEADER + "".join(f"{line}\n" for line in lines))
    return path


def test_a_file_becomes_sellers_shipments_and_violations(folder: Path) -> None:
    path = write(folder, "A,2026-01-05,S1,9.50,0", "B,2026-01-06,S2,0,1", "C,2026-02-01,S1,3,2")
    figures = run(path, "--set", "currency=KRW", *FOUND)
    assert figures == {
        "read": 3,
        "accepted": 3,
        "amended": 0,
        "duplicates": 0,
        "stale": 0,
        "rejected": 0,
        "sellers": 2,
        "violations": 2,
        "reporter": "kcs",
        "remarks": 0,
        "rejected_lines": None,
    }
    found = Violation.objects.order_by("category").values_list("category", "determination", "culpability")
    assert list(found) == [
        ("counterfeit", "sustained", "negligence"),
        ("undervaluation", "sustained", "negligence"),
    ]
    assert Violation.objects.get(category="counterfeit").parcel.reference == "C"
    assert not Path("history.csv.rejected.csv").exists()
    assert_consistent()


def test_outcomes_tell_the_results_of_exams_at_random_where_the_file_gives_none(folder: Path) -> None:
    path = write(folder, "A,2026-01-05,S1,9.50,0", "B,2026-01-06,S1,0,1", "C,2026-01-07,S1,3,2")
    run(path, "--set", "exam_basis=random", *FOUND)
    assert tally("examined", "drawn", "drawn_discrepant") == {"examined": 3, "drawn": 3, "drawn_discrepant": 2}
    run(write(folder, "D,2026-01-05,S1,9.50,1", name="more.csv"), *FOUND)
    assert tally("drawn") == {"drawn": 3}, "a line without the basis of an exam tells of none"
    assert_consistent()


def test_an_outcome_may_be_set_otherwise(folder: Path) -> None:
    run(write(folder, "A,2026-01-05,S1,9,1"), *FOUND, "--set", "determination=alleged", "--set", "culpability=fraud")
    assert Violation.objects.values_list("determination", "culpability").get() == ("alleged", "fraud")


def test_a_second_run_changes_nothing(folder: Path) -> None:
    path = write(folder, "A,2026-01-05,S1,9,1", "A,2026-01-05,S1,8,1", "B,,S1,9,0", "C,2026-01-05,S1,9,0")
    first = run(path, *FOUND)
    kept = (tally(), Shipment.objects.count(), Recording.objects.values().get())
    assert (first["accepted"], first["amended"], first["rejected"]) == (2, 1, 1)
    second = run(path, *FOUND)
    assert (second["accepted"], second["amended"], second["duplicates"], second["rejected"]) == (0, 0, 3, 1)
    assert (second["sellers"], second["violations"]) == (first["sellers"], first["violations"])
    assert (tally(), Shipment.objects.count(), Recording.objects.values().get()) == kept


def test_a_longer_file_adds_its_new_lines(folder: Path) -> None:
    run(write(folder, "A,2026-01-05,S1,9,1"), *FOUND)
    figures = run(write(folder, "A,2026-01-05,S1,9,1", "B,2026-01-05,S1,9,1"), *FOUND)
    assert (figures["accepted"], figures["duplicates"], figures["violations"]) == (1, 1, 2)
    assert Violation.objects.count() == 2


def test_a_reversed_file_can_be_imported_again(folder: Path) -> None:
    path = write(folder, "A,2026-01-05,S1,9,1")
    run(path, *FOUND)
    recording = Recording.objects.get()
    recording_reverse(recording_id=recording.pk, reason="wrong file", reporter=recording.reporter)
    assert run(path, *FOUND)["accepted"] == 1
    assert tally()["shipments"] == 1
    assert_consistent()


def test_each_rejected_line_is_given_with_number_and_reason(folder: Path) -> None:
    path = write(
        folder,
        "A,2026-01-05,S1,9,0",
        "B,2026-01-05,,9,0",
        '"C\nC",2026-01-05,S1,9,0',
        "D,yesterday,S1,nine,0",
        "E,2026-01-05,S1",
    )
    with path.open("ab") as file:
        file.write(b"F\xff,2026-01-05,S1,9,0\n")
    figures = run(path)
    assert (figures["read"], figures["accepted"], figures["rejected"]) == (6, 2, 4)
    with Path(figures["rejected_lines"]).open() as file:
        rejected = list(csv.DictReader(file))
    assert [row["line"] for row in rejected] == ["3", "6", "7", "8"]
    assert rejected[0]["reason"].startswith("seller: Say whose it is")
    assert "date: “yesterday” is not a date" in rejected[1]["reason"]
    assert "value: “nine” is not a number" in rejected[1]["reason"]
    assert rejected[2]["reason"] == "line: This line has 3 cells, and the first line 5."
    assert rejected[3]["reason"] == "line: This line is not in UTF-8."
    assert rejected[0]["No"] == "B"


def test_rejected_lines_go_to_the_given_file(folder: Path) -> None:
    run(write(folder, "B,2026-01-05,,9,0"), "--rejected", "bad.csv")
    assert "B,2026-01-05" in Path("bad.csv").read_text()


def test_ndjson_and_gzip_are_read_too(folder: Path) -> None:
    lines = [
        json.dumps({"No": "A", "Day": "2026-01-05", "Shop": "S1", "Price": 9.5, "Found": 1}),
        "{broken",
        json.dumps({"No": "B", "Day": "2026-01-05"}),
    ]
    path = folder / "history.ndjson.gz"
    with gzip.open(path, "wt") as file:
        file.write("\n".join(lines))
    figures = run(path, *FOUND)
    assert (figures["read"], figures["accepted"], figures["rejected"], figures["violations"]) == (3, 1, 2, 1)
    with Path(figures["rejected_lines"]).open() as file:
        assert [row["line"] for row in csv.DictReader(file)] == ["2", "3"]


@pytest.mark.slow
def test_a_truncated_file_is_refused_with_a_plain_message(folder: Path) -> None:
    whole = gzip.compress(
        (HEADER + "".join(f"{n},2026-01-05,S{n},{n * 7919 % 997},0\n" for n in range(9_000))).encode()
    )
    (folder / "history.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CommandError, match="is damaged"):
        run(folder / "history.csv.gz")
    (folder / "history.csv.gz").write_bytes(whole)
    figures = run(folder / "history.csv.gz")
    assert (figures["read"], figures["accepted"] + figures["duplicates"]) == (9_000, 9_000)


@pytest.mark.parametrize("source", ["ksn", "x" * 41])
def test_a_source_that_is_no_reporter_code_is_refused_with_a_plain_message(folder: Path, source: str) -> None:
    with pytest.raises(CommandError, match="Choose another"):
        call_command("import_history", str(write(folder, "A,2026-01-05,S1,9,0")), "--source", source, *MAPPED)


def test_enroll_makes_each_seller_an_active_member_from_its_first_date(folder: Path) -> None:
    path = write(folder, "A,2026-01-07,S1,9,0", "B,2026-01-05,S1,9,0", "C,2026-02-01,S2,9,0")
    run(path, "--enroll")
    run(path, "--enroll")
    enrolled = ProgramEntry.objects.order_by("date").values_list("kind", "date")
    assert list(enrolled) == [("enrolled", date(2026, 1, 5)), ("enrolled", date(2026, 2, 1))]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--map", "price=Price"], "there is no field “price”"),
        (["--map", "hs=HS6"], "has no column “HS6”. Its columns are: No, Day, Shop, Price, Found"),
        (["--map", "hs"], "write field=VALUE"),
        (["--set", "category=weapons"], "give this field by --outcome"),
        (["--outcome", "Found:1=theft"], "there is no category “theft”. Categories are: narcotics"),
        (["--outcome", "Found=weapons"], "write COLUMN:VALUE=category"),
        (["--outcome", "Fraud:1=weapons"], "has no column “Fraud”"),
        (["--rejected", "no/such/folder.csv"], "can't be written"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_recorded(folder: Path, options: list[str], message: str) -> None:
    with pytest.raises(CommandError) as told:
        run(write(folder, "A,2026-01-05,S1,9,0"), *options)
    assert message in str(told.value)
    assert not Recording.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.csv", None, "There is no file"),
        ("empty.csv", b"", "is empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is not a text file"),
        ("broken.csv.gz", b"No,Day\n", "can't be read"),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused_with_a_plain_message(
    folder: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(CommandError) as told:
        run(folder / name)
    assert message in str(told.value)


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_and_ends_in_the_same_state(folder: Path, live_db: str) -> None:
    lines = [f"N{n},2026-0{1 + n % 3}-05,S{n % 500},{n},{n % 9}" for n in range(30_000)]
    lines[7] = "N7,2026-01-05,,1,0"
    path = write(folder, *lines)
    command = [sys.executable, str(PROJECT / "manage.py"), "import_history", str(path), "--source", "kcs"]
    running = subprocess.Popen(
        [*command, *MAPPED, *FOUND], env=os.environ | {"DATABASE_URL": live_db}, stdout=subprocess.DEVNULL
    )
    eventually(lambda: Recording.objects.filter(position__gt=0).exists())
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert Recording.objects.get().finished_at is None
    before = Recording.objects.get().position
    figures = run(path, *FOUND)
    assert 0 < before < Recording.objects.get().position == 30_002
    assert (figures["read"], figures["accepted"], figures["rejected"]) == (30_000, 29_999, 1)
    assert (figures["sellers"], figures["violations"]) == (500, sum(n % 9 in (1, 2) for n in range(30_000) if n != 7))
    assert Violation.objects.count() == figures["violations"]
    assert Shipment.objects.count() == 29_999
    assert Tally.objects.count() > 0
    with Path(figures["rejected_lines"]).open() as file:
        assert [row["line"] for row in csv.DictReader(file)] == ["9"]
    assert_consistent()


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is absent (KNOWN_SHIPPER_DATA names it)")
def test_a_year_of_real_declarations(folder: Path) -> None:
    options = {
        "reference": "Declaration ID",
        "date": "Date",
        "seller": "Seller ID",
        "hs": "HS6 Code",
        "origin": "Country of Origin",
        "departure": "Country of Departure",
        "value": "Item Price",
        "weight_kg": "Net Mass",
    }
    arguments = [str(DATA / "declarations" / "declarations_2020.csv"), "--source", "kcs"]
    for name, column in options.items():
        arguments += ["--map", f"{name}={column}"]
    arguments += ["--set", "currency=KRW", "--set", "examined=true"]
    arguments += ["--outcome", "Critical Fraud:1=undervaluation", "--outcome", "Critical Fraud:2=counterfeit", "--json"]
    for accepted, duplicates in ((33_670, 0), (0, 33_670)):
        output = StringIO()
        call_command("import_history", *arguments, stdout=output)
        figures = json.loads(output.getvalue())
        assert figures["read"] == 37_385
        assert (figures["accepted"], figures["duplicates"], figures["rejected"]) == (accepted, duplicates, 3_715)
        assert (figures["sellers"], figures["violations"]) == (10_536, 7_338)
    assert Shipment.objects.filter(flags__contains=["origin:unknown"]).exists()
    assert_consistent()
