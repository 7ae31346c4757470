from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.core.database_columns import columns_check
from apps.core.database_rights import as_owner
from config.simulation import installation
from config.simulation.services import demo_prepare


class Command(BaseCommand):
    help = (
        "Prepare the demonstration: migrate the database where it lacks a migration, make a simulated program if there "
        "is none yet, and sign-ins with .local/demo.json."
    )
    # Every start of the demonstration waits for this command; `make lint` runs the checks.
    requires_system_checks = ()

    def handle(self, *, verbosity: int, **options: Any) -> None:
        # The role that runs the site has no rights before the first migration.
        with as_owner():
            executor = MigrationExecutor(connection)
            is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
            if is_migrated:
                columns_check()
        if not is_migrated:
            call_command("migrate", verbosity=0)
        demo = demo_prepare()
        if verbosity:
            self.stdout.write(f"{len(demo.accounts)} sign-ins for {demo.url}: see {installation.path()}.")
