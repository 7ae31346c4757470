"""When a promise about exams counts as broken."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.benefits.rules import Verdict, interval, realised_rate

confidences = st.floats(0.5, 0.999)
counts = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
shares = st.floats(0.0001, 0.9999)


@given(counts, confidences)
def test_the_interval_holds_the_rate_and_stays_between_nothing_and_all(counted, confidence):
    parcels, examined = counted
    low, high = interval(parcels, examined, confidence)
    assert 0 <= low <= examined / parcels + 1e-9
    assert examined / parcels - 1e-9 <= high <= 1


@given(counts, confidences)
def test_the_interval_of_what_was_not_examined_is_its_mirror(counted, confidence):
    parcels, examined = counted
    low, high = interval(parcels, examined, confidence)
    assert interval(parcels, parcels - examined, confidence) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(counts, confidences, st.integers(2, 50))
def test_more_of_the_same_narrows_the_interval(counted, confidence, times):
    parcels, examined = counted
    low, high = interval(parcels, examined, confidence)
    more_low, more_high = interval(parcels * times, examined * times, confidence)
    assert more_high - more_low <= high - low + 1e-9


@given(counts, shares, confidences)
def test_broken_means_more_than_promised_beyond_the_interval(counted, promised, confidence):
    one = realised_rate(*counted, promised, confidence)
    assert (one.verdict == Verdict.BROKEN) == (one.low > promised)
    if one.verdict == Verdict.BROKEN:
        assert one.rate > promised


@given(counts, shares, confidences)
def test_one_exam_less_never_breaks_a_promise_that_was_kept(counted, promised, confidence):
    parcels, examined = counted
    if examined and realised_rate(parcels, examined, promised, confidence).verdict == Verdict.KEPT:
        assert realised_rate(parcels, examined - 1, promised, confidence).verdict == Verdict.KEPT


@given(counts, shares, confidences, st.integers(1, 10**6))
def test_of_too_few_nothing_is_said(counted, promised, confidence, least):
    one = realised_rate(*counted, promised, confidence, least=least)
    assert (one.verdict == Verdict.TOO_FEW) == (counted[0] < least)


def test_without_a_promise_or_others_to_compare_with_there_is_no_verdict_on_it():
    assert realised_rate(500, 400, 0.02, 0.95, owed=False).verdict is None
    assert realised_rate(500, 400, None, 0.95).verdict == Verdict.TOO_FEW
    nothing = realised_rate(0, 0, 0.02, 0.95)
    assert (nothing.rate, nothing.low, nothing.high) == (None, 0.0, 1.0)


def test_who_is_treated_as_promised_is_rarely_told_otherwise():
    """Of those examined exactly as often as promised, about one in forty is shown as a breach by chance."""
    parcels, promised = 400, 0.05
    broken = sum(
        comb(parcels, examined) * promised**examined * (1 - promised) ** (parcels - examined)
        for examined in range(parcels + 1)
        if realised_rate(parcels, examined, promised, 0.95).verdict == Verdict.BROKEN
    )
    assert 0.01 < broken < 0.04
