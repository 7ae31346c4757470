import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.management.arguments import archives_argument_add
from apps.core.management.refusals import refusals_told
from apps.ledger.selectors import reports_of_number
from apps.ledger.selectors.archives import archives_opened
from apps.seals.selectors import proof_document
from apps.seals.signed_statements import statement_read


class Command(BaseCommand):
    help = (
        "Print the proof that the entries of a parcel are in the seals of their days. docs/verify/parcel_proof.py "
        "checks it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issuer", help="the code of the carrier or filer that issued the number")
        parser.add_argument("reference", help="the tracking number")
        archives_argument_add(parser)
        parser.add_argument("--json", action="store_true", help="print the whole proof as JSON")

    @refusals_told()
    def handle(self, *args: Any, **options: Any) -> None:
        with archives_opened(options["archives"]):
            entries = reports_of_number(options["issuer"], options["reference"])
            document = proof_document(entries)
        if not entries:
            raise CommandError("No parcel with this number is on record.")
        if options["json"]:
            self.stdout.write(json.dumps(document, indent=1))
            return
        for entry in document["entries"]:
            said, seal = json.loads(entry["content"]), statement_read(entry["seal"])
            self.stdout.write(
                f"entry {said['id']}, revision {said['revision']}: leaf {entry['index']:,} of {seal['entries']:,} in "
                f"the seal of {seal['day']}, root {seal['root']}"
            )
        for entry in document["waiting"]:
            self.stdout.write(f"entry {entry['id']}: {entry['day']} is not sealed yet")
