"""Due process on the overview of a business: notices, appeals, decisions that can be appealed, calls and the plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.core import clock
from apps.core.days_text import deadline_text, with_zone
from apps.policy.models import Policy
from apps.portal.access import TeamBusiness
from apps.portal.changes import wording
from apps.portal.dashboard.cards import Card, OfficerText
from apps.shippers.roles import Ability
from apps.standing.models import (
    AccountManager,
    Appeal,
    AppealState,
    AssuranceCall,
    Plan,
    PlanItemState,
    PlanState,
    ProposalState,
    ProposedChange,
    Standing,
)
from apps.standing.selectors import plans_of, proposals_with_notice
from apps.standing.states import ENROLLED, MEMBER


@dataclass(frozen=True, slots=True)
class AssurancePanel:
    """The account manager of a member, its calls that run, and how many of its calls were kept and missed."""

    manager: AccountManager
    calls: list[AssuranceCall]
    kept: int
    missed: int


def assurance_panel(business: TeamBusiness, standing: Standing) -> AssurancePanel | None:
    """Return what the overview of a member shows of its account manager and its calls; None where it has no manager."""
    manager = getattr(business.shipper, "account_manager", None)
    if standing.status not in MEMBER or manager is None:
        return None
    calls = [
        AssuranceCall(
            id=row["id"],
            shipper_id=business.shipper.pk,
            kind=row["kind"],
            state=row["state"],
            due_at=datetime.fromisoformat(row["due_at"]),
        )
        for row in business.calls
    ]
    return AssurancePanel(
        manager=manager,
        calls=[call for call in calls if call.is_running],
        kept=sum(row["reached_at"] is not None for row in business.calls),
        missed=sum(row["missed_at"] is not None for row in business.calls),
    )


def control_cards(business: TeamBusiness) -> Iterator[Card]:
    """Yield a card for each case of common control that concerns a business now. Takes no query."""
    for row in business.controls:
        link = reverse("portal:control", args=[business.shipper.pk, row["control_id"]])
        yield _bound_card(link) if row["bound_at"] else _heard_card(business, row, link)


def _bound_card(link: str) -> Card:
    return Card(
        title=_lazy("Judged together"),
        sentences=[_lazy("Your exams and violations count together with those of other numbers in the same hands.")],
        ask=_lazy("You can ask at any time to be judged alone."),
        link=link,
        label=_lazy("See with whom, and why"),
        tone="info",
        waits_on_business=False,
        is_settled=True,
    )


def _heard_card(business: TeamBusiness, row: dict[str, Any], link: str) -> Card:
    respond_by = datetime.fromisoformat(row["respond_by"])
    waits = not row["position"] and clock.now() < respond_by
    return Card(
        title=_lazy("Common control"),
        sentences=[_lazy("It was proposed to judge you together with other numbers.")],
        ask=_("Agree or contest it by %(day)s.") % {"day": deadline_text(respond_by)}
        if waits
        else _lazy("An officer decides. You will be told."),
        limit=respond_by if waits else None,
        link=link,
        label=_lazy("Read and respond") if waits and Ability.ATTEST in business.abilities else _lazy("Read the notice"),
        waits_on_business=waits,
    )


MAX_TOLD = 20


def proposals_told(standing: Standing) -> list[ProposedChange]:
    """Return the latest proposals of which a business received a notice."""
    return list(proposals_with_notice(standing.pk)[:MAX_TOLD])


def notice_cards(
    business: TeamBusiness, standing: Standing, proposals: Sequence[ProposedChange], policy: Policy
) -> Iterator[Card]:
    """Yield the undecided notices, then those under appeal, then the latest decision that took something away.

    The decision is left out once its time to appeal is over, unless the standing follows from it and nothing is
    undecided. `proposals` are those of `proposals_told`, `policy` is the policy in force today.
    """
    undecided = [proposal for proposal in proposals if proposal.is_undecided]
    appealed = {proposal: appeal for proposal in proposals if (appeal := _open_appeal(proposal))}
    yield from (_undecided_card(business, proposal) for proposal in undecided)
    yield from (_appealed_card(proposal, appeal) for proposal, appeal in appealed.items())
    decided = [proposal for proposal in proposals if proposal.takes_away and proposal not in appealed]
    for place, proposal in enumerate(decided):
        until = wording.appeal_day(proposal, policy) if place == 0 else None
        if until:
            yield _to_appeal(proposal, until)
            return
        if _follows_from(standing, proposal) and not undecided:
            yield _settled_card(proposal)
            return


def _undecided_card(business: TeamBusiness, proposal: ProposedChange) -> Card:
    status = wording.notice_status(proposal)
    answers = status.waits_on_business and Ability.ATTEST in business.abilities
    return _notice_card(
        proposal,
        sentences=[text for text in (wording.proposal_text(proposal), status.more) if text],
        limit=status.limit,
        label=_lazy("Read and respond") if answers else _lazy("Read the notice"),
        waits_on_business=status.waits_on_business,
        is_severe=proposal.is_in_effect,
    )


def _appealed_card(proposal: ProposedChange, appeal: Appeal) -> Card:
    return _appeal_card(
        proposal, ask=wording.appeal_status(appeal), label=_lazy("See your appeal"), waits_on_business=False
    )


def _to_appeal(proposal: ProposedChange, until: date) -> Card:
    return _appeal_card(
        proposal,
        ask=_("You can appeal until %(day)s.") % {"day": deadline_text(until)},
        limit=until,
        label=_lazy("Appeal the decision"),
        is_severe=True,
    )


def _settled_card(proposal: ProposedChange) -> Card:
    return _notice_card(
        proposal,
        sentences=[],
        label=_lazy("Read the notice"),
        waits_on_business=False,
        is_severe=True,
        is_settled=True,
    )


def _appeal_card(proposal: ProposedChange, **more: Any) -> Card:
    """Return the card of a decision whose first link leads to its appeal."""
    return _notice_card(
        proposal,
        sentences=[wording.notice_status(proposal).sentence],
        link=reverse("portal:change_appeal", args=[proposal.shipper_id, proposal.pk]),
        further=[(_lazy("Read the notice"), wording.notice_address(proposal))],
        **more,
    )


def _notice_card(proposal: ProposedChange, **more: Any) -> Card:
    """Return the card of a notice with the reasons of its decision; it says who is to act, and leads to the notice,
    unless `more` says otherwise.
    """
    status = wording.notice_status(proposal)
    reasons = OfficerText(proposal.decision_text, proposal.decision_language) if proposal.decision_text else None
    of_notice: dict[str, Any] = {"ask": status.sentence, "link": wording.notice_address(proposal), "reasons": reasons}
    return Card(title=wording.notice_title(proposal), tag=status.tag, tone=status.tone, **(of_notice | more))


def _open_appeal(proposal: ProposedChange) -> Appeal | None:
    appeal = getattr(proposal, "appeal", None)
    return appeal if appeal is not None and appeal.state == AppealState.OPEN else None


def _follows_from(standing: Standing, proposal: ProposedChange) -> bool:
    """Return whether the present status, suspended, conditional or removed, follows from a decision."""
    if proposal.state == ProposalState.REDUCED:
        return proposal.reduced_status == standing.status
    return proposal.adverse_action.status == standing.status


def call_card(call: AssuranceCall) -> Card:
    """Return the card of a call that runs before a change is proposed."""
    return Card(
        title=_lazy("We call you before anything is proposed"),
        tag=call.get_state_display(),
        sentences=[_("In question: %(kind)s.") % {"kind": call.get_kind_display()}],
        ask=_("You have until %(moment)s before anything is proposed.")
        % {"moment": with_zone(date_format(localtime(call.due_at), "DATETIME_FORMAT"))},
        limit=call.due_at,
        link=reverse("portal:call", args=[call.shipper_id, call.pk]),
        label=_lazy("See what was found, and what helps"),
    )


def plan_running(standing: Standing) -> Plan | None:
    """Return the running or missed plan of a member, the one under conditions first; None if there is none.

    The plan has its number of open items as `left`, and the first day of these as `due`.
    """
    if standing.status not in ENROLLED:
        return None
    left = Q(items__state=PlanItemState.OPEN)
    plans = plans_of(standing.pk).running().order_by("kind", "pk")
    return plans.annotate(left=Count("items", filter=left), due=Min("items__due", filter=left)).first()


def plan_card(shipper_id: int, plan: Plan) -> Card:
    """Return the card of a plan of `plan_running`."""
    # pyrefly: ignore[missing-attribute] (annotated by `plan_running`)
    left, due = plan.left, plan.due
    asks = plan.state == PlanState.OPEN and left
    sentences = [wording.plan_status(plan, left)]
    if asks:
        sentences.append(
            ngettext(
                "%(left)s item waits for your answer, by %(day)s.",
                "%(left)s items wait for your answer, the first by %(day)s.",
                left,
            )
            % {"left": left, "day": deadline_text(due)}
        )
    return Card(
        title=_lazy("Your corrective plan"),
        tag=plan.get_state_display(),
        tone="warning" if plan.state == PlanState.MISSED else "info",
        is_severe=plan.state == PlanState.MISSED,
        sentences=sentences[:-1],
        ask=sentences[-1],
        limit=due if asks else None,
        link=reverse("portal:plan", args=[shipper_id, plan.pk]),
        label=_lazy("See the plan"),
        waits_on_business=bool(asks) or plan.state == PlanState.MISSED,
    )
