"""Corrective action plans: opened by an officer, carried out by the member, and what follows from a missed
one.

A member is on conditions while its plan runs. The ledger holds when a plan was opened and closed, so that evaluations
cap the tier meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import end_of_day, mornings_before
from apps.core.errors import Conflict, InvalidInput
from apps.core.languages import language_of_text, with_language
from apps.core.text import text_required
from apps.disputes.services import disclosure_settle
from apps.ledger.services import program_entry_record
from apps.ledger.vocabulary import ProgramEntryKind
from apps.shippers.cases import CaseNotice, TeamCases
from apps.shippers.selectors import require_impartial
from apps.shippers.zones import deadline_in_words, zone_of
from apps.standing import work
from apps.standing.adverse_actions import Cause, action_upon, codes_where
from apps.standing.evaluations.services import standing_reconsider
from apps.standing.members.models import Standing, Status
from apps.standing.members.services import standing_lock, status_change
from apps.standing.members.states import RESTRICTED, STATUS, ChangeReason
from apps.standing.plans.models import Plan, PlanItem, PlanItemState, PlanKind, PlanState
from apps.standing.plans.selectors import plan_facts, plan_running_of
from apps.standing.plans.states import PLAN
from apps.standing.proposals.models import ProposalState
from apps.standing.proposals.notices import PLAN_MISSED
from apps.standing.proposals.selectors.proposals import proposals_open
from apps.standing.proposals.services.effects import conditions_begin
from apps.standing.proposals.services.proposals import proposal_close, proposal_open
from apps.standing.roles import OFFICER, PROGRAM
from apps.work.cases import CaseClock, CaseWork

TIMER = "standing.plan_near"
REMINDERS = {"due_14": 14, "due_3": 3}
MISSED = "missed"


def _item(plan: Plan) -> dict[str, datetime]:
    """Return by when an officer looks at a plan: on the day itself if the plan was missed."""
    days = 0 if plan.state == PlanState.MISSED else work.PLAN.target
    return {"due_at": clock.end_of(clock.add_days(clock.today(), days))}


def _moments(plan: Plan) -> dict[str, datetime]:
    """Return the reminders before the first day on which an item is due, and the end of that day."""
    due = plan.items.filter(state=PlanItemState.OPEN).order_by("due").values_list("due", flat=True).first()
    if due is None:
        return {}
    zone = zone_of(plan.shipper)
    limit = end_of_day(due, zone)
    return {**mornings_before(limit, REMINDERS, zone), MISSED: limit}


PLANS = TeamCases(
    rows=Plan.objects.select_related("shipper", "removal"),
    lifecycle=PLAN,
    missing=_lazy("There is no such plan."),
    locked_first=("shipper", standing_lock),
    facts=plan_facts,
    signed={PlanState.COMPLETED: "ended", PlanState.CANCELLED: "ended"},
    # A running plan has work now and then: when an item was answered, and when the last one was accepted.
    work=CaseWork(kind=work.PLAN, states=[PlanState.MISSED], item=_item),
    clock=CaseClock(timer=TIMER, states=[PlanState.OPEN], moments=_moments),
    events="standing.plan_",
    event_names={"resume": "resumed"},
    notice=CaseNotice(
        kind="standing.plan",
        page=lambda plan: reverse("portal:plan", args=[plan.shipper_id, plan.pk]),
        names_case=True,
    ),
)


@dataclass(frozen=True, slots=True)
class PlanItemDraft:
    """An item of a plan as an officer enters it."""

    text: str
    owner: str
    due: date


@transaction.atomic
def plan_open(
    *, actor: User, shipper_id: int, purpose: str, items: Sequence[PlanItemDraft], language: str = ""
) -> Plan:
    """Open a plan for a member that is suspended or on conditions. A suspended member is on conditions from
    now on.

    A suspension under review is decided by the plan: it is reduced to conditions. Raise Conflict for any other status,
    for a business of the officer's own, and while another plan runs; Invalid without a purpose, or for incomplete
    items.
    """
    permissions.require(actor, OFFICER)
    require_impartial(actor, shipper_id)
    standing = standing_lock(shipper_id)
    if standing.status not in RESTRICTED:
        raise Conflict(_("A plan is for a member that is suspended or on conditions."), code="wrong_status")
    if plan_running_of(shipper_id):
        raise Conflict(_("A plan of this business is under way already."), code="open")
    purpose, language = text_required(purpose, "purpose"), language_of_text(language, actor.language)
    _items_check(items)
    plan = Plan.objects.create(
        shipper=standing.shipper,
        purpose=purpose,
        language=language,
        opened_by=actor,
        opened_at=clock.now(),
        entry=program_entry_record(
            shipper_id=shipper_id, kind=ProgramEntryKind.PLAN_OPENED, date=clock.today(), actor=actor
        ),
    )
    PlanItem.objects.bulk_create(
        [
            PlanItem(plan=plan, text=item.text.strip(), language=language, owner=item.owner.strip(), due=item.due)
            for item in items
        ]
    )
    PLANS.timers_renew(plan)
    suspensions = proposals_open(shipper_id).filter(kind__in=codes_where(lambda action: action.suspends))
    for proposal in suspensions.select_for_update():
        if proposal.state != ProposalState.TO_CONFIRM:
            proposal.reduced_status = Status.CONDITIONAL
            proposal_close(proposal, "reduce", actor=actor, reasons=purpose, language=language)
    conditions_begin(standing, actor, purpose)
    PLANS.record(plan, "opened", actor)
    first = min(item.due for item in items)
    PLANS.tell(
        plan,
        _lazy("A corrective plan is open: you are a member on conditions"),
        with_language(purpose, language),
        format_lazy(
            _lazy(
                "The page of the plan lists what you must do, who does it, and by when; the first item is due by "
                "{due}. Write what you did, and add files that show it. When every item is accepted, you are in full "
                "standing again. If the day of an item passes without an answer, we propose to remove you from the "
                "program."
            ),
            due=deadline_in_words(first, plan.shipper),
        ),
        act_by=end_of_day(first, zone_of(plan.shipper)),
    )
    standing_reconsider(standing)
    return plan


@transaction.atomic
def plan_complete(*, actor: User, plan_id: int, text: str, language: str = "") -> Plan:
    """Complete a plan: a member on conditions is in full standing again, and what was disclosed counts as disclosed.
    Raise Conflict while an item is not accepted.
    """
    plan = _plan_end("complete", plan_id, actor, text, language)
    standing = standing_lock(plan.shipper_id)
    is_of_conditions = plan.kind == PlanKind.CONDITIONS
    if is_of_conditions and standing.status == Status.CONDITIONAL:
        STATUS.check(state=standing.status, action="reinstate", held=permissions.held(actor))
        status_change(standing, "reinstate", ChangeReason.REINSTATED, actor=actor, note=plan.text)
    PLANS.tell(
        plan,
        _lazy("Your corrective plan is completed: you are in full standing again")
        if is_of_conditions
        else _lazy("Your corrective plan is completed"),
        with_language(plan.text, plan.text_language),
        _lazy("Your record is evaluated again within minutes. If it allows a higher tier, you have that tier at once."),
    )
    standing_reconsider(standing)
    return plan


@transaction.atomic
def plan_cancel(*, actor: User, plan_id: int, text: str, language: str = "") -> Plan:
    """End a plan before all of it is done. The status of the member stays; an officer decides what follows."""
    plan = _plan_end("cancel", plan_id, actor, text, language)
    PLANS.tell(
        plan,
        _lazy("Your corrective plan was ended by an officer"),
        with_language(plan.text, plan.text_language),
        _lazy("Your status stays as it is until an officer decides what follows."),
    )
    return plan


@transaction.atomic
def plan_resume(*, actor: User, plan_id: int, due: date, text: str, language: str = "") -> Plan:
    """Resume a missed plan with a new day for every item that is not accepted. Raise Conflict while the removal that
    was proposed because of the plan is undecided.
    """
    with PLANS.acting("resume", plan_id, actor) as plan:
        due = future_day(due)
        plan.removal = plan.warned_at = None
        if plan.kind != PlanKind.CONDITIONS:
            _entry_close(plan, actor)
        plan.items.exclude(state=PlanItemState.ACCEPTED).update(due=due)
    PLANS.tell(
        plan,
        _lazy("Your corrective plan is resumed"),
        with_language(text_required(text, "text"), language_of_text(language, actor.language)),
        format_lazy(_lazy("Answer every item that is open by {due}."), due=deadline_in_words(due, plan.shipper)),
        act_by=end_of_day(due, zone_of(plan.shipper)),
    )
    return plan


@transaction.atomic
def plan_miss(*, plan_id: int) -> None:
    """Propose the removal of a member that let the day of an item pass without an answer. Do nothing if every item was
    answered in time, or the plan has ended.
    """
    plan = PLANS.lock(plan_id)
    if plan.state != PlanState.OPEN or not plan_facts(plan, None).overdue:
        return
    with PLANS.acting("miss", plan):
        kind = action_upon(Cause.MISSED_PLAN).code
        if not proposals_open(plan.shipper_id).filter(kind=kind).exists():
            plan.removal = proposal_open(standing_lock(plan.shipper_id), kind, because=PLAN_MISSED)


def plans_end(standing: Standing, actor: User | None) -> None:
    """End the running plan of conditions of a business that is in full standing again, or no longer a member."""
    for plan in Plan.objects.running().of_conditions().select_for_update().filter(shipper=standing.pk):
        plan_close(plan, actor)


def plan_close(plan: Plan, actor: User | None) -> None:
    """End a locked plan that has nothing left to correct, without a word."""
    with PLANS.acting("cancel", plan, actor, by=PROGRAM):
        _entry_close(plan, actor)
    PLANS.work_close(plan, actor)


def _entry_close(plan: Plan, actor: User | None) -> None:
    """Record that a plan no longer counts, where it did. The caller saves the plan."""
    if plan.entry_id is None:
        return
    program_entry_record(shipper_id=plan.shipper_id, kind=ProgramEntryKind.PLAN_CLOSED, date=clock.today(), actor=actor)
    if plan.kind != PlanKind.CONDITIONS:
        plan.entry = None


def _plan_end(action: str, plan_id: int, actor: User, text: str, language: str) -> Plan:
    with PLANS.acting(action, plan_id, actor) as plan:
        plan.text, plan.text_language = text_required(text, "text"), language_of_text(language, actor.language)
        if plan.kind == PlanKind.TENDER:
            assert plan.disclosure
            disclosure_settle(disclosure_id=plan.disclosure.pk, is_disclosed=True)
        _entry_close(plan, actor)
    PLANS.work_close(plan, actor)
    return plan


def _items_check(items: Sequence[PlanItemDraft]) -> None:
    if not items:
        message = _("Give at least one item: what must be done, who does it, and by when.")
        raise InvalidInput(message, fields={"items": [message]})
    for item in items:
        if not item.text.strip() or not item.owner.strip():
            raise InvalidInput(_("Say for each item what must be done and who at the business does it."))
        future_day(item.due)


def future_day(due: date | None) -> date:
    """Return a day that is after today; raise Invalid for any other."""
    if due is None or due <= clock.today():
        message = _("Choose a day after today.")
        raise InvalidInput(message, fields={"due": [message]})
    return due
