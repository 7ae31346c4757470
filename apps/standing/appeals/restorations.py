"""The effects of an appealed decision: undone when the appeal is granted or stayed, made again when a stayed appeal is
denied.
"""

from apps.accounts import permissions
from apps.accounts.models import User
from apps.applications.services import applications_end_undo
from apps.ledger.models import ProgramEntry
from apps.ledger.services import recording_reverse
from apps.ledger.vocabulary import ProgramEntryKind
from apps.shippers.services import shipper_bar
from apps.standing.appeals.models import Appeal
from apps.standing.appeals.selectors import restoration_of
from apps.standing.members.models import Standing, Status
from apps.standing.members.services import standing_change, status_change
from apps.standing.members.states import MEMBER, STATUS, ChangeReason
from apps.standing.plans.services import plans_end
from apps.standing.proposals.models import ProposalState, ProposedChange
from apps.standing.proposals.services.effects import change_apply, reduction_apply
from apps.standing.roles import PROGRAM

RESTORE_ACTIONS = {
    Status.ACTIVE: "restore",
    Status.CONDITIONAL: "restore_conditionally",
    Status.SUSPENDED: "restore_suspended",
    Status.WITHDRAWN: "restore_withdrawn",
}


def decision_undo(
    standing: Standing, proposal: ProposedChange, *, actor: User | None, note: str, reason: ChangeReason
) -> None:
    """Undo the effects of a decision on a locked standing, as far as nothing else has changed them since. The program
    itself (no `actor`) does so for a stay.
    """
    back = restoration_of(proposal, standing)
    if back.validation:
        ended = ProgramEntry.objects.filter(
            shipper=standing.pk,
            kind=ProgramEntryKind.VALIDATION_ENDED,
            recorded_at__gte=proposal.decided_at,
            takes_back=None,
            taken_back_by=None,
        )
        for entry in ended.select_related("recording__reporter"):
            # The program takes back its own recording, as any reporter may: that is what was decided.
            own = entry.recording.reporter
            recording_reverse(recording_id=entry.recording_id, reason=note[:300], actor=actor, reporter=own)
    if back.tier is not None:
        standing_change(standing, "restore_tier", reason, actor=actor, note=note, tier=back.tier)
    if back.status is not None:
        action = RESTORE_ACTIONS[back.status]
        STATUS.check(state=standing.status, action=action, held=permissions.held(actor) if actor else {PROGRAM})
        status_change(standing, action, reason, actor=actor, note=note)
        plans_end(standing, actor)
        if proposal.adverse_action.ends_membership:
            if back.status != Status.WITHDRAWN:
                applications_end_undo(shipper_id=standing.pk)
            shipper_bar(shipper_id=standing.pk, until=None)


def change_make_again(standing: Standing, appeal: Appeal, actor: User) -> None:
    """Make the change of a stayed appeal again on a locked standing, since the appeal was denied or taken back. A tier
    or benefit that something else took meanwhile is not taken twice, and a bar counts from its first day.
    """
    proposal = appeal.proposal
    if proposal.state == ProposalState.REDUCED:
        if standing.status in MEMBER:
            reduction_apply(standing, proposal, actor)
        return
    action = proposal.adverse_action
    if action.status is None or action.takes_from(standing.status):
        change_apply(standing, proposal, actor)
        if action.ends_membership:
            shipper_bar(shipper_id=standing.pk, until=appeal.bar_stayed)
