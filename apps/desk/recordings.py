"""The recordings of facts: what came of the lines of each, and the act that takes a recording back whole."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.requests import user_of
from apps.accounts.staff_admin import refusals_shown
from apps.desk.pages import PageAdmin
from apps.ledger import services
from apps.ledger.models import Recording

MAX_LINES = 50


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_lazy("Reason:"), required=False, max_length=300)


@admin.register(Recording)
class RecordingAdmin(PageAdmin):
    """Recordings of facts by requests, files and officers. A whole recording can be taken back, with a reason."""

    help = _lazy(
        "Each recording holds the facts of one request, one file or one officer's entry. A whole recording can be "
        "taken back, with a reason; each of its facts is then undone by a further entry. What more than one person "
        "decided takes two: one asks, another takes it back."
    )
    page_template = "admin/desk/recording.html"
    action_form = ReasonForm
    actions = ("ask", "take_back")
    list_display = (
        *("pk", "reporter", "kind", "started_at", "finished_at", "accepted", "amended", "duplicates", "stale"),
        *("rejected", "reverses"),
    )
    list_filter = ("kind", "reporter")
    list_select_related = ("reporter", "reverses")
    search_fields = ("reporter__code", "note")
    ordering = ("-pk",)

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

    def page(self, request: HttpRequest, shown: Recording) -> dict[str, Any]:
        rejected = shown.rejections.order_by("index")[:MAX_LINES]
        return {
            "rejected": [
                (line, "; ".join(f"{field}: {' '.join(errors)}" for field, errors in line.errors.items()))
                for line in rejected
            ],
            "remarks": shown.remarks.order_by("index", "code")[:MAX_LINES],
            "most": MAX_LINES,
            "reversal": Recording.objects.filter(reverses=shown).first(),
        }
