"""Timers of standing: reminders before each limit to both sides, and what follows when a limit has passed.

A timer may come days late. So each handler reads the present state: no reminder is sent for something that is done, or
whose limit has passed, and of several reminders that come at once only the last is sent.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.selectors import staff_with
from apps.core import clock
from apps.core.deadlines import end_of_day
from apps.core.languages import day_in_words
from apps.events.timers import timer_set
from apps.notices.services import message_send
from apps.shippers.selectors import signers_of
from apps.shippers.zones import deadline_in_words, zone_of
from apps.standing import staff_words, work
from apps.standing.appeals import services as appeals
from apps.standing.appeals import stays
from apps.standing.appeals.models import Appeal, AppealState
from apps.standing.control import notices as control_notices
from apps.standing.control.models import ControlledBusiness
from apps.standing.control.services import limits as control_limits
from apps.standing.members.models import Standing
from apps.standing.members.states import ChangeReason
from apps.standing.plans import services as plans
from apps.standing.plans.disclosure_plans import disclosure_plan_lapse
from apps.standing.plans.models import Plan, PlanItemState, PlanKind, PlanState
from apps.standing.proposals.models import ProposalState, ProposedChange
from apps.standing.proposals.selectors.proposals import UNDECIDED
from apps.standing.proposals.services import limits
from apps.standing.proposals.services.effects import departure_bar_lift, suspension_end
from apps.standing.proposals.services.limits import PROPOSALS
from apps.standing.proposals.services.proposals import proposal_close, proposal_lock
from apps.standing.proposals.services.suspensions import suspension_ease
from apps.standing.proposals.states import PROPOSAL, ProposalFacts
from apps.standing.roles import OVERSEER, PROGRAM
from apps.work.models import Item

# The time from the morning of a reminder to the end of that day.
REST_OF_THE_DAY = timedelta(hours=15)


@transaction.atomic
def proposal_timer_handle(*, change_id: int, step: str) -> None:
    """Send the reminder of a proposed change, or act on its limit that has passed."""
    standing, proposal = proposal_lock(change_id)
    if proposal.state not in UNDECIDED or proposal.state == ProposalState.TO_CONFIRM:
        return
    now = clock.now()
    if step in limits.REVIEW or step in (limits.UNREVIEWED, limits.REVIEW_LAPSED):
        _review_timer_handle(standing, proposal, step)
    elif step == limits.LAPSED:
        if proposal.lapse_at and now >= proposal.lapse_at:
            _proposal_lapse(standing, proposal)
    elif step == limits.OVERDUE:
        if proposal.decide_by and proposal.lapse_at and proposal.decide_by <= now < proposal.lapse_at:
            _staff_remind(proposal, "overdue")
            # Remind daily from now on: a suspension that is in effect must not be forgotten.
            if proposal.is_in_effect:
                _remind_tomorrow(proposal, limits.OVERDUE)
    elif step in limits.RESPOND:
        if not proposal.response and _is_latest(step, limits.RESPOND, proposal.respond_by):
            _team_remind(proposal)
    elif step in limits.DECIDE:
        if proposal.decide_by and _is_latest(step, limits.DECIDE, proposal.decide_by):
            _staff_remind(proposal, "decide")
    elif proposal.lapse_at and _is_latest(step, limits.LAPSE, proposal.lapse_at):
        _staff_remind(proposal, "lapse")


def _review_timer_handle(standing: Standing, proposal: ProposedChange, step: str) -> None:
    """Remind of the first review of a suspension at once, daily once it is overdue; ease a suspension that nobody has
    reviewed in time.
    """
    if not proposal.review_is_due:
        return
    assert proposal.review_by is not None
    assert proposal.review_lapse_at is not None
    now = clock.now()
    if now >= proposal.review_lapse_at:
        suspension_ease(standing, proposal)
        _staff_remind(proposal, "unreviewed")
    elif step == limits.UNREVIEWED:
        _staff_remind(proposal, "review_overdue")
        _remind_tomorrow(proposal, limits.UNREVIEWED)
    elif step in limits.REVIEW and _is_latest(step, limits.REVIEW, proposal.review_by):
        _staff_remind(proposal, "review")


def _remind_tomorrow(proposal: ProposedChange, step: str) -> None:
    timer_set(
        limits.TIMER,
        subject=PROPOSALS.subject(proposal),
        at=clock.now() + limits.DAILY,
        step=step,
        shipper_id=proposal.shipper_id,
    )


@transaction.atomic
def appeal_timer_handle(*, appeal_id: int, step: str) -> None:
    """Remind those who may hear an appeal that it is due soon or overdue, and stay the change of an appeal that nobody
    decided in time.
    """
    appeal = Appeal.objects.select_related("proposal__shipper").filter(pk=appeal_id, state=AppealState.OPEN).first()
    if appeal is None:
        return
    if step in (appeals.OVERDUE, appeals.STAY):
        stays.appeal_stay(appeal_id=appeal_id)
    late = clock.now() >= appeal.decide_by
    if late == (step in (appeals.OVERDUE, appeals.STAY)) and (
        late or _is_latest(step, appeals.REMINDERS, appeal.decide_by)
    ):
        appeals.hearers_notify(appeal, "overdue" if late else "near")


@transaction.atomic
def plan_timer_handle(*, plan_id: int, step: str) -> None:
    """Remind the signers of a business of an item of its plan that is due soon, or act on a day that has passed."""
    if step == plans.MISSED:
        is_of_conditions = Plan.objects.of_conditions().filter(pk=plan_id).exists()
        plans.plan_miss(plan_id=plan_id) if is_of_conditions else disclosure_plan_lapse(plan_id=plan_id)
        return
    plan = Plan.objects.select_related("shipper").filter(pk=plan_id, state=PlanState.OPEN).first()
    if plan is None:
        return
    first = plan.items.filter(state=PlanItemState.OPEN).order_by("due").first()
    if first is None or not _is_latest(step, plans.REMINDERS, end_of_day(first.due, zone_of(plan.shipper))):
        return
    message_send(
        recipients=signers_of(plan.shipper_id),
        kind="standing.plan_reminder",
        subject=format_lazy(
            _lazy("An item of your corrective plan is due on {due}"), due=deadline_in_words(first.due, plan.shipper)
        ),
        body=_lazy(
            "Write on the page of the plan what you did, and add files that show it. If you need more time, write a "
            "question to the program before the day is over. If the day passes without an answer, we propose to "
            "remove you from the program."
        )
        if plan.kind == PlanKind.CONDITIONS
        else _lazy(
            "Write on the page of the plan what you did, and add files that show it. If you need more time, say so "
            "there, or write a question to the program."
        ),
        link=reverse("portal:plan", args=[plan.shipper_id, plan.pk]),
        shipper_id=plan.shipper_id,
        act_by=end_of_day(first.due, zone_of(plan.shipper)),
    )


@transaction.atomic
def control_reminder_handle(*, controlled_id: int, step: str) -> None:
    """Remind a business of a case of common control in which it has not responded, and still may."""
    waiting = ControlledBusiness.objects.select_related("shipper", "control").filter(closed_at=None, position="")
    controlled = waiting.filter(pk=controlled_id).first()
    if controlled is None or not _is_latest(step, control_limits.RESPOND, controlled.respond_by):
        return
    control_notices.team_notify(
        controlled,
        format_lazy(
            _lazy("Respond by {day}: are these numbers in the same hands?"),
            day=deadline_in_words(controlled.respond_by, controlled.shipper),
        ),
        _lazy("An officer proposes to judge you together with other numbers. Agree or contest it on the page."),
        control_notices.MEANS,
        act_by=controlled.respond_by,
    )


def _proposal_lapse(standing: Standing, proposal: ProposedChange) -> None:
    """Let a proposed change lapse in favor of the seller, since nobody decided in time.

    A suspension at once that is in effect ends, and so do the conditions of a member whose suspension nobody reviewed.
    """
    at_once = proposal.is_in_effect or standing.examine_all
    facts = ProposalFacts(
        actor_on_team=False,
        now=clock.now(),
        respond_by=proposal.respond_by,
        respond_on=proposal.respond_on,
        lapse_at=proposal.lapse_at,
    )
    PROPOSAL.check(state=proposal.state, action="lapse", held={PROGRAM}, facts=facts)
    proposal_close(proposal, "lapse", actor=None, reasons=_("Nobody decided in time."))
    departure_bar_lift(standing, proposal)
    if at_once and proposal.at_once:
        suspension_end(standing, ChangeReason.REINSTATED, note=_("Nobody decided in time."))
        subject = _lazy("Your suspension has ended: nobody decided in time")
        body = _lazy(
            "Nobody decided your suspension in the time that the policy allows, so you are a member as before. You "
            "don't need to do anything."
        )
    else:
        subject = _lazy("A proposed change has lapsed: nothing is taken away")
        body = _lazy(
            "Nobody decided the proposed change in the time that the policy allows. You don't need to do anything."
        )
    PROPOSALS.tell(proposal, subject, body)
    _staff_remind(proposal, "lapsed")


def _team_remind(proposal: ProposedChange) -> None:
    message_send(
        recipients=signers_of(proposal.shipper_id),
        kind="standing.reminder",
        subject=format_lazy(_lazy("Respond by {day}"), day=deadline_in_words(proposal.respond_by, proposal.shipper)),
        body=_lazy(
            "You have received a notice and can respond to it. If nobody responds, an officer decides by what is on "
            "record. You can ask for more time on the page of the notice, before that day is over."
        ),
        link=reverse("portal:change", args=[proposal.shipper_id, proposal.pk]),
        shipper_id=proposal.shipper_id,
        act_by=proposal.respond_by,
    )


def _staff_remind(proposal: ProposedChange, what: str) -> None:
    """Remind the holder of the work item; supervisors and deputies too, once the review or the decision is overdue or
    nobody holds the item.
    """
    subject, body = staff_words.CHANGE[what]
    kind = work.REVIEW if what.startswith("review") else work.CHANGE
    holders = User.objects.filter(
        work__in=Item.objects.filter(
            kind=kind.code, subject_type="proposedchange", subject_id=proposal.pk, closed_at=None
        )
    )
    people = {user.pk: user for user in holders}
    if what not in ("decide", "review") or not people:
        people |= {user.pk: user for user in staff_with(OVERSEER)}
    days = {
        "review": proposal.review_by,
        "review_overdue": proposal.review_by,
        "decide": proposal.decide_by,
        "overdue": proposal.decide_by,
    }
    day = days.get(what, proposal.lapse_at)
    assert day is not None
    _staff_notify(
        people.values(),
        subject=format_lazy(
            subject, kind=proposal.get_kind_display(), business=proposal.shipper, day=day_in_words(day)
        ),
        body=body,
        link=reverse("admin:standing_proposedchange_change", args=[proposal.pk]),
        shipper_id=proposal.shipper_id,
    )


def _staff_notify(people: Iterable[User], **message: Any) -> None:
    message_send(recipients=people, kind="standing.staff_reminder", **message)


def _is_latest(step: str, steps: Mapping[str, int], limit: datetime) -> bool:
    """Say whether the limit is still in the future and no later reminder has come by now. After an outage, one reminder
    is enough.
    """
    now = clock.now()
    if now >= limit:
        return False
    later = [days for days in steps.values() if days < steps[step]]
    return not any(limit - timedelta(days=days) - REST_OF_THE_DAY <= now for days in later)
