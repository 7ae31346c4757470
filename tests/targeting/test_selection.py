"""Selection within capacity: probabilities that add up, and draws that have exactly these probabilities."""

import random
from collections import Counter
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.policy.least_exams import RandomChance
from apps.targeting.selection import CapacityDivision, CapacityShare, ParcelCandidate, capacity_of, least_of
from apps.targeting.selection.odds import SelectionChances, SelectionShare, draw, odds_of

CANDIDATES = st.lists(
    st.builds(
        ParcelCandidate,
        chance=st.floats(0, 1),
        novelty=st.sampled_from([0.0, 0.5, 1.0]),
        tier=st.sampled_from([None, 0, 1, 2, 3]),
        must=st.booleans(),
        has_passed=st.booleans(),
        promised=st.sampled_from([0.02, 0.125, 0.4, 1.0]),
        after_wrong=st.sampled_from([0.0, 0.3, 1.0]),
        groups=st.sampled_from([(), ("origin:CN",), ("origin:CN", "size:1"), ("origin:DE", "size:1"), ("origin:DE",)]),
    ),
    max_size=40,
)
PLANS = st.builds(
    CapacityDivision,
    capacity=st.integers(0, 45),
    unseen=st.floats(0, 0.5),
    at_random=st.floats(0, 0.5),
    floor=st.floats(0, 0.1),
    promised=st.just({1: 0.8, 2: 0.5, 3: 0.2}),
    rooms=st.dictionaries(st.sampled_from(["origin:CN", "origin:DE", "size:1"]), st.floats(0, 10)),
)


@given(CANDIDATES, PLANS)
def test_probabilities_fill_the_capacity_and_none_is_above_one(
    candidates: list[ParcelCandidate], plan: CapacityDivision
) -> None:
    odds = odds_of(candidates, plan)
    open_to = [each for each, candidate in zip(odds, candidates, strict=True) if not candidate.must]
    assert all(
        -1e-9 <= part <= 1 + 1e-9
        for each in odds
        for part in (each.risk, each.unseen, each.random.total, each.left_over, each.total)
    )
    assert fsum(each.total for each in open_to) == pytest.approx(min(plan.capacity, len(open_to)), abs=1e-6)
    assert all(each.total == 1 for each, candidate in zip(odds, candidates, strict=True) if candidate.must)


@given(CANDIDATES, PLANS)
def test_every_parcel_is_drawn_at_random_with_its_promise_or_all_promises_are_lowered_alike(
    candidates: list[ParcelCandidate], plan: CapacityDivision
) -> None:
    odds = odds_of(candidates, plan)
    pairs = [(each, candidate) for each, candidate in zip(odds, candidates, strict=True) if not candidate.must]
    if not pairs:
        return
    sought = fsum(least_of(candidate, plan.floor) for _each, candidate in pairs)
    kept = min(1.0, plan.capacity / sought)
    assert len({each.equal for each, _candidate in pairs}) == 1
    for each, candidate in pairs:
        assert each.random.counted == pytest.approx(kept * candidate.promised)
        after = max(candidate.promised, candidate.after_wrong)
        assert each.random.counted + each.random.follow_up == pytest.approx(kept * after)
        assert each.random.total == pytest.approx(max(each.equal, kept * after))
        assert each.equal >= kept * plan.floor - 1e-9


@given(CANDIDATES, PLANS)
def test_counted_chance_of_a_parcel_that_a_rule_opens_is_that_of_any_other(
    candidates: list[ParcelCandidate], plan: CapacityDivision
) -> None:
    for each, candidate in zip(odds_of(candidates, plan), candidates, strict=True):
        if candidate.must:
            assert each.random.counted == candidate.promised
            assert each.total == pytest.approx(1)


PORTS = st.builds(
    CapacityDivision,
    capacity=st.integers(200, 4_000),
    unseen=st.floats(0, 0.5),
    at_random=st.floats(0, 0.5),
    floor=st.just(0.02),
    promised=st.just({1: 0.8, 2: 0.5, 3: 0.2}),
)


@given(
    st.builds(ParcelCandidate, chance=st.floats(0, 1), promised=st.floats(0.02, 1)),
    CANDIDATES,
    CANDIDATES,
    PORTS,
    PORTS,
)
def test_counted_chance_of_a_parcel_is_the_same_at_every_port_and_in_every_company(
    parcel: ParcelCandidate,
    company: list[ParcelCandidate],
    others: list[ParcelCandidate],
    here: CapacityDivision,
    there: CapacityDivision,
) -> None:
    chances = {
        odds_of([parcel, *around], plan)[0].random.counted for around in (company, others) for plan in (here, there)
    }
    assert chances == {parcel.promised}


@given(CANDIDATES, PLANS, st.integers(0, 1000))
def test_a_draw_selects_as_many_as_the_capacity(
    candidates: list[ParcelCandidate], plan: CapacityDivision, seed: int
) -> None:
    odds = odds_of(candidates, plan)
    drawn = draw(odds, random.Random(seed))
    by_capacity = [each for each, candidate in zip(drawn, candidates, strict=True) if not candidate.must]
    assert abs(sum(each is not None for each in by_capacity) - min(plan.capacity, len(by_capacity))) <= 1
    for each, candidate in zip(drawn, candidates, strict=True):
        if candidate.must:
            assert each is not None
            assert each.share in {CapacityShare.RULE, CapacityShare.RANDOM, CapacityShare.FOLLOW_UP}
        elif each is not None:
            assert each.share is not CapacityShare.RULE


def test_the_riskiest_come_first_and_a_known_shipper_no_more_often_than_promised() -> None:
    members = [ParcelCandidate(0.9, tier=3)] * 100
    others = [ParcelCandidate(0.1 + at / 1000) for at in range(100)]
    odds = odds_of(members + others, CapacityDivision(20, 0.0, 0.0, 0.0, {3: 0.25}))
    of_members, of_others = fsum(each.risk for each in odds[:100]), fsum(each.risk for each in odds[100:])
    assert of_members == pytest.approx(0.25 * of_others, rel=1e-3)
    assert odds[-1].risk == pytest.approx(1)
    assert odds[100].risk == 0


def test_an_exam_that_tells_of_later_parcels_comes_before_one_of_a_little_more_risk() -> None:
    candidates = [
        ParcelCandidate(0.5),
        ParcelCandidate(0.4, has_passed=True),
        ParcelCandidate(0.9),
        ParcelCandidate(0.2, has_passed=True),
    ]
    odds = odds_of(candidates, CapacityDivision(2, 0.0, 0.0, 0.0, {}))
    assert [each.risk for each in odds] == [0, pytest.approx(1), pytest.approx(1), 0]


def test_what_was_never_seen_has_its_share() -> None:
    candidates = [ParcelCandidate(0.9)] * 50 + [ParcelCandidate(0.1, novelty=1.0)] * 50
    odds = odds_of(candidates, CapacityDivision(10, 0.2, 0.1, 0.0, {}))
    assert fsum(each.unseen for each in odds[50:]) == pytest.approx(2)
    assert fsum(each.random.total for each in odds) == pytest.approx(1)
    assert fsum(each.risk for each in odds[:50]) == pytest.approx(7)


def test_each_parcel_is_drawn_with_its_probability() -> None:
    random_parts = RandomChance(counted=0.2, follow_up=0.1, surplus=0.1)
    odds = [
        SelectionChances(risk=0.5),
        SelectionChances(random=RandomChance(0.25), equal=0.1),
        SelectionChances(unseen=0.25),
        SelectionChances(risk=0.6, random=random_parts, equal=0.4),
        SelectionChances(rule=0.9, random=RandomChance(0.1), is_beyond=True),
        SelectionChances(left_over=0.4),
    ]
    chance, rounds = random.Random(3), 20_000
    counted = [Counter[SelectionShare | None]() for _each in odds]
    for _round in range(rounds):
        for count, share in zip(counted, draw(odds, chance), strict=True):
            count[share] += 1
    expected = {
        (0, SelectionShare(CapacityShare.RISK)): 0.5,
        (1, SelectionShare(CapacityShare.RANDOM, is_equal=True)): 0.1,
        (1, SelectionShare(CapacityShare.RANDOM)): 0.15,
        (2, SelectionShare(CapacityShare.UNSEEN)): 0.25,
        (3, SelectionShare(CapacityShare.RISK)): 0.6,
        (3, SelectionShare(CapacityShare.RANDOM, is_equal=True)): 0.2,
        (3, SelectionShare(CapacityShare.FOLLOW_UP, is_equal=True)): 0.1,
        (3, SelectionShare(CapacityShare.SURPLUS, is_equal=True)): 0.1,
        (4, SelectionShare(CapacityShare.RULE)): 0.9,
        (4, SelectionShare(CapacityShare.RANDOM)): 0.1,
        (5, SelectionShare(CapacityShare.LEFT_OVER)): 0.4,
    }
    for (place, share), part in expected.items():
        assert counted[place][share] / rounds == pytest.approx(part, abs=0.015)
    assert sum(len(count.keys() - {None}) for count in counted) == len(expected)


def test_a_capacity_with_a_fraction_opens_one_parcel_more_on_some_days() -> None:
    odds = odds_of([ParcelCandidate(at / 10) for at in range(10)], CapacityDivision(0.6, 0.0, 0.5, 0.0, {}))
    assert fsum(each.total for each in odds) == pytest.approx(0.6)
    drawn = [sum(1 for share in draw(odds, random.Random(seed)) if share) for seed in range(400)]
    assert set(drawn) == {0, 1}
    assert sum(drawn) / 400 == pytest.approx(0.6, abs=0.08)


@given(st.none() | st.integers(0, 200), st.integers(0, 300), st.integers(1, 300), st.floats(0, 1), st.data())
def test_a_further_draw_has_the_rate_of_the_first_and_keeps_its_promises_as_far(
    exams: int | None, before: int, parcels: int, least: float, data: st.DataObject
) -> None:
    selected = data.draw(st.integers(0, min(before, exams or 0)))
    sums = {"least": least * parcels, "least_before": least * before}
    capacity = capacity_of(exams=exams, selected=selected, before=before, parcels=parcels, **sums)
    if exams is None:
        assert capacity == least * parcels
    elif not before:
        assert capacity == exams
    else:
        rate = min(1.0, exams / before)
        assert min(least, rate) * parcels <= capacity * (1 + 1e-9) + 1e-9
        assert capacity <= rate * parcels + 1e-9
        assert capacity <= max(exams - selected, min(least, rate) * parcels) + 1e-9
