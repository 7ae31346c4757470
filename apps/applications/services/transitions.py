"""What every act on an application does: lock it, ask the transition table, move, tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications import selectors
from apps.applications.models import Application
from apps.applications.states import LIFECYCLE
from apps.core import clock
from apps.core.errors import Conflict, NotFound
from apps.core.lifecycle import Text
from apps.events.models import Event
from apps.events.services import record
from apps.notices.services import message_send
from apps.shippers.selectors import people_of
from apps.work.kinds import Kind
from apps.work.services import item_close, item_open, item_pause, item_resume, items_state


def application_locked(application_id: int) -> Application:
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("shipper").filter(pk=application_id).first()
    )
    if application is None:
        raise NotFound(_("There is no such application."))
    return application


def application_transition(*, actor: User, application_id: int, action: str) -> Application:
    """The application, locked and in the state to which the action leads; the caller saves it.

    Raises Conflict or NotAllowed where the table does not let this actor take this action now.
    """
    return transition_apply(application_locked(application_id), actor=actor, action=action)


def transition_apply(application: Application, *, actor: User, action: str) -> Application:
    """The same for one that is locked already."""
    transition = LIFECYCLE.check(
        state=selectors.state_known_to(actor, application),
        action=action,
        held=selectors.rights_of(actor, application),
        facts=selectors.facts_of(application, actor),
    )
    application.state = transition.target
    items_state(subject=selectors.subject_of(application), state=application.state)
    return application


def work_open(
    kind: Kind, application: Application, *, holder: User | None = None, due_at: datetime | None = None
) -> None:
    """Have something about the application wait for staff: for `holder`, or for whoever takes it."""
    shipper = application.shipper
    item_open(
        kind=kind.code,
        subject=selectors.subject_of(application),
        title=shipper.name,
        shipper_id=shipper.pk,
        due_at=due_at,
        holder=holder,
        state=application.state,
        country=application.country,
        chapters=application.chapters,
    )


def work_close(application: Application, *done: Kind, actor: User) -> None:
    """Nobody waits for these about the application any more."""
    for kind in done:
        item_close(kind=kind.code, subject=selectors.subject_of(application), actor=actor)


@contextmanager
def open_application_unique(message: Text) -> Iterator[None]:
    """Only one application of a business is open at a time: raises Conflict where another became so meanwhile."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "application_one_open_per_shipper" not in str(error):
            raise
        raise Conflict(message, code="has_application") from None


def application_event_record(kind: str, application: Application, actor: User | None, **payload: Any) -> Event:
    """Record what happened to the application."""
    return record(
        f"application.{kind}",
        subject=selectors.subject_of(application),
        shipper_id=application.shipper_id,
        actor=actor,
        **payload,
    )


def team_notify(application: Application, *, kind: str, subject: Text, body: Text) -> None:
    message_send(
        recipients=people_of(application.shipper_id),
        kind=f"application.{kind}",
        subject=subject,
        body=body,
        link=reverse("portal:application", args=[application.pk]),
        shipper_id=application.shipper_id,
    )


def clock_stop(application: Application, *, kind: str, actor: User) -> None:
    """The applicant is asked: the time to decide stands."""
    application.paused_at = clock.now()
    item_pause(kind=kind, subject=selectors.subject_of(application), actor=actor)


def clock_resume(application: Application, *, kind: str, actor: User) -> None:
    """The time to decide runs again, and ends later by as long as it stood."""
    assert application.paused_at is not None
    application.decide_by = application.decision_due + (clock.now() - application.paused_at)
    application.paused_at = None
    item_resume(kind=kind, subject=selectors.subject_of(application), actor=actor)
