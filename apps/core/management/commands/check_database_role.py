import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from apps.core.database_role import faults_of_role


class Command(BaseCommand):
    help = "Say what the role that runs the site may do in the database although it must not; end with 1 if anything."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            role = cursor.execute("SELECT current_user").fetchone()[0]
        faults = faults_of_role()
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            self.stdout.write(
                f"The role {role} is not limited. docs/deploy.md, “The two roles”, says how to make it so."
            )
            sys.exit(1)
        self.stdout.write(f"The role {role} may do only what it must.")
