"""Reads of corrective action plans."""

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import day_there
from apps.core.rows import row_get
from apps.shippers.selectors import has_conflict, on_team
from apps.shippers.zones import zone_of
from apps.standing.plans.models import Plan, PlanAnswer, PlanItem, PlanItemState, PlanQuerySet, PlanState
from apps.standing.plans.states import PlanFacts
from apps.standing.proposals.selectors.proposals import UNDECIDED


def plans_of(shipper_id: int) -> PlanQuerySet:
    """Return all plans of a business, the latest first."""
    return (
        Plan.objects.filter(shipper=shipper_id)
        .select_related("shipper", "opened_by", "ended_by", "removal")
        .order_by("-pk")
    )


def plan_running_of(shipper_id: int) -> Plan | None:
    """Return the plan of a business under conditions that runs, or that was missed and is not settled."""
    return plans_of(shipper_id).running().of_conditions().first()


def plan_for(user: User, shipper_id: int, plan_id: int) -> Plan:
    """Return a plan of a business on whose team the user is; raise NotFound for any other."""
    return row_get(
        plans_of(shipper_id).filter(on_team(user, "shipper__team"), pk=plan_id),
        _("There is no such plan on your list."),
    )


def plan_items_of(plan: Plan) -> QuerySet[PlanItem]:
    """Return the items of a plan, the earliest due day first, each with its answers and their files."""
    answers = PlanAnswer.objects.select_related("by").prefetch_related("files").order_by("pk")
    return plan.items.select_related("said_by").prefetch_related(Prefetch("answers", answers)).order_by("due", "pk")


def plan_facts(plan: Plan, user: User | None) -> PlanFacts:
    """Return the facts on which the actions of a person, or of the program itself, on a plan depend now."""
    items = plan.items.all()
    return PlanFacts(
        actor_on_team=user is not None and has_conflict(user, plan.shipper_id),
        unsettled=items.exclude(state=PlanItemState.ACCEPTED).count(),
        overdue=items.filter(state=PlanItemState.OPEN, due__lt=day_there(clock.now(), zone_of(plan.shipper))).count(),
        plan_is_open=plan.state == PlanState.OPEN,
        removal_open=plan.removal is not None and plan.removal.state in UNDECIDED,
    )
