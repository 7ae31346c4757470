"""Make a member of staff by the command line."""

from argparse import ArgumentParser

from apps.accounts.management.acts import ActCommand
from apps.accounts.roles import ROLES
from apps.accounts.selectors import password_link
from apps.accounts.services import staff_create


class Command(ActCommand):
    help = "Make a member of staff, and print a link by which the person sets a password, once, within three days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", action="append", required=True, choices=list(ROLES), help="May be given again.")
        parser.add_argument("--name", default="")

    def handle(self, *, email: str, role: list[str], name: str, **options: object) -> None:
        user = staff_create(email=email, name=name, roles=role)
        self.stdout.write(password_link(user))
