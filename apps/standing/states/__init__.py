"""The lifecycles of standing: a member's status, what is proposed to be taken away, more time, appeals, and plans."""

# In the order in which the help and the documentation show them.
# isort: off
from apps.standing.states.acting import APPEALS, OFFICER, OVERSEER, PROGRAM, SELLER
from apps.standing.states.members import STATUS, Reason
from apps.standing.states.proposals import PROPOSAL, ProposalFacts
from apps.standing.states.hearings import EXTENSION, APPEAL, HearingFacts
from apps.standing.states.plans import PLAN, ITEM, PlanFacts

__all__ = [
    "APPEAL",
    "APPEALS",
    "EXTENSION",
    "ITEM",
    "OFFICER",
    "OVERSEER",
    "PLAN",
    "PROGRAM",
    "PROPOSAL",
    "SELLER",
    "STATUS",
    "HearingFacts",
    "PlanFacts",
    "ProposalFacts",
    "Reason",
]
