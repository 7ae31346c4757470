from typing import Any

from django.core.management.base import CommandParser

from apps.accounts.management.acts import ActCommand
from apps.partners.credentials.services import client_secret_end
from apps.partners.systems.selectors import partner_named


class Command(ActCommand):
    help = "End a secret of a partner's system at once. Tokens that were given for it stay good for their hour."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the partner's name")
        parser.add_argument("number", type=int, help="the number of the secret, as `partner_secret_add` prints it")

    def handle(self, *, name: str, number: int, **options: Any) -> None:
        client_secret_end(client_id=partner_named(name).client.pk, secret_id=number)
        self.stdout.write(f"Secret {number} of {name} has ended.")
