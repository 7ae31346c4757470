"""All tables of standing, for Django and for the apps above. The rooms of this app import from each other."""

from apps.standing.appeals.models import Appeal, AppealFile, AppealState
from apps.standing.assurance.models import AccountManager, AssuranceCall, CallAttempt, CallContact, CallState
from apps.standing.control.models import (
    Control,
    ControlFile,
    ControlledBusiness,
    ControlState,
    Separation,
    SeparationState,
)
from apps.standing.departures.models import Departure, DepartureFile, DepartureState
from apps.standing.members.models import Change, Standing, Status
from apps.standing.plans.models import Plan, PlanAnswer, PlanFile, PlanItem, PlanItemState, PlanKind, PlanState
from apps.standing.proposals.models import (
    Delivery,
    Extension,
    ExtensionState,
    FindingAnswer,
    ProposalState,
    ProposedChange,
    ResponseFile,
    SuspensionReview,
)
from apps.standing.restrictions.models import RestrictionReview, ReviewState
