import json
from argparse import ArgumentParser
from collections import defaultdict
from typing import Any

from django.core.management.base import BaseCommand

from apps.core.csv_rows import rows_read
from apps.matching.firms import PROBABLE, Firm, pairs_found, prepare_firm

type Rows = dict[tuple[str, ...], list[int]]


class Command(BaseCommand):
    help = (
        "Find the records of two CSV files that are probably of one firm. Prints a JSON line for each pair of rows: "
        "the probability, and the reasons. Rows are numbered from 1, after the header."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("left", help="a CSV file with a header, in UTF-8")
        parser.add_argument("right", help="another one, with the same columns")
        parser.add_argument("--name", required=True, metavar="COLUMN", help="the column of the firm's name")
        parser.add_argument("--address", required=True, metavar="COLUMN", help="the column of the address in one line")
        parser.add_argument("--country", metavar="COLUMN", help="the column of the country, in the same form in both")
        parser.add_argument("--identifier", metavar="COLUMN", help="the column of a number that is issued to one firm")
        parser.add_argument(
            "--least", type=float, default=PROBABLE, help=f"the least probability that is printed ({PROBABLE})"
        )

    def handle(self, **options: Any) -> None:
        columns = [options[column] for column in ("name", "address", "country", "identifier") if options[column]]
        lefts, rights = (_rows_by_firm(options[side], columns) for side in ("left", "right"))
        left_keys, right_keys = list(lefts), list(rights)
        firms = ([_firm(key, options) for key in keys] for keys in (left_keys, right_keys))
        for left, right, agreement in pairs_found(*firms, least=options["least"]):
            told = {
                "probability": round(agreement.probability, 4),
                "name": agreement.name,
                "address": round(agreement.words, 4),
                "reasons": agreement.sentences,
            }
            one, other = left_keys[left], right_keys[right]
            for row in lefts[one]:
                for other_row in rights[other]:
                    line = {"left": row, "right": other_row, "left_name": one[0], "right_name": other[0]} | told
                    self.stdout.write(json.dumps(line, ensure_ascii=False))


def _rows_by_firm(file: str, columns: list[str]) -> Rows:
    """Return the numbers of the rows of each firm: a file that repeats a firm has it compared once."""
    rows: Rows = defaultdict(list)
    for number, row in rows_read(file, columns):
        rows[tuple(row[column] for column in columns)].append(number)
    return rows


def _firm(key: tuple[str, ...], options: dict[str, Any]) -> Firm:
    name, address, *rest = key
    country = rest.pop(0) if options["country"] else ""
    identifiers = {"identifier": rest[0]} if options["identifier"] and rest[0] else {}
    return prepare_firm(name, address, country, identifiers)
