"""Commands that change something: who answers for a run is recorded."""

import getpass
from typing import Any, ClassVar

import pghistory
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import User
from apps.accounts.signals import command_run
from apps.core.management.refusals import refusals_told


class ActCommand(BaseCommand):
    """A command that changes something. Each run is recorded with the operating system's user who started it, and with
    the person who answers for it (`--by`), whom the history of what it changes names too.

    `must_name`: a run is refused without that person. A refusal of a service ends the command with its message.
    """

    must_name: ClassVar[bool] = False
    actor: User | None = None

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument(
            "--by",
            required=self.must_name,
            metavar="EMAIL",
            help="the person who answers for this; the operating system's user is recorded in any case",
        )
        return parser

    @property
    def person(self) -> User:
        """Return the person who answers for a run that must name one."""
        assert self.actor is not None
        return self.actor

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.actor = actor_of(options["by"]) if options.get("by") else None
        command, operator = type(self).__module__.rpartition(".")[2], getpass.getuser()
        named = {"user": self.actor.pk} if self.actor else {}
        with pghistory.context(command=command, operator=operator, **named):
            command_run.send(sender=type(self), command=command, operator=operator, actor=self.actor)
            with refusals_told():
                return super().execute(*args, **options)


def actor_of(email: str) -> User:
    """Return the person with an e-mail address; raise CommandError if there is none."""
    actor = User.objects.filter(email=email).first()
    if actor is None:
        raise CommandError("Nobody has this e-mail address.")
    return actor
