"""The ledger as staff see it: everything to read; violations to enter and determine, recordings to take back."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from apps.accounts.staff_admin import StaffModelAdmin, refusals_shown
from apps.ledger import services
from apps.ledger.forms import DeterminationForm, ViolationForm
from apps.ledger.models import Parcel, ProgramEntry, Recording, Reporter, Seller, Shipment, Violation

SHOWN = 50


@admin.register(Reporter)
class ReporterAdmin(StaffModelAdmin):
    list_display = ["code", "name", "kind"]
    list_filter = ["kind"]
    search_fields = ["code", "name"]
    ordering = ["code"]


@admin.register(Seller)
class SellerAdmin(StaffModelAdmin):
    """Identities under which facts are reported, enrolled or not."""

    list_display = ["code", "source", "name", "shipper"]
    list_filter = ["source"]
    list_select_related = ["shipper"]
    search_fields = ["code", "name", "shipper__ksn", "shipper__name"]
    ordering = ["-pk"]


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason:"), required=False, max_length=300)


@admin.register(Recording)
class RecordingAdmin(StaffModelAdmin):
    """What brought entries: requests, files, officers. A whole one can be taken back, with a reason."""

    action_form = ReasonForm
    actions = ["take_back"]
    list_display = [
        *("pk", "reporter", "kind", "started_at", "finished_at", "accepted", "amended", "duplicates", "rejected"),
        "reverses",
    ]
    list_filter = ["kind", "reporter"]
    list_select_related = ["reporter", "reverses"]
    search_fields = ["reporter__code", "note"]
    ordering = ["-pk"]
    fields = [
        *("reporter", "kind", "actor", "note", "started_at", "finished_at", "position"),
        *("accepted", "amended", "duplicates", "rejected", "reverses", "rejected_lines"),
    ]
    readonly_fields = ["rejected_lines"]

    @admin.action(description=_("Take back whole"), permissions=["reverse_recordings"])
    def take_back(self, request: HttpRequest, recordings: QuerySet[Recording]) -> None:
        reason = request.POST.get("reason", "").strip()
        for recording in recordings.order_by("pk"):
            with refusals_shown(request):
                services.recording_reverse(recording_id=recording.pk, actor=request.user, reason=reason)
                self.message_user(request, _("%(recording)s was taken back.") % {"recording": recording})

    @admin.display(description=_("rejected lines"))
    def rejected_lines(self, recording: Recording) -> SafeString:
        lines = recording.rejections.order_by("index")[:SHOWN]
        told = (
            (line.index, "; ".join(f"{field}: {' '.join(errors)}" for field, errors in line.errors.items()))
            for line in lines
        )
        return format_html_join("", "<p>{}: {}</p>", told)


@admin.register(Parcel)
class ParcelAdmin(StaffModelAdmin):
    """Shipments, one row a parcel, with all revisions of what is known of each."""

    list_display = ["reference", "issuer", "seller", "date", "revision", "evidence", "examined", "discrepant", "voided"]
    list_select_related = ["seller"]
    search_fields = ["=reference"]
    ordering = ["-pk"]
    fields = [
        *("issuer", "reference", "reuse", "first_date", "seller", "date", "reporter", "value", "currency"),
        *("evidence", "examined", "discrepant", "voided", "revisions"),
    ]
    readonly_fields = ["revisions"]

    @admin.display(description=_("revisions"))
    def revisions(self, parcel: Parcel) -> SafeString:
        entries = Shipment.objects.filter(parcel=parcel).select_related("recording__reporter").order_by("-revision")
        return format_html_join("", "<p>{}. {} {}: {}</p>", map(_revision, entries))


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")


def _revision(entry: Shipment) -> tuple[Any, ...]:
    told = [
        *(entry.date, entry.description, entry.hs, entry.origin, entry.value, entry.currency, entry.weight_kg),
        *(entry.disposition, entry.exam_basis, entry.exam_result, _("void") if entry.voided else None),
        *entry.flags,
    ]
    text = ", ".join(str(value) for value in told if value not in (None, ""))
    return entry.revision, _moment(entry.recorded_at), entry.recording.reporter, text


@admin.register(Violation)
class ViolationAdmin(StaffModelAdmin):
    """The present entry of each violation; saving records a further one."""

    add_permission = change_permission = "record_violations"
    list_display = ["case", "seller", "date", "category", "culpability", "determination", "recorded_at"]
    list_filter = ["determination", "category", "culpability"]
    list_select_related = ["case", "seller"]
    search_fields = ["case__reference", "seller__code", "seller__name", "seller__shipper__ksn"]
    date_hierarchy = "date"
    ordering = ["-pk"]
    told = [
        *("case", "seller", "parcel", "date", "category", "culpability", "basis", "agency", "attribution"),
        *("self_disclosed", "revisions"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Violation]:
        return super().get_queryset(request).filter(pk=F("case__violation_id"), voided=False)

    def get_form(self, request: HttpRequest, obj: Violation | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        form = DeterminationForm if obj else ViolationForm
        return super().get_form(request, obj, **kwargs | {"form": form})

    def get_fields(self, request: HttpRequest, obj: Violation | None = None) -> list[str]:
        if obj:
            return [*self.told, *DeterminationForm.Meta.fields]
        return ["reference", "ksn", "seller_code", "shipment", *ViolationForm.Meta.fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Violation | None = None) -> list[str]:
        return self.told if obj else []

    def save_model(self, request: HttpRequest, obj: Violation, form: forms.ModelForm, change: bool) -> None:
        if change:
            fact = {name: form.cleaned_data[name] for name in form.changed_data}
            case = services.violation_determine(actor=request.user, case_id=obj.case_id, fact=fact)
        else:
            fact = dict(form.cleaned_data)
            fact["seller"] = fact.pop("seller_code")
            case = services.violation_record(actor=request.user, fact=fact)
        obj.pk = case.violation_id

    @admin.display(description=_("determinations"))
    def revisions(self, violation: Violation) -> SafeString:
        entries = Violation.objects.filter(case=violation.case_id).select_related("recording__actor")
        told = (
            (_moment(entry.recorded_at), entry.get_determination_display(), entry.recording.actor or "")
            for entry in entries.order_by("-revision")
        )
        return format_html_join("", "<p>{} {} {}</p>", told)


@admin.register(ProgramEntry)
class ProgramEntryAdmin(StaffModelAdmin):
    list_display = ["shipper", "kind", "date", "recorded_at", "takes_back"]
    list_filter = ["kind"]
    list_select_related = ["shipper", "takes_back"]
    search_fields = ["shipper__ksn", "shipper__name"]
    ordering = ["-pk"]
