"""Where officers decide what a business said of its record."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.accounts.permissions import held
from apps.accounts.staff_admin import StaffModelAdmin
from apps.core.lifecycle import Lifecycle
from apps.disputes import services
from apps.disputes.models import Disowning, Dispute
from apps.disputes.states import DISOWNING, DISPUTE, OFFICER
from apps.ledger.models import Shipment, Violation
from apps.ledger.states import may_follow

Outcome = Dispute.Outcome


class DecideForm(forms.ModelForm):
    """The decision, by the actions of a lifecycle's table."""

    lifecycle: ClassVar[Lifecycle]

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        widget=forms.Textarea,
        help_text=_("The business reads them. Name what you relied on."),
    )
    reasons_in = forms.ChoiceField(
        label=_("Language of the reasons"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )

    class Meta:
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_now = self.lifecycle.open_to(state=self.instance.state, held={OFFICER})
        self.fields["decision"].choices = [(transition.action, transition.label) for transition in open_now]


class DisputeForm(DecideForm):
    lifecycle = DISPUTE

    outcome = forms.ChoiceField(
        label=_("If accepted, what becomes of the violation?"),
        required=False,
        help_text=_(
            "It becomes a further entry of the violation at once, and the business is evaluated again within seconds. "
            "Amounts of money are entered with the violation itself."
        ),
    )
    field_order = ("decision", "outcome", "reasons", "reasons_in")

    class Meta(DecideForm.Meta):
        model = Dispute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = Violation.objects.get(pk=self.instance.case.violation_id)
        self.fields["outcome"].choices = [
            ("", _("Nothing: it is not accepted")),
            *((outcome, outcome.label) for outcome in Outcome if _is_news(outcome, present)),
        ]


class DisowningForm(DecideForm):
    lifecycle = DISOWNING

    class Meta(DecideForm.Meta):
        model = Disowning


def _is_news(outcome: Outcome, present: Violation) -> bool:
    """Whether the outcome says something that is not in the record yet, and may follow what is."""
    if outcome in (Outcome.REVERSED, Outcome.MITIGATED):
        return outcome != present.determination and may_follow(present.determination, outcome)
    return outcome != present.attribution


class StatementAdmin(StaffModelAdmin):
    """What a business said: open ones are decided here, and all can be read."""

    change_permission = OFFICER
    lifecycle: ClassVar[Lifecycle]
    decide_form: ClassVar[type[DecideForm]]
    deciding: ClassVar[list[str]]
    told: ClassVar[list[str]]
    list_select_related = ("shipper", "decided_by")
    search_fields = ("shipper__ksn", "shipper__name")
    ordering = ("-pk",)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or bool(self.lifecycle.open_to(state=obj.state, held=held(request.user))))

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        return self.told

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        return self.told + (self.deciding if self.has_change_permission(request, obj) else [])

    def get_form(self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        if self.has_change_permission(request, obj):
            kwargs["form"] = self.decide_form
        return super().get_form(request, obj, **kwargs)

    @admin.display(description=_("written in"))
    def written_in(self, statement: Dispute | Disowning) -> str:
        return dict(settings.LANGUAGES)[statement.language]

    @admin.display(description=_("decided"))
    def decided(self, statement: Dispute | Disowning) -> SafeString | str:
        if statement.decided_at is None:
            return ""
        day = date_format(statement.decided_at, "DATE_FORMAT")
        return format_html("<p>{}, {}</p><p>{}</p>", day, statement.decided_by, statement.reasons)


@admin.register(Dispute)
class DisputeAdmin(StatementAdmin):
    lifecycle, decide_form, deciding = DISPUTE, DisputeForm, ["decision", "outcome", "reasons", "reasons_in"]
    list_display = ("shipper", "case", "position", "state", "said_at", "decide_by", "decided_by")
    list_filter = ("state", "position")
    list_select_related = ("shipper", "decided_by", "case")
    told = [
        *(
            "shipper",
            "violation",
            "position",
            "text",
            "written_in",
            "files",
            "said_by",
            "said_at",
            "decide_by",
            "state",
        ),
        *("outcome_told", "decided"),
    ]

    def save_model(self, request: HttpRequest, obj: Dispute, form: DisputeForm, change: bool) -> None:
        data = form.cleaned_data
        services.dispute_decide(
            actor=request.user,
            dispute_id=obj.pk,
            decision=data["decision"],
            outcome=data["outcome"],
            reasons=data["reasons"],
            language=data["reasons_in"],
        )

    @admin.display(description=_("violation"))
    def violation(self, dispute: Dispute) -> SafeString:
        present = Violation.objects.select_related("parcel").get(pk=dispute.case.violation_id)
        told = [
            *(present.get_category_display(), present.date, present.get_determination_display()),
            *(present.get_culpability_display(), present.get_basis_display(), present.get_attribution_display()),
            *(present.agency, present.parcel, present.note),
        ]
        return format_html(
            '<a href="{}">{}</a><p>{}</p>',
            reverse("admin:ledger_violation_change", args=[present.pk]),
            dispute.case,
            ", ".join(str(value) for value in told if value not in (None, "")),
        )

    @admin.display(description=_("files"))
    def files(self, dispute: Dispute) -> SafeString:
        addresses = [
            (
                reverse("portal:dispute_file", args=[dispute.shipper_id, dispute.case_id, file.pk]),
                file.name,
                filesizeformat(file.size),
            )
            for file in dispute.files.order_by("pk")
        ]
        return format_html_join("", '<p><a href="{}">{}</a> ({})</p>', addresses)

    @admin.display(description=_("what became of the violation"))
    def outcome_told(self, dispute: Dispute) -> str:
        return dispute.get_outcome_display()


@admin.register(Disowning)
class DisowningAdmin(StatementAdmin):
    lifecycle, decide_form, deciding = DISOWNING, DisowningForm, ["decision", "reasons", "reasons_in"]
    list_display = ("shipper", "parcel", "state", "said_at", "decide_by", "decided_by")
    list_filter = ("state",)
    list_select_related = ("shipper", "decided_by", "parcel")
    told = [
        "shipper",
        "shipment",
        "violations",
        "text",
        "written_in",
        "said_by",
        "said_at",
        "decide_by",
        "state",
        "decided",
    ]

    def save_model(self, request: HttpRequest, obj: Disowning, form: DisowningForm, change: bool) -> None:
        data = form.cleaned_data
        services.disowning_decide(
            actor=request.user,
            disowning_id=obj.pk,
            decision=data["decision"],
            reasons=data["reasons"],
            language=data["reasons_in"],
        )

    @admin.display(description=_("shipment"))
    def shipment(self, disowning: Disowning) -> SafeString:
        parcel = disowning.parcel
        entry = Shipment.objects.select_related("recording__reporter").get(id=parcel.shipment_id, date=parcel.date)
        told = [
            *(entry.date, entry.description, entry.origin, entry.value, entry.currency, entry.storefront),
            *(entry.carrier, entry.broker, entry.get_disposition_display(), entry.get_exam_result_display()),
        ]
        return format_html(
            '<a href="{}">{}</a><p>{}</p><p>{}</p>',
            reverse("admin:ledger_parcel_change", args=[parcel.pk]),
            parcel,
            ", ".join(str(value) for value in told if value not in (None, "")),
            _("Reported by %(reporter)s") % {"reporter": entry.recording.reporter},
        )

    @admin.display(description=_("violations with this shipment"))
    def violations(self, disowning: Disowning) -> SafeString:
        """They stay with the business whatever is decided about the shipment: each is determined for itself."""
        present = Violation.objects.filter(
            parcel=disowning.parcel_id, pk=models.F("case__violation_id"), voided=False
        ).order_by("pk")
        rows = [(reverse("admin:ledger_violation_change", args=[violation.pk]), violation) for violation in present]
        return format_html_join("", '<p><a href="{}">{}</a></p>', rows)
