"""The steps that all actions on an application share: lock, check the transition table, record, notify."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications import selectors
from apps.applications.models import Application
from apps.applications.selectors import SectionState
from apps.applications.states import LIFECYCLE
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.lifecycle import Text
from apps.notices.services import message_send
from apps.shippers.cases import TeamCases
from apps.shippers.selectors import people_of
from apps.work.kinds import WorkKind
from apps.work.services import item_close, item_open, item_pause, item_resume, items_state_set

# Work and messages differ by the act, so the services open and send them.
APPLICATIONS = TeamCases(
    rows=Application.objects.select_related("shipper"),
    lifecycle=LIFECYCLE,
    missing=_lazy("There is no such application."),
    events="application.",
    event_names={
        "take": "taken",
        "assign": "assigned",
        "take_over": "taken_over",
        "release": "released",
        "reply": "info_replied",
        "resume": "resumed",
        "send_back": "denial_sent_back",
        "uphold": "denial_upheld",
    },
)


def application_transition(*, actor: User, application_id: int, action: str) -> Application:
    """Lock an application and set the state to which an action leads; the caller saves the application.

    Raises Conflict or NotAllowed if the transition table does not let the actor take this action now.
    """
    return transition_apply(APPLICATIONS.lock(application_id), actor=actor, action=action)


def transition_apply(
    application: Application, *, actor: User, action: str, states: Iterable[SectionState] | None = None
) -> Application:
    """Set the state to which an action leads on an application that is locked already; the caller saves.

    A caller that has read the states of the sections passes them, which saves reading and checking all answers again.
    Raises Conflict or NotAllowed if the transition table does not let the actor take this action now.
    """
    transition = LIFECYCLE.check(
        state=selectors.state_known_to(actor, application),
        action=action,
        held=selectors.rights_of(actor, application),
        facts=selectors.facts_of(application, actor, states=states),
    )
    application.state = transition.target
    items_state_set(subject=selectors.subject_of(application), state=application.state)
    return application


def work_open(kind: WorkKind, application: Application, *, due_at: datetime | None = None) -> None:
    """Open a work item about an application, held by nobody yet."""
    shipper = application.shipper
    item_open(
        kind=kind.code,
        subject=selectors.subject_of(application),
        title=shipper.name,
        shipper_id=shipper.pk,
        due_at=due_at,
        state=application.state,
        country=application.country,
        chapters=application.chapters,
    )


def work_close(application: Application, *kinds: WorkKind, actor: User) -> None:
    """Close the work items of these kinds about an application."""
    for kind in kinds:
        item_close(kind=kind.code, subject=selectors.subject_of(application), actor=actor)


@contextmanager
def open_application_unique(message: Text) -> Iterator[None]:
    """Raise Conflict with this message if the block opens a second application of the same business."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "application_one_open_per_shipper" not in str(error):
            raise
        raise Conflict(message, code="has_application") from None


def team_notify(
    application: Application, *, kind: str, subject: Text, body: Text, act_by: datetime | None = None
) -> None:
    """Put a message about an application in the inbox of the team. `kind` is the part after "application.", and
    `act_by` the end of the time to act that the message gives.
    """
    message_send(
        recipients=people_of(application.shipper_id),
        kind=f"application.{kind}",
        subject=subject,
        body=body,
        link=reverse("portal:application", args=[application.pk]),
        shipper_id=application.shipper_id,
        act_by=act_by,
    )


def clock_stop(application: Application, *, kind: str, actor: User) -> None:
    """Pause the time to decide, while the applicant is asked for information."""
    application.paused_at = clock.now()
    item_pause(kind=kind, subject=selectors.subject_of(application), actor=actor)


def clock_resume(application: Application, *, kind: str, actor: User) -> None:
    """Resume the time to decide, and move its end by the length of the pause."""
    assert application.paused_at is not None
    application.decide_by = application.decision_due + (clock.now() - application.paused_at)
    application.paused_at = None
    item_resume(kind=kind, subject=selectors.subject_of(application), actor=actor)
