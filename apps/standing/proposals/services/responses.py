"""The response of a seller to a notice, finding by finding; and the delivery of a notice by post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import end_of_day
from apps.core.errors import Conflict, Invalid
from apps.core.files import IdentifiedFile
from apps.core.languages import language_of_text
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_limit_check, upload_columns
from apps.disputes.services import dispute_open
from apps.shippers.roles import Ability
from apps.shippers.selectors import abilities_of, require
from apps.shippers.zones import zone_of
from apps.standing.proposals.models import FindingAnswer, ProposalState, ProposedChange, ResponseFile
from apps.standing.proposals.selectors.proposals import proposal_facts
from apps.standing.proposals.services import limits
from apps.standing.proposals.services.proposals import extension_close, proposal_event_record, proposal_lock
from apps.standing.proposals.states import PROPOSAL


@dataclass(frozen=True, slots=True)
class NoticeAnswer:
    """The answer to one point of a notice: to the finding of a `rule`, or to the violation of a `case`."""

    position: str
    text: str
    rule: str = ""
    case_id: int | None = None


@atomic_with_files()
def change_respond(
    *,
    actor: User,
    change_id: int,
    response: str,
    language: str = "",
    answers: Sequence[NoticeAnswer] = (),
    files: Sequence[IdentifiedFile] = (),
) -> ProposedChange:
    """Keep the response of the seller, sent by an owner or a signatory. A late response counts until the change is
    decided. A request for more time that waits is closed, since the seller has responded.

    The answer to a violation becomes a dispute of that violation, which an officer decides by itself. Raise Invalid
    without a response, or for an answer without its text; Conflict if a response was sent before.
    """
    standing, proposal = proposal_lock(change_id)
    facts = proposal_facts(proposal, standing, actor)
    PROPOSAL.check(state=proposal.state, action="respond", held=abilities_of(actor, proposal.shipper_id), facts=facts)
    proposal.response = text_required(response, "response")
    proposal.response_language = language_of_text(language, actor.language)
    proposal.state = ProposalState.RESPONDED
    proposal.responded_by = actor
    proposal.responded_at = clock.now()
    proposal.save()
    rules = {found["rule"] for found in proposal.notice["findings"]}
    for answer in answers:
        if answer.case_id is not None and answer.case_id in proposal.notice.get("cases", []):
            dispute_open(
                actor=actor,
                shipper_id=proposal.shipper_id,
                case_id=answer.case_id,
                position=answer.position,
                text=answer.text,
                language=proposal.response_language,
            )
        elif answer.rule in rules:
            FindingAnswer.objects.create(
                proposal=proposal, rule=answer.rule, position=answer.position, text=answer.text.strip()
            )
    _files_store(proposal, actor, files)
    extension_close(proposal, _("You responded before the request was answered."))
    limits.proposal_timers_set(proposal, standing.shipper)
    proposal_event_record("responded", proposal, actor)
    return proposal


@atomic_with_files()
def response_file_add(*, actor: User, change_id: int, files: Sequence[IdentifiedFile]) -> None:
    """Add files to a response that is not decided yet. Raise Conflict if it is decided, Invalid for no file or too
    many.
    """
    _standing, proposal = proposal_lock(change_id)
    require(actor, proposal.shipper_id, Ability.ATTEST)
    if not proposal.response or not proposal.is_undecided:
        raise Conflict(_("You can add files only to a response that is not decided yet."), code="wrong_state")
    if not files:
        message = _("Choose a file first.")
        raise Invalid(message, fields={"files": [message]})
    _files_store(proposal, actor, files)
    proposal_event_record("file_added", proposal, actor)


def _files_store(proposal: ProposedChange, actor: User, files: Sequence[IdentifiedFile]) -> None:
    files_limit_check(proposal.files.count() + len(files))
    for file in files:
        ResponseFile.objects.create(proposal=proposal, uploaded_by=actor, **upload_columns(file))


@transaction.atomic
def change_serve(*, actor: User, change_id: int, day: date, note: str) -> ProposedChange:
    """Record the day on which a notice was delivered by post to a business with nobody on the site. The time to respond
    begins on that day.
    """
    standing, proposal = proposal_lock(change_id)
    facts = proposal_facts(proposal, standing, actor)
    PROPOSAL.check(state=proposal.state, action="serve", held=permissions.held(actor), facts=facts)
    if not clock.day_of(proposal.proposed_at) <= day <= clock.today():
        message = _("Give the day of delivery: not before the notice was written, and not after today.")
        raise Invalid(message, fields={"day": [message]})
    proposal.served_note = text_required(note, "note")[:300]
    proposal.served_at = end_of_day(day, zone_of(standing.shipper))
    limits.proposal_limits_set(proposal, standing.shipper)
    proposal.save()
    limits.proposal_timers_set(proposal, standing.shipper)
    proposal_event_record("served", proposal, actor)
    return proposal
