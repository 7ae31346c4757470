"""The decisions on an application: approval, denial, refusal as a duplicate, and the decision on an appeal.

If the policy asks for it, a denial waits for a second officer, and the applicant is told nothing before.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.applications import selectors, work
from apps.applications.models import Application, Decision, DenialProposal, Note
from apps.applications.paragraphs import DUPLICATES, EXPLANATIONS, validated_codes
from apps.applications.reasons import CHOOSABLE_REASONS, DenialReason
from apps.applications.selectors import removed_matches
from apps.applications.services.second_looks import second_look_draw
from apps.applications.services.transitions import (
    APPLICATIONS,
    application_transition,
    team_notify,
    transition_apply,
    work_close,
    work_open,
)
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.languages import language_check
from apps.core.text import text_required
from apps.ledger.selectors import identities_reported, identities_unlinked
from apps.shippers.matches import matches_of
from apps.shippers.selectors import signers_of
from apps.shippers.services import ksn_issue
from apps.shippers.zones import deadline_in_words
from apps.work.kinds import WorkKind
from apps.work.services import item_reopen


@transaction.atomic
def application_approve(*, actor: User, application_id: int, text: str = "") -> Application:
    """Approve an application: issue the Known Shipper Number, and record the event that enrolls the business.

    Raises Conflict if the checklist is not complete, a must is not met, or the business is very likely one that was
    removed and may not apply again yet. An officer with the permission to oversee changes may approve in the last case
    too, and says in `text` why the business is another one. Where histories under its codes or its name are not linked
    to the business, `text` says why it is approved all the same. Raises Invalid without `text` in both cases.
    """
    application = application_transition(actor=actor, application_id=application_id, action="approve")
    # The guard lets only an officer who oversees changes pass if a removed business matches.
    if "oversee_changes" in held(actor) and not text.strip() and removed_matches(matches_of(application.shipper_id)):
        message = _("Say why this is not the business that was removed.")
        raise InvalidInput(message, fields={"text": [message]})
    unlinked = identities_unlinked(identities_reported(application.shipper))
    if unlinked and not text.strip():
        message = _("Say why you approve while histories under its codes or its name are not linked.")
        raise InvalidInput(message, fields={"text": [message]})
    decision = _decision_record(
        application, Decision(outcome=Decision.Outcome.APPROVED, text=text, by=actor), actor, kind=work.REVIEW
    )
    return _approval_record(application, decision, actor, unlinked=[seller.pk for seller in unlinked])


@transaction.atomic
def application_deny(
    *,
    actor: User,
    application_id: int,
    reasons: Collection[str],
    text: str = "",
    canned: Collection[str] = (),
    language: str = "en",
    explanation: str = "",
) -> Application:
    """Deny an application, or propose the denial if the policy asks for a second officer.

    `reasons` are codes of `DenialReason`, `canned` codes of `paragraphs.EXPLANATIONS`; `text` says what was found.
    Raises Conflict if no must is unmet and the checklist is not complete, Invalid without a reason, with neither
    paragraphs nor a text, or without an `explanation` where something known says otherwise than the grounds.
    """
    _reasons_validate(reasons, text, canned)
    application = application_transition(actor=actor, application_id=application_id, action="deny")
    return _denial_propose(
        application,
        DenialProposal(
            application=application,
            reasons=sorted(reasons),
            text=text,
            canned=validated_codes(canned, EXPLANATIONS),
            language=language_check(language),
            explanation=explanation.strip(),
            by=actor,
            at=clock.now(),
        ),
    )


@transaction.atomic
def application_refuse(
    *,
    actor: User,
    application_id: int,
    duplicate_of: int,
    text: str = "",
    canned: Collection[str] = (),
    language: str = "en",
) -> Application:
    """Refuse an application as a duplicate, or propose the refusal if the policy asks for a second officer.

    `duplicate_of` is the id of the shipper of the other record, `canned` are codes of `paragraphs.DUPLICATES`. No
    checklist is needed. Raises Invalid if the other record does not match this business. The applicant is not told
    whose the other record is.
    """
    if not text.strip() and not canned:
        message = _("Say what was found, so that the applicant can put it right.")
        raise InvalidInput(message, fields={"text": [message]})
    application = application_transition(actor=actor, application_id=application_id, action="refuse")
    if duplicate_of not in {match.shipper.pk for match in matches_of(application.shipper_id)}:
        message = _("Choose a record that matches this business.")
        raise InvalidInput(message, fields={"duplicate_of": [message]})
    return _denial_propose(
        application,
        DenialProposal(
            application=application,
            reasons=[DenialReason.DUPLICATE],
            duplicate_of_id=duplicate_of,
            text=text.strip(),
            canned=validated_codes(canned, DUPLICATES),
            language=language_check(language),
            by=actor,
            at=clock.now(),
        ),
    )


@transaction.atomic
def denial_countersign(*, actor: User, application_id: int, explanation: str = "") -> Application:
    """Countersign a denial that another officer proposed: deny the application and tell the applicant.

    Raises Invalid without an `explanation` where something known says otherwise than the grounds.
    """
    application = application_transition(actor=actor, application_id=application_id, action="countersign")
    proposal = _proposal_settle(application, actor, DenialProposal.Outcome.COUNTERSIGNED)
    _contradictions_explain(application, proposal, explanation)
    if explanation.strip():
        proposal.explanation = f"{proposal.explanation}\n\n{actor}: {explanation.strip()}".strip()
    # If the policy no longer asks for a second officer, the proposer may end the wait, and nobody has countersigned.
    return _denial_record(application, proposal, None if actor == proposal.by else actor)


@transaction.atomic
def denial_send_back(*, actor: User, application_id: int, text: str) -> Application:
    """Return a proposed denial to the officer who reviews the application, with the reason as a note."""
    text = text_required(text, "text", _("Say why you send it back."))
    application = application_transition(actor=actor, application_id=application_id, action="send_back")
    proposal = _proposal_settle(application, actor, DenialProposal.Outcome.SENT_BACK)
    application.save(update_fields=["state"])
    item_reopen(
        kind=work.REVIEW.code,
        subject=selectors.subject_of(application),
        state=application.state,
        holder=application.reviewer,
    )
    note = Note.objects.create(application=application, text=text, author=actor)
    APPLICATIONS.record(application, "denial_sent_back", actor, proposal_id=proposal.pk, note_id=note.pk)
    return application


@transaction.atomic
def appeal_decide(*, actor: User, application_id: int, grant: bool, text: str, language: str = "en") -> Application:
    """Decide an appeal, by somebody who had no part in the denial. Granting the appeal approves the application."""
    text = text_required(text, "text", _("Give the reasons of the decision."))
    application = application_transition(
        actor=actor, application_id=application_id, action="grant" if grant else "uphold"
    )
    made = Decision(on_appeal=True, text=text, language=language_check(language), by=actor)
    if grant:
        made.outcome = Decision.Outcome.APPROVED
        return _approval_record(application, _decision_record(application, made, actor, kind=work.APPEAL), actor)
    denial = application.decisions.get(on_appeal=False)
    made.outcome, made.reasons, made.duplicate_of_id = denial.outcome, denial.reasons, denial.duplicate_of_id
    decision = _decision_record(application, made, actor, kind=work.APPEAL)
    APPLICATIONS.record(application, "denial_upheld", actor, decision_id=decision.pk)
    _denial_notify(application, decision)
    return application


def _denial_propose(application: Application, proposal: DenialProposal) -> Application:
    """Save a proposed denial for a second officer, or deny at once if the policy asks for no second officer."""
    actor = proposal.by
    _contradictions_explain(application, proposal, proposal.explanation)
    if not selectors.decision_terms().countersign_denials:
        return _denial_record(transition_apply(application, actor=actor, action="countersign"), proposal, None)
    proposal.save()
    application.save(update_fields=["state"])
    work_close(application, work.REVIEW, actor=actor)
    work_open(work.COUNTERSIGN, application, due_at=application.decide_by)
    APPLICATIONS.record(application, "denial_proposed", actor, proposal_id=proposal.pk, reasons=proposal.reasons)
    return application


def _proposal_settle(application: Application, actor: User, outcome: str) -> DenialProposal:
    """Settle the open proposal of a denial with this outcome, and close its work item."""
    proposal = selectors.proposal_open(application)
    assert proposal is not None
    proposal.outcome, proposal.settled_by, proposal.settled_at = outcome, actor, clock.now()
    proposal.save(update_fields=["outcome", "settled_by", "settled_at"])
    work_close(application, work.COUNTERSIGN, actor=actor)
    return proposal


def _denial_record(application: Application, proposal: DenialProposal, second: User | None) -> Application:
    """Record the decision to deny, and tell the team until when they may appeal."""
    actor = second or proposal.by
    decision = _decision_record(
        application,
        Decision(
            outcome=Decision.Outcome.DENIED,
            reasons=proposal.reasons,
            duplicate_of_id=proposal.duplicate_of_id,
            text=proposal.text,
            canned=proposal.canned,
            language=proposal.language,
            explanation=proposal.explanation,
            by=proposal.by,
            countersigned_by=second,
        ),
        actor,
        kind=work.REVIEW,
    )
    APPLICATIONS.record(application, "denied", actor, decision_id=decision.pk, reasons=decision.reasons)
    _denial_notify(application, decision)
    return application


@transaction.atomic
def denials_deliver(*, shipper_id: int) -> None:
    """Deliver the denials that reached nobody who signs for a business. The time to appeal begins now. Do nothing while
    nobody signs for it.
    """
    if not signers_of(shipper_id).exists():
        return
    waiting = Decision.objects.select_for_update(of=("self",)).filter(
        outcome=Decision.Outcome.DENIED, delivered_at=None, application__shipper=shipper_id
    )
    for decision in waiting.select_related("application__shipper").order_by("pk"):
        decision.delivered_at = clock.now()
        decision.save(update_fields=["delivered_at"])
        _denial_notify(decision.application, decision)


def _denial_notify(application: Application, decision: Decision) -> None:
    """Tell the team of a denial, and until when they may appeal."""
    until = None if decision.on_appeal else selectors.appeal_until(application)
    if until:
        step = format_lazy(
            _lazy("You can appeal until {day}, or put right what was found and apply again."),
            day=deadline_in_words(until, application.shipper),
        )
    elif decision.on_appeal:
        step = _lazy("You can put right what was found and apply again.")
    else:
        step = _lazy(
            "An owner or a signatory can appeal. Nobody signs for your business now: invite somebody who does. The "
            "time to appeal begins then."
        )
    team_notify(
        application,
        kind="denial_upheld" if decision.on_appeal else "denied",
        subject=_lazy("Your appeal was decided: the denial stands")
        if decision.on_appeal
        else _lazy("Your application was denied"),
        body=format_lazy("{}\n\n{}", decision.letter, step),
        act_by=until,
    )


def _approval_record(application: Application, decision: Decision, actor: User, **payload: Any) -> Application:
    """Issue the Known Shipper Number, and record and announce the approval."""
    ksn = ksn_issue(application.shipper)
    APPLICATIONS.record(application, "approved", actor, decision_id=decision.pk, **payload)
    team_notify(
        application,
        kind="approved",
        subject=_lazy("Your application was approved"),
        body=format_lazy(
            _lazy("{business} is now a known shipper. Its Known Shipper Number is {ksn}."),
            business=application.shipper.name,
            ksn=ksn,
        ),
    )
    return application


def _decision_record(application: Application, decision: Decision, actor: User, *, kind: WorkKind) -> Decision:
    """Save a decision and the new state, close the work items, and draw whether the decision gets a second look."""
    application.save(update_fields=["state"])
    work_close(application, kind, work.MESSAGE, actor=actor)
    decision.application, decision.at = application, clock.now()
    if decision.outcome == Decision.Outcome.DENIED and signers_of(application.shipper_id).exists():
        decision.delivered_at = decision.at
    decision.save()
    second_look_draw(decision)
    return decision


def _contradictions_explain(application: Application, proposal: DenialProposal, explanation: str) -> None:
    """Raise Invalid if something known says otherwise than the grounds, and nobody says why they hold all the same."""
    found = selectors.grounds_contradicted(application, proposal, selectors.checklist_of(application))
    if found and not explanation.strip():
        message = _(
            "The program has other information: %(known)s Choose other grounds, or say why these still hold."
        ) % {"known": " ".join(map(str, found))}
        raise InvalidInput(message, fields={"explanation": [message]})


def _reasons_validate(reasons: Collection[str], text: str, canned: Collection[str]) -> None:
    errors = {}
    if not reasons or not set(CHOOSABLE_REASONS).issuperset(reasons):
        errors["reasons"] = [_("Choose at least one reason.")]
    if not text.strip() and not canned:
        errors["text"] = [_("Say what was found, so that the applicant can put it right.")]
    if errors:
        raise InvalidInput(_("A denial must give its reasons."), fields=errors)
