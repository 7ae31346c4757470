"""Corrective action plans: the list, the page of a plan, its forms, and the act that opens one for a business."""

from functools import cache, partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core import clock
from apps.core.forms import DateInput
from apps.core.lazy import Promise
from apps.desk.actions import StaffAction, StaffActions, actions_numbered, actions_open
from apps.desk.cases import CaseAdmin
from apps.desk.files import PLAN as FILES
from apps.desk.forms import AcceptForm, DeclineForm, DueForm, WordsForm
from apps.desk.impartiality import is_on_team
from apps.desk.lists import ChoiceFilter, Choices
from apps.shippers.models import Shipper
from apps.shippers.roles import ON_TEAM
from apps.standing import services
from apps.standing.models import Plan, PlanItem, PlanItemState, PlanState
from apps.standing.selectors import plan_facts, plan_items_of, plan_running_of
from apps.standing.states import ITEM, OFFICER, PLAN, RESTRICTED

# One form takes this many items.
ROWS = 6
RUNS = _lazy("A plan of this business is under way already. Complete or cancel it first.")
_ROW = ("text", "owner", "due")


class OpenForm(WordsForm):
    """The purpose of a corrective plan and its items, in rows. Rows that are left empty are ignored."""

    asked = _lazy("What the business is to correct, and why a plan is enough. The business reads this.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, ROWS + 1):
            self.fields |= _row(number)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        rows = [{name: given.pop(f"{name}_{number}", None) for name in _ROW} for number in range(1, ROWS + 1)]
        given["items"] = []
        for number, row in enumerate(rows, start=1):
            if not any(row.values()):
                continue
            given["items"].append(services.PlanItemDraft(**row))
            for name, message in MISSING.items():
                if not row[name] and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", message)
            if row["due"] and row["due"] <= clock.today():
                self.add_error(f"due_{number}", _lazy("Choose a day after today."))
        if not given["items"]:
            self.add_error("text_1", _lazy("Give at least one item: what must be done, who does it, and by when."))
        return given


MISSING: dict[str, Promise] = {
    "text": _lazy("Say what is to be done."),
    "owner": _lazy("Say who at the business sees to it."),
    "due": _lazy("Choose a day after today."),
}


def _row(number: int) -> dict[str, forms.Field]:
    about = {"number": number}
    return {
        f"text_{number}": forms.CharField(
            label=_lazy("Item %(number)d: what is to be done") % about,
            required=False,
            max_length=8000,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        f"owner_{number}": forms.CharField(
            label=_lazy("Item %(number)d: who sees to it") % about, required=False, max_length=200
        ),
        f"due_{number}": forms.DateField(
            label=_lazy("Item %(number)d: due by") % about, required=False, widget=DateInput
        ),
    }


class EndForm(WordsForm):
    asked = _lazy("Why. The business reads this.")


class ResumeForm(DueForm):
    asked = _lazy("Why it goes on. The business reads this.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due"].label = _lazy("Every item that is open is due by")


ITEM_ACTIONS = {
    "accept": StaffAction(
        main=True,
        effect=_lazy("The item is settled, and the team is told."),
        service=partial(services.plan_item_judge, decision="accept"),
        form=AcceptForm,
        undoable=True,
    ),
    "decline": StaffAction(
        effect=_lazy("The team is told what is missing, and answers again by the day you give."),
        service=partial(services.plan_item_judge, decision="decline"),
        form=DeclineForm,
        undoable=True,
    ),
    "extend": StaffAction(
        effect=_lazy("The team is told the new day."),
        service=partial(services.plan_item_judge, decision="extend"),
        form=DueForm,
        undoable=True,
    ),
}
PLAN_ACTIONS = {
    "complete": StaffAction(
        main=True,
        effect=_lazy(
            "It is in full standing again at once, partners see it within a second, and its record is evaluated. "
            "The team is told."
        ),
        service=services.plan_complete,
        form=EndForm,
        confirmed=True,
    ),
    "resume": StaffAction(
        effect=_lazy("The items that are open are due on the new day. The team is told."),
        service=services.plan_resume,
        form=ResumeForm,
        undoable=True,
    ),
    "cancel": StaffAction(
        effect=_lazy("The plan ends, and the status stays. The team is told; decide by itself what else is to follow."),
        service=services.plan_cancel,
        form=EndForm,
        undoable=True,
    ),
}


def plan_actions(user: User, plan: Plan) -> StaffActions:
    """Return what an officer may do about a plan and each of its items, which have the numbers that the page shows."""
    rights = held(user)
    facts = cache(partial(plan_facts, plan, user))
    of_plan = actions_open(PLAN, PLAN_ACTIONS, state=plan.state, rights=rights, facts=facts, plan_id=plan.pk)
    if not of_plan:
        return {}
    of_items: StaffActions = {}
    for number, item in enumerate(plan_items_of(plan), start=1):
        of_item = actions_open(ITEM, ITEM_ACTIONS, state=item.state, rights=rights, facts=facts, item_id=item.pk)
        of_items |= actions_numbered(of_item, _lazy("Item %(number)d: %(what)s"), number=number, pk=item.pk)
    return of_items | of_plan


def shipper_plan_actions(request: HttpRequest, shipper: Shipper) -> StaffActions:
    """Return what an officer may do about plans on the page of a business.

    An officer may open a plan for a member that is suspended or on conditions. `shipper` was read with its standing.
    """
    standing = getattr(shipper, "standing", None)
    if standing is None or standing.status not in RESTRICTED or OFFICER not in held(user_of(request)):
        return {}
    on_team = is_on_team(request, shipper.pk)
    return {
        "open_plan": StaffAction(
            label=_lazy("Open a corrective plan"),
            effect=_lazy(
                "The business is a member on conditions until an officer has accepted every item. A suspension "
                "under review is reduced to these. The team is told. If an item gets no answer by its day, removal is "
                "proposed."
            ),
            service=partial(_open, shipper_id=shipper.pk),
            form=OpenForm,
            blocked=ON_TEAM if on_team else RUNS if plan_running_of(shipper.pk) else "",
            confirmed=True,
        )
    }


def _open(*, actor: User, text: str, **given: Any) -> Plan:
    return services.plan_open(actor=actor, purpose=text, **given)


SOON_DAYS = 14
UNSETTLED = ~Q(items__state=PlanItemState.ACCEPTED)


class WaitsFilter(ChoiceFilter):
    title = _lazy("what waits")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [
            ("answered", _lazy("An answer waits for an officer")),
            ("soon", _lazy("An item is due within %(days)d days") % {"days": SOON_DAYS}),
            ("late", _lazy("An item is overdue")),
        ]

    def condition(self, request: HttpRequest, value: str) -> Q:
        today = clock.today()
        items = {
            "answered": PlanItem.objects.filter(state=PlanItemState.ANSWERED),
            "soon": PlanItem.objects.filter(
                state=PlanItemState.OPEN, due__range=(today, clock.add_days(today, SOON_DAYS))
            ),
            "late": PlanItem.objects.filter(state=PlanItemState.OPEN, due__lt=today),
        }
        return Q(state__in=(PlanState.OPEN, PlanState.MISSED), pk__in=items[value].values("plan"))


@admin.register(Plan)
class PlanAdmin(CaseAdmin):
    page_template = "admin/desk/plan.html"
    help = _lazy(
        "The faults that members on conditions are to correct, item by item and by when. An officer accepts each "
        "answer; when all are accepted, the plan is completed and the member is in full standing again."
    )
    help_about = "standing-plan"
    files = (FILES,)
    list_display = ("shipper", "state", "opened_at", "opened_by", "settled", "first_due")
    list_filter = ("state", WaitsFilter)
    list_select_related = ("shipper", "opened_by")
    search_fields = ("=shipper__ksn", "shipper__name")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        shown = super().get_queryset(request).select_related("shipper__standing", "opened_by", "ended_by", "removal")
        return shown.annotate(
            asked=Count("items"),
            accepted=Count("items", filter=Q(items__state=PlanItemState.ACCEPTED)),
            due=Min("items__due", filter=UNSETTLED),
        )

    @admin.display(description=_lazy("items accepted"))
    def settled(self, plan: Plan) -> str:
        # pyrefly: ignore[missing-attribute] (annotated by `get_queryset`)
        return _lazy("%(accepted)d of %(asked)d") % {"accepted": plan.accepted, "asked": plan.asked}

    @admin.display(description=_lazy("first day due"), ordering="due")
    def first_due(self, plan: Plan) -> Any:
        # pyrefly: ignore[missing-attribute] (annotated by `get_queryset`)
        return plan.due

    def staff_actions(self, request: HttpRequest, shown: Plan) -> StaffActions:
        return plan_actions(user_of(request), shown)

    def page(self, request: HttpRequest, shown: Plan) -> dict[str, Any]:
        runs = shown.state in (PlanState.OPEN, PlanState.MISSED)
        items = plan_items_of(shown)
        return {
            "title": _lazy("Corrective plan of %(business)s") % {"business": shown.shipper},
            "standing": getattr(shown.shipper, "standing", None),
            "items": items,
            "runs": runs,
            "overdue": [each for each in items if runs and each.is_overdue],
        }
