"""Playing the rules gains a seller nothing, and the measure that says so does find a gain where there is one."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from apps.core.lifecycle import Lifecycle
from apps.evaluation import operating_characteristic
from apps.evaluation.operating_characteristic import SimulatedWorld, steady
from benchmarks import power_strategies
from benchmarks.power_conduct import in_order_while_asked, once_trusted, undeclared
from benchmarks.power_strategies import (
    BELIEVING,
    STRATEGIES,
    Split,
    Strategy,
    Treatment,
    disowned_share,
    leaves_record,
    outcome_of,
    strategy_outcome,
)
from tests.evaluation.conftest import terms_with

pytestmark = pytest.mark.slow

# Of the sizes that are tried, one where every strategy has its chance.
TRIED = {
    place: tried for place, tried in enumerate(STRATEGIES) if "at 100," in tried.name and isinstance(tried, Strategy)
}
PLAYED = [place for place, tried in TRIED.items() if not tried.is_sleeper]
REQUESTS = [place for place, tried in enumerate(STRATEGIES) if isinstance(tried, Strategy) and tried.beside]
SPLITS = {place: tried for place, tried in enumerate(STRATEGIES) if isinstance(tried, Split) and tried.months == 36}
SLEEPERS = [place for place, tried in TRIED.items() if tried.is_sleeper]
EXCUSES = [
    place
    for place, tried in enumerate(STRATEGIES)
    if isinstance(tried, Treatment) and tried.is_excuse and tried.world.parcels >= 500
]


def by_strategy(places: Iterable[int]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("place", places, ids=lambda place: STRATEGIES[place].name)


@by_strategy(PLAYED)
def test_strategy_lets_no_more_wrong_parcels_travel_with_a_tier_than_plain_conduct(terms, place):
    assert strategy_outcome(place, terms=terms, sellers=40).miss == ""


@by_strategy(SLEEPERS)
def test_sleeper_is_seen_to_gain_since_nobody_can_measure_what_it_will_do(terms, place):
    outcome = strategy_outcome(place, terms=terms, sellers=40)
    assert outcome.with_it > 2 * outcome.without


@by_strategy(EXCUSES)
def test_blame_gains_nothing_since_third_parties_count_after_notice(terms, place):
    assert strategy_outcome(place, terms=terms, sellers=60).miss == ""


@by_strategy(EXCUSES)
def test_blame_is_seen_to_gain_where_notice_changes_nothing(terms, place, monkeypatch):
    monkeypatch.setattr(operating_characteristic, "weighed_after_notice", list)
    assert "plainly" in strategy_outcome(place, terms=terms, sellers=60).miss


@by_strategy(SPLITS)
def test_splitting_gains_nothing_where_the_numbers_are_judged_together_and_much_where_nobody_ties_them(terms, place):
    outcome = strategy_outcome(place, terms=terms, sellers=4)
    assert outcome.miss == ""
    assert (outcome.with_it, outcome.without) == (0, 0) if SPLITS[place].is_bound else outcome.with_it > 0.02


@by_strategy(REQUESTS)
def test_window_of_a_request_tells_a_seller_no_more_than_its_tier(terms, place):
    assert strategy_outcome(place, terms=terms, sellers=40).miss == ""


def test_window_of_a_request_is_seen_to_gain_where_it_is_a_month():
    """Every parcel of the month is opened, and hardly any of the two months that follow."""
    tried = Strategy(
        "in order for a month of three",
        1,
        SimulatedWorld(20, requested=24, pause=2),
        in_order_while_asked(0.2),
        beside=once_trusted(0.2, 1),
    )
    assert outcome_of(tried, terms_with(), 40).miss == ""
    assert "travel with tier 1" in outcome_of(tried, terms_with(request__months=1), 40).miss


def test_undeclared_parcels_are_seen_to_gain_where_nobody_counts_them():
    tried = Strategy("20% wrong, none declared", 2, SimulatedWorld(100), undeclared(0.2, 0.2))
    assert outcome_of(tried, terms_with(), 20).with_it == 0
    uncounted = outcome_of(tried, terms_with(declared__enter_share=0, declared__keep_share=0), 20)
    assert "travel with tier 2" in uncounted.miss


def test_disowned_parcel_leaves_the_record_by_two_officers_and_is_seen_to_gain_where_one_is_enough(terms, monkeypatch):
    assert not leaves_record([("paid", True)] * 5)
    assert leaves_record([("paid", True), ("another", True)])
    assert BELIEVING < disowned_share() < 2 * BELIEVING

    rows = (replace(row, guard=None) for row in power_strategies.DISOWNING.transitions)
    monkeypatch.setattr(power_strategies, "DISOWNING", Lifecycle("", tuple(rows)))
    world = SimulatedWorld(100, disowned=disowned_share())
    assert world.disowned == 1
    tried = Strategy("20% wrong, disowned", 2, world, steady(0.2), plain=SimulatedWorld(100))
    assert "travel with tier 2" in outcome_of(tried, terms, 20).miss
