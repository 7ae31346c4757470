"""Whoever has the public pages and files alone finds the same figures everywhere, works them out again, and finds out
nothing of what is withheld.
"""

import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.measures.models import Edition
from config.simulation.numbers import happenings
from config.simulation.numbers.sellers import Size
from config.simulation.services import program_simulate
from tests.measures.published import ADDRESSES, counts_told, groups_solved, lines_attacked, parcels_attacked
from tests.outside.figures import differences, figure, interval, lines_of, rows_of
from tests.simulation.programs import rows_counted

pytestmark = pytest.mark.slow
# Long enough for a fiscal year to be released at any time of the year.
SHIPPERS, DAYS = 16, 920
ALL, TABLE = re.compile(r"<[^>]*>"), re.compile(r"<tr>(.*?)</tr>", re.DOTALL)


class Reader:
    """Anybody who reads the public pages and files."""

    def __init__(self) -> None:
        self.client = Client()

    def content(self, name: str, *args: Any) -> bytes:
        """Return a page or a file."""
        answer = self.client.get(reverse(name, args=args))
        assert answer.status_code == 200, (name, args)
        return answer.getvalue() if answer.streaming else answer.content

    def page(self, name: str, *args: Any) -> str:
        """Return the words of a page."""
        return words(self.content(name, *args).decode())

    def rows(self, name: str, *args: Any) -> Iterator[list[str]]:
        """Yield the rows of the tables of a page, as words of their cells."""
        for row in TABLE.findall(self.content(name, *args).decode()):
            yield [words(cell) for cell in re.split(r"<t[hd][^>]*>", row)[1:]]


def words(html: str) -> str:
    return " ".join(unescape(ALL.sub(" ", html)).split())


@pytest.mark.parametrize("seed", [19, *(pytest.param(seed, marks=pytest.mark.soak) for seed in (4, 23))])
def test_figures_of_a_program_are_the_same_on_every_page_and_in_every_file(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(happenings, "_count", lambda dice, seller, *, begin, last, part: (last - begin + 1) // 20)
    with rows_counted():
        program_simulate(size=Size(SHIPPERS), days=DAYS, seed=seed)
    reader = Reader()
    documents = editions_read(reader)
    assert {document["period"]["kind"] for document in documents.values()} == {"quarter", "year"}
    assert [difference for document in documents.values() for difference in differences(document)] == []
    assert [difference for document in documents.values() for difference in unlike(reader, document)] == []
    latest = {document["period"]["kind"]: document for document in sorted(documents.values(), key=released)}
    assert list(unlike_on_first_page(reader, latest["quarter"])) == []
    register_read(reader)
    editions = list(Edition.objects.select_related("release"))
    quarters = [edition for edition in editions if edition.release.kind == "quarter"]
    attacks = [*map(lines_attacked, editions), *map(parcels_attacked, quarters)]
    assert [solved for attack in attacks for solved in attack.lines_solved()] == []
    assert [few for attack in attacks for few in attack.sums_of_few()] == []
    assert [solved for edition in editions for solved in groups_solved(edition)] == []
    counts = set().union(*map(counts_told, quarters))
    for path, page in pages_without_numbers(reader):
        assert not [count for count in counts if re.search(rf"(?<![\d,.]){count}(?![\d,.])", page)], path


def pages_without_numbers(reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the words of each page about the performance that tells no number of persons or parcels."""
    for route, numbers in ADDRESSES.items():
        if not numbers and route.startswith(("performance/", "data.json")):
            answer = reader.client.get(f"/{route}")
            assert answer.status_code == 200, route
            yield route, words((answer.getvalue() if answer.streaming else answer.content).decode())


def released(document: dict[str, Any]) -> str:
    return document["released_at"]


def editions_read(reader: Reader) -> dict[str, dict[str, Any]]:
    """Return each edition that the catalog lists, and check that its table and its digest are those of its file."""
    catalog = reader.client.get("/data.json").json()
    addresses = set(re.findall(r"/performance/editions/([\w-]+)\.json", str(catalog)))
    found = {}
    for code in sorted(addresses):
        content = reader.content("portal:performance_json", code)
        found[code] = document = reader.client.get(reverse("portal:performance_json", args=[code])).json()
        assert sha256(content).hexdigest() in reader.page("portal:performance_edition", code)
        table = {(row["measure"], row["line"]): row for row in rows_of(reader.content("portal:performance_csv", code))}
        for measure, line in lines_of(document):
            row = table.pop((measure["code"], line["code"]))
            assert {name: line[name] or "" for name in ("numerator", "denominator", "value", "low", "high")} == {
                name: row[name] for name in ("numerator", "denominator", "value", "low", "high")
            }
        assert not table
        ports = rows_of(reader.content("portal:performance_ports_csv", code))
        told = [row for each in document.get("tables", []) for row in each["rows"]]
        assert [{name: row[name] for name in ("port", "mode", "parcels")} for row in ports] == told
    return found


def unlike(reader: Reader, document: dict[str, Any]) -> Iterator[str]:
    """Yield the figures that a page gives otherwise than the file of their edition."""
    code, year = document["edition"], int(document["period"]["last_day"][:4])
    of_edition = list(reader.rows("portal:performance_edition", code))
    for measure, line in lines_of(document):
        rows = [row for row in of_edition if row and row[0] == line["title"]]
        for place, wanted in ((1, figure(line)), (2, interval(line))):
            if wanted is not None and not any(row[place] == wanted for row in rows):
                yield f"{code} {measure['code']}.{line['code']}: {wanted}, and {rows}"
    if document["period"]["kind"] == "year":
        report = reader.page("portal:performance_report", year)
        for _measure, line in lines_of(document):
            if (wanted := figure(line)) is not None and wanted not in report:
                yield f"report on {year}: {line['title']} is not {wanted}"


def unlike_on_first_page(reader: Reader, document: dict[str, Any]) -> Iterator[str]:
    """Yield the figures of the last quarter that another page gives otherwise than the file."""
    pages = {name: reader.page(name) for name in ("portal:landing", "portal:performance")}
    for measure, line in lines_of(document):
        wanted = figure(line)
        of_measure = reader.page("portal:performance_measure", measure["code"])
        for name, page in {**pages, "portal:performance_measure": of_measure}.items():
            title = line["title"]
            if wanted is not None and title in page and f"{title} {wanted}" not in page:
                yield f"{name}: {title} is not {wanted}"


def register_read(reader: Reader) -> None:
    """Read the register in its three forms, count how much it says, and compare with what its page says about that."""
    rows = reader.client.get(reverse("portal:performance_reasons_json")).json()
    assert rows == reader.client.get("/api/v1/reasons?after=0&limit=1000").json()["results"]
    table = rows_of(reader.content("portal:performance_reasons_csv"))
    assert [{name: str(value or "") for name, value in row.items()} for row in rows] == table
    alike = Counter(tuple(row.values())[2:] for row in rows)
    assert min(alike.values(), default=10) >= 10
    if rows:
        told = sum(row[name] is not None for row in rows for name in list(row)[4:])
        share = f"{100 * told / (len(rows) * (len(rows[0]) - 4)):.1f}".removesuffix(".0")
        assert f"{share}% of all that a row can say" in reader.page("portal:performance_reasons")
