"""The lifecycles of standing: a member's status, proposed changes, requests for more time, appeals, plans and
cases of common control.
"""

# In the order in which the help and the documentation show the lifecycles.
# isort: off
from apps.standing.roles import APPEALS, OFFICER, OVERSEER, OWNER, PROGRAM, SELLER
from apps.standing.members.states import ENROLLED, FORMER, MEMBER, RESTRICTED, STATUS, ChangeReason
from apps.standing.proposals.states import PROPOSAL, EXTENSION, ExtensionFacts
from apps.standing.assurance.states import ASSURANCE
from apps.standing.appeals.states import APPEAL
from apps.standing.plans.states import PLAN, ITEM
from apps.standing.departures.states import DEPARTURE
from apps.standing.restrictions.states import REVIEW
from apps.standing.control.states import CONTROL, SEPARATION
