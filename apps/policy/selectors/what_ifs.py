"""Reads of the evaluations of everybody under a draft."""

from django.db.models import QuerySet

from apps.policy.models import Policy, WhatIf, WhatIfMove
from apps.policy.schema import KEYS
from apps.policy.selectors.versions import numbers_seen_of


def what_if_latest(policy: Policy) -> WhatIf | None:
    """Return the latest evaluation of everybody under the present numbers of a policy; None if there is none."""
    made = WhatIf.objects.filter(policy=policy, numbers_seen=numbers_seen_of(policy, KEYS.keys()))
    return made.select_related("compared").order_by("-pk").first()


def moves_of(made: WhatIf) -> QuerySet[WhatIfMove]:
    """Return the members who would move by an evaluation of everybody, or be suspended at once, in the order of ids."""
    return WhatIfMove.objects.filter(what_if=made).order_by("pk")
