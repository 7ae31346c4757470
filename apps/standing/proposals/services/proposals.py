"""Open and close proposed changes."""

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.ledger.models import Reporter
from apps.shippers.selectors import signers_of
from apps.standing import work
from apps.standing.members.models import Standing
from apps.standing.members.services import standing_lock
from apps.standing.proposals.models import ProposedChange
from apps.standing.proposals.notices import body_of, notice_content, subject_of
from apps.standing.proposals.selectors.grounds import OfficerGrounds, cases_by_rule
from apps.standing.proposals.selectors.proposals import changes_begun_by, extension_open, proposals_open
from apps.standing.proposals.services import limits
from apps.standing.proposals.services.limits import PROPOSALS
from apps.standing.proposals.states import EXTENSION, PROPOSAL
from apps.work.kinds import participants_register
from apps.work.services import item_close

for kind in (work.CHANGE, work.CONFIRM, work.CONFIRM_MANY):
    participants_register(kind.code, changes_begun_by)
WORK_KINDS = (work.CHANGE, work.CONFIRM, work.CONFIRM_MANY, work.REVIEW, work.EXTENSION, work.SEARCH)


def proposal_lock(change_id: int) -> tuple[Standing, ProposedChange]:
    """Return a proposed change and its standing, both locked. All services lock the standing first.

    Raise NotFound if there is no such proposed change.
    """
    proposal = PROPOSALS.lock(change_id)
    return standing_lock(proposal.shipper_id), proposal


def proposal_open(
    standing: Standing,
    kind: str,
    *,
    tier: int | None = None,
    grounds: OfficerGrounds | None = None,
    because: str = "",
) -> ProposedChange:
    """Propose a change of a locked standing: write the notice, begin the time to respond, notify the team, open the
    work item. The change rests on the `grounds` of an officer, on an event (`because`), or on the evaluation.
    """
    evaluation = None if grounds or because else standing.evaluation
    proposal = proposal_draft(
        standing,
        kind,
        tier=tier,
        evaluation=evaluation,
        behind=cases_by_rule(evaluation) if evaluation else {},
        grounds=grounds,
        because=because,
    )
    proposal_serve(proposal, standing)
    return proposal


def proposal_draft(
    standing: Standing,
    kind: str,
    *,
    evaluation: Evaluation | None,
    behind: Mapping[str, Sequence[int]],
    tier: int | None = None,
    grounds: OfficerGrounds | None = None,
    because: str = "",
    source: Reporter | None = None,
    at_once: bool = False,
) -> ProposedChange:
    """Return a proposed change with its notice. Nothing is saved or sent."""
    return ProposedChange(
        shipper=standing.shipper,
        kind=kind,
        tier=tier,
        evaluation=evaluation,
        source=source,
        at_once=at_once,
        proposed_by=grounds and grounds.officer,
        proposed_at=clock.now(),
        false_statement=bool(grounds and grounds.false_information),
        respond_by=clock.now(),
        notice=notice_content(
            kind=kind,
            tier=tier,
            tier_held=standing.tier,
            evaluation=evaluation,
            grounds=grounds,
            because=because,
            at_once=at_once,
            behind=behind,
        ),
    )


def proposal_serve(proposal: ProposedChange, standing: Standing) -> None:
    """Save a proposed change, send its notice to the team, begin its limits, and open the work item for an
    officer.

    If nobody on the team signs for the business, the notice has reached nobody who could answer: an officer finds
    somebody first.
    """
    shipper = standing.shipper
    proposal.served_at = clock.now() if reaches_signers(shipper.pk) else None
    limits.proposal_limits_set(proposal, shipper)
    proposal.save()
    PROPOSALS.timers_renew(proposal)
    title = f"{proposal.get_kind_display()}: {shipper.ksn}"
    PROPOSALS.work_open(proposal, title=title, due_at=proposal.decide_by)
    if proposal.served_at is None:
        _search_open(proposal)
    PROPOSALS.tell(proposal, subject_of(proposal), body_of(proposal), act_by=proposal.respond_by)
    PROPOSALS.record(proposal, "proposed", proposal.proposed_by or proposal.confirmed_by)


def reaches_signers(shipper_id: int) -> bool:
    """Say whether a message to a team reaches somebody who signs for the business, and so can respond or appeal."""
    return signers_of(shipper_id).exists()


def _search_open(proposal: ProposedChange) -> None:
    """Let an officer find somebody who signs for the business: a notice, or a decision, has reached nobody."""
    PROPOSALS.work_open(proposal, kind=work.SEARCH.code)


def proposals_lock(shipper_ids: Iterable[int]) -> dict[int, dict[str, ProposedChange]]:
    """Return the undecided proposed changes of each of these shippers, locked, by kind."""
    opened: dict[int, dict[str, ProposedChange]] = {shipper_id: {} for shipper_id in shipper_ids}
    for proposal in proposals_open(*opened).select_for_update():
        opened[proposal.shipper_id][proposal.kind] = proposal
    return opened


def proposal_close(
    proposal: ProposedChange, action: str, *, actor: User | None, reasons: str, language: str = ""
) -> None:
    """Close a locked proposed change by an `action` of its table, which the caller has checked.

    Without a `language`, the reasons are in the active language: the program wrote them.
    """
    proposal.state = PROPOSAL.find(proposal.state, action).target
    proposal.decided_by = actor
    proposal.decided_at = clock.now()
    proposal.decision_text = reasons
    proposal.decision_language = language or get_language() or settings.LANGUAGE_CODE
    takes_away = proposal.takes_away
    proposal.decision_served_at = proposal.decided_at if takes_away and reaches_signers(proposal.shipper_id) else None
    proposal.save()
    PROPOSALS.timers_renew(proposal)
    for kind in WORK_KINDS:
        item_close(kind=kind.code, subject=PROPOSALS.subject(proposal), actor=actor)
    if takes_away and proposal.decision_served_at is None:
        _search_open(proposal)
    PROPOSALS.record(proposal, str(proposal.state), actor)
    if extension_close(proposal, _("The proposed change has ended, so more time is not needed.")):
        PROPOSALS.tell(
            proposal,
            _lazy("Your request for more time is closed"),
            _lazy(
                "You had asked for more time to respond. The proposed change has ended, so nobody answers the request "
                "any more. The page of the notice says how the change ended. You do not need to do anything for the "
                "request."
            ),
        )


def extension_close(proposal: ProposedChange, why: str) -> bool:
    """Close the request for more time that waits for an answer, and return whether there was one. The reason is in the
    active language.
    """
    extension = extension_open(proposal)
    if extension is None:
        return False
    extension.state = EXTENSION.find(extension.state, "close").target
    extension.decided_at = clock.now()
    extension.text, extension.text_language = why, get_language() or settings.LANGUAGE_CODE
    extension.save()
    item_close(kind=work.EXTENSION.code, subject=PROPOSALS.subject(proposal))
    PROPOSALS.record(proposal, "extension_closed", None)
    return True
