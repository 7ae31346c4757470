"""The timeline of an application, for the applicant and for staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications.models import Appeal, Application, Decision, Inquiry
from apps.applications.sections import section_of
from apps.core.lazy import Promise
from apps.correspondence.models import Post
from apps.correspondence.selectors import posts_about
from apps.events.kinds import MEMBER_WORDS, STAFF_WORDS
from apps.events.models import Event
from apps.events.selectors import events_of_subject

# The kinds of event that the program causes, not the applicant: the public timeline names nobody for these.
PROGRAM_KINDS = frozenset(
    f"application.{kind}"
    for kind in ("taken", "released", "info_requested", "resumed", "approved", "denied", "denial_upheld")
)
# The kinds of event that change the answers. They are frequent, so the public timeline leaves them out.
CHANGE_KINDS = frozenset({"application.section_saved", "application.evidence_added", "application.evidence_removed"})


@dataclass(frozen=True, slots=True)
class StaffEntry:
    """An entry of the timeline that staff see. `about`: the title of a section, the number of a criterion, or empty."""

    event: Event
    label: str | Promise
    about: str | Promise = ""


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """An entry of the timeline that the applicant sees. `who` is a member of the team, None the program.

    At most one of the other fields is set: the document or message that was written at that moment.
    """

    at: datetime
    title: str | Promise
    who: User | None = None
    inquiry: Inquiry | None = None
    reply: Inquiry | None = None
    decision: Decision | None = None
    appeal: Appeal | None = None
    post: Post | None = None


def timeline_public(application: Application) -> list[PublicEntry]:
    """Return the applicant's timeline: events and messages in one list, the latest first, without names of staff.

    Uses the inquiries, decisions and appeal that were prefetched with the application.
    """
    about = ("application", application.pk)
    events = events_of_subject(about).filter(kind__in=MEMBER_WORDS.keys() - CHANGE_KINDS).select_related("actor")
    inquiries = {inquiry.pk: inquiry for inquiry in application.inquiries.all()}
    decisions = {decision.pk: decision for decision in application.decisions.all()}
    entries = [
        PublicEntry(event.at, MEMBER_WORDS[event.kind], None if event.kind in PROGRAM_KINDS else event.actor, **written)
        for event in events
        for written in [_document_of(event, application, inquiries, decisions)]
    ]
    entries += [
        PublicEntry(post.at, _lazy("Message from the program"), post=post)
        if post.from_program
        else PublicEntry(post.at, _lazy("Message to the program"), post.author, post=post)
        for post in posts_about(about)
    ]
    return sorted(entries, key=attrgetter("at"), reverse=True)


def _document_of(
    event: Event, application: Application, inquiries: Mapping[int, Inquiry], decisions: Mapping[int, Decision]
) -> dict[str, Any]:
    """Return what was written with an event, by the name of its field in `PublicEntry`."""
    match event.kind:
        case "application.info_requested":
            return {"inquiry": inquiries.get(event.payload["inquiry_id"])}
        case "application.info_replied":
            return {"reply": inquiries.get(event.payload["inquiry_id"])}
        case "application.approved" | "application.denied" | "application.denial_upheld":
            return {"decision": decisions.get(event.payload["decision_id"])}
        case "application.appealed":
            return {"appeal": getattr(application, "appeal", None)}
    return {}


def timeline_full(application: Application) -> list[StaffEntry]:
    """Return the timeline for staff: all events of the application, in the order of `events_of_subject`."""
    events = events_of_subject(("application", application.pk)).select_related("actor")
    return [StaffEntry(event, STAFF_WORDS[event.kind], _place_of(event)) for event in events]


def _place_of(event: Event) -> str | Promise:
    section = event.payload.get("section")
    return section_of(section).title if section else event.payload.get("criterion", "")
