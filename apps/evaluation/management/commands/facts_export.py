"""The command that exports the facts of a shipper, from which anybody can repeat its evaluations."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.core.management.arguments import archives_argument_add, moment_argument
from apps.core.management.refusals import refusals_told
from apps.evaluation.facts_export import facts_document
from apps.evaluation.selectors import shipper_of_ksn
from apps.ledger.selectors.archives import archives_opened
from apps.shippers.models import Shipper

LISTS = ("links", "months", "violations", "parcels", "program_entries", "evaluations")


class Command(BaseCommand):
    help = "Print all facts of a member that a rule may read, and the evaluations that were made of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ksn", help="the member's Known Shipper Number")
        parser.add_argument(
            "--known-at", type=moment_argument, metavar="TIME", help="only what was known at that time (now)"
        )
        archives_argument_add(parser)
        parser.add_argument("--json", action="store_true", help="print the export as JSON (docs/verify/README.md)")

    @refusals_told()
    def handle(self, *args: Any, **options: Any) -> None:
        shipper = Shipper.objects.get(pk=shipper_of_ksn(options["ksn"]))
        with archives_opened(options["archives"]):
            document = facts_document(shipper, known_at=options["known_at"])
        if options["json"]:
            self.stdout.write(json.dumps(document, indent=1))
            return
        self.stdout.write(f"{document['ksn']}, by what was known at {document['known_at']}")
        if document["archived"]:
            self.stdout.write(f"  without the archived months {', '.join(document['archived'])}")
        for identity in document["identities"]:
            self.stdout.write(f"  identity {identity['id']}: {identity['source']} {identity['code']}")
        for name in LISTS:
            self.stdout.write(f"{name}: {len(document[name]):,}")
            for row in document[name]:
                self.stdout.write("  " + ", ".join(f"{key} {value}" for key, value in row.items() if key != "findings"))
