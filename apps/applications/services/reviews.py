"""The actions of officers on an application before the decision."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.applications import selectors, work
from apps.applications.models import Application, ApplicationState, Inquiry, InquiryDraft, Note
from apps.applications.paragraphs import REQUESTS, validated_codes
from apps.applications.services.inquiry_drafts import places_check
from apps.applications.services.transitions import (
    APPLICATIONS,
    application_transition,
    clock_resume,
    clock_stop,
    team_notify,
    transition_apply,
)
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.languages import language_check
from apps.core.text import text_required
from apps.shippers.selectors import require_impartial
from apps.shippers.zones import deadline_in_words
from apps.work.models import Item
from apps.work.selectors import items_open
from apps.work.services import item_assign, item_claim, item_release, item_take_over


@transaction.atomic
def application_take(*, actor: User, application_id: int) -> Application:
    """Take an application for review. Raises Conflict if somebody else holds the review."""
    application = application_transition(actor=actor, application_id=application_id, action="take")
    item_claim(actor=actor, item_id=_review_item(application).pk)
    application.reviewer = actor
    application.save(update_fields=["state", "reviewer"])
    APPLICATIONS.record(application, "taken", actor)
    return application


@transaction.atomic
def application_take_over(*, actor: User, application_id: int) -> Application:
    """Take over the review of an application from the officer who holds the review."""
    application = application_transition(actor=actor, application_id=application_id, action="take_over")
    item_take_over(actor=actor, item_id=_review_item(application).pk)
    held_by, application.reviewer = application.reviewer_id, actor
    application.save(update_fields=["state", "reviewer"])
    APPLICATIONS.record(application, "taken_over", actor, held_by=held_by)
    return application


@transaction.atomic
def application_release(*, actor: User, application_id: int) -> Application:
    """Return an application to the queue, where any officer may take the review."""
    application = application_transition(actor=actor, application_id=application_id, action="release")
    item_release(actor=actor, item_id=_review_item(application).pk)
    application.reviewer = None
    application.save(update_fields=["state", "reviewer"])
    APPLICATIONS.record(application, "released", actor)
    return application


@transaction.atomic
def application_assign(*, actor: User, application_id: int, holder: User) -> Application:
    """Give the review of an application to an officer, whether or not somebody else holds the review.

    Raises NotAllowed if the role of the officer does not review, Conflict if they are on the team of the business.
    """
    application = APPLICATIONS.lock(application_id)
    was_unassigned = application.state == ApplicationState.SUBMITTED
    require_impartial(holder, application.shipper_id)
    transition_apply(application, actor=actor, action="assign")
    item_assign(actor=actor, item_id=_review_item(application).pk, holder=holder)
    application.reviewer = holder
    application.save(update_fields=["state", "reviewer"])
    APPLICATIONS.record(application, "taken" if was_unassigned else "assigned", actor, holder_id=holder.pk)
    return application


@transaction.atomic
def info_request(
    *,
    actor: User,
    application_id: int,
    fields: Collection[str] = (),
    text: str = "",
    canned: Collection[str] = (),
    language: str = "en",
    questions: Mapping[str, str] | None = None,
) -> Inquiry:
    """Ask the applicant for information about places of the application (`sections/places.py`), and pause the time to
    decide. The actor's draft of a request is gone then.

    `questions` are the questions about single places, by the code of the place, which need not be in `fields` as well,
    and `canned` codes of `paragraphs.REQUESTS`. Raises Invalid without a place, or where nothing says what is asked
    about each.
    """
    fields = fields or list(questions or {})
    own = {code: asked.strip() for code, asked in (questions or {}).items() if asked.strip()}
    if not fields:
        message = _("Press “Ask about this” beside what you ask about, then write your question.")
        raise InvalidInput(message, fields={"fields": [message]})
    if not (text.strip() or canned or own.keys() >= set(fields)):
        message = _("Say what you need to know.")
        raise InvalidInput(message, fields={"text": [message]})
    paragraphs = validated_codes(canned, REQUESTS)
    application = application_transition(actor=actor, application_id=application_id, action="ask")
    places_check(application, fields)
    asked_at = clock.now()
    inquiry = Inquiry.objects.create(
        application=application,
        fields=sorted(fields),
        questions=own,
        text=text.strip(),
        canned=paragraphs,
        language=language_check(language),
        asked_by=actor,
        asked_at=asked_at,
        reply_by=asked_at + timedelta(days=selectors.clocks().information_days),
    )
    clock_stop(application, kind=work.REVIEW.code, actor=actor)
    application.save(update_fields=["state", "paused_at"])
    APPLICATIONS.record(application, "info_requested", actor, inquiry_id=inquiry.pk)
    team_notify(
        application,
        kind="info_requested",
        subject=_lazy("We need to know more about your application"),
        body=format_lazy(
            _lazy("{text}\n\nReply by {day}. Our time to decide is paused until you reply."),
            text=selectors.letter_of(inquiry),
            day=deadline_in_words(inquiry.reply_by, application.shipper),
        ),
        act_by=inquiry.reply_by,
    )
    InquiryDraft.objects.filter(application=application, by=actor).delete()
    return inquiry


@transaction.atomic
def application_resume(*, actor: User, application_id: int) -> Application:
    """Continue the review without a reply, after the time to reply has ended."""
    inquiry = selectors.inquiry_open(APPLICATIONS.lock(application_id))
    application = application_transition(actor=actor, application_id=application_id, action="resume")
    assert inquiry is not None
    inquiry.closed_at = clock.now()
    inquiry.save(update_fields=["closed_at"])
    clock_resume(application, kind=work.REVIEW.code, actor=actor)
    application.save(update_fields=["state", "decide_by", "paused_at"])
    APPLICATIONS.record(application, "resumed", actor, inquiry_id=inquiry.pk)
    return application


@transaction.atomic
def applications_end(*, shipper_id: int) -> None:
    """End the approved applications of a business whose membership has ended, so that the business may apply again."""
    standing = Application.objects.filter(shipper_id=shipper_id, state=ApplicationState.APPROVED, ended_at=None)
    standing.update(ended_at=clock.now())


def applications_end_undo(*, shipper_id: int) -> None:
    """Undo the end of the last approved application of a business whose membership continues after all."""
    ended = Application.objects.filter(shipper_id=shipper_id, state=ApplicationState.APPROVED).order_by("-pk").first()
    if ended is not None and ended.ended_at is not None:
        ended.ended_at = None
        ended.save(update_fields=["ended_at"])


@transaction.atomic
def note_add(*, actor: User, application_id: int, text: str) -> Note:
    """Write a note that only staff see."""
    require(actor, "review_applications")
    text = text_required(text, "text", _("Write the note."))
    application = APPLICATIONS.lock(application_id)
    note = Note.objects.create(application=application, text=text, author=actor)
    APPLICATIONS.record(application, "note_added", actor, note_id=note.pk)
    return note


def _review_item(application: Application) -> Item:
    subject_type, subject_id = selectors.subject_of(application)
    return items_open().get(kind=work.REVIEW.code, subject_type=subject_type, subject_id=subject_id)
