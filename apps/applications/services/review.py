"""What officers do with an application."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.applications import selectors, work
from apps.applications.canned import EXPLANATIONS, REQUESTS, checked, read_out
from apps.applications.models import Application, Decision, Inquiry, Note
from apps.applications.reasons import DenialReason
from apps.applications.sections import field_labels
from apps.applications.services.moves import (
    clock_go_on,
    clock_stop,
    happened,
    locked,
    moved,
    notify_team,
)
from apps.applications.states import State
from apps.core import clock
from apps.core.errors import Invalid
from apps.core.languages import day_in_words, language_checked
from apps.shippers.services import ksn_issue
from apps.work.models import Item
from apps.work.selectors import items_open
from apps.work.services import item_claim, item_close, item_release


@transaction.atomic
def application_take(*, actor: User, application_id: int) -> Application:
    """Take an application for review. Raises Conflict if somebody else holds it."""
    application = moved(actor=actor, application_id=application_id, action="take")
    item_claim(actor=actor, item_id=_review_item(application).pk)
    application.reviewer = actor
    application.save(update_fields=["state", "reviewer"])
    happened("taken", application, actor)
    return application


@transaction.atomic
def application_release(*, actor: User, application_id: int) -> Application:
    """Return an application to the queue, where anybody may take it."""
    application = moved(actor=actor, application_id=application_id, action="release")
    item_release(actor=actor, item_id=_review_item(application).pk)
    application.reviewer = None
    application.save(update_fields=["state", "reviewer"])
    happened("released", application, actor)
    return application


@transaction.atomic
def info_request(
    *,
    actor: User,
    application_id: int,
    fields: Collection[str],
    text: str,
    canned: Collection[str] = (),
    language: str = "en",
) -> Inquiry:
    """Ask the applicant about named fields ("section:field"), in paragraphs from `canned.REQUESTS`, words, or both.

    The time to decide stands until they reply.
    """
    known = {value for choices in field_labels().values() for value, _label in choices}
    if not fields or not known.issuperset(fields):
        message = _now("Choose the fields that you ask about.")
        raise Invalid(message, fields={"fields": [message]})
    if not text.strip() and not canned:
        message = _now("Say what you need to know.")
        raise Invalid(message, fields={"text": [message]})
    paragraphs = checked(canned, REQUESTS)
    application = moved(actor=actor, application_id=application_id, action="ask")
    asked_at = clock.now()
    inquiry = Inquiry.objects.create(
        application=application,
        fields=sorted(fields),
        text=text.strip(),
        canned=paragraphs,
        language=language_checked(language),
        asked_by=actor,
        asked_at=asked_at,
        reply_by=asked_at + timedelta(days=selectors.clocks().information_days),
    )
    clock_stop(application, kind=work.REVIEW.code, actor=actor)
    application.save(update_fields=["state", "paused_at"])
    happened("info_requested", application, actor, inquiry_id=inquiry.pk)
    notify_team(
        application,
        kind="info_requested",
        subject=_("We need to know more about your application"),
        body=format_lazy(
            _("{text}\n\nReply by {day}. The time to decide stands until you do."),
            text=read_out(inquiry),
            day=day_in_words(inquiry.reply_by),
        ),
    )
    return inquiry


@transaction.atomic
def application_resume(*, actor: User, application_id: int) -> Application:
    """Go on without a reply, once the time to reply has ended."""
    inquiry = selectors.inquiry_open(locked(application_id))
    application = moved(actor=actor, application_id=application_id, action="resume")
    inquiry.closed_at = clock.now()
    inquiry.save(update_fields=["closed_at"])
    clock_go_on(application, kind=work.REVIEW.code, actor=actor)
    application.save(update_fields=["state", "decide_by", "paused_at"])
    happened("resumed", application, actor, inquiry_id=inquiry.pk)
    return application


@transaction.atomic
def application_approve(*, actor: User, application_id: int, text: str = "") -> Application:
    """Approve: the business gets its Known Shipper Number in this transaction, and is enrolled by what follows it."""
    application = moved(actor=actor, application_id=application_id, action="approve")
    return _approve(application, actor, text, kind=work.REVIEW.code)


@transaction.atomic
def application_deny(
    *,
    actor: User,
    application_id: int,
    reasons: Collection[str],
    text: str,
    canned: Collection[str] = (),
    language: str = "en",
) -> Application:
    """Deny, for reasons by code, in paragraphs from `canned.EXPLANATIONS`, and in words that name what was found."""
    _check_reasons(reasons, text)
    application = moved(actor=actor, application_id=application_id, action="deny")
    decision = _decide(
        application,
        actor,
        Decision.Outcome.DENIED,
        text,
        reasons,
        kind=work.REVIEW.code,
        canned=checked(canned, EXPLANATIONS),
        language=language,
    )
    happened("denied", application, actor, decision_id=decision.pk, reasons=decision.reasons)
    until = selectors.appeal_until(application)
    notify_team(
        application,
        kind="denied",
        subject=_("Your application was denied"),
        body=format_lazy(
            _("{text}\n\nYou can appeal until {day}, or put right what was found and apply again."),
            text=read_out(decision),
            day=day_in_words(until),
        ),
    )
    return application


@transaction.atomic
def appeal_decide(*, actor: User, application_id: int, grant: bool, text: str, language: str = "en") -> Application:
    """Decide an appeal, by somebody who did not deny the application. Granted, it is approved."""
    if not text.strip():
        message = _now("Give the reasons of the decision.")
        raise Invalid(message, fields={"text": [message]})
    application = moved(actor=actor, application_id=application_id, action="grant" if grant else "uphold")
    if grant:
        return _approve(application, actor, text, kind=work.APPEAL.code, language=language)
    denial = application.decisions.get(on_appeal=False)
    decision = _decide(
        application,
        actor,
        Decision.Outcome.DENIED,
        text,
        denial.reasons,
        kind=work.APPEAL.code,
        language=language,
    )
    happened("denial_upheld", application, actor, decision_id=decision.pk)
    notify_team(
        application,
        kind="denial_upheld",
        subject=_("Your appeal was decided: the denial stands"),
        body=format_lazy(_("{text}\n\nYou can put right what was found and apply again."), text=read_out(decision)),
    )
    return application


@transaction.atomic
def applications_end(*, shipper_id: int) -> None:
    """The membership to which an application of this business led has ended: it may apply anew."""
    standing = Application.objects.filter(shipper_id=shipper_id, state=State.APPROVED, ended_at=None)
    standing.update(ended_at=clock.now())


@transaction.atomic
def note_add(*, actor: User, application_id: int, text: str) -> Note:
    """Write a note that only staff see."""
    require(actor, "review_applications")
    if not text.strip():
        raise Invalid(_now("Write the note."), fields={"text": [_now("Write the note.")]})
    application = locked(application_id)
    note = Note.objects.create(application=application, text=text, author=actor)
    happened("note_added", application, actor, note_id=note.pk)
    return note


def _review_item(application: Application) -> Item:
    subject_type, subject_id = selectors.about(application)
    return items_open().get(kind=work.REVIEW.code, subject_type=subject_type, subject_id=subject_id)


def _approve(application: Application, actor: User, text: str, *, kind: str, language: str = "en") -> Application:
    decision = _decide(application, actor, Decision.Outcome.APPROVED, text, (), kind=kind, language=language)
    ksn = ksn_issue(application.shipper)
    happened("approved", application, actor, decision_id=decision.pk)
    notify_team(
        application,
        kind="approved",
        subject=_("Your application was approved"),
        body=format_lazy(
            _("{business} is now a known shipper. Its Known Shipper Number is {ksn}."),
            business=application.shipper.name,
            ksn=ksn,
        ),
    )
    return application


def _decide(
    application: Application,
    actor: User,
    outcome: str,
    text: str,
    reasons: Collection[str],
    *,
    kind: str,
    language: str,
    canned: Collection[str] = (),
) -> Decision:
    application.save(update_fields=["state"])
    for done in (kind, work.MESSAGE.code):
        item_close(kind=done, subject=selectors.about(application), actor=actor)
    return Decision.objects.create(
        application=application,
        outcome=outcome,
        on_appeal=kind == work.APPEAL.code,
        reasons=sorted(reasons),
        text=text,
        canned=canned,
        language=language_checked(language),
        by=actor,
        at=clock.now(),
    )


def _check_reasons(reasons: Collection[str], text: str) -> None:
    errors = {}
    if not reasons or not set(DenialReason.values).issuperset(reasons):
        errors["reasons"] = [_now("Choose at least one reason.")]
    if not text.strip():
        errors["text"] = [_now("Say what was found, so that the applicant can put it right.")]
    if errors:
        raise Invalid(_now("A denial gives its reasons."), fields=errors)
