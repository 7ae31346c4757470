"""Members with a tier, and evaluations with the answer that a test needs."""

from collections.abc import Sequence

import msgspec

from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.evaluation.rules import judge
from apps.evaluation.selectors import records_now
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Membership, Shipper
from apps.standing.models import Standing
from apps.standing.services import standing_enroll, standings_apply
from tests.evaluation.ledger import member
from tests.people import seller


def enrolled(tier: int = 0) -> Shipper:
    """Return a member of this tier; `owner_of` returns its owner."""
    shipper = member(clock.today())
    Membership.objects.create(
        shipper=shipper, user=seller(f"owner{shipper.pk}@shop.example"), role=Membership.Role.OWNER
    )
    standing_enroll(shipper_ids=[shipper.pk])
    if tier:
        evaluated(shipper, enter=tier, keep=tier)
    return shipper


def evaluated(shipper: Shipper, *, enter: int, keep: int, suspending: Sequence[int] = ()) -> Standing:
    """Give a shipper an evaluation with this answer, and apply it. `suspending` are violations."""
    policy = policy_on(clock.today())
    terms = terms_of(policy)
    record = records_now([shipper.pk], as_of=clock.today(), terms=terms)[shipper.pk]
    findings = {finding["rule"]: finding for finding in msgspec.to_builtins(judge(record, terms).findings)}
    for finding in findings.values():
        finding |= {"enter": 3, "keep": 3}
    findings["compliance_rate"] |= {"enter": enter, "keep": keep}
    findings["critical_violation"]["suspend"] = bool(suspending)
    findings["critical_violation"]["detail"]["suspending"] = list(suspending)
    evaluation = Evaluation.objects.create(
        shipper=shipper,
        policy=policy,
        as_of=clock.today(),
        known_at=clock.now(),
        enter=enter,
        keep=keep,
        suspend=bool(suspending),
        findings=list(findings.values()),
    )
    standings_apply(evaluations={shipper.pk: evaluation.pk})
    return Standing.objects.get(pk=shipper.pk)


def owner_of(shipper: Shipper):
    return Membership.objects.get(shipper=shipper, role=Membership.Role.OWNER).user
