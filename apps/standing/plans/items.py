"""The items of corrective action plans: the answers of the business, and the judgments of officers."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.files import IdentifiedFile
from apps.core.languages import language_of_text, with_language
from apps.core.lazy import Promise
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_limit_check, upload_columns
from apps.shippers.selectors import abilities_of
from apps.shippers.zones import deadline_in_words
from apps.standing import work
from apps.standing.plans.models import Plan, PlanAnswer, PlanFile, PlanItem, PlanItemState
from apps.standing.plans.selectors import plan_facts
from apps.standing.plans.services import (
    future_day,
    plan_event_record,
    plan_subject,
    plan_team_notify,
    plan_timers_set,
    plan_work_open,
)
from apps.standing.plans.states import ITEM
from apps.work.services import item_close


@atomic_with_files()
def plan_item_answer(
    *, actor: User, shipper_id: int, item_id: int, text: str, language: str = "", files: Sequence[IdentifiedFile] = ()
) -> PlanAnswer:
    """Answer an item, by an owner or a signatory, with evidence. The answer waits for an officer."""
    plan, item = _item_lock(item_id, shipper_id)
    transition = ITEM.check(
        state=item.state,
        action="answer",
        held=abilities_of(actor, shipper_id),
        facts=plan_facts(plan, actor),
    )
    files_limit_check(len(files))
    answer = PlanAnswer.objects.create(
        item=item,
        text=text_required(text, "text"),
        language=language_of_text(language, actor.language),
        by=actor,
        at=clock.now(),
    )
    for file in files:
        PlanFile.objects.create(answer=answer, uploaded_by=actor, **upload_columns(file))
    item.state = transition.target
    item.save(update_fields=["state"])
    plan_timers_set(plan)
    plan_work_open(plan, due=clock.end_of(clock.add_days(clock.today(), work.PLAN.target)))
    plan_event_record("answered", plan, actor, item_id=item.pk)
    return answer


@transaction.atomic
def plan_item_judge(
    *, actor: User, item_id: int, decision: str, text: str = "", language: str = "", due: date | None = None
) -> PlanItem:
    """Judge an item, by an officer: `accept` or `decline` its answer, or `extend` its day. A declined item has a new
    day.

    Raise Invalid without reasons, or for a day that is not in the future.
    """
    plan, item = _item_lock(item_id)
    transition = ITEM.check(
        state=item.state, action=decision, held=permissions.held(actor), facts=plan_facts(plan, actor)
    )
    if decision != "accept":
        item.due = future_day(due)
        text = text_required(text, "text")
    item.state = transition.target
    item.said, item.said_language = text.strip(), language_of_text(language, actor.language)
    item.said_by, item.said_at = actor, clock.now()
    item.save()
    if plan.warned_at:
        plan.warned_at = None
        plan.save(update_fields=["warned_at"])
    plan_timers_set(plan)
    if not plan.items.filter(state=PlanItemState.ANSWERED).exists():
        item_close(kind=work.PLAN.code, subject=plan_subject(plan), actor=actor)
    done = decision == "accept" and not plan.items.exclude(state=PlanItemState.ACCEPTED).exists()
    if done:
        plan_work_open(plan, due=clock.end_of(clock.add_days(clock.today(), work.PLAN.target)))
    plan_event_record(
        {"accept": "accepted", "decline": "declined", "extend": "extended"}[decision], plan, actor, item_id=item.pk
    )
    subject, follows = JUDGMENTS[decision]
    words = [with_language(item.said, item.said_language)] if item.said else []
    plan_team_notify(
        plan,
        subject,
        *words,
        _lazy("That was the last item. An officer completes the plan now. You will receive a message then.")
        if done
        else format_lazy(follows, due=deadline_in_words(item.due, plan.shipper)),
    )
    return item


JUDGMENTS: dict[str, tuple[Promise, Promise]] = {
    "accept": (
        _lazy("Your answer to an item of the plan was accepted"),
        _lazy("The page of the plan shows what is still to be done."),
    ),
    "decline": (
        _lazy("Your answer to an item of the plan was not accepted"),
        _lazy("Do what is missing, and answer again by {due}."),
    ),
    "extend": (
        _lazy("You have more time for an item of the plan"),
        _lazy("Answer by {due}."),
    ),
}


def _item_lock(item_id: int, shipper_id: int | None = None) -> tuple[Plan, PlanItem]:
    of_plan = PlanItem.objects.filter(pk=item_id).values("plan")
    plans = Plan.objects.select_for_update(of=("self",)).select_related("shipper", "removal").filter(pk__in=of_plan)
    plan = (plans.filter(shipper=shipper_id) if shipper_id else plans).first()
    if plan is None:
        raise NotFound(_("There is no such item."))
    return plan, PlanItem.objects.select_for_update().get(pk=item_id)
