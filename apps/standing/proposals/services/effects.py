"""The effects of a decision on the standing."""

from apps.accounts.models import User
from apps.applications.services import applications_end
from apps.core import clock
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from apps.shippers.services import shipper_bar
from apps.standing.members.models import Standing, Status
from apps.standing.members.services import standing_change, status_change
from apps.standing.members.states import STATUS, Reason
from apps.standing.proposals.models import ProposedChange
from apps.standing.proposals.selectors.proposals import reentry_day
from apps.standing.roles import OFFICER

Kind = ProposedChange.Kind
# The action on the status that each kind takes when upheld.
ACTIONS = {Kind.SUSPENSION: "suspend", Kind.REMOVAL: "remove"}


def change_apply(standing: Standing, proposal: ProposedChange, actor: User) -> None:
    """Make the proposed change to a locked standing."""
    note, tier = proposal.decision_text, proposal.tier
    match proposal.kind:
        case Kind.DEMOTION:
            assert tier is not None
            tier_lower(standing, tier, actor, note)
        case Kind.VALIDATION:
            program_entry_record(
                shipper_id=standing.pk, kind=ProgramEntryKind.VALIDATION_ENDED, date=clock.today(), actor=actor
            )
            standing_change(
                standing, "end_validation", Reason.VALIDATION_ENDED, actor=actor, note=note, validated=False
            )
            assert tier is not None
            if tier < standing.tier:
                tier_lower(standing, tier, actor, note)
        case Kind.SUSPENSION:
            STATUS.check(state=standing.status, action="suspend", held={OFFICER})
            status_change(standing, "suspend", Reason.SUSPENDED, actor=actor, note=note)
        case Kind.REMOVAL:
            departed = standing.status == Status.WITHDRAWN
            action = "remove_departed" if departed else "remove"
            STATUS.check(state=standing.status, action=action, held={OFFICER})
            status_change(standing, action, Reason.REMOVED, actor=actor, note=note)
            # The approved application ends, so that the business can apply anew after the reentry day. One that left
            # meanwhile has been barred since the day on which it left.
            applications_end(shipper_id=standing.pk)
            if not departed:
                shipper_bar(shipper_id=standing.pk, until=reentry_day())


def departure_bar_lift(standing: Standing) -> None:
    """Let a business that left while its removal was proposed apply again at once, since it is not removed."""
    if standing.status == Status.WITHDRAWN:
        shipper_bar(shipper_id=standing.pk, until=None)


def reduction_apply(standing: Standing, proposal: ProposedChange, actor: User) -> None:
    """Make the lesser change, to which the proposed change was reduced, to a locked standing."""
    note = proposal.decision_text
    if proposal.reduced_tier is not None:
        tier_lower(standing, proposal.reduced_tier, actor, note)
    elif proposal.reduced_status == Status.SUSPENDED:
        if standing.status != Status.SUSPENDED:
            status_change(standing, "suspend", Reason.SUSPENDED, actor=actor, note=note)
    elif standing.status != Status.CONDITIONAL or proposal.kind == Kind.SUSPENSION:
        conditions_begin(standing, actor, note)


def conditions_begin(standing: Standing, actor: User, note: str) -> None:
    """Put a locked member on conditions by the decision of an officer.

    For a member that is on conditions already, this ends the examination of every parcel that held until the decision.
    """
    if standing.status != Status.CONDITIONAL:
        action = "put_on_conditions" if standing.status == Status.ACTIVE else "reinstate_conditionally"
        STATUS.check(state=standing.status, action=action, held={OFFICER})
        status_change(standing, action, Reason.ON_CONDITIONS, actor=actor, note=note)
    elif standing.examine_all:
        status = standing.status
        standing_change(standing, "end_examination", Reason.ON_CONDITIONS, actor=actor, note=note, status=status)


def suspension_end(standing: Standing, reason: Reason, *, actor: User | None = None, note: str) -> bool:
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
    standing_change(standing, "demote", Reason.TIER_NOT_KEPT, actor=actor, note=note, tier=min(standing.tier, tier))
