"""The parts that all writes of tips share: locking, the state with its work, messages, and events that name no
business.
"""

from typing import Any

from apps.accounts.models import User
from apps.allegations.models import Tip, TipPost, TipState
from apps.allegations.rules import quarter_of
from apps.allegations.staff_words import NO_SUCH_TIP
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.fields import name_of
from apps.core.languages import language_check
from apps.events.services import record
from apps.work.services import items_state_set


def tip_lock(tip_id: int) -> Tip:
    """Return a tip, locked; raise NotFound if there is none."""
    tip = Tip.objects.select_for_update(of=("self",)).filter(pk=tip_id).first()
    if tip is None:
        raise NotFound(NO_SUCH_TIP)
    return tip


def state_set(tip: Tip, state: TipState) -> None:
    """Set the state of a locked tip and of its work items, which show the state in lists."""
    tip.state = state
    tip.save(update_fields=["state"])
    items_state_set(subject=subject_of(tip), state=state)


def post_create(tip: Tip, author: User | None, text: str, language: str) -> TipPost:
    """Write a message about a tip, by an officer or, without an author, by the sender."""
    at = clock.now() if author else quarter_of(clock.now())
    return TipPost.objects.create(tip=tip, author=author, text=text, language=language_check(language), at=at)


def subject_of(tip: Tip) -> tuple[str, int]:
    """Return how work items and events name a tip."""
    return (name_of(Tip), tip.pk)


def event_record(action: str, tip: Tip, actor: User | None = None, **payload: Any) -> None:
    """Record an event of a tip, without the business: its team must not learn of the tip."""
    record(f"tip.{action}", subject=subject_of(tip), actor=actor, **payload)
