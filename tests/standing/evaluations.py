"""Members with a tier, and evaluations with the answer that a test needs."""

from collections.abc import Sequence
from typing import Any

import msgspec

from apps.accounts.models import User
from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.evaluation.rules import judge
from apps.evaluation.selectors import records_now
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Membership, Shipper
from apps.standing.models import AssuranceCall, ProposedChange, Standing
from apps.standing.selectors import calls_running
from apps.standing.services import call_timer_handle, change_propose, standing_enroll, standings_apply
from tests.evaluation.ledger import member, parcels
from tests.people import on_team, seller


def enrolled(tier: int = 0, *, owner: User | None = None) -> Shipper:
    """Return a member of this tier; `owner_of` returns its owner, by default somebody of its own."""
    shipper = member(clock.today())
    owner = owner or seller(f"owner{shipper.pk}@shop.example")
    on_team(shipper, "owner", owner)
    standing_enroll(shipper_ids=[shipper.pk])
    if tier:
        evaluated(shipper, enter=tier, keep=tier)
    return shipper


def evaluated(
    shipper: Shipper, *, enter: int, keep: int, suspending: Sequence[int] = (), assured: bool = True
) -> Standing:
    """Give a shipper an evaluation with this answer, and apply it. `suspending` are violations.

    A member that is owed a call has had its time already, unless `assured` is False: then the time begins now.
    """
    standings_apply(evaluations={shipper.pk: evaluation_of(shipper, enter=enter, keep=keep, suspending=suspending)})
    if assured:
        calls_end(shipper)
    return Standing.objects.get(pk=shipper.pk)


def evaluation_of(shipper: Shipper, *, enter: int, keep: int = 3, suspending: Sequence[int] = ()) -> int:
    """Return the id of an evaluation of a shipper with this answer, which nobody has applied yet."""
    policy = policy_on(clock.today())
    terms = terms_of(policy)
    record = records_now([shipper.pk], as_of=clock.today(), terms=terms)[shipper.pk]
    findings = {finding["rule"]: finding for finding in msgspec.to_builtins(judge(record, terms).findings)}
    for finding in findings.values():
        finding |= {"enter": 3, "keep": 3}
    findings["compliance_rate"] |= {"enter": enter, "keep": keep}
    findings["critical_violation"]["suspend"] = bool(suspending)
    findings["critical_violation"]["detail"]["suspending"] = list(suspending)
    return Evaluation.objects.create(
        shipper=shipper,
        policy=policy,
        as_of=clock.today(),
        known_at=clock.now(),
        enter=enter,
        keep=keep,
        suspend=bool(suspending),
        findings=list(findings.values()),
    ).pk


def calls_end(shipper: Shipper) -> None:
    """End the time of the running calls of a member, as if they had been opened so much earlier; nobody called."""
    for call in calls_running(shipper.pk):
        time = call.due_at - clock.now()
        AssuranceCall.objects.filter(pk=call.pk).update(opened_at=call.opened_at - time, due_at=clock.now())
        call_timer_handle(call_id=call.pk)


def change_asked(*, shipper_id: int, kind: str, **asked: Any) -> ProposedChange | AssuranceCall:
    """Propose a change by an officer (`change_propose`), for a parcel of the member if the caller names no ground."""
    if kind != "validation" and not any(asked.get(ground) for ground in ("cases", "parcels", "false_information")):
        asked["parcels"] = parcels(Shipper.objects.get(pk=shipper_id), clock.today(), 1)
    return change_propose(shipper_id=shipper_id, kind=kind, **asked)


def change_proposed(**asked: Any) -> ProposedChange:
    """Propose a change by an officer (`change_asked`) to a member that has had its time, if it is owed a call."""
    asked_for = change_asked(**asked)
    if isinstance(asked_for, ProposedChange):
        return asked_for
    calls_end(asked_for.shipper)
    return ProposedChange.objects.get(assurance_call=asked_for)


def owner_of(shipper: Shipper) -> User:
    return Membership.objects.get(shipper=shipper, role=Membership.Role.OWNER).user
