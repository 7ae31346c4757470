"""The verdict on a promise about exams."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.benefits.rules import Verdict, interval, realised_rate

confidences = st.floats(0.5, 0.999)
counts = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
shares = st.floats(0.0001, 0.9999)


@given(counts, confidences)
def test_the_interval_holds_the_rate_and_stays_between_0_and_1(counted, confidence):
    parcels, examined = counted
    low, high = interval(parcels, examined, confidence)
    assert 0 <= low <= examined / parcels + 1e-9
    assert examined / parcels - 1e-9 <= high <= 1


@given(counts, confidences)
def test_the_interval_of_the_share_not_examined_is_the_mirror(counted, confidence):
    parcels, examined = counted
    low, high = interval(parcels, examined, confidence)
    assert interval(parcels, parcels - examined, confidence) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(counts, confidences, st.integers(2, 50))
def test_more_parcels_at_the_same_rate_narrow_the_interval(counted, confidence, times):
    parcels, examined = counted
    low, high = interval(parcels, examined, confidence)
    more_low, more_high = interval(parcels * times, examined * times, confidence)
    assert more_high - more_low <= high - low + 1e-9


@given(counts, shares, confidences)
def test_a_promise_is_broken_when_the_whole_interval_lies_above(counted, promised, confidence):
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
def test_too_few_parcels_give_no_verdict(counted, promised, confidence, least):
    one = realised_rate(*counted, promised, confidence, least=least)
    assert (one.verdict == Verdict.TOO_FEW) == (counted[0] < least)


def test_no_promise_gives_no_verdict_and_no_rate_too_few():
    assert realised_rate(500, 400, 0.02, 0.95, owed=False).verdict is None
    assert realised_rate(500, 400, None, 0.95).verdict == Verdict.TOO_FEW
    nothing = realised_rate(0, 0, 0.02, 0.95)
    assert (nothing.rate, nothing.low, nothing.high) == (None, 0.0, 1.0)


def test_a_kept_promise_is_rarely_called_broken():
    """About one in forty members who are examined exactly as promised has a breach by chance."""
    parcels, promised = 400, 0.05
    broken = sum(
        comb(parcels, examined) * promised**examined * (1 - promised) ** (parcels - examined)
        for examined in range(parcels + 1)
        if realised_rate(parcels, examined, promised, 0.95).verdict == Verdict.BROKEN
    )
    assert 0.01 < broken < 0.04
