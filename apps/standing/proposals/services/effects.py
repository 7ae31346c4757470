"""The effects of a decision on the standing."""

from apps.accounts.models import User
from apps.applications.services import applications_end
from apps.core import clock
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from apps.shippers.services import shipper_bar
from apps.standing.members.models import Standing, Status
from apps.standing.members.services import standing_change, status_change
from apps.standing.members.states import STATUS, ChangeReason
from apps.standing.proposals.models import ProposedChange
from apps.standing.proposals.selectors.proposals import reentry_day
from apps.standing.roles import OFFICER


def change_apply(standing: Standing, proposal: ProposedChange, actor: User) -> None:
    """Make the proposed change to a locked standing."""
    action, note, departed = proposal.adverse_action, proposal.decision_text, standing.status == Status.WITHDRAWN
    if action.status:
        act = action.act_on(standing.status)
        STATUS.check(state=standing.status, action=act, held={OFFICER})
        status_change(standing, act, action.reason, actor=actor, note=note)
    if action.ends_validation:
        program_entry_record(
            shipper_id=standing.pk, kind=ProgramEntryKind.VALIDATION_ENDED, date=clock.today(), actor=actor
        )
        standing_change(standing, action.act, action.reason, actor=actor, note=note, validated=False)
    if action.lowers_tier:
        assert proposal.tier is not None
        tier_lower(standing, proposal.tier, actor, note)
    if action.ends_membership:
        # The approved application ends, so that the business can apply anew after the reentry day. One that left
        # meanwhile has been barred since the day on which it left.
        applications_end(shipper_id=standing.pk)
        if not departed:
            shipper_bar(shipper_id=standing.pk, until=reentry_day())


def departure_bar_lift(standing: Standing, proposal: ProposedChange) -> None:
    """Let a business that left while its removal was proposed apply again at once, since it is not removed."""
    if proposal.adverse_action.ends_membership and standing.status == Status.WITHDRAWN:
        shipper_bar(shipper_id=standing.pk, until=None)


def reduction_apply(standing: Standing, proposal: ProposedChange, actor: User) -> None:
    """Make the lesser change, to which the proposed change was reduced, to a locked standing."""
    note = proposal.decision_text
    if proposal.reduced_tier is not None:
        tier_lower(standing, proposal.reduced_tier, actor, note)
    elif proposal.reduced_status == Status.SUSPENDED:
        if standing.status != Status.SUSPENDED:
            status_change(standing, "suspend", ChangeReason.SUSPENDED, actor=actor, note=note)
    elif standing.status != Status.CONDITIONAL or proposal.adverse_action.suspends:
        conditions_begin(standing, actor, note)


def conditions_begin(standing: Standing, actor: User, note: str) -> None:
    """Put a locked member on conditions by the decision of an officer.

    For a member that is on conditions already, this ends the examination of every parcel that held until the decision.
    """
    if standing.status != Status.CONDITIONAL:
        action = "put_on_conditions" if standing.status == Status.ACTIVE else "reinstate_conditionally"
        STATUS.check(state=standing.status, action=action, held={OFFICER})
        status_change(standing, action, ChangeReason.ON_CONDITIONS, actor=actor, note=note)
    elif standing.examine_all:
        status = standing.status
        standing_change(standing, "end_examination", ChangeReason.ON_CONDITIONS, actor=actor, note=note, status=status)


def suspension_end(standing: Standing, reason: ChangeReason, *, actor: User | None = None, note: str) -> bool:
    """Make a suspended member, or one on conditions, a member as before. Return whether the member is on conditions,
    since its corrective plan runs.
    """
    # Reached by the relation, since the room of plans stands above this one.
    # pyrefly: ignore[missing-attribute] (a relation of a room above)
    conditional = standing.status == Status.SUSPENDED and standing.shipper.plans.running().of_conditions().exists()
    status_change(standing, "reinstate_conditionally" if conditional else "reinstate", reason, actor=actor, note=note)
    return conditional


def tier_lower(standing: Standing, tier: int, actor: User | None, note: str) -> None:
    """Lower the tier of a locked standing; a tier that is lower already stays."""
    if tier < standing.tier:
        standing_change(standing, "demote", ChangeReason.TIER_NOT_KEPT, actor=actor, note=note, tier=tier)
