"""The lifecycles of standing: a member's status, proposed changes, requests for more time, appeals and plans."""

# In the order in which the help and the documentation show the lifecycles.
# isort: off
from apps.standing.roles import APPEALS, OFFICER, OVERSEER, PROGRAM, SELLER
from apps.standing.members.states import MEMBER, STATUS, Reason
from apps.standing.proposals.states import PROPOSAL, EXTENSION, ExtensionFacts, ProposalFacts
from apps.standing.appeals.states import APPEAL, AppealFacts
from apps.standing.plans.states import PLAN, ITEM, PlanFacts

__all__ = [
    "APPEAL",
    "APPEALS",
    "EXTENSION",
    "ITEM",
    "MEMBER",
    "OFFICER",
    "OVERSEER",
    "PLAN",
    "PROGRAM",
    "PROPOSAL",
    "SELLER",
    "STATUS",
    "AppealFacts",
    "ExtensionFacts",
    "PlanFacts",
    "ProposalFacts",
    "Reason",
]
