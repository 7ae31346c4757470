from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.accounts.permissions import held
from apps.accounts.staff_admin import StaffModelAdmin
from apps.standing.models import Change, ProposedChange, Standing
from apps.standing.services import change_decide, change_propose
from apps.standing.states import OFFICER, PROPOSAL


@admin.register(Standing)
class StandingAdmin(StaffModelAdmin):
    list_display = ["shipper", "status", "validated", "tier", "since"]
    list_filter = ["status", "validated", "tier"]
    list_select_related = ["shipper"]
    search_fields = ["shipper__ksn", "shipper__name"]


@admin.register(Change)
class ChangeAdmin(StaffModelAdmin):
    list_display = ["at", "shipper", "action", "status", "tier", "actor"]
    list_filter = ["action", "status"]
    list_select_related = ["shipper", "actor"]
    search_fields = ["shipper__ksn", "shipper__name"]
    date_hierarchy = "at"


class DecideForm(forms.ModelForm):
    """The decision of a proposed change, by the actions of its table."""

    decision = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, help_text=_("It takes effect at once, and the seller is told.")
    )
    reasons = forms.CharField(
        label=_("Reasons"), widget=forms.Textarea, help_text=_("The seller reads them. Name what you relied on.")
    )

    class Meta:
        model = ProposedChange
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_now = PROPOSAL.open_to(state=self.instance.state, held={OFFICER})
        self.fields["decision"].choices = [(transition.action, transition.label) for transition in open_now]


class ProposeForm(forms.ModelForm):
    """What an officer proposes; demotions follow from evaluations and are proposed by the program."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind, kind.label) for kind in (ProposedChange.Kind.SUSPENSION, ProposedChange.Kind.REMOVAL)],
        help_text=_("The seller gets a notice and time to respond. Nothing changes before it is decided."),
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        widget=forms.Textarea,
        help_text=_("The seller reads them in the notice. Name each finding and shipment."),
    )

    class Meta:
        model = ProposedChange
        fields = ["shipper", "kind"]


@admin.register(ProposedChange)
class ProposedChangeAdmin(StaffModelAdmin):
    """Proposed by the program or an officer; decided here, after the seller could respond."""

    add_permission = change_permission = OFFICER
    list_display = ["shipper", "kind", "state", "tier", "proposed_at", "respond_by", "decided_by"]
    list_filter = ["state", "kind"]
    list_select_related = ["shipper", "decided_by"]
    search_fields = ["shipper__ksn", "shipper__name"]
    raw_id_fields = ["shipper"]
    told = [
        *("shipper", "kind", "state", "tier", "proposed_by", "proposed_at", "respond_by", "grounds"),
        *("response", "responded_by", "responded_at", "decided_by", "decided_at", "decision_text"),
    ]

    def has_change_permission(self, request: HttpRequest, obj: ProposedChange | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or bool(PROPOSAL.open_to(state=obj.state, held=held(request.user))))

    def get_readonly_fields(self, request: HttpRequest, obj: ProposedChange | None = None) -> list[str]:
        return self.told if obj else []

    def get_fields(self, request: HttpRequest, obj: ProposedChange | None = None) -> list[str]:
        if obj is None:
            return ["shipper", "kind", "reasons"]
        return self.told + (["decision", "reasons"] if self.has_change_permission(request, obj) else [])

    def get_form(self, request: HttpRequest, obj: ProposedChange | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        return super().get_form(request, obj, **kwargs | {"form": DecideForm if obj else ProposeForm})

    def save_model(self, request: HttpRequest, obj: ProposedChange, form: forms.ModelForm, change: bool) -> None:
        data = form.cleaned_data
        if change:
            change_decide(actor=request.user, change_id=obj.pk, decision=data["decision"], reasons=data["reasons"])
            return
        proposed = change_propose(
            actor=request.user, shipper_id=data["shipper"].pk, kind=data["kind"], reasons=data["reasons"]
        )
        obj.pk = proposed.pk

    @admin.display(description=_("grounds"))
    def grounds(self, proposal: ProposedChange) -> SafeString:
        notice = proposal.notice
        lines = [f"{found['title']}. {found['sentence']}" for found in notice["findings"]]
        return format_html_join("", "<p>{}</p>", ((line,) for line in [notice["reasons"], *lines] if line))
