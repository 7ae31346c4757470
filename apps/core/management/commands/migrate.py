"""Migrate as the role that owns the tables. `apps/core/database_rights.py` says what the role of the site gets."""

from typing import Any

from django.core.management.commands import migrate

from apps.core.database_columns import columns_check
from apps.core.database_rights import as_owner, rights_give


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Run Django's command, then give the role that runs the site its rights."""
        with as_owner():
            super().handle(*args, **options)
            if options["plan"] or options["check_unapplied"]:
                return
            rights_give()
            if not options["app_label"]:
                columns_check()
