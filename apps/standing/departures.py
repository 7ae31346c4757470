"""Leave the program, and come back by a new application."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.applications.services import applications_end
from apps.notices.services import message_send
from apps.shippers.selectors import abilities_of, people_of
from apps.standing.evaluations.services import standing_reconsider
from apps.standing.members.models import Standing, Status
from apps.standing.members.services import standing_lock, standings_lock, status_change
from apps.standing.members.states import STATUS, Reason
from apps.standing.plans.services import plans_end
from apps.standing.proposals.models import ProposalState
from apps.standing.proposals.services.proposals import proposal_close, proposals_lock
from apps.standing.roles import PROGRAM


@transaction.atomic
def member_leave(*, actor: User, shipper_id: int, reasons: str = "") -> Standing:
    """Leave the program, by an owner or a signatory, or by an officer on their behalf.

    Every proposed change is dropped, since nothing is left to take away. The record is kept, and the business may apply
    again. Raise Conflict for a business that has left or was removed.
    """
    standing = standing_lock(shipper_id)
    # A member of the team acts for the business, even one who is also staff.
    held = abilities_of(actor, shipper_id) or permissions.held(actor)
    STATUS.check(state=standing.status, action="withdraw", held=held)
    for proposal in proposals_lock([shipper_id])[shipper_id].values():
        action = "dismiss" if proposal.state == ProposalState.TO_CONFIRM else "withdraw"
        proposal_close(proposal, action, actor=None, reasons=_("The shipper has left the program."))
    plans_end(standing, actor)
    status_change(standing, "withdraw", Reason.LEFT, actor=actor, note=reasons)
    applications_end(shipper_id=shipper_id)
    message_send(
        recipients=people_of(shipper_id),
        kind="standing.left",
        subject=_lazy("Your business has left the program"),
        body=_lazy(
            "Its Known Shipper Number no longer counts, and its benefits have ended. Partners who look the number up "
            "see that you left. Your record is kept, and you can read it. You can apply again whenever you want."
        ),
        link=reverse("portal:shipper", args=[shipper_id]),
        shipper_id=shipper_id,
    )
    return standing


@transaction.atomic
def member_readmit(*, shipper_id: int) -> None:
    """Make a business that left or was removed a member again after a new approval, at the tier that its
    record earns.

    Do nothing for any other business.
    """
    for standing in standings_lock([shipper_id]).filter(status__in=[Status.WITHDRAWN, Status.REMOVED]):
        STATUS.check(state=standing.status, action="readmit", held={PROGRAM})
        status_change(standing, "readmit", Reason.ENROLLED, tier=0)
        standing_reconsider(standing)
