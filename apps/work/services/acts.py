"""Writes of acts that are done after a short time, in which they may be undone."""

from datetime import datetime

import pghistory
from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import may_act
from apps.core import clock
from apps.core.errors import Conflict, DomainError
from apps.core.fields import max_length_of
from apps.core.history.tokens import one_at_a_time, token_of
from apps.core.rows import row_get
from apps.core.service_calls import ServiceCall
from apps.core.uploads import atomic_with_files
from apps.events.services import record
from apps.events.timers import timer_set, timers_clear
from apps.work.models import OPEN, ScheduledAct, StaffNote

DUE = "work.act_due"
MAX_TITLE = max_length_of(StaffNote, "title")


@transaction.atomic
def act_schedule(
    *,
    actor: User,
    subject: tuple[str, int],
    title: str,
    shipper_id: int | None,
    label: str,
    act: ScheduledAct,
    acts_at: datetime,
) -> StaffNote:
    """Schedule an act on a record, given as (model name, id), for a moment; return the note of the act. `label` is the
    act in words.

    Raises Conflict if another act on the record waits.
    """
    about = {"kind": StaffNote.Kind.SCHEDULED, "subject_type": subject[0], "subject_id": subject[1]}
    if waiting := StaffNote.objects.filter(OPEN, **about).select_related("author").first():
        message = _("%(act)s, by %(name)s, is on its way. It must be done or undone first.")
        raise Conflict(message % {"act": waiting.text, "name": waiting.author}, code="act_waits")
    people = {"recipient": actor, "author": actor}
    act.note = StaffNote.objects.create(
        **about, **people, title=title[:MAX_TITLE], shipper_id=shipper_id, text=label, at=acts_at
    )
    act.save(force_insert=True)
    timer_set(DUE, subject=("scheduledact", act.pk), at=acts_at, shipper_id=shipper_id)
    _act_event_record("act_scheduled", act, actor)
    return act.note


@transaction.atomic
def act_undo(*, actor: User, note_id: int) -> ScheduledAct:
    """Undo an act of one's own that is not done yet. The act is kept, as one that was undone."""
    act = row_get(_lock(), _("There is nothing of yours to undo."), note=note_id, note__author=actor)
    if act.outcome:
        raise Conflict(_("This can't be undone any more."), code="settled")
    timers_clear(subject=("scheduledact", act.pk))
    _settle(act, ScheduledAct.Outcome.UNDONE)
    _act_event_record("act_undone", act, actor)
    return act


@transaction.atomic
def act_perform(*, act_id: int) -> None:
    """Do an act whose time to be undone is over, with the rights that the actor has now. A refusal settles the act as
    well, and the actor is told. An act that was settled is left alone.
    """
    act = _lock().filter(pk=act_id).first()
    if act is None or act.outcome:
        return
    with pghistory.context(user=act.note.author_id):
        refused = _refusal(act)
        _settle(act, ScheduledAct.Outcome.REFUSED if refused else ScheduledAct.Outcome.DONE)
        if refused:
            _refusal_tell(act, refused)


def _refusal(act: ScheduledAct) -> str:
    """Do an act; return why it was refused, or "" if it was done. The record must stand as it stood for the actor."""
    actor, model = act.note.author, apps.get_model(act.page)
    if not may_act(actor):
        return _("Your role does not allow this.")
    one_at_a_time(model(pk=act.number))
    shown = model._base_manager.filter(pk=act.number).first()
    if shown is None or token_of(shown) != act.seen:
        return _("The record was changed after you had opened the page.")
    try:
        with atomic_with_files():
            ServiceCall(act.service, act.arguments).make(actor=actor)
    except DomainError as refusal:
        return str(refusal.message)
    return ""


def _refusal_tell(act: ScheduledAct, refused: str) -> None:
    note = act.note
    StaffNote.objects.create(
        kind=StaffNote.Kind.NOT_DONE,
        recipient=note.author,
        author=note.author,
        subject_type=note.subject_type,
        subject_id=note.subject_id,
        shipper_id=note.shipper_id,
        title=note.title,
        text=f"{note.text}. {refused}",
    )
    _act_event_record("act_refused", act, None)


def _lock() -> QuerySet[ScheduledAct]:
    return ScheduledAct.objects.select_for_update(of=("self",)).select_related("note__author")


def _settle(act: ScheduledAct, outcome: ScheduledAct.Outcome) -> None:
    act.outcome, act.settled_at = outcome, clock.now()
    act.save(update_fields=["outcome", "settled_at"])
    StaffNote.objects.filter(pk=act.note_id).update(closed_at=act.settled_at)


def _act_event_record(action: str, act: ScheduledAct, actor: User | None) -> None:
    note = act.note
    subject = (note.subject_type, note.subject_id)
    record(f"work.{action}", subject=subject, shipper_id=note.shipper_id, actor=actor, act=act.act, act_id=act.pk)
