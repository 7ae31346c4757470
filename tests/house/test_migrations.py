"""Every model has its migrations, and no migration breaks a site that still runs the code before it."""

import pytest
from django.core.management import call_command
from django_migration_linter import MigrationLinter

from config.engines import PROJECT
from tests.house.test_layers import ranks

# No site runs an app before the migrations that it begins with, so these can break no site.
FIRST = ["0001_initial", "0002_factors"]


def test_no_model_lacks_a_migration():
    call_command("makemigrations", check=True, dry_run=True)


@pytest.mark.slow
def test_migrations_are_safe_while_the_site_runs():
    linter = MigrationLinter(str(PROJECT), include_apps=sorted(ranks()), ignore_name=FIRST, no_cache=True)
    linter.lint_all_migrations()
    assert not linter.has_errors, "see the report above"
