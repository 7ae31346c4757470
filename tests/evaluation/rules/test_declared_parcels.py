"""Parcels that nobody declares in time can't be drawn: enough of them must be declared, and nobody pays for others."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.evaluation.record import DeclaredMonth, Record, month_start, record_of
from apps.evaluation.rules import declared_parcels as rule
from apps.policy.terms import ONE, TOP, Terms
from tests.evaluation.policies import terms_with
from tests.evaluation.records import TODAY, months_ago


def counted(*counts: tuple[int, int, int], last: int = 1, as_of: date = TODAY) -> Record:
    """Return a record with counted months, the last of them `last` months ago."""
    first = months_ago(last) - len(counts) + 1
    return record_of(as_of, [], [], declared=[DeclaredMonth(first + at, *each) for at, each in enumerate(counts)])


@pytest.mark.parametrize(
    ("parcels", "could", "declared", "enter", "keep"),
    [
        (1000, 1000, 950, 3, 3),
        (1000, 1000, 949, 0, 3),
        (1000, 1000, 900, 0, 3),
        (1000, 1000, 899, 0, 0),
        # What could not be declared costs no tier. Nothing that a draw can reach speaks of these parcels, so nobody
        # rises by them.
        (1000, 400, 399, 0, 3),
        (1000, 0, 0, 0, 3),
        # A few parcels of one forgetful carrier decide nothing.
        (49, 49, 0, 3, 3),
        (1000, 49, 0, 0, 3),
    ],
)
def test_declared_parcels_allow_every_tier_or_none(
    terms: Terms, parcels: int, could: int, declared: int, enter: int, keep: int
) -> None:
    finding = rule.find(counted((parcels, could, declared)), terms)
    assert (finding.enter, finding.keep) == (enter, keep)


def test_declared_parcels_of_months_without_a_count_are_held_against_nobody(terms: Terms) -> None:
    finding = rule.find(counted(), terms)
    assert (finding.observed, finding.enter, finding.keep, finding.moves) == (None, 3, 3, None)
    assert "asks for nothing" in rule.sentence(finding)


def test_declared_parcels_of_a_bad_month_are_forgotten_a_year_later(terms: Terms) -> None:
    record = counted((500, 500, 100), (100, 100, 100), (100, 100, 100), last=3)
    finding = rule.find(record, terms)
    assert (finding.observed, finding.enter, finding.keep) == (0.4285, 0, 0)
    assert finding.moves == month_start(months_ago(5) + 13)
    later = rule.find(counted((500, 500, 100), (100, 100, 100), (100, 100, 100), last=3, as_of=finding.moves), terms)
    assert (later.enter, later.keep) == (3, 3)


def test_declared_parcels_of_a_month_count_once_the_month_is_over(terms: Terms) -> None:
    past = counted((500, 500, 0), last=0)
    assert rule.find(past, terms).observed is None
    assert past.next_effective == month_start(months_ago(0) + 1)


def test_declared_parcels_are_told_with_both_shares(terms: Terms) -> None:
    told = rule.sentence(rule.find(counted((1000, 800, 600)), terms))
    assert "600 of your 1,000 parcels counted in the last 13 months were declared before they arrived: 60%." in told
    assert "800 of them could be declared, and 75% of these were. Keeping a tier asks for 90%." in told


sizes = st.integers(0, 400)
all_months = st.lists(st.tuples(sizes, sizes, sizes).map(lambda each: tuple(sorted(each, reverse=True))), max_size=16)


@given(all_months)
def test_declared_parcels_hide_no_more_than_the_policy_allows(all_counts: list[Any]) -> None:
    """A tier is entered with at most one parcel of twenty that no draw could reach, however they are spread."""
    terms = terms_with({})
    finding = rule.find(counted(*all_counts), terms)
    detail, asked = finding.detail, terms.declared
    if finding.enter == TOP and detail["parcels"] >= asked.least_parcels:
        assert (detail["parcels"] - detail["declared"]) * ONE <= detail["parcels"] * (ONE - asked.enter_share)
    assert finding.enter <= finding.keep


@given(all_months, st.integers(0, 15), sizes)
def test_declared_parcels_never_cost_a_tier_by_declaring_more(all_counts: list[Any], at: int, more: int) -> None:
    terms = terms_with({})
    before = rule.find(counted(*all_counts), terms)
    better = [
        (parcels, could, min(could, declared + more)) if place == at else (parcels, could, declared)
        for place, (parcels, could, declared) in enumerate(all_counts)
    ]
    after = rule.find(counted(*better), terms)
    assert after.enter >= before.enter
    assert after.keep >= before.keep
