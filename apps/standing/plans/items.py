"""The items of corrective action plans: the answers of the business, and the judgments of officers."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import end_of_day
from apps.core.files import IdentifiedFile
from apps.core.languages import language_of_text, with_language
from apps.core.lazy import Promise
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_add
from apps.shippers.cases import TeamCases
from apps.shippers.zones import deadline_in_words, zone_of
from apps.standing.plans.models import PlanAnswer, PlanItem, PlanItemState
from apps.standing.plans.selectors import plan_facts
from apps.standing.plans.services import PLANS, future_day
from apps.standing.plans.states import ITEM

ITEMS = TeamCases(
    rows=PlanItem.objects.select_related("plan__shipper", "plan__removal"),
    lifecycle=ITEM,
    missing=_lazy("There is no such item."),
    locked_first=("plan", PLANS.lock),
    named=lambda item: item.plan,
    business=lambda item: item.plan.shipper,
    facts=lambda item, actor: plan_facts(item.plan, actor),
    signed={PlanItemState.ACCEPTED: "said", PlanItemState.OPEN: "said"},
    events="standing.plan_",
    event_names={"decline": "declined", "extend": "extended"},
    payload=lambda item: {"item_id": item.pk},
)


@atomic_with_files()
def plan_item_answer(
    *, actor: User, shipper_id: int, item_id: int, text: str, language: str = "", files: Sequence[IdentifiedFile] = ()
) -> PlanAnswer:
    """Answer an item, by an owner or a signatory, with evidence. The answer waits for an officer."""
    with ITEMS.acting("answer", ITEMS.lock(item_id, plan__shipper=shipper_id), actor) as item:
        answer = PlanAnswer.objects.create(
            item=item,
            text=text_required(text, "text"),
            language=language_of_text(language, actor.language),
            by=actor,
            at=clock.now(),
        )
        files_add(answer.files, files, actor)
    PLANS.timers_renew(item.plan)
    PLANS.work_open(item.plan)
    return answer


@transaction.atomic
def plan_item_judge(
    *, actor: User, item_id: int, decision: str, text: str = "", language: str = "", due: date | None = None
) -> PlanItem:
    """Judge an item, by an officer: `accept` or `decline` its answer, or `extend` its day. A declined item has a new
    day.

    Raise Invalid without reasons, or for a day that is not in the future.
    """
    with ITEMS.acting(decision, item_id, actor) as item:
        if decision != "accept":
            item.due = future_day(due)
            text = text_required(text, "text")
        item.said, item.said_language = text.strip(), language_of_text(language, actor.language)
    plan = item.plan
    if plan.warned_at:
        plan.warned_at = None
        plan.save(update_fields=["warned_at"])
    PLANS.timers_renew(plan)
    if not plan.items.filter(state=PlanItemState.ANSWERED).exists():
        PLANS.work_close(plan, actor)
    done = decision == "accept" and not plan.items.exclude(state=PlanItemState.ACCEPTED).exists()
    if done:
        PLANS.work_open(plan)
    subject, follows = JUDGMENTS[decision]
    words = [with_language(item.said, item.said_language)] if item.said else []
    PLANS.tell(
        plan,
        subject,
        *words,
        _lazy("That was the last item. An officer completes the plan now. You will receive a message then.")
        if done
        else format_lazy(follows, due=deadline_in_words(item.due, plan.shipper)),
        act_by=None if decision == "accept" else end_of_day(item.due, zone_of(plan.shipper)),
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
