"""The admin pages of the ledger: records to read, and recordings to take back. The desk has those of parcels,
violations and reporters.
"""

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.requests import user_of
from apps.accounts.staff_admin import StaffModelAdmin, refusals_shown
from apps.ledger import services
from apps.ledger.models import ProgramEntry, Recording, Seller

MAX_LINES = 50


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_lazy("Reason:"), required=False, max_length=300)


@admin.register(Seller)
class SellerAdmin(StaffModelAdmin):
    """Identities under which facts are reported, enrolled or not."""

    help = _lazy(
        "Identities under which facts are reported, whether or not their business is a member. One that is "
        "claimed and accepted is linked to its business."
    )
    help_about = "kind-identity_claim"
    list_display = ["code", "source", "name", "shipper"]
    list_filter = ["source"]
    list_select_related = ["shipper"]
    search_fields = ["code", "name", "shipper__ksn", "shipper__name"]
    ordering = ["-pk"]


@admin.register(Recording)
class RecordingAdmin(StaffModelAdmin):
    """Recordings of facts by requests, files and officers. A whole recording can be taken back, with a reason."""

    help = _lazy(
        "Each recording holds the facts of one request, one file or one officer's entry. A whole recording can be "
        "taken back, with a reason; each of its facts is then undone by a further entry. What more than one person "
        "decided takes two: one asks, another takes it back."
    )
    action_form = ReasonForm
    actions = ["ask", "take_back"]
    list_display = [
        *("pk", "reporter", "kind", "started_at", "finished_at", "accepted", "amended", "duplicates", "stale"),
        *("rejected", "reverses"),
    ]
    list_filter = ["kind", "reporter"]
    list_select_related = ["reporter", "reverses"]
    search_fields = ["reporter__code", "note"]
    ordering = ["-pk"]
    fields = [
        *("reporter", "kind", "actor", "note", "started_at", "finished_at", "position"),
        *("accepted", "amended", "duplicates", "stale", "rejected", "reverses", "rejected_lines", "remarks"),
    ]
    readonly_fields = ["rejected_lines", "remarks"]

    @admin.action(
        description=_lazy("Ask somebody else to take back what two people decided"), permissions=["reverse_recordings"]
    )
    def ask(self, request: HttpRequest, recordings: QuerySet[Recording]) -> None:
        for recording in recordings.order_by("pk"):
            with refusals_shown(request):
                services.reversal_ask(actor=user_of(request), recording_id=recording.pk)
                asked = _lazy("You asked for it. Somebody else with the right can take %(recording)s back now.")
                self.message_user(request, asked % {"recording": recording})

    @admin.action(description=_lazy("Take back whole"), permissions=["reverse_recordings"])
    def take_back(self, request: HttpRequest, recordings: QuerySet[Recording]) -> None:
        reason = request.POST.get("reason", "").strip()
        for recording in recordings.order_by("pk"):
            with refusals_shown(request):
                reversal = services.recording_take_back(
                    recording_id=recording.pk, actor=user_of(request), reason=reason
                )
                done = _lazy("%(recording)s was taken back.")
                begun = _lazy("%(recording)s is being taken back. The row of the reversal says when all is done.")
                self.message_user(request, (done if reversal.finished_at else begun) % {"recording": recording})

    @admin.display(description=_lazy("rejected lines"))
    def rejected_lines(self, recording: Recording) -> SafeString:
        lines = recording.rejections.order_by("index")[:MAX_LINES]
        errors = (
            (line.index, "; ".join(f"{field}: {' '.join(errors)}" for field, errors in line.errors.items()))
            for line in lines
        )
        return format_html_join("", "<p>{}: {}</p>", errors)

    @admin.display(description=_lazy("recorded otherwise than sent"))
    def remarks(self, recording: Recording) -> SafeString:
        lines = recording.remarks.order_by("index", "code")[:MAX_LINES]
        return format_html_join("", "<p>{}: {}</p>", ((line.index, line.detail) for line in lines))


@admin.register(ProgramEntry)
class ProgramEntryAdmin(StaffModelAdmin):
    help = _lazy(
        "Acts of the program on a member: enrolled, validated, reviewed. Rules read these entries, which never change."
    )
    list_display = ["shipper", "kind", "date", "recorded_at", "takes_back"]
    list_filter = ["kind"]
    list_select_related = ["shipper", "takes_back"]
    search_fields = ["shipper__ksn", "shipper__name"]
    ordering = ["-pk"]
