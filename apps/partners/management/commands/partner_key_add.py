import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from apps.accounts.management.acts import ActCommand
from apps.partners.credentials.services import client_key_add
from apps.partners.systems.selectors import partner_named

STANDARD_INPUT = "-"


class Command(ActCommand):
    help = (
        "Register public keys by which a partner's system signs its requests for a token (private_key_jwt, RFC 7523). "
        "Takes a JSON Web Key, or a set of them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the partner's name")
        parser.add_argument("file", help=f"a file with the key or keys; {STANDARD_INPUT} reads what is piped in")

    def handle(self, *, name: str, file: str, **options: Any) -> None:
        try:
            text = sys.stdin.read() if file == STANDARD_INPUT else Path(file).read_text()
            result = json.loads(text)
        except (OSError, ValueError) as error:
            raise CommandError(f"{file} can't be read as JSON: {error}") from error
        keys = result.get("keys") if isinstance(result, dict) and "keys" in result else [result]
        if not isinstance(keys, list) or not keys or not all(isinstance(key, dict) for key in keys):
            raise CommandError("Give a JSON Web Key, or a set of them.")
        client = partner_named(name).client
        for jwk in keys:
            key = client_key_add(client_id=client.pk, jwk=jwk)
            self.stdout.write(f"{name} may sign with the key {key.kid}, as the client {client.client_id}.")
