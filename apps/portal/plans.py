"""Corrective action plans: the items, who is responsible for each by when, and the answers of the business."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.days_text import day_here
from apps.core.errors import NotFound
from apps.notices.services import messages_read_about
from apps.portal.access import TeamBusiness, business_for, business_page, for_sellers, team_file
from apps.portal.changes.wording import plan_status
from apps.portal.forms import ActionForm, form_data, form_submit
from apps.shippers.roles import Ability
from apps.shippers.selectors import file_readable
from apps.standing import selectors, services
from apps.standing.models import Plan, PlanFile, PlanItem, PlanItemState, PlanState


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with its number. `is_open` is whether an answer is awaited, `may_answer` whether the user may give the
    answer now, `late` whether its day is over.
    """

    number: int
    item: PlanItem
    is_open: bool
    may_answer: bool
    late: bool


@for_sellers
@require_safe
def plan(request: UserRequest, shipper_id: int, plan_id: int) -> HttpResponse:
    """Show a plan with its items, and mark the messages about it as read."""
    business = business_for(request.user, shipper_id)
    plan = selectors.plan_for(request.user, shipper_id, plan_id)
    messages_read_about(actor=request.user, about=("plan", plan.pk))
    items = _items(plan, business)
    left = [one for one in items if one.item.state == PlanItemState.OPEN]
    context = {
        "plan": plan,
        "items": items,
        "status": plan_status(plan, len(left)),
        "accepted": sum(one.item.state == PlanItemState.ACCEPTED for one in items),
        "waits_on_business": plan.state == PlanState.OPEN and bool(left),
        "is_missed": plan.state == PlanState.MISSED,
        "is_running": plan.state in (PlanState.OPEN, PlanState.MISSED),
    }
    return business_page(request, business, "portal/plans/plan.html", context)


@for_sellers
@require_http_methods(["GET", "POST"])
def item(request: UserRequest, shipper_id: int, plan_id: int, item_id: int) -> HttpResponse:
    """Show the form to answer an item of a plan; a POST sends the answer. Only signatories may answer."""
    business = business_for(request.user, shipper_id)
    plan = selectors.plan_for(request.user, shipper_id, plan_id)
    one = next((one for one in _items(plan, business) if one.item.pk == item_id), None)
    if one is None:
        raise NotFound(_("There is no such item."))
    form = ActionForm(*form_data(request))
    if form.is_bound:
        business.require(Ability.ATTEST)
        answer = form_submit(
            form,
            lambda: services.plan_item_answer(
                actor=request.user, shipper_id=shipper_id, item_id=one.item.pk, **form.cleaned_data
            ),
        )
        if answer:
            messages.success(request, _("Your answer was sent. An officer reads it, and you will be told."))
            return redirect("portal:plan", shipper_id=shipper_id, plan_id=plan_id)
    context = {
        "plan": plan,
        "one": one,
        "form": form,
    }
    return business_page(request, business, "portal/plans/item.html", context, form=form)


file = team_file(partial(file_readable, PlanFile))


def _items(plan: Plan, business: TeamBusiness) -> list[ItemRow]:
    today = day_here(clock.now())
    signs, runs = Ability.ATTEST in business.abilities, plan.state == PlanState.OPEN
    return [
        ItemRow(
            number,
            item,
            is_open=runs and item.state == PlanItemState.OPEN,
            may_answer=signs and runs and item.state == PlanItemState.OPEN,
            late=item.state == PlanItemState.OPEN and item.due < today,
        )
        for number, item in enumerate(selectors.plan_items_of(plan), start=1)
    ]
