"""The verdict on a promise about exams."""

from math import comb, exp, lgamma, log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.benefits.exact_tails import exact_interval, tail_at_least, tail_at_most
from apps.benefits.rules import MAX_PARCELS, PromiseVerdict, RealisedRate, two_sided_z
from apps.policy.procedures import RealisedRates

BOUNDS = RealisedRates(months=12, least_parcels=100, confidence=0.95, margin=0.5)

confidences = st.floats(0.5, 0.999)
counts = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
few = st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
multiples = st.sampled_from([0.25, 0.5, 0.8])


def realised(
    parcels: int, examined: int, others: int, others_examined: int, multiple: float = 0.5, owed: bool = True
) -> RealisedRate:
    return RealisedRate(parcels, examined, others, others_examined, multiple, owed, BOUNDS)


@given(few, st.floats(0.001, 0.999))
def test_the_tails_equal_the_sums_of_the_distribution(counted, probability):
    trials, successes = counted
    terms = [comb(trials, k) * probability**k * (1 - probability) ** (trials - k) for k in range(trials + 1)]
    assert tail_at_least(trials, successes, probability) == pytest.approx(sum(terms[successes:]), rel=1e-9, abs=1e-12)
    assert tail_at_most(trials, successes, probability) == pytest.approx(
        sum(terms[: successes + 1]), rel=1e-9, abs=1e-12
    )


@given(counts, confidences)
def test_an_end_of_the_interval_is_wrong_as_seldom_as_stated(counted, confidence):
    trials, successes = counted
    low, high = exact_interval(trials, successes, confidence)
    assert 0 <= low <= successes / trials <= high <= 1
    alpha = (1 - confidence) / 2
    assert low == 0 if not successes else tail_at_least(trials, successes, low) <= alpha + 1e-6
    assert high == 1 if successes == trials else tail_at_most(trials, successes, high) <= alpha + 1e-6


@given(counts, counts, multiples)
def test_a_promise_is_broken_exactly_when_the_whole_range_lies_above(counted, others, multiple):
    one = realised(*counted, *others, multiple)
    assume(one.comparable and one.parcels >= BOUNDS.least_parcels)
    low = one.multiple_low_high[0]
    assume(abs(low - multiple) > 1e-9)
    assert (one.verdict == PromiseVerdict.BROKEN) == (low > multiple)


@given(counts, counts, multiples)
def test_a_rate_above_the_promise_is_never_called_kept(counted, others, multiple):
    one = realised(*counted, *others, multiple)
    if one.verdict == PromiseVerdict.KEPT:
        assert one.rate <= one.promised
        assert one.multiple_low_high[1] <= multiple * (1 + BOUNDS.margin) + 1e-9
    if one.verdict == PromiseVerdict.BROKEN:
        assert one.rate > one.promised


@given(counts, counts, multiples)
def test_the_statement_that_picks_suspects_leaves_out_no_breach(counted, others, multiple):
    """Slud's inequality: a breach has an excess of z standard deviations where the probability is 1/4 or less."""
    one = realised(*counted, *others, multiple)
    if one.verdict == PromiseVerdict.BROKEN:
        exams = one.examined + one.others_examined
        share = multiple * one.parcels / (multiple * one.parcels + one.others)
        excess = one.examined - exams * share
        assert excess > 0
        assert share > 0.25 or excess >= 0.999 * two_sided_z(BOUNDS.confidence) * (exams * share * (1 - share)) ** 0.5


def test_a_rate_above_the_promise_that_chance_may_explain_is_open():
    """5.6% beside 4.4% promised: nobody can tell, and so many parcels would."""
    one = realised(500, 28, 5_000, 440)
    assert (one.rate, one.promised) == (pytest.approx(0.056), pytest.approx(0.044))
    assert one.verdict == PromiseVerdict.OPEN
    more = one.parcels_to_tell
    assert one.parcels < more < 2_000
    growth = more / one.parcels
    assert (
        realised(more, round(28 * growth), round(5_000 * growth), round(440 * growth)).verdict == PromiseVerdict.BROKEN
    )


def test_without_enough_parcels_nobody_can_tell():
    assert realised(99, 60, 10_000, 1_000).verdict == PromiseVerdict.OPEN
    assert realised(99, 60, 10_000, 1_000).parcels_to_tell == 100
    assert realised(500, 400, 99, 9).verdict == PromiseVerdict.OPEN
    assert realised(500, 400, 99, 9).parcels_to_tell is None
    assert realised(500, 400, 99, 9).promised is None
    nothing = realised(0, 0, 10_000, 1_000)
    assert (nothing.rate, nothing.low_high, nothing.verdict) == (None, (0.0, 1.0), PromiseVerdict.OPEN)


def test_no_promise_gives_no_verdict():
    one = realised(500, 400, 10_000, 1_000, owed=False)
    assert (one.verdict, one.promised, one.parcels_to_tell) == (None, None, None)


def test_rates_too_close_to_tell_name_no_number():
    one = realised(10_000, 501, 100_000, 10_000)
    assert one.rate > one.promised
    assert one.verdict == PromiseVerdict.OPEN
    assert one.parcels_to_tell is None or one.parcels_to_tell <= MAX_PARCELS


def pmf(trials: int, probability: float) -> list[float]:
    chances = []
    for k in range(trials + 1):
        ways = lgamma(trials + 1) - lgamma(k + 1) - lgamma(trials - k + 1)
        chances.append(exp(ways + k * log(probability) + (trials - k) * log(1 - probability)))
    return chances


@pytest.mark.parametrize(("multiple", "ordinary"), [(0.5, 0.1), (0.25, 0.2), (0.8, 0.05)])
@pytest.mark.parametrize(("parcels", "others"), [(150, 400), (300, 150)])
def test_each_verdict_is_wrong_as_seldom_as_the_policy_says(multiple, ordinary, parcels, others):
    """Sum the chances of every pair of counts that gives a wrong verdict: each sum is at most one in forty."""
    error = (1 - BOUNDS.confidence) / 2
    for excess, wrong in ((0.0, PromiseVerdict.BROKEN), (BOUNDS.margin, PromiseVerdict.KEPT)):
        ours = pmf(parcels, multiple * (1 + excess) * ordinary)
        theirs = pmf(others, ordinary)
        chance = sum(
            one * other
            for examined, one in enumerate(ours)
            if one > 1e-9
            for others_examined, other in enumerate(theirs)
            if other > 1e-9 and realised(parcels, examined, others, others_examined, multiple).verdict == wrong
        )
        assert chance <= error + 1e-6, (wrong, chance)
