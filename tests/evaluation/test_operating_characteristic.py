"""What the published rules do with good sellers, bad sellers, and those who would game them."""

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from apps.evaluation.counterevidence import evidence_against, threshold
from apps.evaluation.drawn_exams import ExamMonth
from apps.evaluation.operating_characteristic import (
    MONTHS,
    SimulatedWorld,
    live,
    months_to_detection,
    share_at_tiers,
    steady,
)
from apps.evaluation.record import RecordEntry, RecordFacts, ShipmentMonth
from apps.evaluation.rules import judge
from apps.evaluation.rules.points import points_allowed
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.terms import ENTER, ONE
from benchmarks.power import bounds_missed
from tests.evaluation.records import TODAY, months, offense, wrong

ENTRIES = [
    RecordEntry(ProgramEntryKind.ENROLLED, date(2022, 1, 1)),
    RecordEntry(ProgramEntryKind.VALIDATED, TODAY),
    RecordEntry(ProgramEntryKind.ANNUAL_REVIEW, TODAY),
]

# Sizes of sellers with shares of parcels opened by choice, beside the three that the suite tries.
OTHERS = [(20, 0.1), (100, 1.0), (500, 0.1)]


def shares(terms, sizes, rates, sellers):
    return [
        share_at_tiers(SimulatedWorld(size), rate, terms, sellers=sellers, seed=2) for size in sizes for rate in rates
    ]


@pytest.mark.slow
def test_bad_sellers_seldom_hold_tier_2_and_good_ones_are_left_alone(terms):
    assert not list(bounds_missed(shares(terms, (20, 100), (0.005, 0.02, 0.09, 0.25), 60), terms))


@pytest.mark.soak
def test_bad_sellers_seldom_hold_tier_2_at_every_size(terms):
    rates = (0.005, 0.01, 0.02, 0.0325, 0.065, 0.09, 0.25)
    assert not list(bounds_missed(shares(terms, (5, 20, 100, 500), rates, 1_000), terms))
    assert not list(bounds_missed(shares(terms, (5_000, 50_000), rates, 40), terms))


@pytest.mark.slow
def test_good_sellers_of_every_size_reach_tier_2(terms):
    for share in shares(terms, (20, 100, 500, 5_000), (0.005,), 40):
        assert share.at_least(2) > 0.8


@pytest.mark.slow
def test_a_seller_of_any_size_that_turns_bad_is_found_within_a_year(terms):
    """The more it sends the sooner; those of few parcels by the exams that follow a wrong one."""

    def half(size: int, sellers: int) -> int:
        found = months_to_detection(SimulatedWorld(size), 0.005, 0.1, terms, sellers=sellers, months=24, tier=3)
        return found.half or 25

    assert half(5_000, 15) < half(500, 60) <= 12
    assert max(half(100, 120), half(20, 120)) <= 12


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6), st.integers(1, 10)), min_size=1, max_size=20))
def test_evidence_of_a_member_at_the_bound_gains_nothing_on_average(terms, months_drawn):
    """At the allowed share, the expected factor of each parcel is exactly 1, whatever its loss."""
    asked = terms.requirement(2)
    allowed = 1 - asked.compliance / ONE
    for in_order, count, tenths in months_drawn:
        loss = tenths * ONE // 10
        begun = ExamMonth(0, in_order + (count or 1), {loss: count or 1}, 0)
        now = evidence_against([begun], asked.compliance, terms.rate)
        better = evidence_against([begun, ExamMonth(1, 1, {}, 0)], asked.compliance, terms.rate)
        worse = evidence_against([begun, ExamMonth(1, 1, {ONE: 1}, 0)], asked.compliance, terms.rate)
        if 1 < now < 100_000:
            # The month of the wrong parcel begins one bet more.
            expected = float(better) * (1 - allowed) + float(worse) * allowed
            assert float(now) <= expected + 0.01
            assert float(better) <= float(now)


@pytest.mark.slow
def test_the_evidence_of_a_complying_seller_seldom_reaches_the_threshold(terms):
    """The bound of the policy, where a seller is just as good as tier 1 asks, over three years."""
    asked = terms.requirement(1)
    found = share_at_tiers(SimulatedWorld(2_000), 1 - asked.compliance / ONE, terms, sellers=40)
    assert found.false_alarms <= 0.01
    assert threshold(terms.rate) == 2400


def answers(record_drawn, terms):
    answer = judge(record_drawn, terms)
    return answer.enter, answer.keep, answer.suspend


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 60),
    st.integers(0, 6),
    st.integers(0, 4),
    st.integers(1, 10_000_000),
    st.sampled_from(["negligence", "gross_negligence", "fraud"]),
)
def test_parcels_that_nobody_opened_change_neither_tier(terms, drawn, bad, findings, more, culpability):
    bad = min(bad, drawn)
    faults = [*wrong(bad), *[offense(culpability=culpability)] * findings]
    opened = [ShipmentMonth(month.number, month.parcels, drawn, bad, drawn, bad) for month in months(1, 100)]
    flooded = [replace(month, parcels=month.parcels + more, examined=month.examined) for month in opened]

    few, many = (RecordFacts(shipped, faults, ENTRIES, []).on(TODAY) for shipped in (opened, flooded))
    assert answers(few, terms) == answers(many, terms)


@given(st.integers(1, 5_000), st.integers(2, 250))
def test_splitting_a_shop_never_raises_what_its_parts_may_do_together(terms, exams, parts):
    """What a record with so many exams may hold: wrong parcels to enter, and points for negligence."""

    def allowed_wrong(opened: int, tier: int) -> float:
        asked, rate = terms.requirement(tier), terms.rate
        prior = rate.prior_exams * (rate.prior_compliance - asked.compliance)
        return max(0, (opened * (ONE - asked.compliance) + prior) / ONE)

    each, left = divmod(exams, parts)
    split = [each + 1] * left + [each] * (parts - left)
    for tier in (1, 2, 3):
        assert sum(allowed_wrong(part, tier) for part in split) <= allowed_wrong(exams, tier) + 1e-9
        asked = terms.requirement(tier)
        together = points_allowed(exams, asked, terms.least_exams.share_exact)
        assert sum(points_allowed(part, asked, terms.least_exams.share_exact) for part in split) <= together + 1e-6
        assert terms.requirement(tier).grave_points[ENTER] == 0, "no part may enter with a knowing act"


@pytest.mark.slow
def test_splitting_a_shop_never_lets_more_wrong_parcels_travel_with_a_tier(terms):
    """The most wrong parcels a month with the benefits of tier 2, over all true shares: one shop against 25."""
    rates = (0.01, 0.0325, 0.05, 0.09)
    one = max(rate * 500 * share_at_tiers(SimulatedWorld(500), rate, terms, sellers=60).at_least(2) for rate in rates)
    split = max(
        25 * rate * 20 * share_at_tiers(SimulatedWorld(20), rate, terms, sellers=60).at_least(2) for rate in rates
    )
    assert split <= 1.1 * one


@pytest.mark.slow
@pytest.mark.parametrize("rate", [0.0, 0.01])
def test_more_exams_that_a_seller_asks_for_never_hurt_one_that_complies(terms, rate):
    few, many = (share_at_tiers(SimulatedWorld(200, requested=exams), rate, terms, sellers=80) for exams in (48, 144))
    for tier in (1, 2, 3):
        assert few.at_least(tier) <= many.at_least(tier) + 0.05


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "chosen"),
    [(20, 1.0), (100, 0.1), (500, 1.0), *(pytest.param(*more, marks=pytest.mark.soak) for more in OTHERS)],
)
def test_parcels_opened_by_choice_never_hurt_a_seller_that_complies(terms, size, chosen):
    for rate, tier in ((0.01, 3), (0.02, 2), (0.06, 1)):
        left, opened = (
            share_at_tiers(SimulatedWorld(size, by_choice=share), rate, terms, sellers=60) for share in (0.0, chosen)
        )
        assert opened.false_alarms <= float(terms.rate.false_alarms)
        assert opened.at_least(tier) >= left.at_least(tier) - 0.25


@pytest.mark.slow
@pytest.mark.parametrize("size", [20, 500])
@pytest.mark.parametrize("rate", [0.01, 0.02, 0.05])
def test_disclosing_never_costs_more_than_hiding(terms, size, rate):
    hiding, telling = (
        share_at_tiers(SimulatedWorld(size, discloses=told), rate, terms, sellers=60) for told in (False, True)
    )
    for tier in (1, 2, 3):
        assert telling.at_least(tier) >= hiding.at_least(tier) - 0.2


@pytest.mark.slow
@pytest.mark.parametrize(("size", "within"), [(100, 4), (20, 8)])
def test_half_of_the_sellers_that_turn_very_bad_are_below_tier_3_soon(terms, size, within):
    found = months_to_detection(SimulatedWorld(size), 0.005, 0.2, terms, sellers=400, months=24, tier=3)
    assert found.half is not None
    assert found.half <= within


def test_an_exam_chosen_by_risk_and_a_report_of_a_related_party_do_not_move_the_rate(terms):
    """The ledger marks only exams that an agency drew at random; a record holds nothing else for the rate."""
    by_risk = [ShipmentMonth(month.number, 100, 50, 20, 0, 0) for month in months(6, 100)]

    assert answers(RecordFacts(by_risk, [], ENTRIES, []).on(TODAY), terms)[0] == 0


def test_the_turn_of_a_month_gains_nothing(terms):
    """A wrong parcel of the last day of a month weighs the next day what it weighs on any day of its first year."""
    faults = wrong(2, age=1)
    shipped = months(20, 50, 4, end=2) + months(1, 50, 4, 2, end=1) + months(1, 50, 4)
    before = RecordFacts(shipped[:-1], faults, ENTRIES, []).on(date(2026, 10, 31))
    after = RecordFacts(shipped[:-1], faults, ENTRIES, []).on(date(2026, 11, 1))

    assert answers(before, terms)[1] == answers(after, terms)[1]


def test_leaving_and_coming_back_gains_nothing(terms):
    shipped, faults = months(30, 100, 3), wrong(2, age=3)
    again = [*ENTRIES[:1], RecordEntry(ProgramEntryKind.ENROLLED, date(2026, 10, 1)), *ENTRIES[1:]]
    stayed = RecordFacts(shipped, faults, ENTRIES, []).on(TODAY)
    returned = RecordFacts(shipped, faults, sorted(again, key=lambda entry: entry.day), []).on(TODAY)

    for gained, had in zip(answers(returned, terms)[:2], answers(stayed, terms)[:2], strict=True):
        assert gained <= had


def test_ten_thousand_worthless_parcels_do_not_wash_out_a_fraud(terms):
    fraud = [offense(culpability="fraud", severity="major", basis="seizure")]
    few, many = (RecordFacts(months(24, size, 20), fraud, ENTRIES, []).on(TODAY) for size in (20, 10_000))

    assert answers(few, terms) == answers(many, terms) == (0, 0, False)


def test_a_simulated_life_is_the_same_for_everybody_who_repeats_it(terms):
    world = SimulatedWorld(20)
    first, second = (share_at_tiers(world, 0.05, terms, sellers=5) for _ in range(2))

    assert first == second
    assert len(live(world, steady(0.0), terms, Random(1), months=MONTHS).tiers) == MONTHS
