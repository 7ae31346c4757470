"""Cases of common control at the desk: the act that proposes one, the page of a case, and the requests of businesses to
be judged alone again.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core.forms import choice_field
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.cases import CaseAdmin
from apps.desk.changes.actions import ServeForm
from apps.desk.consequences import business_consequences
from apps.desk.files import CONTROL as FILES
from apps.desk.forms import DecisionForm
from apps.desk.impartiality import is_on_team, teams_of_reader
from apps.desk.relations import related_for
from apps.shippers.models import Shipper
from apps.shippers.relations import control_of
from apps.standing import services
from apps.standing.control.notices import named
from apps.standing.models import Control, ControlFile, ControlledBusiness, Separation
from apps.standing.selectors import businesses_of, control_facts, is_heard, own_ties, separation_facts
from apps.standing.states import CONTROL, OFFICER, SEPARATION

PROPOSE = "propose_control"


class BusinessesForm(DecisionForm):
    """Businesses of which an officer chooses some, with reasons that all of them read."""

    shipper_ids = forms.TypedMultipleChoiceField(
        label=_lazy("Which businesses?"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("shipper_ids", "reasons", "language")

    def __init__(self, *args: Any, businesses: Sequence[Shipper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "shipper_ids").choices = [(each.pk, named(each)) for each in businesses]


class ServeBusinessForm(ServeForm):
    """The delivery of the notice by post to one of the businesses that the notice has not reached."""

    shipper_id = forms.TypedChoiceField(label=_lazy("Which business?"), coerce=int, widget=forms.RadioSelect)
    field_order = ("shipper_id", "day", "note", "file")

    def __init__(self, *args: Any, businesses: Sequence[Shipper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "shipper_id").choices = [(each.pk, named(each)) for each in businesses]


def control_actions(request: HttpRequest, shown: Shipper) -> StaffActions:
    """Return the act that proposes to judge a business together with others, beside the panel of related businesses.

    The act is there where ties of common control join the business to others that are or were members.
    """
    user = user_of(request)
    if OFFICER not in held(user) or is_on_team(request, shown.pk) or getattr(shown, "standing", None) is None:
        return {}
    members = {one.shipper.pk: one.shipper for one in related_for(request, shown).listed if one.standing}
    if len(members) < 2:
        return {}
    joined = next((group for group in control_of(members).joined if shown.pk in group), None)
    if joined is None:
        return {}
    return {
        PROPOSE: StaffAction(
            label=_lazy("Propose to judge together"),
            effect=_lazy(
                "Each business gets a notice with the values that it shares, and your reasons. Each may agree or "
                "contest it, and a second officer decides. Nothing changes until then, and being judged together "
                "takes nothing by itself."
            ),
            service=services.control_propose,
            form=partial(BusinessesForm, businesses=[members[pk] for pk in sorted(joined)]),
            undoable=True,
        )
    }


ACTIONS: dict[str, StaffAction] = {
    "bind": StaffAction(
        main=True,
        effect=_lazy(
            "The exams and violations of all that you choose count as one record for each of them from now on. A lower "
            "tier that follows is proposed first, with notice, response and appeal. All of them read your reasons: "
            "answer what was contested."
        ),
        service=services.control_bind,
        confirmed=True,
    ),
    "drop": StaffAction(
        effect=_lazy(
            "Each business is judged as before, and reads your reasons. The same ties can't be proposed again."
        ),
        service=services.control_drop,
        form=DecisionForm,
        undoable=True,
    ),
    "serve": StaffAction(
        effect=_lazy("The time of the business to respond begins with the day of delivery."),
        service=services.control_serve,
        undoable=True,
    ),
}


class ControlPage(CaseAdmin):
    """The frame that the pages of a case and of a request share. A member of staff who is, or was lately, on the team
    of one of the businesses sees nothing of the case.
    """

    files = (FILES,)
    # The path from a record to the businesses of its case.
    businesses = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found, teams = super().get_queryset(request), teams_of_reader(request)
        return found.exclude(**{f"{self.businesses}__shipper__in": teams}) if teams else found


@admin.register(Control)
class ControlAdmin(ControlPage):
    page_template = "admin/desk/control.html"
    businesses = "businesses"
    help = _lazy(
        "Numbers that an officer proposes to judge together, since they share an owner, an account, a number or a "
        "parent. Each business is heard. A second officer binds two or more of them, or drops the case."
    )
    help_about = "standing-control"
    acts = ActionTable(CONTROL, ACTIONS, "control_id", control_facts)
    list_display = ("names", "state", "proposed_at", "proposed_by", "decide_by", "decided_by")
    list_filter = ("state",)
    list_select_related = ("proposed_by", "decided_by")
    search_fields = ("=businesses__shipper__ksn", "businesses__shipper__name")
    search_help_text = _lazy("Name or Known Shipper Number")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Control]:
        return super().get_queryset(request).prefetch_related("businesses__shipper")

    @admin.display(description=_lazy("businesses"))
    def names(self, control: Control) -> str:
        return "; ".join(sorted(named(each.shipper) for each in control.businesses.all()))

    def staff_actions(self, request: HttpRequest, shown: Control) -> StaffActions:
        businesses = businesses_of_case(shown)
        actions = super().staff_actions(request, shown)
        if "bind" in actions:
            heard = [each.shipper for each in businesses if is_heard(each)]
            actions["bind"] = replace(actions["bind"], form=partial(BusinessesForm, businesses=heard))
        unserved = [each.shipper for each in businesses if each.served_at is None]
        if "serve" in actions and unserved:
            actions["serve"] = replace(actions["serve"], form=partial(ServeBusinessForm, businesses=unserved))
        elif "serve" in actions:
            del actions["serve"]
        return actions

    def business_of(self, shown: Control) -> Shipper | None:
        """Return the business of the case that the program has known longest: the page has a glance at its risk, and
        leads to the pages of all.
        """
        return next((each.shipper for each in businesses_of_case(shown)), None)

    def consequences(self, request: HttpRequest, shown: Control, *, since: datetime) -> list[str]:
        sentences = []
        for each in businesses_of_case(shown):
            follows = business_consequences(each.shipper, since=since)
            sentences += [_("%(business)s: %(follows)s") % {"business": each, "follows": line} for line in follows]
        return sentences

    def page(self, request: HttpRequest, shown: Control) -> dict[str, Any]:
        businesses = businesses_of_case(shown)
        names = {each.shipper_id: each.shipper for each in businesses}
        return {
            "title": _("Common control: %(names)s") % {"names": "; ".join(map(str, names.values()))},
            "businesses": [
                (
                    each,
                    [(tie, [names[pk] for pk in tie.others if pk in names]) for tie in own_ties(each)],
                    list(each.files.all()),
                    list(each.separations.all()),
                )
                for each in businesses
            ],
        }


def businesses_of_case(shown: Control) -> list[ControlledBusiness]:
    """Return the businesses of a case with what each answered, read once for a record."""
    known = vars(shown)
    if "read_businesses" not in known:
        known["read_businesses"] = list(businesses_of(shown))
    return known["read_businesses"]


SEPARATION_ACTIONS: dict[str, StaffAction] = {
    "grant": StaffAction(
        main=True,
        effect=_lazy(
            "Its own record alone counts for it again from now on, and it no longer counts for the others. If fewer "
            "than two are left, the group ends. The team reads your reasons."
        ),
        service=partial(services.separation_decide, decision="grant"),
        form=DecisionForm,
        confirmed=True,
    ),
    "deny": StaffAction(
        effect=_lazy("It stays judged together with the others. The team reads your reasons, and may ask again."),
        service=partial(services.separation_decide, decision="deny"),
        form=DecisionForm,
        undoable=True,
    ),
}


@admin.register(Separation)
class SeparationAdmin(ControlPage):
    page_template = "admin/desk/separation.html"
    gives_files = False
    businesses = "controlled__control__businesses"
    help = _lazy(
        "Businesses that are judged together with others and ask to be judged alone again. Somebody who took no part "
        "in the case decides. If nobody decides in time, the request is granted."
    )
    help_about = "standing-separation"
    acts = ActionTable(SEPARATION, SEPARATION_ACTIONS, "separation_id", separation_facts)
    list_display = ("controlled", "state", "at", "decide_by", "decided_by")
    list_filter = ("state",)
    list_select_related = ("controlled__shipper__standing", "controlled__control", "by", "decided_by")
    search_fields = ("=controlled__shipper__ksn", "controlled__shipper__name")
    search_help_text = _lazy("Name or Known Shipper Number")
    ordering = ("-pk",)

    def shipper_of(self, shown: Separation) -> int | None:
        return shown.controlled.shipper_id

    def business_of(self, shown: Separation) -> Shipper | None:
        return shown.controlled.shipper

    def page(self, request: HttpRequest, shown: Separation) -> dict[str, Any]:
        return {
            "title": _lazy("Request of %(business)s to be judged alone") % {"business": shown.controlled},
            "control": shown.controlled.control,
            "ties": own_ties(shown.controlled),
            "files": ControlFile.objects.filter(separation=shown).order_by("pk"),
        }
