"""A number that the policy gains changes nothing in policies that were published without it."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection

from apps.policy.models import Number
from apps.policy.published import published


def test_policies_without_the_number_keep_their_meaning_when_they_gain_it(owner_db: None) -> None:
    """Nobody was barred by a policy that did not have the number (ADR 0027)."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29")
        cursor.execute("DELETE FROM policy_number WHERE key = 'impartial.months'")
        cursor.execute("ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29")
        cursor.execute(import_module("apps.policy.migrations.0002_impartial_months").COMPLETE)
    assert [number.value for number in Number.objects.filter(key="impartial.months")] == ["0"]
    with pytest.raises(DatabaseError, match="never change"):
        Number.objects.filter(key="impartial.months").update(value="1")


def test_the_marks_of_criteria_are_those_that_the_code_had(owner_db: None) -> None:
    """Every policy before the marks asked for eleven musts and one file, which the first policy still does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE policy_number DISABLE TRIGGER pgtrigger_published_unchanged_d2e29")
        cursor.execute("DELETE FROM policy_number WHERE key LIKE 'criterion.%'")
        cursor.execute("ALTER TABLE policy_number ENABLE TRIGGER pgtrigger_published_unchanged_d2e29")
        for name in ("0008_criteria", "0009_files_of_criteria"):
            cursor.execute(import_module(f"apps.policy.migrations.{name}").COMPLETE)
    marks = dict(Number.objects.filter(key__startswith="criterion.").values_list("key", "value"))
    assert marks == {row.key: row.value for row in published(1).rows if row.key.startswith("criterion.")}
