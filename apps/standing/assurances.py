"""The steps that follow when the time of an assurance call is over, or the standing of the member has changed
meanwhile.
"""

from django.db import transaction

from apps.standing.assurance.messages import PROPOSED_ALREADY, STATUS_CHANGED
from apps.standing.assurance.models import RUNNING, AssuranceCall, CallState
from apps.standing.assurance.selectors import grounds_asked
from apps.standing.assurance.services.calls import CALLS, call_drop, call_follow, call_miss, calls_lock
from apps.standing.assurance.services.managers import managers_settle
from apps.standing.evaluations.services import standing_reconsider
from apps.standing.members.models import Standing
from apps.standing.members.services import standing_lock
from apps.standing.members.states import MEMBER
from apps.standing.proposals.selectors.proposals import proposals_open
from apps.standing.proposals.services.proposals import proposal_open


@transaction.atomic
def call_timer_handle(*, call_id: int) -> None:
    """Let the change go on once the time of a call is over, as things stand now: propose the change, or drop the call
    if nothing asks for the change any more.
    """
    call = CALLS.lock(call_id)
    if not call.is_running or not call.is_over:
        return
    standing = standing_lock(call.shipper_id)
    if call.state == CallState.WAITING:
        call_miss(call)
    if not _is_possible(standing, call):
        call_drop(call, STATUS_CHANGED)
    elif call.asked_by is None:
        standing_reconsider(standing)
    elif proposals_open(standing.pk).filter(kind=call.kind).exists():
        call_drop(call, PROPOSED_ALREADY)
    else:
        _propose(standing, call)


def calls_end(standing: Standing) -> None:
    """End the running calls of a locked standing whose member leaves.

    Changes that officers asked for and that are decided in the absence of a member are proposed now, so that nobody
    escapes them by leaving before the time is over. All other calls are dropped.
    """
    for call in calls_lock([standing.pk])[standing.pk].values():
        if call.asked_by and call.adverse_action.decided_in_absence:
            _propose(standing, call, departs=True)
        else:
            call_drop(call, STATUS_CHANGED)


def _propose(standing: Standing, call: AssuranceCall, *, departs: bool = False) -> None:
    """Propose the change that an officer asked for, and end its call."""
    proposal = proposal_open(standing, call.kind, tier=call.tier, grounds=grounds_asked(call))
    call_follow(call, proposal, departs=departs)


def assurance_settle() -> None:
    """Bring calls and account managers in line with standings and staff as they are now.

    Drop the calls about changes that no longer apply, such as those of members who left. Give an account manager to
    each member that is to have one and has none, or whose manager may no longer act.
    """
    running = AssuranceCall.objects.filter(state__in=RUNNING).order_by("shipper").values_list("shipper", flat=True)
    for shipper_id in running.distinct().iterator():
        _calls_settle(shipper_id)
    managers_settle()


@transaction.atomic
def _calls_settle(shipper_id: int) -> None:
    standing = standing_lock(shipper_id)
    for call in calls_lock([shipper_id])[shipper_id].values():
        if not _is_possible(standing, call):
            call_drop(call, STATUS_CHANGED)


def _is_possible(standing: Standing, call: AssuranceCall) -> bool:
    """Say whether the status and tier of a member still allow the change in question."""
    if call.adverse_action.is_of_tier:
        return standing.status in MEMBER and call.tier is not None and standing.tier > call.tier
    return call.adverse_action.is_possible(standing.status)
