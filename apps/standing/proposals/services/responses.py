"""What the seller says to a notice, finding by finding, and more time to say it; and delivery of a notice by post."""

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
from apps.core.files import Identified
from apps.core.languages import language_chosen
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_limit_check, stored
from apps.disputes.services import dispute_open
from apps.shippers.roles import Ability
from apps.shippers.selectors import abilities_of, require
from apps.shippers.zones import zone_of
from apps.standing.proposals.models import FindingAnswer, ProposedChange, ResponseFile
from apps.standing.proposals.selectors.proposals import proposal_facts
from apps.standing.proposals.services import limits
from apps.standing.proposals.services.proposals import change_locked, happened
from apps.standing.proposals.states import PROPOSAL


@dataclass(frozen=True, slots=True)
class NoticeAnswer:
    """What is said to one thing that the notice names: to the finding of a `rule`, or to the violation of a `case`."""

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
    files: Sequence[Identified] = (),
) -> ProposedChange:
    """The seller's answer, by an owner or a signatory of its team. A late one counts until it is decided.

    What is said to a violation is an answer to that violation, which an officer decides by itself. Raises Invalid
    without a response, or for an answer without its text; Conflict where it was sent already.
    """
    standing, proposal = change_locked(change_id)
    facts = proposal_facts(proposal, standing, actor)
    PROPOSAL.check(state=proposal.state, action="respond", held=abilities_of(actor, proposal.shipper_id), facts=facts)
    proposal.response = text_required(response, "response")
    proposal.response_language = language_chosen(language, actor.language)
    proposal.state = ProposedChange.State.RESPONDED
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
    _keep(proposal, actor, files)
    limits.timers_arm(proposal, standing.shipper)
    happened("responded", proposal, actor)
    return proposal


@atomic_with_files()
def response_file_add(*, actor: User, change_id: int, files: Sequence[Identified]) -> None:
    """Add files to a response that is not decided yet. Raises Conflict where it is, Invalid for none or too many."""
    _standing, proposal = change_locked(change_id)
    require(actor, proposal.shipper_id, Ability.ATTEST)
    if not proposal.response or not proposal.is_undecided:
        raise Conflict(_("Files are added to a response that waits for its decision."), code="wrong_state")
    if not files:
        message = _("Choose a file first.")
        raise Invalid(message, fields={"files": [message]})
    _keep(proposal, actor, files)
    happened("file_added", proposal, actor)


def _keep(proposal: ProposedChange, actor: User, files: Sequence[Identified]) -> None:
    files_limit_check(proposal.files.count() + len(files))
    for file in files:
        ResponseFile.objects.create(proposal=proposal, uploaded_by=actor, **stored(file))


@transaction.atomic
def change_serve(*, actor: User, change_id: int, day: date, note: str) -> ProposedChange:
    """Record that a notice was delivered by post on a day, to a business of which nobody is on the site. The time to
    respond begins with that day."""
    standing, proposal = change_locked(change_id)
    facts = proposal_facts(proposal, standing, actor)
    PROPOSAL.check(state=proposal.state, action="serve", held=permissions.held(actor), facts=facts)
    if not clock.day_of(proposal.proposed_at) <= day <= clock.today():
        message = _("Give the day of delivery: not before the notice was written, and not after today.")
        raise Invalid(message, fields={"day": [message]})
    proposal.served_note = text_required(note, "note")[:300]
    proposal.served_at = end_of_day(day, zone_of(standing.shipper))
    limits.limits_count(proposal, standing.shipper)
    proposal.save()
    limits.timers_arm(proposal, standing.shipper)
    happened("served", proposal, actor)
    return proposal
