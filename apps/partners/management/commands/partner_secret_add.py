import json
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser

from apps.accounts.management.acts import ActCommand
from apps.partners.credentials.services import SECRET_OVERLAP, client_secret_add
from apps.partners.systems.selectors import partner_named


class Command(ActCommand):
    help = (
        "Give a partner's system a second secret, and the first an end. Prints the new secret as JSON, once: only a "
        "digest of it is kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the partner's name")
        parser.add_argument(
            "--overlap-days",
            type=int,
            default=SECRET_OVERLAP.days,
            metavar="DAYS",
            help=f"for how long the secret before still works; {SECRET_OVERLAP.days} by default, 0 ends it at once",
        )

    def handle(self, *, name: str, overlap_days: int, **options: Any) -> None:
        if overlap_days < 0:
            raise CommandError("A secret can't end before today.")
        client = partner_named(name).client
        secret, text = client_secret_add(client_id=client.pk, overlap=timedelta(days=overlap_days))
        secrets = [
            {"number": each.pk, "given": each.created_at, "ends": each.ends_at}
            for each in client.secrets.order_by("pk")
        ]
        result = {"partner": name, "client_id": client.client_id, "client_secret": text, "number": secret.pk}
        self.stdout.write(json.dumps(result | {"secrets": secrets}, indent=2, default=str))
