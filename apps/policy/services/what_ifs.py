"""Writes of the evaluations of everybody under a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core.errors import Conflict, NotAllowed
from apps.events.services import record
from apps.policy.models import Policy, WhatIf
from apps.policy.selectors import IN_FORCE


@dataclass(frozen=True, slots=True)
class WhatIfSums:
    """The sums of an evaluation of everybody under a draft; `models.WhatIf` says what each is."""

    as_of: date
    members: int
    suspended: int
    matrix: Sequence[Sequence[int]]
    rules_down: Mapping[str, int]
    rules_up: Mapping[str, int]
    movers: Sequence[tuple[int, int, int, Sequence[str]]]
    pooled_exams: int
    pooled_compliance: float | None


@transaction.atomic
def what_if_ask(*, actor: User, policy_id: int) -> Policy:
    """Ask for an evaluation of everybody under the numbers of a draft. A worker makes it, and shows its progress."""
    if held(actor).isdisjoint({"draft_policy", "publish_policy"}):
        raise NotAllowed(_("Your role does not allow this."), code="wrong_role")
    policy = Policy.objects.get(pk=policy_id)
    if policy.state in IN_FORCE:
        raise Conflict(_("This policy is published. Evaluations show who moved."))
    record("policy.what_if_asked", subject=("policy", policy.pk), actor=actor, version=policy.version)
    return policy


@transaction.atomic
def what_if_keep(*, policy: Policy, compared: Policy, numbers_seen: int, sums: WhatIfSums) -> WhatIf:
    """Keep the sums of an evaluation of everybody under the version `numbers_seen` of a draft's numbers."""
    kept = WhatIf.objects.create(policy=policy, compared=compared, numbers_seen=numbers_seen, **asdict(sums))
    record("policy.what_if_made", subject=("policy", policy.pk), version=policy.version, what_if=kept.pk)
    return kept
