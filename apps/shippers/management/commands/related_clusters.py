"""The command that finds the clusters of related businesses among all businesses."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.shippers.models import Shipper
from apps.shippers.relations import clusters_resolve


class Command(BaseCommand):
    help = (
        "Print a JSON line for each cluster of related businesses, the largest first: its size, how many of them were "
        "removed before, and each business. A tie is no proof: the panel “Related businesses” of each shows the ties."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--min", type=int, default=2, metavar="SIZE", help="leave out smaller clusters")
        parser.add_argument("--removed", action="store_true", help="only clusters with a business that was removed")
        parser.add_argument("--json", action="store_true", help="print JSON, as the command does in any case")

    def handle(self, **options: Any) -> None:
        clusters = [ids for ids in clusters_resolve() if len(ids) >= options["min"]]
        columns = ("pk", "ksn", "name", "barred_until")
        shippers = {
            row["pk"]: row
            for row in Shipper.objects.filter(pk__in=[pk for ids in clusters for pk in ids]).values(*columns)
        }
        for ids in clusters:
            members = [shippers[pk] for pk in ids]
            removed = sum(row["barred_until"] is not None for row in members)
            if removed or not options["removed"]:
                rows = [
                    {
                        "number": row["pk"],
                        "ksn": row["ksn"],
                        "name": row["name"],
                        "removed": row["barred_until"] is not None,
                    }
                    for row in members
                ]
                self.stdout.write(json.dumps({"size": len(ids), "removed": removed, "businesses": rows}))
