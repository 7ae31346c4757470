"""Reporters of facts: the list, and a page for each with its reports that are held beside parcels."""

from dataclasses import replace
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core.fields import max_length_of
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.cases import CaseAdmin
from apps.desk.forms import StaffForm
from apps.desk.lists import truth_words
from apps.ledger import services
from apps.ledger.contradictions import contradictions_of
from apps.ledger.models import HeldSettlement, IssuerCode, Reporter
from apps.ledger.selectors import business_named
from apps.ledger.vocabulary import Category
from apps.ledger.work import HELD_REPORTS
from apps.shippers.models import Shipper
from apps.work.selectors import items_open

MAX_SHOWN = 50


class SettleForm(StaffForm):
    reason = forms.CharField(
        label=_lazy("What you found"),
        help_text=_lazy("Only staff read it."),
        max_length=max_length_of(HeldSettlement, "reason"),
    )


SETTLE = StaffAction(
    label=_lazy("Settle the held reports"),
    effect=_lazy("The work closes. The reports stay held beside the parcels and change nothing."),
    service=services.held_reports_settle,
    form=SettleForm,
)


@admin.register(Reporter)
class ReporterAdmin(CaseAdmin):
    help = _lazy(
        "The reporters of facts: agencies, carriers, brokers, marketplaces and sellers. If two reports are about "
        "one parcel, the one with more authority holds. Whoever may issue a number has more of it than others. Their "
        "reports are held beside the parcel, on the page of the reporter, until staff settle them with a reason."
    )
    page_template = "admin/desk/reporter.html"
    list_display = ("code", "name", "kind", "competence", "waits")
    list_filter = ("kind",)
    list_select_related = ("shipper",)
    search_fields = ("code", "name")
    ordering = ("code",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reporter]:
        waiting = items_open().filter(kind=HELD_REPORTS.code, subject_id=OuterRef("pk"))
        return super().get_queryset(request).annotate(waiting=Exists(waiting))

    @admin.display(description=_lazy("held reports wait"))
    def waits(self, reporter: Reporter) -> str:
        return truth_words(_has_held(reporter))

    def business_of(self, shown: Reporter) -> Shipper | None:
        """Return the one business that all held reports name, whose risk the page shows."""
        return business_named(shown.pk)

    def staff_actions(self, request: HttpRequest, shown: Reporter) -> StaffActions:
        if not _has_held(shown) or HELD_REPORTS.permission not in held(user_of(request)):
            return {}
        return {"settle": replace(SETTLE, service=partial(SETTLE.service, reporter_id=shown.pk))}

    def page(self, request: HttpRequest, shown: Reporter) -> dict[str, Any]:
        return {
            "competence": [Category(code).label for code in shown.competence],
            "codes": IssuerCode.objects.filter(reporter=shown).order_by("code"),
            "contradictions": contradictions_of(shown.pk, MAX_SHOWN),
            "settlements": HeldSettlement.objects.filter(reporter=shown)
            .select_related("settled_by")
            .order_by("-pk")[:MAX_SHOWN],
        }


def _has_held(reporter: Reporter) -> bool:
    # pyrefly: ignore[missing-attribute] (annotated by `get_queryset`)
    return reporter.waiting
