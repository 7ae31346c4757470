from typing import Any

from django.core.management.base import CommandParser

from apps.accounts.management.acts import ActCommand
from apps.partners.signatures.services import signing_key_withdraw


class Command(ActCommand):
    help = (
        "Withdraw a key that signs answers because somebody else may know it. It is no longer published, nothing that "
        "it signed can be verified any longer, and another key signs at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "kid", help="the id of the key in /.well-known/jwks.json; write -- before an id that begins with a hyphen"
        )

    def handle(self, *, kid: str, **options: Any) -> None:
        signing_key_withdraw(kid=kid)
        self.stdout.write(f"{kid} is withdrawn. Another key signs from now on; it is in /.well-known/jwks.json.")
