"""Playing the rules gains a seller nothing, and the measure that says so does find a gain where there is one."""

from collections.abc import Iterable

import pytest

from apps.evaluation import operating_characteristic
from benchmarks.power_strategies import STRATEGIES, Split, Strategy, Treatment, strategy_outcome

pytestmark = pytest.mark.slow

# Of the sizes that are tried, one where every strategy has its chance.
TRIED = {
    place: tried for place, tried in enumerate(STRATEGIES) if "at 100," in tried.name and isinstance(tried, Strategy)
}
PLAYED = [place for place, tried in TRIED.items() if not tried.is_sleeper]
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
