"""Reads of the evaluations of everybody under a draft."""

from typing import Any

from django.db.models import QuerySet

from apps.policy.models import Policy, WhatIf, WhatIfMove
from apps.policy.public_moves import DOWN, TOTALS, UP, rules_counted, tiers_cell
from apps.policy.schema import KEYS
from apps.policy.selectors.versions import numbers_seen_of


def what_if_latest(policy: Policy) -> WhatIf | None:
    """Return the latest evaluation of everybody under the present numbers of a policy; None if there is none."""
    made = WhatIf.objects.filter(policy=policy, numbers_seen=numbers_seen_of(policy, KEYS.keys()))
    return made.select_related("compared").order_by("-pk").first()


def what_if_public(policy: Policy) -> dict[str, Any] | None:
    """Return the counts of the latest evaluation of everybody under the present numbers of a policy as the public reads
    them: None for a count that is withheld. None in place of all if there are none.
    """
    made = what_if_latest(policy)
    if made is None or made.public is None:
        return None
    counts, tiers = made.public["counts"], range(len(made.matrix))
    return {
        "compared_with": made.compared.version,
        "as_of": made.public["as_of"],
        **{total: counts.get(total, 0) for total in TOTALS},
        "matrix": [[counts.get(tiers_cell(before, after), 0) for after in tiers] for before in tiers],
        "rules_down": rules_counted(counts, DOWN),
        "rules_up": rules_counted(counts, UP),
    }


def moves_of(made: WhatIf) -> QuerySet[WhatIfMove]:
    """Return the members who would move by an evaluation of everybody, or be suspended at once, in the order of ids."""
    return WhatIfMove.objects.filter(what_if=made).order_by("pk")
