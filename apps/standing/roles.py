"""Who may act on standing, and how an act is written down."""

from apps.core.lifecycle import Transition
from apps.shippers.roles import Ability

# Who may act: the program itself, staff by their permission, a seller's team by what its roles may do.
PROGRAM = "program"
OFFICER = "decide_changes"
OVERSEER = "oversee_changes"
APPEALS = "decide_appeals"
SELLER = Ability.ATTEST


def transition(sources, action, target, who, label, guard=None) -> Transition:
    return Transition(tuple(sources), action, target, frozenset(who), label, guard)
