from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.evaluation.rules import compliance_rate as rule
from tests.evaluation.records import months, offense, record

Z = 1.6448536269514722


@pytest.mark.parametrize(
    ("n", "w", "bound"),
    # Wilson's lower bound for z = 1.6449, computed by the formula of a textbook.
    [(0, 0, 0.0), (3, 0, 0.5258), (100, 0, 0.9737), (100, 5, 0.9008), (200_000, 10, 0.99991), (10, 10, 0.0)],
)
def test_the_bound_equals_that_of_a_textbook(n, w, bound):
    assert rule.wilson(n, w, Z) == pytest.approx(bound, abs=5e-5)


def test_the_bound_is_0_where_violations_outweigh_the_evidence():
    assert rule.wilson(4, 50, Z) == 0.0


@given(st.floats(0, 500), st.sampled_from([0.75, 0.8, 0.95, 0.965, 0.98]))
def test_the_required_evidence_is_the_least_that_reaches_the_bound(w, bound):
    n = rule.evidence_for(w, bound, Z)

    assert rule.wilson(n + 1e-6, w, Z) >= bound
    assert rule.wilson(n - 1e-6, w, Z) < bound


@given(st.integers(1, 10_000), st.floats(0, 100))
def test_a_further_clean_parcel_never_lowers_the_bound(n, w):
    assert rule.wilson(n + 1, w, Z) >= rule.wilson(n, w, Z) - 1e-12


def test_three_clean_parcels_open_no_tier(terms):
    finding = rule.find(record(shipped=months(1, 3, examined=3)), terms)

    assert (finding.enter, finding.keep) == (0, 0)
    assert finding.observed == pytest.approx(0.5258, abs=1e-4)


def test_a_few_faults_in_200000_parcels_hardly_count(terms):
    finding = rule.find(record(shipped=months(10, 20_000), offenses=[offense()] * 9), terms)

    assert finding.enter == 3


def test_an_exam_counts_more_than_a_release_without_one(terms):
    unexamined = rule.find(record(shipped=months(1, 20)), terms)
    examined = rule.find(record(shipped=months(1, 20, examined=20)), terms)

    assert unexamined.detail["evidence"] == 4
    assert examined.detail["evidence"] == 20


def test_a_discrepant_exam_is_no_evidence(terms):
    finding = rule.find(record(shipped=months(1, 20, examined=20, discrepant=5)), terms)

    assert finding.detail["evidence"] == 15


def test_a_validation_visit_is_evidence_until_it_leaves_the_record(terms):
    visit = ("validated", date(2024, 2, 10))

    finding = rule.find(record(visit), terms)

    assert finding.detail["evidence"] == 10
    assert finding.moves == date(2027, 2, 1)


def test_the_rate_moves_when_a_violation_gets_older(terms):
    finding = rule.find(record(shipped=months(12, 100), offenses=[offense(age=10)]), terms)

    assert finding.moves == date(2027, 1, 1)
    assert "Jan. 1, 2027" in rule.path(finding, 3, terms)


def test_the_parcels_in_the_path_suffice_and_one_fewer_does_not(terms):
    shipped, faults = months(1, 60, examined=60), [offense()]
    finding = rule.find(record(shipped=shipped, offenses=faults), terms)

    def with_more(parcels: int) -> int:
        return rule.find(record(shipped=months(1, 60 + parcels, examined=60 + parcels), offenses=faults), terms).enter

    assert with_more(finding.clean_enter) == finding.enter + 1
    assert with_more(finding.clean_enter - 1) == finding.enter


def test_the_sentence_has_the_numbers(terms):
    finding = rule.find(record(shipped=months(1, 100, examined=100), offenses=[offense()]), terms)

    text = rule.sentence(finding)

    assert "examined parcels: 100" in text
    assert "95% confidence" in text
    assert rule.value_text(finding.observed) in text
