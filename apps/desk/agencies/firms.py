"""The firms of agencies' files for those who decide whether a firm is a business here, and who acts for an agency."""

from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.requests import user_of
from apps.accounts.staff_admin import StaffModelAdmin
from apps.agencies import selectors, services
from apps.agencies.models import AgencyOfficer, FiledFirm, FirmState
from apps.agencies.states import FIRM
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.agencies.forms import AgencyOfficerForm, ConfirmFirmForm
from apps.desk.cases import CaseAdmin
from apps.desk.forms import RecordForm
from apps.shippers.models import Address

ACTIONS = {
    "confirm": StaffAction(
        main=True,
        label=_lazy("It is this business"),
        effect=_lazy(
            "Nothing is alleged, since the business is not enrolled. The officer who reviews its application sees "
            "the findings here. If the business is enrolled, the firm waits for an officer again."
        ),
        service=services.firm_confirm,
        form=RecordForm,
        undoable=True,
    ),
    "dismiss": StaffAction(
        effect=_lazy("Nothing follows for the business. The two are suggested again only if one of them changes."),
        service=services.firm_dismiss,
        form=RecordForm,
    ),
}


# The findings are alleged only if the business is enrolled.
_ALLEGING = replace(
    ACTIONS["confirm"],
    label="",
    effect=_lazy(
        "Each finding from that day on is alleged: the business gets a notice and may answer, and nothing counts "
        "before somebody else sustains it."
    ),
    form=ConfirmFirmForm,
)


@admin.register(FiledFirm)
class FiledFirmAdmin(CaseAdmin):
    """The list of firms of agencies' files, and a page with what speaks for the business that a firm may be."""

    help = _lazy(
        "Firms about which partner agencies found something, from the files of these agencies. A likeness to a "
        "business here is a suggestion: an officer decides, and only a violation counts that was served, answered and "
        "sustained."
    )
    help_about = "agencies-firm"
    page_template = "admin/desk/agencies/firm.html"
    list_display = ("name", "agency", "number", "country", "state", "shipper", "probability")
    list_filter = ("state", "agency")
    list_select_related = ("shipper",)
    search_fields = ("name", "=number", "=shipper__ksn")
    search_help_text = _lazy("Name, the agency's number of the firm, or Known Shipper Number")
    ordering = ("-probability", "-pk")

    def staff_actions(self, request: HttpRequest, shown: FiledFirm) -> StaffActions:
        enrolled = shown.shipper is not None and shown.shipper.ksn
        actions = ACTIONS | {"confirm": _ALLEGING} if enrolled else ACTIONS
        return ActionTable(FIRM, actions, "firm_id", selectors.facts_of).actions_open(shown, user_of(request))

    def page(self, request: HttpRequest, shown: FiledFirm) -> dict[str, Any]:
        offices = Address.objects.filter(shipper=shown.shipper_id, kind=Address.Kind.REGISTERED)
        return {
            "findings": selectors.findings_of(shown),
            "dismissals": selectors.dismissals_of(shown),
            "office": offices.first() if shown.shipper_id else None,
            "most": selectors.MAX_SHOWN,
            "was_confirmed": shown.state == FirmState.CONFIRMED and shown.decided_at,
        }


@admin.register(AgencyOfficer)
class AgencyOfficerAdmin(StaffModelAdmin):
    add_permission = "manage_partners"
    change_permission = "manage_partners"
    help = _lazy(
        "The agency for which each person with the role “agency officer” acts. Without a row here the role opens "
        "nothing."
    )
    form = AgencyOfficerForm
    list_display = ("user", "agency", "bound_by", "bound_at")
    list_filter = ("agency",)
    list_select_related = ("user", "bound_by")
    search_fields = ("user__email", "user__name")
    ordering = ("agency", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: AgencyOfficer | None = None) -> tuple[str, ...]:
        return ("user",) if obj else ()

    def save_model(self, request: HttpRequest, obj: AgencyOfficer, form: AgencyOfficerForm, change: bool) -> None:
        bound = services.agency_officer_bind(
            actor=user_of(request), user=obj.user, agency=obj.agency, reason=form.cleaned_data["reason"]
        )
        # The message of the admin names the record by this object.
        obj.pk = bound.pk
