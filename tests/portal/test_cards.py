"""The matters of a business in their order: what ends first is to be done first."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from apps.core import clock
from apps.portal.dashboard.cards import Card, board_of

DAYS = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))
CARDS = st.builds(
    Card,
    sentences=st.just(["It happened."]),
    link=st.just("/there/"),
    label=st.just("See it"),
    limit=DAYS,
    waits_on_business=st.booleans(),
    is_settled=st.booleans(),
)


def card(**fields: object) -> Card:
    return Card(**{"sentences": ["It happened."], "link": "/there/", "label": "See it"} | fields)


@given(st.lists(CARDS))
def test_a_board_keeps_every_card_and_puts_the_nearest_limit_first(cards: list[Card]) -> None:
    board = board_of(cards)
    shown = [*([board.first] if board.first else ()), *board.others, *board.elsewhere]
    assert sorted(map(id, shown)) == sorted(map(id, cards)), "nothing is lost, and nothing is told twice"
    waiting = [each for each in cards if each.waits_on_business]
    if waiting:
        assert board.first in waiting
        assert board.first.limit == min((each.limit for each in waiting if each.limit), default=None)
    assert all(each.waits_on_business for each in board.others)
    assert not any(each.waits_on_business for each in board.elsewhere)


def test_a_card_without_a_limit_keeps_its_place_behind_those_with_one() -> None:
    first, second, dated = card(title="first"), card(title="second"), card(limit=date(2026, 5, 1))
    board = board_of([first, second, dated])
    assert [board.first, *board.others] == [dated, first, second]


def test_a_decision_in_effect_is_first_where_nothing_waits_on_the_business() -> None:
    waiting, decided = card(waits_on_business=False), card(waits_on_business=False, is_settled=True)
    assert board_of([waiting, decided]).first is decided
    assert board_of([waiting, decided]).elsewhere == [waiting]
    assert board_of([waiting]).first is None


def test_a_card_counts_the_days_that_are_left() -> None:
    today = clock.today()
    assert card().left == ""
    assert card(limit=today + timedelta(days=3)).left == "3 days left"
    assert not card(limit=today).is_overdue
    assert card(limit=today - timedelta(days=2)).is_overdue
