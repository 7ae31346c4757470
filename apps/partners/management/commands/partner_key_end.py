from typing import Any

from django.core.management.base import CommandParser

from apps.accounts.management.acts import ActCommand
from apps.partners.credentials.services import client_key_end
from apps.partners.systems.selectors import partner_named


class Command(ActCommand):
    help = "End a key of a partner's system at once. Tokens that were given for it stay good for their hour."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the partner's name")
        parser.add_argument("kid", help="the id of the key; write -- before an id that begins with a hyphen")

    def handle(self, *, name: str, kid: str, **options: Any) -> None:
        client_key_end(client_id=partner_named(name).client.pk, kid=kid)
        self.stdout.write(f"The key {kid} of {name} has ended.")
