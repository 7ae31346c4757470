"""The command that compares the parties of a CSV file with the lists of restricted parties."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from apps.core.management.refusals import refusals_told
from apps.matching import BearerKind
from apps.screening.files.facts import birth_of
from apps.screening.files.lines import digest_of, pieces, plain
from apps.screening.parties import ComparedParty
from apps.screening.places import country_of
from apps.screening.registers.files import RegisterFile
from apps.screening.search import ListSearch, ScreeningHit
from apps.screening.selectors import versions_now
from apps.screening.services import file_screening_record

# So many parties are asked for at once.
BATCH = 500
# A score is printed with so many digits. With six, one hit in a hundred has the score of another by rounding alone.
DIGITS = 9
KINDS = {"person": BearerKind.PERSON, "organization": BearerKind.ORGANIZATION}


class Command(BaseCommand):
    help = (
        "Compare the parties of a CSV file with all lists that are loaded, and print a JSON line for each party with "
        "its hits, the likeliest first. A hit is a question to a person, not a finding."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--name", required=True, metavar="COLUMN", help="the column of names")
        parser.add_argument("--birth", metavar="COLUMN", help="days or years of birth")
        parser.add_argument("--country", metavar="COLUMN", help="countries, as codes or names")
        parser.add_argument("--address", metavar="COLUMN", help="addresses")
        parser.add_argument("--identifier", metavar="COLUMN", help="numbers of passports, of companies and so on")
        parser.add_argument("--kind", choices=sorted(KINDS), help="whether all are persons or organizations")
        parser.add_argument("--dry-run", action="store_true", help="do not record that the file was screened")
        parser.add_argument("--json", action="store_true", help="print JSON, as the command does in any case")

    @refusals_told()
    def handle(self, **options: Any) -> None:
        search = ListSearch()
        parties = flagged = 0
        for batch in batched(_lines(options), BATCH):
            named = [line.party for line in batch if line.party]
            found = iter(search.hits(named))
            for line in batch:
                if line.party is None:
                    self._write({"line": line.number, "error": line.error})
                    continue
                hits = next(found)
                parties += 1
                flagged += bool(hits)
                self._write({"line": line.number, "name": line.party.name, "hits": [_hit_as_json(hit) for hit in hits]})
        if not options["dry_run"]:
            file_screening_record(
                file=options["file"].name,
                digest=digest_of([options["file"]]),
                parties=parties,
                flagged=flagged,
                versions=versions_now(),
            )

    def _write(self, told: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file: the party, or why there is none to screen."""

    number: int
    party: ComparedParty | None
    error: str = ""


def _lines(options: dict[str, Any]) -> Iterator[_Line]:
    """Yield the lines of the file; raise Invalid if the file or a column is missing."""
    named = {
        option: options[option] for option in ("name", "birth", "country", "address", "identifier") if options[option]
    }
    file = RegisterFile(options["file"], list(named.values()))
    for line in file.lines():
        if line.error:
            yield _Line(line.number, None, line.error)
            continue
        columns = file.named(line)
        cells = {option: columns[column] for option, column in named.items()}
        if name := plain(cells["name"]):
            yield _Line(line.number, _party(name, cells, KINDS.get(options["kind"])))
        else:
            yield _Line(line.number, None, _("The name is missing."))


def _party(name: str, cells: dict[str, str], kind: BearerKind | None) -> ComparedParty:
    births = _values(cells, "birth", birth_of)
    return ComparedParty(
        name=name,
        kind=kind or (BearerKind.PERSON if births else BearerKind.ANY),
        births=births,
        countries=_values(cells, "country", country_of),
        addresses=_values(cells, "address", plain),
        numbers=_values(cells, "identifier", plain),
    )


def _values(cells: dict[str, str], option: str, read: Any) -> tuple[str, ...]:
    return tuple(filter(None, map(read, pieces(cells.get(option, "")))))


def _hit_as_json(hit: ScreeningHit) -> dict[str, Any]:
    return {
        "list": hit.list,
        "section": hit.section,
        "entry": hit.number,
        "name": hit.name,
        "programs": hit.programs,
        "score": round(hit.score, DIGITS),
        "probability": round(hit.probability, DIGITS),
        "reasons": [
            {"part": part.part, "weight": round(part.weight, 2), "words": str(part.words)} for part in hit.parts
        ],
    }
