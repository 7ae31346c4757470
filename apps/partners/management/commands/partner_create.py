import json
from argparse import ArgumentTypeError
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.utils.text import slugify

from apps.accounts.management.acts import ActCommand
from apps.core.mail_addresses import mail_address_check
from apps.ledger.vocabulary import Category, ReporterKind
from apps.partners.scopes import GIVEN
from apps.partners.systems.services import partner_create

ALL = "all"


def email(text: str) -> str:
    """Return an address of e-mail; raise ArgumentTypeError for anything else."""
    try:
        return mail_address_check(text)
    except ValidationError as error:
        raise ArgumentTypeError(error.messages[0]) from error


class Command(ActCommand):
    help = "Let a partner's system in. Prints its client id and secret as JSON, once: only a digest of it is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the partner's name")
        parser.add_argument(
            "--scope",
            dest="scopes",
            metavar="SCOPE",
            action="extend",
            nargs="+",
            required=True,
            help=f"what it may do: {', '.join(GIVEN)}",
        )
        parser.add_argument("--reporter", metavar="CODE", help="as whom it reports; its name in short by default")
        parser.add_argument(
            "--kind",
            choices=ReporterKind.values,
            default=ReporterKind.MARKETPLACE,
            help="how much authority its reports have; marketplace by default",
        )
        parser.add_argument(
            "--ksn", metavar="KSN", default="", help="of a seller: the only business about which it reports"
        )
        parser.add_argument(
            "--contact",
            metavar="EMAIL",
            type=email,
            help="whom to tell when messages to the system are not taken",
        )
        parser.add_argument(
            "--competence",
            metavar="CATEGORY",
            action="extend",
            nargs="+",
            default=[],
            choices=[*Category.values, ALL],
            help=(
                f"of an agency: the violations that it determines by itself, or {ALL}; none by default, so that its "
                "reports are allegations"
            ),
        )

    def handle(
        self,
        *,
        name: str,
        scopes: list[str],
        reporter: str | None,
        kind: str,
        ksn: str,
        contact: str | None,
        competence: list[str],
        **options: Any,
    ) -> None:
        credentials = partner_create(
            name=name,
            scopes=scopes,
            reporter_code=reporter or ("" if kind == ReporterKind.SELLER else slugify(name)[:40]),
            reporter_kind=kind,
            ksn=ksn,
            contact_email=contact or "",
            competence=Category.values if ALL in competence else competence,
        )
        self.stdout.write(
            json.dumps(
                {
                    "partner": name,
                    "client_id": credentials.client_id,
                    "client_secret": credentials.client_secret,
                    "scopes": credentials.partner.scopes,
                },
                indent=2,
            )
        )
