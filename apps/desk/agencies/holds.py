"""Parcels as agencies see them, and the holds of agencies."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.roles import ACT_FOR_AGENCY
from apps.agencies import selectors, services
from apps.agencies.models import AgencyParcel, Hold
from apps.agencies.states import HOLD
from apps.core.lifecycle import Text
from apps.desk.actions import StaffAction, StaffActions, actions_open
from apps.desk.agencies.forms import GroundsForm, HoldForm, ReportForm
from apps.desk.agencies.scope import ScopedCaseAdmin, reads_everything
from apps.desk.pages import PageAdmin
from apps.ledger.models import Parcel
from apps.shippers.roles import ON_TEAM
from apps.shippers.selectors import has_conflict

TOLD = _lazy("The business reads the grounds on the page of the shipment, in its inbox and by e-mail.")
HELD = _lazy("Your agency holds this parcel already.")
HOLDS = {
    "extend": StaffAction(effect=TOLD, service=services.hold_extend, form=HoldForm),
    "lift": StaffAction(effect=TOLD, service=services.hold_lift, form=GroundsForm),
}


@admin.register(AgencyParcel)
class AgencyParcelAdmin(PageAdmin):
    """A parcel by its number, and its page for the agency in whose competence it is."""

    seen_by = frozenset({ACT_FOR_AGENCY})
    help = _lazy(
        "Enter a whole tracking number. An agency finds the parcels whose goods are of its chapters of the tariff, "
        "those about which an officer asked it, and those that it holds."
    )
    help_about = "agencies-hold"
    page_template = "admin/desk/agencies/parcel.html"
    list_display = ("reference", "issuer", "date")
    search_fields = ("=reference",)
    search_help_text = _lazy("Whole tracking number")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgencyParcel]:
        if reads_everything(request):
            return AgencyParcel.objects.filter(voided=False)
        return selectors.parcels_in_competence(selectors.agency_of(user_of(request)))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AgencyParcel], search_term: str
    ) -> tuple[QuerySet[AgencyParcel], bool]:
        """Find parcels by the whole number. Without one the list is empty: nobody reads through all parcels."""
        found = selectors.parcels_numbered(queryset, search_term) if search_term.strip() else queryset.none()
        return found, False

    def about(self, shown: AgencyParcel) -> tuple[str, int]:
        return ("parcel", shown.pk)

    def shipper_of(self, shown: AgencyParcel) -> int | None:
        return shown.seller.shipper_id

    def staff_actions(self, request: HttpRequest, shown: AgencyParcel) -> StaffActions:
        user = user_of(request)
        if ACT_FOR_AGENCY not in held(user) or not self._is_own(request, shown):
            return {}
        blocked = ON_TEAM if has_conflict(user, shown.seller.shipper_id) else ""
        return {
            "hold": StaffAction(
                label=_lazy("Hold the parcel"),
                effect=TOLD,
                service=partial(services.hold_place, parcel_id=shown.pk),
                form=HoldForm,
                blocked=blocked or self._held_already(request, shown),
            ),
            "report": StaffAction(
                label=_lazy("Report a violation"),
                effect=_lazy(
                    "The violation is alleged: the business gets a notice and may answer. Nothing counts before an "
                    "officer of the program has sustained the violation."
                ),
                service=partial(services.agency_violation_report, parcel_id=shown.pk),
                form=ReportForm,
                blocked=blocked,
            ),
        }

    def page(self, request: HttpRequest, shown: AgencyParcel) -> dict[str, Any]:
        agency = "" if reads_everything(request) else selectors.agency_of(user_of(request))
        return {
            "goods": selectors.goods_of(shown),
            "holds": selectors.holds_of_parcel(shown, agency),
            "questions": selectors.questions_of_parcel(shown, agency) if agency else [],
            "cases": selectors.cases_of_parcel(shown, agency) if agency else [],
        }

    def _held_already(self, request: HttpRequest, shown: AgencyParcel) -> Text:
        """Return the sentence that says that the reader's agency holds the parcel, or "" if it does not."""
        holds = selectors.holds_running(selectors.agency_of(user_of(request)))
        return HELD if holds.filter(parcel=shown).exists() else ""

    def _is_own(self, request: HttpRequest, shown: AgencyParcel) -> bool:
        """Tell whether the parcel is in the competence of the reader's agency."""
        agency = selectors.agency_of(user_of(request))
        return bool(agency) and selectors.parcels_in_competence(agency).filter(pk=shown.pk).exists()


@admin.register(Hold)
class HoldAdmin(ScopedCaseAdmin):
    """The list of holds, and the page on which a hold goes on or is lifted."""

    help = _lazy(
        "Parcels that partner agencies hold, why, and until when. A hold is no violation and counts against nobody."
    )
    help_about = "agencies-hold"
    page_template = "admin/desk/agencies/hold.html"
    list_display = ("parcel", "agency", "state", "until", "placed_at", "shipper")
    list_filter = ("state", "agency")
    list_select_related = ("parcel", "shipper")
    search_fields = ("=parcel__reference", "=shipper__ksn")
    search_help_text = _lazy("Whole tracking number, or Known Shipper Number")
    ordering = ("state", "until", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hold]:
        return selectors.holds_seen(user_of(request), super().get_queryset(request))

    def staff_actions(self, request: HttpRequest, shown: Hold) -> StaffActions:
        user = user_of(request)
        return actions_open(
            *(HOLD, HOLDS),
            state=shown.state,
            rights=held(user),
            facts=partial(selectors.facts_of, shown, user),
            hold_id=shown.pk,
        )

    def page(self, request: HttpRequest, shown: Hold) -> dict[str, Any]:
        parcel: Parcel = shown.parcel
        return {
            "parcel": parcel,
            "goods": selectors.goods_of(parcel),
            "acts": selectors.acts_of(shown),
            "reads_everything": reads_everything(request),
        }
