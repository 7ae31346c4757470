"""The response of a seller to a notice, finding by finding.

A response does not end the time to respond. Until that time is over, or the seller says that it has said everything,
the seller can add to its response, and nobody decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import IdentifiedFile
from apps.core.languages import language_of_text
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_add
from apps.disputes.services import dispute_open
from apps.shippers.roles import Ability
from apps.shippers.selectors import require
from apps.standing.proposals.models import FindingAnswer, ProposalState, ProposedChange
from apps.standing.proposals.services.limits import PROPOSALS
from apps.standing.proposals.services.proposals import extension_close


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
    final: bool = False,
) -> ProposedChange:
    """Keep the response of the seller, sent by an owner or a signatory. A late response counts until the change is
    decided. If the response is `final`, the seller has said everything: an officer may decide, and a request for more
    time that waits is closed.

    The answer to a violation becomes a dispute of that violation, which an officer decides by itself. Raise Invalid
    without a response, or for an answer without its text; Conflict if a response was sent before.
    """
    proposal = PROPOSALS.lock(change_id)
    PROPOSALS.check("respond", proposal, actor)
    proposal.response = text_required(response, "response")
    proposal.response_language = language_of_text(language, actor.language)
    proposal.state = ProposalState.RESPONDED
    proposal.responded_by = actor
    proposal.responded_at = clock.now()
    proposal.final_at = proposal.responded_at if final else None
    proposal.save()
    rules = {found["rule"] for found in proposal.notice["findings"]}
    for answer in answers:
        if answer.case_id is not None and answer.case_id in proposal.notice["cases"]:
            dispute_open(
                actor=actor,
                shipper_id=proposal.shipper_id,
                case_id=answer.case_id,
                position=answer.position,
                text=answer.text,
                language=proposal.response_language,
                final=final,
            )
        elif answer.rule in rules:
            FindingAnswer.objects.create(
                proposal=proposal, rule=answer.rule, position=answer.position, text=answer.text.strip()
            )
    files_add(proposal.files, files, actor)
    if final:
        extension_close(proposal, _("You said everything before the request was answered."))
    PROPOSALS.timers_renew(proposal)
    PROPOSALS.record(proposal, "responded", actor)
    return proposal


@atomic_with_files()
def response_add(
    *,
    actor: User,
    change_id: int,
    text: str = "",
    files: Sequence[IdentifiedFile] = (),
    final: bool = False,
) -> ProposedChange:
    """Add words or files to a response that is not decided yet, or say that it is `final`. Raise Conflict if it is
    decided, or if words come after the seller had said everything; Invalid for nothing to add, or too many files.
    """
    proposal = PROPOSALS.lock(change_id)
    require(actor, proposal.shipper_id, Ability.ATTEST)
    if not proposal.response or not proposal.is_undecided:
        raise Conflict(_("You can add only to a response that is not decided yet."), code="wrong_state")
    text = text.strip()
    if proposal.final_at and text:
        raise Conflict(_("You had said everything. You can still add files."), code="final")
    if not (text or files or final):
        message = _("Write something, choose a file, or say that you have said everything.")
        if proposal.final_at:
            raise InvalidInput(chosen := _("Choose a file."), fields={"files": [chosen]})
        raise InvalidInput(message, fields={"text": [message]})
    if text:
        proposal.response = f"{proposal.response}\n\n{text}"
    if final and proposal.final_at is None:
        proposal.final_at = clock.now()
        extension_close(proposal, _("You said everything before the request was answered."))
    proposal.save()
    files_add(proposal.files, files, actor)
    PROPOSALS.timers_renew(proposal)
    PROPOSALS.record(proposal, "added", actor)
    return proposal
