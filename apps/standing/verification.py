"""A check that follows each standing through its changes, and each change to its cause."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce

from apps.core.errors import Conflict
from apps.core.verification import VerificationResult, check
from apps.screening.models import BusinessHit, HitState
from apps.standing.adverse_actions import codes_where
from apps.standing.members.models import Change, Standing, Status
from apps.standing.members.selectors import parts_begin
from apps.standing.members.states import STATUS, ChangeReason
from apps.standing.proposals.models import ProposalState, ProposedChange
from apps.standing.proposals.selectors.proposals import proposals_open

HELD = ("status", "validated", "tier")
ON_STATUS = frozenset(transition.action for transition in STATUS.transitions)


@check("standings")
def standings() -> VerificationResult:
    """Compare each standing with its last change, and each change with the change before and with its cause.

    A promotion needs an evaluation that allows the tier, a demotion a decision, and a change of the status a transition
    of the lifecycle.
    """
    verdict = VerificationResult()
    last: dict[int, Change] = {}
    began: defaultdict[int, dict[str, datetime]] = defaultdict(dict)
    changes = Change.objects.select_related("evaluation").order_by("shipper_id", "pk").defer("evaluation__findings")
    lowered = _tiers_decided()
    for change in changes.iterator(chunk_size=2_000):
        verdict.compared += 1
        for what, stored, expected in _differences(change, last.get(change.shipper_id), lowered[change.shipper_id]):
            verdict.differs(
                f"change {change.pk} of shipper {change.shipper_id} ({change.action}): {what} is {stored!r}, "
                f"expected {expected!r}"
            )
        parts_begin(began[change.shipper_id], change, last.get(change.shipper_id))
        last[change.shipper_id] = change
    confirmed = set(BusinessHit.objects.filter(state=HitState.CONFIRMED).values_list("shipper", flat=True))
    kept = Standing.objects.select_related("evaluation").defer("evaluation__findings").order_by("pk")
    for standing in kept.iterator():
        verdict.compared += 1
        if (earned := _tier_earned(standing)) is not None:
            verdict.differs(f"standing of shipper {standing.pk}: tier is {standing.tier}, by its evaluation {earned}")
        change = last.pop(standing.pk, None)
        expectations = {name: getattr(change, name, None) for name in HELD} | began.pop(standing.pk, {})
        expectations |= {"is_examined_fully": getattr(change, "examine_all", None)}
        expectations |= {"parcels_held": standing.pk in confirmed}
        for name, expected in expectations.items():
            if (value := getattr(standing, name)) != expected:
                verdict.differs(f"standing of shipper {standing.pk}: {name} is {value!r}, by its changes {expected!r}")
    for shipper_id in last:
        verdict.differs(f"standing of shipper {shipper_id}: there is none, and {last[shipper_id].pk} is its change")
    return verdict


def _tier_earned(standing: Standing) -> int | None:
    """Return the higher tier that the evaluation of an active member allows and the member does not hold; else None.

    While a suspension waits to be confirmed, nobody rises.
    """
    evaluation = standing.evaluation
    if standing.status != Status.ACTIVE or evaluation is None or evaluation.suspend:
        return None
    if evaluation.enter <= standing.tier or proposals_open(standing.pk).filter(state=ProposalState.TO_CONFIRM).exists():
        return None
    return evaluation.enter


def _tiers_decided() -> defaultdict[int, list[tuple[Any, int]]]:
    """Return the lower tiers that were decided, by shipper: the time of each decision, and the tier."""
    found: defaultdict[int, list[tuple[Any, int]]] = defaultdict(list)
    decided = ProposedChange.objects.filter(
        kind__in=codes_where(lambda action: action.lowers_tier),
        state__in=[ProposalState.UPHELD, ProposalState.REDUCED, ProposalState.OVERTURNED],
    ).annotate(decided_tier=Coalesce("reduced_tier", "tier"))
    for shipper_id, at, tier in decided.values_list("shipper_id", "decided_at", "decided_tier"):
        found[shipper_id].append((at, tier))
    return found


def _differences(
    change: Change, before: Change | None, lowered: list[tuple[Any, int]]
) -> Iterator[tuple[str, Any, Any]]:
    """Yield each value of a change that differs: its name, the stored value and the expected value."""
    if before is None:
        if change.action != "enroll":
            yield "the first action", change.action, "enroll"
        return
    if change.status_before != before.status:
        yield "status before", change.status_before, before.status
    if change.tier_before != before.tier:
        yield "tier before", change.tier_before, before.tier
    if change.status != (expected := _status_after(change)):
        yield "status", change.status, expected
    if change.action == "promote":
        allowed = change.evaluation.enter if change.evaluation else None
        if change.tier != allowed:
            yield "tier", change.tier, allowed
    elif change.action == "demote":
        decided = [tier for at, tier in lowered if at and at <= change.at]
        if change.tier not in (before.tier, *decided):
            yield "tier", change.tier, decided[-1] if decided else before.tier
    elif ChangeReason.ENROLLED in change.reasons:
        if change.tier != 0:
            yield "tier", change.tier, 0
    elif change.action != "restore_tier" and change.tier != before.tier:
        yield "tier", change.tier, before.tier


def _status_after(change: Change) -> str | None:
    """Return the status to which the action of a change leads; None if the lifecycle does not allow the action."""
    if change.action not in ON_STATUS:
        return change.status_before
    try:
        return STATUS.find(change.status_before, change.action).target
    except Conflict:
        return None
