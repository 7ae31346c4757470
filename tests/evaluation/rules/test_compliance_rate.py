from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from apps.evaluation.counterevidence import evidence_against
from apps.evaluation.record import Clearance
from apps.evaluation.rules import compliance_rate as rule
from apps.policy.terms import ONE
from tests.evaluation.records import TODAY, drawn, months, offense, record, wrong


@pytest.mark.parametrize(("exams", "enter"), [(0, 0), (7, 0), (8, 1), (35, 1), (36, 2), (69, 2), (70, 3)])
def test_clean_exams_at_random_open_the_tiers(terms, exams, enter):
    finding = rule.find(record(shipped=months(1, 500, exams)), terms)

    assert (finding.enter, finding.keep) == (enter, 3)


@given(st.integers(0, 10_000), st.integers(0, 200))
def test_the_rate_is_that_of_the_record_and_the_prior_together(terms, decided, wrong_parcels):
    wrong_parcels = min(decided, wrong_parcels)
    rate = rule.completed_rate(decided, wrong_parcels * ONE, terms.rate)

    exact = (decided - wrong_parcels + Fraction("18.2")) / (decided + 20)
    assert Fraction(rate, ONE) <= exact < Fraction(rate + rule.CUT, ONE)


def test_parcels_that_nobody_opened_change_nothing(terms):
    opened = months(12, 0, 4, 1)
    few = rule.find(record(shipped=opened, offenses=wrong(3)), terms)
    many = rule.find(record(shipped=[*opened, *months(1, 1_000_000)], offenses=wrong(3)), terms)

    assert few == many


def test_a_wrong_parcel_counts_by_its_severity_and_at_most_as_one(terms):
    def loss(*offenses):
        return rule.find(record(shipped=months(1, 50, 50, 1), offenses=offenses), terms).detail["loss"]

    assert loss(*wrong(1)) == 1
    assert loss(*wrong(1, severity="minor")) == 0.2
    assert loss(*wrong(1, severity="critical")) == 1
    assert loss(*wrong(1, severity="moderate", attribution="broker")) == 0.5
    assert loss(*wrong(1), *wrong(1, severity="minor")) == 1
    assert loss(*wrong(1, severity="minor"), *wrong(1, severity="minor")) == 0.4


def test_a_finding_that_no_exam_at_random_made_does_not_move_the_rate(terms):
    shipped = months(1, 50, 50)

    assert rule.find(record(shipped=shipped, offenses=[offense()] * 9), terms) == rule.find(
        record(shipped=shipped), terms
    )


def test_an_undecided_parcel_is_wrong_for_entering_and_in_order_for_keeping(terms):
    shipped = months(1, 50, 50, 2)
    undecided = rule.find(record(shipped=shipped), terms)
    cleared = rule.find(record(shipped=shipped, clearances=[Clearance(TODAY, drawn(1))]), terms)

    assert (undecided.detail["decided"], undecided.detail["undecided"]) == (48, 2)
    assert (cleared.detail["decided"], cleared.detail["undecided"], cleared.detail["wrong"]) == (49, 1, 0)
    assert undecided.observed == rule.completed_rate(50, 2 * ONE, terms.rate) / ONE
    assert (undecided.enter, undecided.keep) == (1, 3)
    assert "2 more were found wrong and are not decided yet" in rule.sentence(undecided)


def test_a_follow_up_exam_speaks_in_the_evidence_and_not_in_the_rate(terms):
    drawn_only = record(shipped=months(1, 50, 50))
    (month,) = drawn_only.months
    clean = replace(drawn_only, months=(replace(month, followed=40),))
    faults = [offense(drawn=replace(drawn(place), followed=True)) for place in range(12)]
    found = replace(clean, months=(replace(month, followed=40, followed_discrepant=12),), offenses=tuple(faults))

    plain, followed, worse = (rule.find(each, terms) for each in (drawn_only, clean, found))
    assert plain.observed == followed.observed == worse.observed
    assert worse.keep < followed.keep == 3


def test_a_violation_that_comes_to_light_after_a_clean_exam_makes_the_parcel_wrong(terms):
    found = offense(drawn=drawn(discrepant=False))
    finding = rule.find(record(shipped=months(1, 50, 50), offenses=[found]), terms)

    assert (finding.detail["decided"], finding.detail["wrong"]) == (50, 1)


def test_a_rate_below_the_tier_is_kept_until_the_evidence_disproves_the_tier(terms):
    """Four wrong parcels of 40 are a poor rate, and chance explains them; twelve are proof."""
    four = rule.find(record(shipped=months(1, 60, 40, 4), offenses=wrong(4)), terms)
    twelve = rule.find(record(shipped=months(1, 60, 40, 12), offenses=wrong(12)), terms)

    assert (four.enter, four.keep) == (0, 3)
    assert (twelve.enter, twelve.keep) == (0, 0)
    assert "prove that you do not reach the rate of tier 1" in rule.sentence(twelve)


def test_a_tier_that_is_disproved_is_not_entered_by_an_old_good_record(terms):
    finding = rule.find(record(shipped=months(30, 0, 40, end=2) + months(1, 0, 20, 10), offenses=wrong(10)), terms)

    assert finding.observed > 0.98
    assert finding.enter == finding.keep < 3


def test_exams_leave_the_record_after_its_months(terms):
    finding = rule.find(record(shipped=months(1, 0, 40, end=35) + months(1, 0, 40)), terms)

    assert (finding.enter, finding.moves) == (3, date(2026, 12, 1))
    assert rule.find(record(shipped=months(1, 0, 40, end=36)), terms).detail["decided"] == 0


@pytest.mark.parametrize("count", [0, 1, 3, 12])
def test_the_exams_in_the_path_suffice_and_one_fewer_does_not(terms, count):
    def with_more(exams: int) -> int:
        shipped = months(1, 60, 30 + exams, count)
        return rule.find(record(shipped=shipped, offenses=wrong(count)), terms).enter

    finding = rule.find(record(shipped=months(1, 60, 30, count), offenses=wrong(count)), terms)
    enough = finding.clean_enter

    assert with_more(enough - 1) == finding.enter
    assert finding.enter < with_more(enough + 1), "rounding may give one parcel too few, never one too many"


def test_the_sentence_has_the_numbers_that_are_compared(terms):
    text = rule.sentence(rule.find(record(shipped=months(1, 100, 41, 1), offenses=wrong(1)), terms))

    assert text == (
        "40 of your 41 parcels opened at random in 36 months were in order. Completed with 20 exams of an average "
        "seller, your compliance rate is 95.4%. Entering tier 2 asks for 96.75%."
    )


def test_without_exams_the_sentence_says_so(terms):
    assert "None of your parcels was opened at random" in rule.sentence(rule.find(record(), terms))


@pytest.mark.parametrize("found", [0, 1, 4])
@pytest.mark.parametrize("tier", [1, 2, 3])
def test_the_lowest_rate_kept_is_that_of_the_last_record_that_is_kept(terms, tier, found):
    def record_with(more: int):
        count = found + more
        return record(shipped=[*months(12, 60, 5, end=1), *months(1, 60, 40 + more, count)], offenses=wrong(count))

    lowest = rule.lowest_rate_kept(record_with(0), terms, tier)
    findings = [rule.find(record_with(more), terms) for more in range(40)]
    kept = [finding.observed for finding in findings if finding.keep >= tier]

    assert kept == [finding.observed for finding in findings[: len(kept)]], "more wrong parcels never help"
    assert lowest == pytest.approx(min(kept))
    assert lowest < terms.requirement(tier).compliance / ONE


def test_where_the_record_does_not_keep_the_tier_the_lowest_rate_kept_is_higher(terms):
    disproved = record(shipped=months(1, 60, 40, 12), offenses=wrong(12))

    assert rule.lowest_rate_kept(disproved, terms, 1) > rule.find(disproved, terms).observed


def test_the_lowest_rate_kept_takes_few_steps_however_many_parcels_were_opened(terms, monkeypatch):
    asked = []
    monkeypatch.setattr(rule, "evidence_against", lambda *about: asked.append(about) or evidence_against(*about))
    large = record(shipped=[*months(12, 1, 1, 1), *months(1, 200_000, 200_000)], offenses=wrong(1))

    assert rule.lowest_rate_kept(large, terms, 1) < terms.requirement(1).compliance / ONE
    assert len(asked) < 60
