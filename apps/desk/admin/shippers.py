"""Shippers for those who look after them: everything known of one on a page."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.accounts.permissions import held
from apps.core import clock
from apps.desk.forms import DayForm
from apps.desk.identifiers import checks_of
from apps.desk.pages import Act, PageAdmin
from apps.desk.services import visit_record
from apps.desk.timeline import REASONS, timeline_of
from apps.evaluation.explain import path_to_next, sentences, summary
from apps.evaluation.selectors import evaluation_latest
from apps.ledger.models import ProgramEntry
from apps.ledger.selectors import months_of, violations_of
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.terms import TOP
from apps.shippers.models import Shipper
from apps.shippers.selectors import team_of
from apps.standing.models import Standing, Status
from apps.standing.selectors import benefits_of, changes_of, proposals_of, standing_of

MONTHS = 24
LATEST = 50


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [*Status.choices, ("none", _("Not enrolled"))]

    def queryset(self, request: HttpRequest, shippers: QuerySet[Shipper]) -> QuerySet[Shipper]:
        match self.value():
            case None:
                return shippers
            case "none":
                return shippers.filter(standing=None)
        return shippers.filter(standing__status=self.value())


@admin.register(Shipper)
class ShipperAdmin(PageAdmin):
    page_template = "admin/desk/shipper.html"
    list_display = ("__str__", "ksn", "country", "status", "tier", "is_validated")
    list_filter = (StatusFilter, "standing__tier", "standing__validated")
    list_select_related = ("standing",)
    search_fields = ("name", "trade_name", "=ksn")
    ordering = ("-pk",)

    @admin.display(description=_("status"), ordering="standing__status")
    def status(self, shipper: Shipper) -> str:
        standing = _standing(shipper)
        return standing.get_status_display() if standing else ""

    @admin.display(description=_("tier"), ordering="standing__tier")
    def tier(self, shipper: Shipper) -> int | None:
        standing = _standing(shipper)
        return standing.tier if standing else None

    @admin.display(description=_("validated"), boolean=True)
    def is_validated(self, shipper: Shipper) -> bool | None:
        standing = _standing(shipper)
        return standing.validated if standing else None

    def shipper_of(self, shown: Shipper) -> int:
        return shown.pk

    def acts(self, request: HttpRequest, shown: Shipper) -> dict[str, Act]:
        rights = held(request.user)
        acts = {}
        if "review_applications" in rights and standing_of(shown.pk):
            visit = {"shipper_id": shown.pk}
            acts["validated"] = Act(
                _("Record a validation"),
                _("The business counts as validated from that day. It is evaluated again within seconds."),
                partial(visit_record, kind=ProgramEntryKind.VALIDATED, **visit),
                DayForm,
            )
            acts["annual_review"] = Act(
                _("Record an annual review"),
                _("The next review is counted from that day. The business is evaluated again within seconds."),
                partial(visit_record, kind=ProgramEntryKind.ANNUAL_REVIEW, **visit),
                DayForm,
            )
        return acts

    def page(self, request: HttpRequest, shown: Shipper) -> dict[str, Any]:
        standing = standing_of(shown.pk)
        evaluation = evaluation_latest(shown.pk)
        above = standing.tier + 1 if standing and standing.tier < TOP else None
        since = clock.add_months(clock.month_of(clock.today()), 1 - MONTHS)
        return {
            "identifiers": checks_of(shown.pk),
            "team": team_of(shown.pk),
            "addresses": shown.addresses.order_by("pk"),
            "storefronts": shown.storefronts.order_by("pk"),
            "owners": shown.owners.order_by("pk"),
            "product_lines": shown.product_lines.order_by("pk"),
            "applications": shown.applications.order_by("-pk"),
            "standing": standing,
            "benefits": benefits_of(standing) if standing else [],
            "changes": [
                (change, [REASONS[reason] for reason in change.reasons]) for change in changes_of(shown.pk)[:LATEST]
            ],
            "proposals": proposals_of(shown.pk)[:LATEST],
            "evaluation": evaluation,
            "summary": summary(evaluation) if evaluation else "",
            "findings": sentences(evaluation) if evaluation else [],
            "above": above,
            "path": path_to_next(evaluation, above) if evaluation and above else [],
            "entries": ProgramEntry.objects.filter(shipper=shown, takes_back=None, taken_back_by=None).order_by(
                "-date", "-pk"
            )[:LATEST],
            "months": list(months_of(shown.pk, since))[::-1],
            "violations": violations_of(shown.pk)[:LATEST],
            "may_record": "record_violations" in held(request.user),
            "timeline": timeline_of(shown.pk, LATEST),
        }


def _standing(shipper: Shipper) -> Standing | None:
    return getattr(shipper, "standing", None)
