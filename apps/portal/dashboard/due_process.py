"""Due process on the overview of a business: notices, appeals, decisions that can be appealed, and the running plan."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q

from apps.policy.models import Policy
from apps.portal.changes import wording
from apps.standing.models import (
    AppealState,
    Plan,
    PlanItemState,
    ProposalState,
    ProposedChange,
    Standing,
    Status,
)
from apps.standing.selectors import plans_of, proposals_with_notice

MAX_TOLD = 20
CHANGED_BY = {Status.SUSPENDED: ProposedChange.Kind.SUSPENSION, Status.REMOVED: ProposedChange.Kind.REMOVAL}


@dataclass(frozen=True, slots=True)
class NoticePanel:
    """A notice in short. `appeal_day` is the last day to appeal, `appeal_status` the status of its appeal in words."""

    proposal: ProposedChange
    title: str
    proposal_text: str
    status: wording.NoticeStatus
    appeal_day: date | None = None
    appeal_status: str = ""

    @property
    def address(self) -> str:
        return wording.notice_address(self.proposal)


@dataclass(frozen=True, slots=True)
class PlanPanel:
    """A plan that runs or was missed. `left` items are to be answered, the first of them by the day `due`."""

    plan: Plan
    status: str
    left: int
    due: date | None


def notices_of(standing: Standing, policy: Policy) -> list[NoticePanel]:
    """Return the undecided notices, then those under appeal, then the latest decision that took something away.

    The decision is left out once its time to appeal is over, unless the standing follows from it and nothing is
    undecided. `policy` is the policy in force today.
    """
    proposals = list(proposals_with_notice(standing.pk)[:MAX_TOLD])
    undecided = [proposal for proposal in proposals if proposal.is_undecided]
    appealed = [proposal for proposal in proposals if _is_appealed(proposal)]
    panels = [_panel(proposal) for proposal in (*undecided, *appealed)]
    decided = [proposal for proposal in proposals if proposal.state in wording.TAKEN_AWAY and proposal not in appealed]
    for place, proposal in enumerate(decided):
        until = wording.appeal_day(proposal, policy) if place == 0 else None
        if until or (_follows_from(standing, proposal) and not undecided):
            return [*panels, _panel(proposal, appeal_day=until)]
    return panels


def plan_of(standing: Standing) -> PlanPanel | None:
    """Return the running or missed plan of a business that is suspended or a member on conditions; None if none."""
    if standing.status not in (Status.CONDITIONAL, Status.SUSPENDED):
        return None
    left = Q(items__state=PlanItemState.OPEN)
    plans = plans_of(standing.pk).running()
    plan = plans.annotate(left=Count("items", filter=left), due=Min("items__due", filter=left)).first()
    return PlanPanel(plan, wording.plan_status(plan, plan.left), plan.left, plan.due) if plan else None


def _panel(proposal: ProposedChange, *, appeal_day: date | None = None) -> NoticePanel:
    appeal = getattr(proposal, "appeal", None)
    return NoticePanel(
        proposal,
        wording.notice_title(proposal),
        wording.proposal_text(proposal),
        wording.notice_status(proposal),
        appeal_day,
        wording.appeal_status(appeal) if appeal else "",
    )


def _is_appealed(proposal: ProposedChange) -> bool:
    appeal = getattr(proposal, "appeal", None)
    return appeal is not None and appeal.state == AppealState.OPEN


def _follows_from(standing: Standing, proposal: ProposedChange) -> bool:
    """Return whether the present status, suspended, conditional or removed, follows from a decision."""
    if proposal.state == ProposalState.REDUCED:
        return proposal.reduced_status == standing.status
    return proposal.kind == CHANGED_BY.get(Status(standing.status))
