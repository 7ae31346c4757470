"""The command that compares the pairs of a file."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def compared(file: Path, *options: str) -> list[dict]:
    out = StringIO()
    call_command("names_compare", str(file), "--left", "a", "--right", "b", *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    file = tmp_path / "pairs.csv"
    file.write_text('\ufeffa,b\n"LAVROV, Sergei",Sergei Lavrov\nBlue Kite Ltd,Red Kite Ltd\n,\n', encoding="utf-8")
    return file


def test_a_line_for_each_pair_with_score_match_and_reasons(pairs: Path):
    lavrov, kite, empty = compared(pairs)

    assert (lavrov["row"], lavrov["match"]) == (1, True)
    assert 0.9 < lavrov["score"] <= 1
    assert lavrov["reasons"] == ["“lavrov” is in both names.", "“sergei” is in both names."]
    assert (kite["match"], empty["match"], empty["score"]) == (False, False, 0.0)


def test_the_kind_may_be_told(pairs: Path):
    assert [line["match"] for line in compared(pairs, "--kind", "person")] == [True, False, False]


def test_a_column_that_the_file_lacks_is_named(pairs: Path):
    with pytest.raises(CommandError, match=r"has no column c\. Its columns are a, b"):
        call_command("names_compare", str(pairs), "--left", "a", "--right", "c")


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(CommandError, match="can't be read"):
        call_command("names_compare", str(tmp_path / "none.csv"), "--left", "a", "--right", "b")


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_line(tmp_path: Path):
    file = tmp_path / "pairs.csv"
    file.write_text('a,b\n\nx,y\n"x,y\n' + "x,y\n" * 2**18)
    with pytest.raises(CommandError, match="line 4: This line is longer than 64 KB"):
        call_command("names_compare", str(file), "--left", "a", "--right", "b", stdout=StringIO())
