"""Come back to the program by a new application: what a business is again, and from when its time counts."""

from django.db import transaction

from apps.core import clock
from apps.evaluation.selectors import evaluation_latest
from apps.evaluation.services import evaluate_shippers
from apps.ledger.services import shipper_enroll_again
from apps.standing.evaluations.services import standing_reconsider
from apps.standing.members.models import Change, Standing, Status
from apps.standing.members.services import restriction_end_at, standings_lock, status_change
from apps.standing.members.states import FORMER, STATUS, ChangeReason
from apps.standing.roles import PROGRAM

# By the status that a business held when it left: the action by which it comes back before this status would have
# ended.
RETURN_ACTIONS: dict[str, str] = {Status.SUSPENDED: "readmit_suspended", Status.CONDITIONAL: "readmit_conditionally"}


@transaction.atomic
def member_readmit(*, shipper_id: int) -> None:
    """Make a business that left or was removed a member again after a new approval, at the tier that its
    record earns; suspended or on conditions, if it left before these had ended.

    The record is evaluated anew first, since the time in the program begins again. Do nothing for any other business.
    """
    for standing in standings_lock([shipper_id]).filter(status__in=FORMER):
        action, ends_at = _return_action(standing), standing.ends_at
        STATUS.check(state=standing.status, action=action, held={PROGRAM})
        status_change(standing, action, ChangeReason.ENROLLED, tier=0)
        if action != "readmit" and ends_at:
            restriction_end_at(standing, ends_at)
            standing.save(update_fields=["ends_at"])
        shipper_enroll_again(shipper_id=shipper_id, date=clock.today())
        evaluate_shippers(shipper_ids=[shipper_id])
        standing.evaluation = evaluation_latest(shipper_id)
        standing.save(update_fields=["evaluation"])
        standing_reconsider(standing)


def _return_action(standing: Standing) -> str:
    """Return the action by which a business comes back: one that left while suspended or on conditions is so again
    until the day on which that would have ended.
    """
    if standing.status == Status.WITHDRAWN and standing.ends_at and clock.now() < standing.ends_at:
        left = Change.objects.filter(shipper=standing.pk, action="withdraw").order_by("-pk").first()
        return RETURN_ACTIONS.get(left.status_before, "readmit") if left else "readmit"
    return "readmit"
