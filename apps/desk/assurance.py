"""Assurance calls: the list with its figures, the page of a call, and the choice of an account manager."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.selectors import staff_with
from apps.core import clock
from apps.core.forms import DateInput, TimeInput
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.cases import CaseAdmin
from apps.desk.forms import DecisionForm, StaffForm, language_field, text_field
from apps.desk.impartiality import is_on_team
from apps.shippers.models import Shipper
from apps.shippers.roles import ON_TEAM
from apps.shippers.zones import zone_of
from apps.standing import services
from apps.standing.assurance.messages import call_end_text, found_of
from apps.standing.models import AssuranceCall, CallAttempt, CallContact
from apps.standing.selectors import assurance_figures, call_facts
from apps.standing.states import ASSURANCE, MEMBER, OFFICER, OVERSEER

YEAR = timedelta(days=365)


class AttemptForm(StaffForm):
    """The form in which an officer notes a call: when and by which means they spoke with a member, or tried, and what
    was said. The team reads it.
    """

    day = forms.DateField(label=_lazy("Day"), widget=DateInput)
    time = forms.TimeField(label=_lazy("Time, in New York"), widget=TimeInput)
    means = forms.ChoiceField(label=_lazy("By what means"), choices=CallAttempt.Means)
    text = text_field(_lazy("What was said, or what you tried. The business reads this."))
    language = language_field(required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        day, time = given.pop("day", None), given.pop("time", None)
        if day and time:
            given["at"] = datetime.combine(day, time, clock.PROGRAM_ZONE)
        return given


class OfficerField(forms.ModelChoiceField):
    """A choice of an officer; beside each name, the number of members whose account manager the officer is."""

    def __init__(self) -> None:
        officers = staff_with(OFFICER).annotate(members_count=Count("members_managed", distinct=True))
        super().__init__(label=_lazy("Account manager"), queryset=officers)

    def label_from_instance(self, obj: Any) -> str:
        count = obj.members_count
        return ngettext("%(name)s (%(count)d member)", "%(name)s (%(count)d members)", count) % {
            "name": obj,
            "count": count,
        }


class ManagerForm(StaffForm):
    """The officer who becomes the account manager."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"] = OfficerField()


ACTIONS = {
    "reach": StaffAction(
        main=True,
        effect=_lazy(
            "The member counts as called in time, and reads what you wrote. The change is still not proposed before "
            "the time is over."
        ),
        service=partial(services.call_attempt_record, reached=True),
        form=AttemptForm,
    ),
    "try": StaffAction(
        effect=_lazy("The attempt is on record, and the member reads it. The call goes on waiting for you."),
        service=partial(services.call_attempt_record, reached=False),
        form=AttemptForm,
    ),
    "withdraw": StaffAction(
        effect=_lazy("Nothing is proposed, and the team reads your reasons."),
        service=services.call_withdraw,
        form=DecisionForm,
        undoable=True,
    ),
}


def shipper_manager_actions(request: HttpRequest, shipper: Shipper) -> StaffActions:
    """Return the choice of an account manager on the page of a member, for those who oversee changes."""
    user = user_of(request)
    standing = getattr(shipper, "standing", None)
    if standing is None or standing.status not in MEMBER or OVERSEER not in held(user):
        return {}
    return {
        "manager": StaffAction(
            label=_lazy("Choose the account manager"),
            effect=_lazy("The team is told who it is and how to reach them. Calls that wait are handed over."),
            service=partial(services.manager_choose, shipper_id=shipper.pk),
            form=ManagerForm,
            blocked=ON_TEAM if is_on_team(request, shipper.pk) else "",
            undoable=True,
        )
    }


def assurance_of(shipper: Shipper) -> dict[str, Any]:
    """Return what the page of a member shows of its account manager and its calls."""
    return {"manager": getattr(shipper, "account_manager", None), "assured": assurance_figures(shipper_id=shipper.pk)}


@admin.register(AssuranceCall)
class AssuranceCallAdmin(CaseAdmin):
    page_template = "admin/desk/assurance_call.html"
    change_list_template = "admin/standing/assurancecall/change_list.html"
    help = _lazy(
        "Before a change that can wait is proposed to a member in good standing, its account manager calls it. The "
        "change is not proposed before the time is over, and not at all if nothing asks for it any more."
    )
    help_about = "standing-assurance"
    acts = ActionTable(ASSURANCE, ACTIONS, "call_id", call_facts)
    list_display = ("shipper", "kind", "state", "manager", "opened_at", "due_at", "reached_at")
    list_filter = ("state", "kind")
    list_select_related = ("shipper", "manager")
    search_fields = ("=shipper__ksn", "shipper__name")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AssuranceCall]:
        related = ("shipper__standing", "manager", "asked_by", "ended_by", "proposal", "evaluation__policy")
        return super().get_queryset(request).select_related(*related)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        extra = {"figures": assurance_figures(since=clock.now() - YEAR)}
        return super().changelist_view(request, extra | (extra_context or {}))

    def page(self, request: HttpRequest, shown: AssuranceCall) -> dict[str, Any]:
        standing = getattr(shown.shipper, "standing", None)
        return {
            "title": _lazy("Assurance call to %(business)s") % {"business": shown.shipper},
            "standing": standing,
            "contact": CallContact.objects.filter(shipper=shown.shipper_id).first(),
            "zone": zone_of(shown.shipper),
            "program_zone": clock.PROGRAM_ZONE,
            "found": found_of(shown),
            "ended": "" if shown.ended_by_id or not shown.ended_text else call_end_text(shown),
            "attempts": shown.attempts.select_related("by").order_by("at", "pk"),
        }
