import csv
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from apps.core.errors import InvalidInput
from apps.tariff.files import TariffFile
from apps.tariff.models import Edition, Line
from apps.tariff.services import LoadResult, tariff_load
from apps.tariff.shipped import shipped_edition
from benchmarks.data import DATA

INDENTED = """HTS Number,Indent,Description,Unit
6109,0,"T-shirts, knitted:",
6109.10.00,1,Of cotton,
,2,Men's or boys':,
6109.10.00.04,3,All white,No.
6109.9,1,Of other textile materials,
"""


@pytest.fixture
def file(tmp_path):
    def write(text: str | bytes, name: str = "tariff.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def load(path: Path, **columns: str) -> LoadResult:
    return tariff_load(file=TariffFile(path, columns))


def stored() -> dict[str, tuple[int, str, str]]:
    return {line.code: (line.level, line.description, line.path) for line in Line.objects.all()}


def test_a_line_keeps_the_lines_above_even_those_without_a_code(file):
    loaded = load(file(INDENTED))

    assert loaded == LoadResult(read=5, without_code=1, added=4, changed=0, removed=0)
    assert stored() == {
        "6109": (0, "T-shirts, knitted", ""),
        "61091000": (1, "Of cotton", "T-shirts, knitted"),
        "6109100004": (3, "All white", "T-shirts, knitted\nOf cotton\nMen's or boys'"),
        "610990": (1, "Of other textile materials", "T-shirts, knitted"),
    }


def test_the_same_file_changes_nothing_and_a_new_edition_replaces_the_tariff(file):
    load(file(INDENTED))
    before = stored()

    assert load(file(INDENTED)) == LoadResult(read=5, without_code=1, added=0, changed=0, removed=0)
    assert stored() == before

    new = "code,description\n61,Apparel\n6109,T-shirts\n610910,Of cotton\n"
    assert load(file(new)) == LoadResult(read=3, without_code=0, added=2, changed=1, removed=3)
    assert stored()["610910"] == (2, "Of cotton", "Apparel\nT-shirts")


RATED = """htsno,indent,description,general,special,other
6109,0,T-shirts,,,
6109.10.00,1,Of cotton,16.5%,"Free (AU,KR)",90%
6109.10.00.04,2,All white,,,
6109.10.00.12,2,Other,16.50%,,
"""


def test_a_line_of_ten_digits_has_the_rates_of_its_eight_digits_and_the_edition_is_kept(file):
    tariff_load(file=TariffFile(file(RATED)), edition=date(2025, 4, 1))

    rates = {line.code: (line.general, line.special, line.column_2) for line in Line.objects.all()}
    assert rates == {
        "6109": ("", "", ""),
        "61091000": ("16.5%", "Free (AU,KR)", "90%"),
        "6109100004": ("16.5%", "Free (AU,KR)", "90%"),
        "6109100012": ("16.50%", "Free (AU,KR)", "90%"),
    }
    assert Edition.objects.get().day == date(2025, 4, 1)
    load(file(INDENTED))
    assert Edition.objects.get().day is None
    assert set(Line.objects.values_list("general", flat=True)) == {""}


def test_columns_are_found_by_their_usual_names_or_as_mapped(file):
    assert load(file("Text,x,HS Code,LEVEL\nHorses,1,0101,4\n"), description="Text").added == 1
    assert load(file("what,number\nHorses,0101\n"), code="number", description="what").changed == 0


@pytest.mark.parametrize(
    ("text", "columns", "message"),
    [
        ("a,b\n1,2\n", {}, "Which column holds code, description"),
        ("", {}, "Which column holds code"),
        ("code,description\n0101,Horses\n", {"code": "HS"}, "no column HS. It has code, description"),
        ("code,description\n0101,Horses\n", {"hs": "code"}, "no field hs. The fields are code, level, description"),
        ("code,description\n", {}, "no line with a code"),
        ("code,description\n0101,Horses\n0102,\n", {}, "Line 3: the description is missing"),
        ("code,description\n0101,Horses\n01.0A,Asses\n", {}, "Line 3: “01.0A” is not a code"),
        ("code,description\n" + "1" * 16 + ",Long\n", {}, "more than 14 digits"),
        ("code,description\n0101,\"Two\nlines\"\n101,Again\n", {}, "Line 4: the code 0101 stands in line 2"),
        ("code,level,description\n0101,x,Horses\n", {}, "Line 2: the level “x” is not a whole number"),
        (b"code,description\n0101,caf\xe9\n", {}, "not text in UTF-8"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_the_reason_and_nothing_changes(file, text, columns, message):
    load(file(INDENTED, "before.csv"))
    before = stored()
    arguments = [f"--map={field}={column}" for field, column in columns.items()]

    with pytest.raises(CommandError, match=message):
        call_command("load_tariff", file(text), *arguments)
    assert stored() == before


def test_at_most_twenty_wrong_lines_are_named(file):
    text = "code,description\n" + "".join(f"{number:04},\n" for number in range(30))

    with pytest.raises(CommandError, match="The first 20 lines that are wrong") as refusal:
        call_command("load_tariff", file(text))

    assert str(refusal.value).count("\n") == 20


def test_the_command_prints_the_numbers_of_lines(file, capsys):
    call_command("load_tariff", file(INDENTED))

    assert capsys.readouterr().out == "read: 5, without a code: 1, added: 4, changed: 0, removed: 0\n"


@pytest.mark.parametrize("arguments", [["--map", "code"], ["--map", "=x"]])
def test_a_mapping_without_both_sides_is_refused(file, arguments):
    with pytest.raises(CommandError, match="FIELD=COLUMN"):
        call_command("load_tariff", file(INDENTED), *arguments)


def test_a_missing_file_is_named():
    with pytest.raises(CommandError, match=r"nowhere\.csv can't be read: No such file"):
        call_command("load_tariff", "nowhere.csv")


LEVELS = st.lists(st.integers(0, 6), min_size=1, max_size=30)


@pytest.mark.slow
@given(LEVELS)
def test_the_lines_above_a_line_are_the_nearest_of_each_lower_level(tmp_path_factory, levels):
    path = tmp_path_factory.mktemp("tariff") / "levels.csv"
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["code", "level", "description"])
        writer.writerows([f"{number:04}", level, f"line {number}"] for number, level in enumerate(levels))

    for number, line in enumerate(TariffFile(path).lines()):
        expected, lowest = [], levels[number]
        for before in range(number - 1, -1, -1):
            if levels[before] < lowest:
                lowest = levels[before]
                expected.insert(0, f"line {before}")
        assert line.above == tuple(expected)
        assert line.level == len(expected)


class TestPackedForm:
    """The edition that comes with the program is a packed file, which is made of the publisher's and read as such."""

    def test_a_packed_file_has_the_lines_of_its_source_but_for_chapter_99(self, tmp_path, file):
        source = TariffFile(file(RATED + "9903.01.24,0,Products of somewhere,10%,,\n,1,Other,,,\n"))
        packed = tmp_path / "tariff.csv.xz"
        packed.write_bytes(source.packed())

        lines = [line for line in source.lines() if line.code < "99"]
        assert len(lines) == 4
        assert list(TariffFile(packed).lines()) == lines

    def test_a_rate_beside_a_code_that_only_heads_rated_codes_is_none(self, file):
        heads = "htsno,indent,description,general\n0101.90,1,Other,6.8%\n0101.90.30,2,Horses,Free\n"
        assert [line.general for line in TariffFile(file(heads)).lines()] == ["", "Free"]

    def test_a_damaged_packed_file_is_told(self, file):
        with pytest.raises(InvalidInput, match="can't be read"):
            load(file(b"no archive", "tariff.csv.xz"))

    @pytest.mark.slow
    def test_without_a_file_the_shipped_edition_is_loaded(self, capsys):
        call_command("load_tariff")

        assert Edition.objects.get().day == date(2025, 4, 1)
        assert "added: 26,472" in capsys.readouterr().out

    def test_the_shipped_edition_is_the_published_tariff(self, tmp_path):
        published = DATA / "reference" / "hts_2025_04.csv"
        if not published.is_file():
            pytest.skip(f"there is no {published.name}, the tariff of the United States, beside the project")
        path, _day = shipped_edition()
        assert TariffFile(published).packed() == path.read_bytes()
