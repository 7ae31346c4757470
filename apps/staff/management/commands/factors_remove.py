"""Remove the second factors of a member of staff by the command line."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.db import transaction

from apps.accounts.management.acts import ActCommand
from apps.accounts.models import User
from apps.accounts.services import factors_remove
from apps.staff.messages import FACTORS_REMOVED, person_notify


class Command(ActCommand):
    help = "Remove the second factors of a person, where no two administrators are left who could. The person is told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *, email: str, **options: object) -> None:
        user = User.objects.filter(email=email).first()
        if user is None:
            raise CommandError("Nobody has this e-mail address.")
        factors_remove(user_id=user.pk, by=None)
        person_notify(user, FACTORS_REMOVED)
