"""Every model has its migrations, and no migration breaks a site that still runs the code before it."""

import pytest
from django.core.management import call_command
from django_migration_linter import MigrationLinter

from config.engines import PROJECT
from tests.house.test_layers import ranks

# No site runs an app before its first migration, so the first one can break no site.
FIRST = ["0001_initial"]
# Steps that look as if they broke a site, each with the reason why the site goes on.
SAFE = {
    "0008_looks_by_month": "a partitioned table takes the name of the renamed one in the same transaction",
    "0007_acts_that_wait": "the new rule is about notes of a kind that the code before never writes",
    "0015_consent_to_disclose": "the new rule is about consents of a scope that the code before never gives",
    "0009_findings_of_two_kinds": "the new rule allows all that the old one did, and officers write few of these rows",
    "0015_plans_after_disclosures": "the new keys allow what the old one did, and are of a column not written before",
    "0028_codes_have_one_form": "reporters are some thousands of rows at most, and only staff let a new code in",
}


def test_no_model_lacks_a_migration():
    call_command("makemigrations", check=True, dry_run=True)


@pytest.mark.slow
def test_migrations_are_safe_while_the_site_runs():
    linter = MigrationLinter(str(PROJECT), include_apps=sorted(ranks()), ignore_name=[*FIRST, *SAFE], no_cache=True)
    linter.lint_all_migrations()
    assert not linter.has_errors, "see the report above"
