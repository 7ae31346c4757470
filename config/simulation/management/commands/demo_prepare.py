from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.core.database_columns import columns_check
from apps.core.database_rights import as_owner
from config.simulation import installation
from config.simulation.numbers.trade import process_beside
from config.simulation.services import demo_prepare


def database_empty() -> None:
    """Take everything out of the database: an earlier start was stopped before its program was whole."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
        # As in a new database: the role that runs the site finds its tables there.
        cursor.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")


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
            if installation.is_unfinished():
                database_empty()
            executor = MigrationExecutor(connection)
            is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
            if is_migrated:
                columns_check()
        if is_migrated:
            demo = demo_prepare()
        else:
            # The process gets ready while the tables are made.
            with process_beside() as beside:
                call_command("migrate", verbosity=0)
                demo = demo_prepare(beside)
        if verbosity:
            self.stdout.write(f"{len(demo.accounts)} sign-ins for {demo.url}: see {installation.path()}.")
