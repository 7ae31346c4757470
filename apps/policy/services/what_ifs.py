"""Writes of the evaluations of everybody under a draft: ask, cancel, and keep what was found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import batched
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.events.services import record
from apps.jobs.models import Job
from apps.jobs.services import job_cancel
from apps.policy.models import Policy, WhatIf, WhatIfMove
from apps.policy.public_moves import DraftOutcome, PublishedTrial, counts_public
from apps.policy.selectors import IN_FORCE, moves_of

# The moves that one statement writes.
MOVES_AT_ONCE = 2_000


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
    by_size: Sequence[Sequence[Any]]
    by_country: Sequence[Sequence[Any]]
    digest: str


class MemberMove(Protocol):
    """A member who would move; `models.WhatIfMove` says what each value is."""

    @property
    def shipper_id(self) -> int: ...
    @property
    def before(self) -> int: ...
    @property
    def after(self) -> int: ...
    @property
    def suspends(self) -> bool: ...
    @property
    def rules(self) -> Sequence[str]: ...
    @property
    def size(self) -> str: ...
    @property
    def country(self) -> str: ...


@transaction.atomic
def what_if_ask(*, actor: User, policy_id: int) -> Policy:
    """Ask for an evaluation of everybody under the numbers of a draft. A worker makes the evaluation and shows the
    progress.
    """
    _require(actor)
    policy = Policy.objects.get(pk=policy_id)
    if policy.state in IN_FORCE:
        raise Conflict(_("This policy is published. Evaluations show who moved."))
    record("policy.what_if_asked", subject=("policy", policy.pk), actor=actor, version=policy.version)
    return policy


@transaction.atomic
def what_if_cancel(*, actor: User, policy_id: int, job_id: int) -> Job:
    """Cancel the evaluation of everybody under a draft, which a worker makes or is to make. Nothing of it is kept.

    Raises Conflict if the evaluation has ended.
    """
    _require(actor)
    policy = Policy.objects.get(pk=policy_id)
    if not Job.objects.filter(pk=job_id, arguments__version=policy.version).exists():
        raise NotFound(_("There is no such job."))
    record("policy.what_if_cancelled", subject=("policy", policy.pk), actor=actor, version=policy.version)
    return job_cancel(job_id=job_id)


def _require(actor: User) -> None:
    if held(actor).isdisjoint({"draft_policy", "publish_policy"}):
        raise NotAllowed(_("Your role does not allow this."), code="wrong_role")


@transaction.atomic
def what_if_keep(
    *, policy: Policy, compared: Policy, numbers_seen: int, sums: WhatIfSums, moves: Iterable[MemberMove]
) -> WhatIf:
    """Keep the sums of an evaluation of everybody under the version `numbers_seen` of a draft's numbers, the moves of
    all who would move, and the counts that the public reads.
    """
    moves = list(moves)
    kept = WhatIf.objects.create(
        policy=policy,
        compared=compared,
        numbers_seen=numbers_seen,
        public=_public(compared, sums, moves),
        **asdict(sums),
    )
    for some in batched(moves, MOVES_AT_ONCE):
        WhatIfMove.objects.bulk_create(
            WhatIfMove(
                what_if=kept,
                shipper_id=move.shipper_id,
                before=move.before,
                after=move.after,
                suspends=move.suspends,
                rules=list(move.rules),
                size=move.size,
                country=move.country,
            )
            for move in some
        )
    record("policy.what_if_made", subject=("policy", policy.pk), version=policy.version, what_if=kept.pk)
    return kept


def _public(compared: Policy, sums: WhatIfSums, moves: Sequence[MemberMove]) -> dict[str, Any]:
    """Return what the public reads of an evaluation of everybody. Numbers that were tried before beside the same policy
    keep what was published then: two evaluations of the same numbers would tell which few members changed in between.
    """
    # One after another, so that each sees what was published before.
    Policy.objects.select_for_update(no_key=True).get(pk=compared.pk)
    published: dict[str, tuple[WhatIf, dict[str, Any]]] = {}
    for made in WhatIf.objects.filter(compared=compared).order_by("pk"):
        if made.public is not None:
            published.setdefault(made.digest, (made, made.public))
    if same := published.get(sums.digest):
        return same[1]
    earlier = [PublishedTrial(_outcomes(moves_of(made)), public["counts"]) for made, public in published.values()]
    counts = counts_public(sums.matrix, _outcomes(moves), earlier)
    return {"as_of": sums.as_of.isoformat(), "counts": counts}


def _outcomes(moves: Iterable[MemberMove]) -> dict[int, DraftOutcome]:
    return {move.shipper_id: DraftOutcome(move.before, move.after, move.suspends, tuple(move.rules)) for move in moves}
