"""Migrate as Django does, as the role that owns the tables, rendering only the models that a step changes.

`apps/core/migration_state.py` says how; `apps/core/database_rights.py` says what the role that runs the site gets.
"""

from typing import Any

from django.core.management.commands import migrate

from apps.core.database_rights import as_owner, rights_give
from apps.core.migration_state import LeanExecutor


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Run Django's command with our executor, then give the role that runs the site its rights."""
        with as_owner():
            self._migrate(*args, **options)
            if not (options["plan"] or options["check_unapplied"]):
                rights_give()

    def _migrate(self, *args: Any, **options: Any) -> None:
        """Run Django's command with our executor: it takes the executor's class from its own module."""
        # pyrefly: ignore[missing-attribute] (what the command imports is not among Django's stubs)
        original = migrate.MigrationExecutor
        # pyrefly: ignore[missing-attribute] (the same)
        migrate.MigrationExecutor = LeanExecutor
        try:
            super().handle(*args, **options)
        finally:
            # pyrefly: ignore[missing-attribute] (the same)
            migrate.MigrationExecutor = original
