"""The actions of the applicant on the whole application, each by a signatory or an owner."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications import selectors, work
from apps.applications.models import Appeal, Application, Submission
from apps.applications.selectors import SectionState
from apps.applications.services.transitions import (
    APPLICATIONS,
    application_transition,
    clock_resume,
    open_application_unique,
    team_notify,
    transition_apply,
    work_close,
    work_open,
)
from apps.applications.signatories import ATTESTATION
from apps.applications.states import NEWER_APPLICATION
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.text import text_required
from apps.shippers.consents import ASKED_AT_ENTRY
from apps.shippers.models import Identifier
from apps.shippers.selectors import require_unmerged
from apps.shippers.services import Profile, consents_answer, profile_replace
from apps.shippers.zones import deadline_in_words


@transaction.atomic
def application_submit(
    *, actor: User, application_id: int, signed_name: str, read_up_to: int | None = None
) -> Application:
    """Submit an application: keep its answers, attested by the actor, and start the time to decide.

    `read_up_to` is the number of the last change that the actor has read (`selectors.last_change`), if a page showed
    the answers. Raises Conflict if a section is not complete or was changed after `read_up_to`, Invalid if the name to
    sign with is missing.
    """
    application = APPLICATIONS.lock(application_id)
    states = selectors.section_states(application)
    transition_apply(application, actor=actor, action="submit", states=states)
    if read_up_to is not None and (changed := selectors.sections_changed(application, since=read_up_to)):
        message = _("Somebody changed this after you opened the page: %(sections)s. Read it again, then sign.")
        raise Conflict(
            message % {"sections": ", ".join(str(section.title) for section in changed)}, code="changed_meanwhile"
        )
    application.submitted_at = clock.now()
    application.decide_by = application.submitted_at + timedelta(days=selectors.clocks().decision_days)
    application.save(update_fields=["state", "submitted_at", "decide_by"])
    submission = _submission_create(application, states, actor, signed_name)
    work_open(work.REVIEW, application, due_at=application.decide_by)
    APPLICATIONS.record(application, "submitted", actor, version=submission.version)
    team_notify(
        application,
        kind="submitted",
        subject=_lazy("Your application was sent"),
        body=format_lazy(
            _lazy(
                "{name} sent the application of {business}. Its reference number is {reference}. You will have a "
                "decision by {day}."
            ),
            name=signed_name,
            business=application.shipper.name,
            reference=application.reference,
            day=deadline_in_words(application.decision_due, application.shipper),
        ),
    )
    return application


@transaction.atomic
def info_reply(*, actor: User, application_id: int, text: str, signed_name: str) -> Application:
    """Reply to a request for information, attest the changed answers and resume the time to decide."""
    text = text_required(text, "text", _("Write your reply."))
    application = APPLICATIONS.lock(application_id)
    states = selectors.section_states(application)
    transition_apply(application, actor=actor, action="reply", states=states)
    inquiry = selectors.inquiry_open(application)
    assert inquiry is not None
    inquiry.reply, inquiry.replied_by, inquiry.replied_at = text, actor, clock.now()
    inquiry.save(update_fields=["reply", "replied_by", "replied_at"])
    clock_resume(application, kind=work.REVIEW.code, actor=actor)
    application.save(update_fields=["state", "decide_by", "paused_at"])
    submission = _submission_create(application, states, actor, signed_name)
    APPLICATIONS.record(application, "info_replied", actor, inquiry_id=inquiry.pk, version=submission.version)
    team_notify(
        application,
        kind="info_replied",
        subject=_lazy("Your reply was sent"),
        body=format_lazy(
            _lazy("The officer continues the review. You will have a decision by {day}."),
            day=deadline_in_words(application.decision_due, application.shipper),
        ),
    )
    return application


@transaction.atomic
def application_withdraw(*, actor: User, application_id: int) -> Application:
    """Withdraw an application that is not decided, and close its work items."""
    application = application_transition(actor=actor, application_id=application_id, action="withdraw")
    application.save(update_fields=["state"])
    if proposal := selectors.proposal_open(application):
        proposal.outcome, proposal.settled_by, proposal.settled_at = proposal.Outcome.WITHDRAWN, actor, clock.now()
        proposal.save(update_fields=["outcome", "settled_by", "settled_at"])
    work_close(application, work.REVIEW, work.COUNTERSIGN, work.MESSAGE, actor=actor)
    APPLICATIONS.record(application, "withdrawn", actor)
    team_notify(
        application,
        kind="withdrawn",
        subject=_lazy("Your application was withdrawn"),
        body=_lazy("You can apply again whenever you want."),
    )
    return application


@transaction.atomic
def application_appeal(*, actor: User, application_id: int, text: str) -> Application:
    """Appeal a denial. An application can be appealed once; somebody who had no part in the denial decides.

    Raises Conflict if the time to appeal has ended, the business has another open application, or its record was merged
    into another one.
    """
    text = text_required(text, "text", _("Say why the denial is wrong."))
    application = application_transition(actor=actor, application_id=application_id, action="appeal")
    require_unmerged(application.shipper)
    appeal = Appeal.objects.create(application=application, text=text, by=actor, at=clock.now())
    application.decide_by = appeal.at + timedelta(days=selectors.clocks().appeal_decision_days)
    with open_application_unique(NEWER_APPLICATION):
        application.save(update_fields=["state", "decide_by"])
    work_open(work.APPEAL, application, due_at=application.decide_by)
    APPLICATIONS.record(application, "appealed", actor)
    team_notify(
        application,
        kind="appealed",
        subject=_lazy("Your appeal was sent"),
        body=format_lazy(
            _lazy("A supervisor who did not deny your application decides by {day}."),
            day=deadline_in_words(application.decision_due, application.shipper),
        ),
    )
    return application


def _submission_create(
    application: Application, states: list[SectionState], actor: User, signed_name: str
) -> Submission:
    """Create the next version of the submission, and write its answers to the profile of the business."""
    signed_name = text_required(signed_name, "signed_name", _("Type your full name to sign."))
    clean = selectors.clean_answers(states)
    _profile_update(application, clean)
    application.country = clean["business"]["country"]
    application.chapters = sorted({line["hs"][:2] for line in clean["products"]})
    application.save(update_fields=["country", "chapters"])
    before = selectors.submission_latest(application)
    content = {
        "sections": {state.section.key: state.typed for state in states},
        "evidence": [file.pk for file in selectors.evidence_of(application)],
    }
    changed = selectors.sections_differing(before.content, content) if before else []
    if before is None or "consents" in changed:
        # An answer that was given before does not undo a consent that was given or withdrawn since.
        consents_answer(actor=actor, shipper_id=application.shipper_id, answers=clean["consents"])
    return Submission.objects.create(
        application=application,
        version=before.version + 1 if before else 1,
        content=content,
        asked=[state.section.criterion.number for state in states if state.section.criterion],
        changed=changed,
        attested_by=actor,
        attestation=str(ATTESTATION),
        language=get_language(),
        prepared_by=[{"id": user.pk, "name": str(user)} for user in selectors.preparers_of(application)],
        signed_name=signed_name,
        at=clock.now(),
    )


def _profile_update(application: Application, clean: dict[str, Any]) -> None:
    application.shipper = profile_replace(
        shipper_id=application.shipper_id,
        profile=Profile(
            business={
                **clean["business"],
                "email": clean["contacts"]["email"],
                "phone": clean["contacts"]["phone"],
                "monthly_parcels": clean["volumes"]["monthly_parcels"],
                "consents": [
                    code for code, answer in clean["consents"].items() if answer == "yes" and code not in ASKED_AT_ENTRY
                ],
            },
            identifiers={kind: clean["identifiers"][kind] for kind in Identifier.Kind.values},
            addresses=clean["addresses"],
            storefronts=clean["storefronts"],
            owners=clean["owners"],
            products=clean["products"],
            bank_account=clean["payout"],
            parties=clean["parties"],
        ),
    )
