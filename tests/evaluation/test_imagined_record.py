"""The record that the public tries under a policy."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from apps.evaluation.drawn_exams import exam_months
from apps.evaluation.imagined_record import record_imagined
from apps.evaluation.rules import judge
from apps.policy.schema import TIERS
from apps.policy.terms import ENTER, TOP
from tests.evaluation.policies import terms_with

POLICY = terms_with({})
TODAY = date(2026, 3, 31)


@given(st.integers(0, 200).flatmap(lambda exams: st.tuples(st.just(exams), st.integers(0, min(exams, 10)))))
def test_record_has_the_exams_and_the_wrong_parcels_that_were_asked_for(counts: tuple[int, int]) -> None:
    exams, wrong = counts
    record = record_imagined(POLICY, today=TODAY, exams=exams, wrong=wrong)
    window = POLICY.windows.record_months
    months = exam_months(record, POLICY.weights, window)
    assert record.drawn(window) == exams
    assert (sum(month.decided for month in months), sum(month.wrong for month in months)) == (exams, wrong)
    assert not any(month.undecided for month in months)
    assert all(offense.day <= TODAY for offense in record.offenses)


def test_record_without_a_wrong_parcel_enters_every_tier_with_enough_exams_and_none_with_too_few() -> None:
    entered = [judge(record_imagined(POLICY, today=TODAY, exams=exams, wrong=0), POLICY).enter for exams in range(100)]
    assert entered == sorted(entered)
    assert {*entered} == {0, *TIERS}
    for tier in TIERS:
        assert entered.index(tier) >= POLICY.requirement(tier).exams[ENTER]


def test_record_with_wrong_parcels_enters_no_higher_tier_than_one_without() -> None:
    entered = [judge(record_imagined(POLICY, today=TODAY, exams=100, wrong=wrong), POLICY).enter for wrong in range(8)]
    assert entered == sorted(entered, reverse=True)
    assert entered[0] == TOP > entered[-1]
