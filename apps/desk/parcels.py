"""Parcels: the list, and a page for each with its reports, the holds of agencies, and sightings of watched goods.

The page of a parcel that an exam at random found wrong is that of a case, which waits for a decision.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.agencies.selectors import goods_of, holds_of_parcel
from apps.core.lifecycle import Text
from apps.desk.actions import StaffActions
from apps.desk.cases import CaseAdmin
from apps.desk.impartiality import is_on_team
from apps.desk.tones import Tone, mark
from apps.ledger.models import Parcel, Shipment
from apps.ledger.selectors import reports_of_parcel, violations_of_parcel
from apps.shippers.models import Shipper
from apps.targeting.models import Exam
from apps.targeting.selectors import exam_recorded_by
from apps.watchlists.selectors import sightings_of_parcel

MAX_SHOWN = 50
OFFICER = "record_violations"


@admin.register(Parcel)
class ParcelAdmin(CaseAdmin):
    """The list of parcels, and a page for each with all revisions of its shipment."""

    help = _lazy("Each parcel counts once, whoever reported it, and is shown with all of its reports.")
    page_template = "admin/desk/parcel.html"
    list_display = (
        *("reference", "issuer", "seller", "date", "revision"),
        *("reported_by_others", "examined", "discrepant", "opened_at_random", "voided"),
    )
    search_fields = ("=reference",)
    search_help_text = _lazy("Whole tracking number")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Parcel]:
        return super().get_queryset(request).select_related("seller__shipper", "reporter")

    @admin.display(description=_lazy("Reported by others than the seller"), boolean=True)
    def reported_by_others(self, parcel: Parcel) -> bool:
        return parcel.evidence

    @admin.display(description=_lazy("Opened at random"), boolean=True)
    def opened_at_random(self, parcel: Parcel) -> bool:
        return parcel.opened

    def staff_actions(self, request: HttpRequest, shown: Parcel) -> StaffActions:
        """Return nothing: an officer alleges a violation, or corrects the exam, on a page of its own."""
        return {}

    def shared_actions(self, request: HttpRequest, shown: Parcel) -> StaffActions:
        return super().shared_actions(request, shown) if shown.is_wrong_at_random else {}

    def frame(self, request: HttpRequest, shown: Parcel, actions: StaffActions) -> Any:
        # Any other parcel is no case, and its page has no frame.
        return super().frame(request, shown, actions) if shown.is_wrong_at_random else None

    def status_of(self, shown: Parcel) -> Text:
        return mark(_("Found wrong at random"), Tone.NEUTRAL)

    def business_of(self, shown: Parcel) -> Shipper | None:
        return shown.seller.shipper if shown.is_wrong_at_random else None

    def shipper_of(self, shown: Parcel) -> int | None:
        return shown.seller.shipper_id

    def page(self, request: HttpRequest, shown: Parcel) -> dict[str, Any]:
        # A member of the sender's team learns neither which goods are watched nor what was sighted.
        on_team = is_on_team(request, shown.seller.shipper_id)
        reports = list(reports_of_parcel(shown)[:MAX_SHOWN])
        return {
            "goods": goods_of(shown),
            "reports": reports,
            **({} if on_team or not shown.is_wrong_at_random else self._finding(request, shown, reports)),
            "holds": holds_of_parcel(shown),
            "sightings": [] if on_team else sightings_of_parcel(shown)[:MAX_SHOWN],
            "on_team": on_team,
        }

    def _finding(self, request: HttpRequest, shown: Parcel, reports: list[Shipment]) -> dict[str, Any]:
        """Return what an exam at random found, the violations of the parcel, and where an officer goes on."""
        exam = exam_recorded_by([report.recording_id for report in reports])
        found: dict[str, Any] = {
            "waits": bool(self.items_of(request, shown).items),
            "exam": exam,
            "violations": violations_of_parcel(shown.pk),
        }
        if OFFICER in held(user_of(request)):
            found["allege"] = f"{reverse('admin:ledger_violation_add')}?{urlencode(_said(shown, exam))}"
        return found


def _said(shown: Parcel, exam: Exam | None) -> dict[str, str]:
    """Return what reports and the officer at the exam said, for the form of an allegation."""
    said = {"shipment": f"{shown.issuer}:{shown.reference}", "date": shown.date.isoformat()}
    if shown.seller.shipper and shown.seller.shipper.ksn:
        said["ksn"] = shown.seller.shipper.ksn
    if exam and exam.category:
        said["category"] = exam.category
    return said
