"""The words for what happened to an application, and which of it the applicant is shown."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.applications.models import Application
from apps.applications.sections import section_of
from apps.events.models import Event
from apps.events.selectors import events_of_subject

SHOWN: dict[str, Promise] = {
    "application.started": _("Application started"),
    "application.section_saved": _("Section saved"),
    "application.evidence_added": _("File added"),
    "application.evidence_removed": _("File removed"),
    "application.submitted": _("Application submitted"),
    "application.taken": _("Taken for review"),
    "application.released": _("Returned to the queue"),
    "application.info_requested": _("Information requested"),
    "application.info_replied": _("Reply sent"),
    "application.resumed": _("Review goes on without a reply"),
    "application.approved": _("Application approved"),
    "application.denied": _("Application denied"),
    "application.withdrawn": _("Application withdrawn"),
    "application.appealed": _("Appeal sent"),
    "application.denial_upheld": _("Denial upheld on appeal"),
}
STAFF_ONLY: dict[str, Promise] = {"application.note_added": _("Note added")}
# Saving happens often: an applicant's timeline leaves it out.
FINE = frozenset({"application.section_saved", "application.evidence_added", "application.evidence_removed"})


@dataclass(frozen=True, slots=True)
class Happened:
    """`about` names the section, or the criterion, where it happened to one."""

    event: Event
    label: str | Promise
    about: str | Promise = ""


def timeline_public(application: Application) -> list[Happened]:
    """What the applicant is shown, the latest first. Who of the staff did it is not told."""
    events = events_of_subject(("application", application.pk)).filter(kind__in=SHOWN.keys() - FINE)
    return [Happened(event, SHOWN[event.kind]) for event in events]


def timeline_full(application: Application) -> list[Happened]:
    """Everything, for staff."""
    labels = SHOWN | STAFF_ONLY
    events = events_of_subject(("application", application.pk)).select_related("actor")
    return [Happened(event, labels[event.kind], _about(event)) for event in events]


def _about(event: Event) -> str | Promise:
    section = event.payload.get("section")
    return section_of(section).title if section else event.payload.get("criterion", "")
