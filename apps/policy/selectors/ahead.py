"""The policies that are being written, and the policy in force with those that take effect after it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q

from apps.core import clock
from apps.core.history.tables import version_of
from apps.policy.models import CommentState, Number, Policy, WhatIf
from apps.policy.schema import KEYS
from apps.policy.selectors.versions import IN_FORCE, policy_on


@dataclass(frozen=True, slots=True)
class UnpublishedPolicy:
    """A policy that is not published: its comments, those without an answer, and the last evaluation of everybody under
    it. `what_if` is None if there is none, and `outdated` if a number was changed since.
    """

    policy: Policy
    comments: int
    unanswered: int
    what_if: WhatIf | None
    outdated: bool

    @property
    def up(self) -> int:
        """Return how many members would rise by the evaluation."""
        return self._count_moves(1)

    @property
    def down(self) -> int:
        """Return how many members would fall by the evaluation."""
        return self._count_moves(-1)

    def _count_moves(self, direction: int) -> int:
        matrix = self.what_if.matrix if self.what_if else []
        return sum(
            count
            for before, row in enumerate(matrix)
            for after, count in enumerate(row)
            if (after - before) * direction > 0
        )


def policies_ahead() -> list[Policy]:
    """Return the policy in force, and the published policies that take effect later, in the order of their days."""
    today = clock.today()
    later = Policy.objects.filter(state__in=IN_FORCE, effective_from__gt=today).select_related("published_by")
    return [policy_on(today), *later.order_by("effective_from", "-version")]


def drafts_written() -> list[UnpublishedPolicy]:
    """Return the policies that are not published, the latest first. Takes three queries, however many there are."""
    written: list[Any] = list(
        Policy.objects.exclude(state__in=IN_FORCE)
        .select_related("drafted_by")
        .annotate(
            comments_count=Count("comments"),
            comments_left=Count("comments", filter=~Q(comments__state=CommentState.ANSWERED)),
        )
        .order_by("-version")
    )
    numbers = version_of(Number)._default_manager.filter(policy__in=written, key__in=KEYS.keys())
    seen = dict(numbers.values_list("policy").annotate(latest=Max("pgh_id")).order_by())
    tries = WhatIf.objects.filter(policy__in=written).select_related("compared").order_by("policy_id", "-pk")
    latest = {what_if.policy_id: what_if for what_if in tries.distinct("policy_id")}
    return [
        UnpublishedPolicy(
            policy=policy,
            comments=policy.comments_count,
            unanswered=policy.comments_left,
            what_if=what_if,
            outdated=what_if is not None and what_if.numbers_seen != seen.get(policy.pk, 0),
        )
        for policy in written
        for what_if in [latest.get(policy.pk)]
    ]
