"""The parts that all writes of tips share: the kind of case, and messages."""

from datetime import timedelta

from apps.accounts.models import User
from apps.allegations import work
from apps.allegations.groups import AllegationSubject
from apps.allegations.models import OPEN_STATES, Tip, TipPost, TipState
from apps.allegations.rules import quarter_of
from apps.allegations.selectors import facts_of
from apps.allegations.staff_words import NO_SUCH_TIP
from apps.allegations.states import LIFECYCLE
from apps.core import clock
from apps.core.languages import language_check
from apps.work.cases import Cases, CaseWork
from apps.work.models import Severity

# Danger to somebody is looked into within this time.
DANGER_WITHIN = timedelta(days=1)
# The severity of a tip before anybody has read it. Danger to somebody is graver than all groups.
SEVERITIES: dict[str, Severity] = {
    AllegationSubject.FORCED_LABOR: Severity.MAJOR,
    AllegationSubject.MERCHANDISE: Severity.MAJOR,
}
# Events and work name no business: its team must not learn of the tip.
TIPS = Cases(
    rows=Tip.objects.all(),
    lifecycle=LIFECYCLE,
    missing=NO_SUCH_TIP,
    facts=facts_of,
    signed={state: "decided" for state in TipState if state not in OPEN_STATES},
    work=CaseWork(
        kind=work.TIP,
        states=OPEN_STATES,
        item=lambda tip: {
            "severity": Severity.CRITICAL if tip.danger else SEVERITIES.get(tip.group, Severity.MODERATE),
            "due_at": tip.received_at + DANGER_WITHIN if tip.danger else None,
        },
        shows_state=True,
    ),
    events="tip.",
    event_names={
        "start": "started",
        "answer": "answered",
        "duplicate": "closed_as_duplicate",
        "reject": "rejected",
    },
)


def post_create(tip: Tip, author: User | None, text: str, language: str) -> TipPost:
    """Write a message about a tip, by an officer or, without an author, by the sender."""
    at = clock.now() if author else quarter_of(clock.now())
    return TipPost.objects.create(tip=tip, author=author, text=text, language=language_check(language), at=at)
