"""Selection within capacity: probabilities that add up, and draws that have exactly these probabilities."""

import random
from collections import Counter
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.targeting.selection import Candidate, Odds, Plan, Share, capacity_of, draw, odds_of

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        chance=st.floats(0, 1),
        novelty=st.sampled_from([0.0, 0.5, 1.0]),
        tier=st.sampled_from([None, 0, 1, 2, 3]),
        must=st.booleans(),
        lesson=st.sampled_from([1.0, 1.5]),
    ),
    max_size=40,
)
PLANS = st.builds(
    Plan,
    capacity=st.integers(0, 45),
    unseen=st.floats(0, 0.5),
    at_random=st.floats(0, 0.5),
    floor=st.floats(0, 0.1),
    promised=st.just({1: 0.8, 2: 0.5, 3: 0.2}),
)


@given(CANDIDATES, PLANS)
def test_probabilities_fill_the_capacity_and_none_is_above_one(candidates: list[Candidate], plan: Plan) -> None:
    odds = odds_of(candidates, plan)
    open_to = [each for each, candidate in zip(odds, candidates, strict=True) if not candidate.must]
    assert all(
        -1e-9 <= part <= 1 + 1e-9
        for each in odds
        for part in (each.risk, each.unseen, each.at_random, each.left_over, each.total)
    )
    assert fsum(each.total for each in open_to) == pytest.approx(min(plan.capacity, len(open_to)), abs=1e-6)
    assert all(each.total == 1 for each, candidate in zip(odds, candidates, strict=True) if candidate.must)


@given(CANDIDATES, PLANS)
def test_every_parcel_of_every_tier_may_be_drawn_at_random(candidates: list[Candidate], plan: Plan) -> None:
    odds = odds_of(candidates, plan)
    open_to = [each for each, candidate in zip(odds, candidates, strict=True) if not candidate.must]
    if not open_to:
        return
    floor = min(plan.floor, plan.capacity / len(open_to), 1.0)
    assert all(each.at_random >= floor - 1e-9 for each in open_to)
    assert len({each.at_random for each in open_to}) == 1


@given(CANDIDATES, PLANS, st.integers(0, 1000))
def test_a_draw_selects_as_many_as_the_capacity(candidates: list[Candidate], plan: Plan, seed: int) -> None:
    odds = odds_of(candidates, plan)
    drawn = draw(odds, random.Random(seed))
    by_capacity = sum(1 for share in drawn if share not in (None, Share.RULE))
    open_to = sum(1 for candidate in candidates if not candidate.must)
    assert abs(by_capacity - min(plan.capacity, open_to)) <= 1
    assert all((share is Share.RULE) == candidate.must for share, candidate in zip(drawn, candidates, strict=True))


def test_the_riskiest_come_first_and_a_known_shipper_no_more_often_than_promised() -> None:
    members = [Candidate(0.9, tier=3)] * 100
    others = [Candidate(0.1 + at / 1000) for at in range(100)]
    odds = odds_of(members + others, Plan(20, 0.0, 0.0, 0.0, {3: 0.25}))
    of_members, of_others = fsum(each.risk for each in odds[:100]), fsum(each.risk for each in odds[100:])
    assert of_members == pytest.approx(0.25 * of_others, rel=1e-3)
    assert odds[-1].risk == pytest.approx(1)
    assert odds[100].risk == 0


def test_an_exam_that_tells_of_later_parcels_comes_before_one_of_a_little_more_risk() -> None:
    candidates = [Candidate(0.5), Candidate(0.4, lesson=1.5), Candidate(0.9), Candidate(0.2, lesson=1.5)]
    odds = odds_of(candidates, Plan(2, 0.0, 0.0, 0.0, {}))
    assert [each.risk for each in odds] == [0, pytest.approx(1), pytest.approx(1), 0]


def test_what_was_never_seen_has_its_share() -> None:
    candidates = [Candidate(0.9)] * 50 + [Candidate(0.1, novelty=1.0)] * 50
    odds = odds_of(candidates, Plan(10, 0.2, 0.1, 0.0, {}))
    assert fsum(each.unseen for each in odds[50:]) == pytest.approx(2)
    assert fsum(each.at_random for each in odds) == pytest.approx(1)
    assert fsum(each.risk for each in odds[:50]) == pytest.approx(7)


def test_each_parcel_is_drawn_with_its_probability() -> None:
    odds = [Odds(risk=0.5), Odds(at_random=0.25), Odds(unseen=0.25), Odds(risk=0.6, at_random=0.4), Odds(rule=1.0)]
    chance, rounds = random.Random(3), 20_000
    counted = [Counter[Share | None]() for _each in odds]
    for _round in range(rounds):
        for count, share in zip(counted, draw(odds, chance), strict=True):
            count[share] += 1
    assert counted[0][Share.RISK] / rounds == pytest.approx(0.5, abs=0.015)
    assert counted[1][Share.RANDOM] / rounds == pytest.approx(0.25, abs=0.015)
    assert counted[2][Share.UNSEEN] / rounds == pytest.approx(0.25, abs=0.015)
    assert counted[3][Share.RANDOM] / rounds == pytest.approx(0.4, abs=0.015)
    assert counted[4][Share.RULE] == rounds


def test_a_capacity_with_a_fraction_opens_one_parcel_more_on_some_days() -> None:
    odds = odds_of([Candidate(at / 10) for at in range(10)], Plan(0.6, 0.0, 0.5, 0.0, {}))
    assert fsum(each.total for each in odds) == pytest.approx(0.6)
    drawn = [sum(1 for share in draw(odds, random.Random(seed)) if share) for seed in range(400)]
    assert set(drawn) == {0, 1}
    assert sum(drawn) / 400 == pytest.approx(0.6, abs=0.08)


@given(st.none() | st.integers(0, 200), st.integers(0, 300), st.integers(1, 300), st.floats(0, 0.1), st.data())
def test_a_further_draw_has_the_rate_of_the_first_and_at_least_the_floor(
    exams: int | None, before: int, parcels: int, floor: float, data: st.DataObject
) -> None:
    selected = data.draw(st.integers(0, min(before, exams or 0)))
    capacity = capacity_of(exams=exams, selected=selected, before=before, parcels=parcels, floor=floor)
    if exams is None:
        assert capacity == floor * parcels
    elif not before:
        assert capacity == exams
    else:
        rate = min(1.0, exams / before)
        assert min(floor, rate) * parcels <= capacity <= rate * parcels + 1e-9
        assert capacity <= max(exams - selected, min(floor, rate) * parcels)
