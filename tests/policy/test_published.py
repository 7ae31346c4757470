from datetime import date

import pytest
from django.db import DatabaseError, transaction

from apps.policy.models import Number, Policy
from apps.policy.published import published
from apps.policy.schema import KEYS
from apps.policy.selectors import policy_on, policy_public, terms_of


def first() -> Policy:
    return Policy.objects.get(version=1)


def test_the_first_policy_applies_to_imported_years():
    policy = policy_on(date(2020, 6, 15))

    assert policy.version == 1
    assert terms_of(policy).clocks.decision_days == 90


def test_the_rows_equal_the_published_file():
    rows = {row.key: (row.value, row.authority, row.reason) for row in published(1).rows}

    assert {n.key: (n.value, n.authority, n.reason) for n in first().numbers.all()} == rows
    assert rows.keys() == KEYS.keys()


def test_every_number_has_an_authority_and_a_reason():
    for section in policy_public(first())["sections"]:
        for number in section["numbers"]:
            assert number["authority"].startswith(("Statute: ", "Regulation: ", "GAO report: ", "Program decision"))
            assert len(number["reason"]) > 4


@pytest.mark.parametrize(
    "change",
    [
        lambda: Number.objects.filter(key="clock.appeal_days").update(value="1"),
        lambda: Number.objects.filter(key="clock.appeal_days").delete(),
        lambda: Number.objects.create(policy=first(), key="x", value="1", authority="", reason=""),
        lambda: Policy.objects.filter(version=1).update(effective_from="2021-01-01"),
        lambda: Policy.objects.filter(version=1).update(state="draft"),
        lambda: Policy.objects.filter(version=1).delete(),
    ],
)
def test_a_published_policy_never_changes(change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change()

    assert Number.objects.get(key="clock.appeal_days").value == "90"
