"""The words of the timeline for every kind of event about a business."""

import re

from apps.desk.timeline import TimelineEvent
from apps.events.kinds import STAFF_WORDS, declared_kinds
from apps.events.models import Event

# Events about no business: about the program, policies, partners, staff, workers, a whole recording, or a test.
KINDS_WITHOUT_BUSINESS = re.compile(
    r"(events|policy|partners|client|signing_key|looks|webhook_deliveries|staff|audit|jobs|measures|probe|tests)\..*"
    r"|ledger\.(due|enrolled|month_archived|month_restored)|\w+\.exported"
)


def test_declared_kinds_have_words() -> None:
    """`tests/events/test_kinds.py` proves that an event of an undeclared kind can't be recorded."""
    kinds = declared_kinds()
    assert {"standing.changed", "work.opened", "shippers.member_joined", "application.started"} <= kinds
    assert {kind for kind in kinds if not KINDS_WITHOUT_BUSINESS.fullmatch(kind)} - STAFF_WORDS.keys() == set()


def test_kind_of_an_earlier_version_is_shown_as_its_code() -> None:
    assert TimelineEvent(Event(kind="standing.forgotten", payload={})).words == "standing.forgotten"
