"""The words for every kind of event, as pages of the desk show them."""

from apps.desk.timeline import TimelineEvent
from apps.events.kinds import STAFF_WORDS
from apps.events.models import Event


def test_words_for_kinds_are_no_codes() -> None:
    """`tests/events/test_kinds.py` proves that an event of a kind without words can't be recorded."""
    assert {"standing.changed", "policy.what_if_made", "client.secret_added"} <= STAFF_WORDS.keys()
    assert {kind: words for kind, words in STAFF_WORDS.items() if kind in words or " " not in words} == {}


def test_kind_of_an_earlier_version_is_shown_as_its_code() -> None:
    assert TimelineEvent(Event(kind="standing.forgotten", payload={})).words == "standing.forgotten"
