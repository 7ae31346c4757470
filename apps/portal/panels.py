"""What the overview of a business shows of due process: notices, appeals, decisions that can be appealed, a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q

from apps.policy.models import Policy
from apps.portal.changes import wording
from apps.standing.models import Appeal, Plan, PlanItem, ProposedChange, Standing, Status
from apps.standing.selectors import plans_of, proposals_told

LATELY = 20
ENDED_BY = {Status.SUSPENDED: ProposedChange.Kind.SUSPENSION, Status.REMOVED: ProposedChange.Kind.REMOVAL}


@dataclass(frozen=True, slots=True)
class NoticePanel:
    """A notice in short. `appeal_day`: until when it can be appealed; `appeal_held`: where its appeal stands."""

    proposal: ProposedChange
    title: str
    what: str
    where: wording.Where
    appeal_day: date | None = None
    appeal_held: str = ""

    @property
    def address(self) -> str:
        return wording.address_of(self.proposal)


@dataclass(frozen=True, slots=True)
class PlanPanel:
    """A plan that runs or was missed. `due` is the first day by which an item is to be answered."""

    plan: Plan
    held: str
    left: int
    due: date | None


def notices_of(standing: Standing, policy: Policy) -> list[NoticePanel]:
    """What is undecided; then the latest decision that took something away, while it can be appealed, its appeal is
    heard, or the standing rests on it. `policy` is in force today."""
    told = list(proposals_told(standing.pk)[:LATELY])
    undecided = [proposal for proposal in told if proposal.is_undecided]
    heard = [proposal for proposal in told if _is_heard(proposal)]
    panels = [_panel(proposal) for proposal in (*undecided, *heard)]
    decided = [proposal for proposal in told if proposal.state in wording.TAKEN and proposal not in heard]
    for place, proposal in enumerate(decided):
        until = wording.appeal_day(proposal, policy) if place == 0 else None
        if until or (_rests_on(standing, proposal) and not undecided):
            return [*panels, _panel(proposal, appeal_day=until)]
    return panels


def plan_of(standing: Standing) -> PlanPanel | None:
    if standing.status not in (Status.CONDITIONAL, Status.SUSPENDED):
        return None
    left = Q(items__state=PlanItem.State.OPEN)
    plans = plans_of(standing.pk).running()
    plan = plans.annotate(left=Count("items", filter=left), due=Min("items__due", filter=left)).first()
    return PlanPanel(plan, wording.plan_held(plan, plan.left), plan.left, plan.due) if plan else None


def decided_in(panels: Sequence[NoticePanel]) -> NoticePanel | None:
    """The decision among these, for what is to be done about it."""
    return next((panel for panel in panels if panel.proposal.state in wording.TAKEN), None)


def _panel(proposal: ProposedChange, *, appeal_day: date | None = None) -> NoticePanel:
    appeal = getattr(proposal, "appeal", None)
    return NoticePanel(
        proposal,
        wording.title_of(proposal),
        wording.what_of(proposal),
        wording.where_of(proposal),
        appeal_day,
        wording.appeal_held(appeal) if appeal else "",
    )


def _is_heard(proposal: ProposedChange) -> bool:
    appeal = getattr(proposal, "appeal", None)
    return appeal is not None and appeal.state == Appeal.State.OPEN


def _rests_on(standing: Standing, proposal: ProposedChange) -> bool:
    """Whether it is by this decision that somebody is suspended or on conditions, or was removed."""
    if proposal.state == ProposedChange.State.REDUCED:
        return proposal.reduced_status == standing.status
    return proposal.kind == ENDED_BY.get(Status(standing.status))
