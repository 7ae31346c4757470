"""Every kind of event that can tell of a business has words for staff."""

import re

from apps.desk.timeline import WORDS, TimelineEvent
from apps.events.kinds import declared_kinds
from apps.events.models import Event

# Events of no business: of the program, its policies, its partners and its workers, of a whole recording, or of a test.
OF_NO_BUSINESS = re.compile(r"(events|policy|partners|audit|jobs|probe)\..*|ledger\.(due|enrolled)|\w+\.exported")


def test_every_declared_kind_has_words() -> None:
    """An event of a kind that no app declares can't be recorded (`tests/events/test_kinds.py`)."""
    kinds = declared_kinds()
    assert {"standing.changed", "work.opened", "shippers.member_joined", "application.started"} <= kinds
    assert {kind for kind in kinds if not OF_NO_BUSINESS.fullmatch(kind)} - WORDS.keys() == set()


def test_no_words_are_kept_for_a_kind_that_no_app_declares() -> None:
    assert WORDS.keys() - declared_kinds() == set()


def test_a_kind_of_an_earlier_version_is_shown_as_it_is() -> None:
    assert TimelineEvent(Event(kind="standing.forgotten", payload={})).words == "standing.forgotten"
