"""What the applicant does with the application as a whole. Each takes a signatory or owner."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications import selectors, work
from apps.applications.attestation import ATTESTATION
from apps.applications.models import Appeal, Application, Submission
from apps.applications.services.transitions import (
    clock_go_on,
    happened,
    moved,
    notify_team,
    only_one_open,
    waits,
    waits_no_more,
)
from apps.applications.states import NEWER
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.languages import day_in_words
from apps.core.text import text_required
from apps.shippers.models import Identifier
from apps.shippers.selectors import require_unmerged
from apps.shippers.services import profile_replace


@transaction.atomic
def application_submit(
    *, actor: User, application_id: int, signed_name: str, read_up_to: int | None = None
) -> Application:
    """Send the application: freeze what it says, attested by the actor, and start the time to decide.

    `read_up_to` is the last change that the actor has read (`selectors.last_change`), where a page showed it to them.
    Raises Conflict while a section is not complete, and where one was changed after that; Invalid without a name to
    sign with.
    """
    application = moved(actor=actor, application_id=application_id, action="submit")
    if read_up_to is not None and (changed := selectors.sections_changed(application, since=read_up_to)):
        message = _("Somebody changed this after you opened the page: %(sections)s. Read it again, then sign.")
        raise Conflict(
            message % {"sections": ", ".join(str(section.title) for section in changed)}, code="changed_meanwhile"
        )
    application.submitted_at = clock.now()
    application.decide_by = application.submitted_at + timedelta(days=selectors.clocks().decision_days)
    application.save(update_fields=["state", "submitted_at", "decide_by"])
    submission = _freeze(application, actor, signed_name)
    waits(work.REVIEW, application, due_at=application.decide_by)
    happened("submitted", application, actor, version=submission.version)
    notify_team(
        application,
        kind="submitted",
        subject=_lazy("Your application was sent"),
        body=format_lazy(
            _lazy("{name} sent the application of {business}. You will have a decision by {day}."),
            name=signed_name,
            business=application.shipper.name,
            day=day_in_words(application.decision_due),
        ),
    )
    return application


@transaction.atomic
def info_reply(*, actor: User, application_id: int, text: str, signed_name: str) -> Application:
    """Answer the officer's request, with the sections changed meanwhile attested anew. The time to decide goes on."""
    text = text_required(text, "text", _("Write your reply."))
    application = moved(actor=actor, application_id=application_id, action="reply")
    inquiry = selectors.inquiry_open(application)
    assert inquiry is not None
    inquiry.reply, inquiry.replied_by, inquiry.replied_at = text, actor, clock.now()
    inquiry.save(update_fields=["reply", "replied_by", "replied_at"])
    clock_go_on(application, kind=work.REVIEW.code, actor=actor)
    application.save(update_fields=["state", "decide_by", "paused_at"])
    submission = _freeze(application, actor, signed_name)
    happened("info_replied", application, actor, inquiry_id=inquiry.pk, version=submission.version)
    notify_team(
        application,
        kind="info_replied",
        subject=_lazy("Your reply was sent"),
        body=format_lazy(
            _lazy("The officer goes on with the review. You will have a decision by {day}."),
            day=day_in_words(application.decision_due),
        ),
    )
    return application


@transaction.atomic
def application_withdraw(*, actor: User, application_id: int) -> Application:
    application = moved(actor=actor, application_id=application_id, action="withdraw")
    application.save(update_fields=["state"])
    if proposal := selectors.proposal_open(application):
        proposal.outcome, proposal.settled_by, proposal.settled_at = proposal.Outcome.WITHDRAWN, actor, clock.now()
        proposal.save(update_fields=["outcome", "settled_by", "settled_at"])
    waits_no_more(application, work.REVIEW, work.COUNTERSIGN, work.MESSAGE, actor=actor)
    happened("withdrawn", application, actor)
    notify_team(
        application,
        kind="withdrawn",
        subject=_lazy("Your application was withdrawn"),
        body=_lazy("You can apply again whenever you want."),
    )
    return application


@transaction.atomic
def application_appeal(*, actor: User, application_id: int, text: str) -> Application:
    """Appeal a denial, once and in time. Somebody else than who denied it decides.

    Raises Conflict where the time has ended, another application of the business is open, or its record was merged into
    another.
    """
    text = text_required(text, "text", _("Say why the denial is wrong."))
    application = moved(actor=actor, application_id=application_id, action="appeal")
    require_unmerged(application.shipper)
    appeal = Appeal.objects.create(application=application, text=text, by=actor, at=clock.now())
    application.decide_by = appeal.at + timedelta(days=selectors.clocks().appeal_decision_days)
    with only_one_open(NEWER):
        application.save(update_fields=["state", "decide_by"])
    waits(work.APPEAL, application, due_at=application.decide_by)
    happened("appealed", application, actor)
    notify_team(
        application,
        kind="appealed",
        subject=_lazy("Your appeal was sent"),
        body=format_lazy(
            _lazy("A supervisor who did not deny your application decides by {day}."),
            day=day_in_words(application.decision_due),
        ),
    )
    return application


def _freeze(application: Application, actor: User, signed_name: str) -> Submission:
    """Keep what is attested as the next version, and have the business's tables say it."""
    signed_name = text_required(signed_name, "signed_name", _("Type your full name to sign."))
    states = selectors.section_states(application)
    clean = selectors.cleaned(states)
    _profile(application, clean)
    application.country = clean["business"]["country"]
    application.chapters = sorted({line["hs"][:2] for line in clean["products"]})
    application.save(update_fields=["country", "chapters"])
    before = selectors.submission_latest(application)
    content = {
        "sections": {state.section.key: state.typed for state in states},
        "evidence": [file.pk for file in selectors.evidence_of(application)],
    }
    return Submission.objects.create(
        application=application,
        version=before.version + 1 if before else 1,
        content=content,
        changed=selectors.sections_differing(before.content, content) if before else [],
        attested_by=actor,
        attestation=str(ATTESTATION),
        language=get_language(),
        prepared_by=[{"id": user.pk, "name": str(user)} for user in selectors.preparers_of(application)],
        signed_name=signed_name,
        at=clock.now(),
    )


def _profile(application: Application, clean: dict[str, Any]) -> None:
    application.shipper = profile_replace(
        shipper_id=application.shipper_id,
        business={
            **clean["business"],
            "email": clean["contacts"]["email"],
            "phone": clean["contacts"]["phone"],
            "monthly_parcels": clean["volumes"]["monthly_parcels"],
            "consents": [code for code, answer in clean["consents"].items() if answer == "yes"],
        },
        identifiers={kind: clean["identifiers"][kind] for kind in Identifier.Kind.values},
        addresses=clean["addresses"],
        storefronts=clean["storefronts"],
        owners=clean["owners"],
        products=clean["products"],
        bank_account=clean["payout"],
        parties=clean["parties"],
    )
