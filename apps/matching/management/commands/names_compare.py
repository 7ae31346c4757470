import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.core.csv_rows import rows_read
from apps.matching import BearerKind, compare_names, prepare_name


class Command(BaseCommand):
    help = (
        "Compare the two names of each row of a CSV file. Prints a JSON line for each row: the score from 0 to 1, "
        "whether the names match, and the reason of each part."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a CSV file with a header, in UTF-8")
        parser.add_argument("--left", required=True, metavar="COLUMN", help="the column of the one name")
        parser.add_argument("--right", required=True, metavar="COLUMN", help="the column of the other name")
        parser.add_argument(
            "--kind", choices=[BearerKind.PERSON, BearerKind.ORGANIZATION], help="whose names they are (the names tell)"
        )

    def handle(self, **options: Any) -> None:
        kind = BearerKind(options["kind"]) if options["kind"] else BearerKind.ANY
        left, right = options["left"], options["right"]
        for number, row in rows_read(options["file"], [left, right]):
            likeness = compare_names(prepare_name(row[left], kind), prepare_name(row[right], kind))
            told = {
                "row": number,
                "left": row[left],
                "right": row[right],
                "score": likeness.score,
                "match": likeness.is_match,
                "reasons": [reason.sentence for reason in likeness.reasons],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))
