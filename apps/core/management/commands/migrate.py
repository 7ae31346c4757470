"""Migrate as Django does, but render only the models that a step changes (`apps/core/migration_state.py`)."""

from typing import Any

from django.core.management.commands import migrate

from apps.core.migration_state import LeanExecutor


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
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
