"""The command that compares every business with all lists."""

import json
from itertools import batched
from typing import Any

from apps.accounts.management.acts import ActCommand
from apps.screening.services import shippers_screen
from apps.shippers.models import Shipper

# So many businesses are compared in one transaction.
BATCH = 200


class Command(ActCommand):
    help = (
        "Compare every business, its owners and those who sign for it with all lists of restricted parties. Needed "
        "only after an upgrade that compares names differently: changes of lists and of profiles are followed as they "
        "come."
    )

    def handle(self, **options: Any) -> None:
        told = {"businesses": 0, "parties": 0, "found": 0, "lapsed": 0}
        numbers = list(Shipper.objects.exclude(name="").order_by("pk").values_list("pk", flat=True))
        for part in batched(numbers, BATCH):
            done = shippers_screen(shipper_ids=part)
            told["businesses"] += len(part)
            told["parties"] += done.parties
            told["found"] += done.found
            told["lapsed"] += done.lapsed
        self.stdout.write(json.dumps(told))
