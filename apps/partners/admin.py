from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy
from oauth2_provider.models import Application

from apps.accounts.requests import user_of
from apps.accounts.staff_admin import StaffModelAdmin
from apps.core.fields import max_length_of
from apps.partners.credentials.services import client_key_add, client_key_end, client_secret_end
from apps.partners.models import (
    ClientKey,
    ClientSecret,
    FeedEntry,
    FurtherLook,
    Import,
    Look,
    PartnerCorrection,
    ReportingRights,
    RosterEntry,
    SigningKey,
    Snapshot,
    UsedAssertion,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)
from apps.partners.reports.models import Right
from apps.partners.reports.services import reporting_rights_set


class ListedFilter(admin.SimpleListFilter):
    """Entries that are on a roster now, and entries that were ended."""

    title = _lazy("On the roster")
    parameter_name = "listed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("now", _lazy("Now")), ("before", _lazy("No longer"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        conditions = {"now": Q(until=None), "before": Q(until__isnull=False)}
        return queryset.filter(conditions.get(self.value() or "", Q()))


@admin.register(RosterEntry)
class RosterEntryAdmin(StaffModelAdmin):
    help = _lazy("Which partner listed which business on its roster, and so followed its standing, and when.")
    list_display = ["partner", "shipper", "seller", "since", "until"]
    list_filter = [ListedFilter, "partner"]
    list_select_related = ["partner", "shipper"]
    search_fields = ["=shipper__ksn", "=seller"]
    ordering = ["-pk"]


class ReportingRightsForm(forms.ModelForm):
    """The form in which staff decide what a partner may report, under which codes it issues and carries, and why."""

    rights = forms.MultipleChoiceField(
        label=_lazy("May report"), choices=Right, widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = forms.CharField(
        label=_lazy("Reason"),
        max_length=max_length_of(ReportingRights, "reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("Why this partner is to report other facts than its kind. It stays with the decision."),
    )

    class Meta:
        model = ReportingRights
        fields = ("partner", "rights", "codes", "reason")
        help_texts = {
            "codes": _lazy(
                "The carrier (SCAC or IATA), post or filer codes under which it issues and carries shipments, with "
                "commas between them. It speaks for parcels with numbers of these issuers, and others no longer change "
                "what it said. If one is named for a carrier, a shipment of others is refused."
            )
        }


@admin.register(ReportingRights)
class ReportingRightsAdmin(StaffModelAdmin):
    add_permission = "manage_partners"
    change_permission = "manage_partners"
    help = _lazy(
        "Partners that may report other facts than their kind may. An agency reports shipments, exams and violations, "
        "and so do customs brokers; a carrier too, of shipments that it issued or carried; a marketplace shipments and "
        "violations; a seller shipments, and violations that it discloses itself."
    )
    help_about = "logged"
    form = ReportingRightsForm
    list_display = ["partner", "rights", "codes", "decided_by", "decided_at"]
    list_select_related = ["partner", "decided_by"]
    search_fields = ["partner__name"]

    def get_readonly_fields(self, request: HttpRequest, obj: ReportingRights | None = None) -> tuple[str, ...]:
        return ("partner",) if obj else ()

    def save_model(self, request: HttpRequest, obj: ReportingRights, form: ReportingRightsForm, change: bool) -> None:
        given = form.cleaned_data
        decided = reporting_rights_set(
            actor=user_of(request),
            partner_id=obj.partner_id,
            rights=given["rights"],
            codes=given["codes"],
            reason=given["reason"],
        )
        # The message of the admin names the record by this object.
        obj.pk = decided.pk


@admin.register(Import)
class ImportAdmin(StaffModelAdmin):
    help = _lazy("Facts that partners sent at length: how far each is sent and recorded. Its job says why one stopped.")
    help_about = "deliveries"
    list_display = ["id", "partner", "facts", "received", "job", "recording", "created_at"]
    list_filter = ["partner", "facts"]
    list_select_related = ["partner", "job", "recording"]
    ordering = ["-id"]


@admin.register(ClientSecret)
class ClientSecretAdmin(StaffModelAdmin):
    help = _lazy(
        "The secrets by which partners' systems sign in. Only a digest of each is kept. A system gets a further one in "
        "the list of partners; end one here if somebody else may know it."
    )
    list_display = ["pk", "client", "created_at", "ends_at"]
    list_select_related = ["client"]
    exclude = ["digest"]
    actions = ["end"]

    @admin.action(description=_lazy("End at once"), permissions=["manage_partners"])
    def end(self, request: HttpRequest, secrets: QuerySet[ClientSecret]) -> None:
        for secret in secrets.select_related("client").order_by("pk"):
            client_secret_end(client_id=secret.client.pk, secret_id=secret.pk, actor=user_of(request))


class NewKeyForm(forms.ModelForm):
    """A public key as the partner sends it."""

    client = forms.ModelChoiceField(Application.objects.filter(partner__isnull=False), label=_lazy("system"))
    public = forms.JSONField(
        label=_lazy("public key"), help_text=_lazy("One JSON Web Key, never with a private part. Its id is kept.")
    )

    class Meta:
        model = ClientKey
        fields = ("client", "public")


@admin.register(ClientKey)
class ClientKeyAdmin(StaffModelAdmin):
    help = _lazy("The public keys by which partners' systems sign in without a secret. Add one that a partner sends.")
    form = NewKeyForm
    fields = ["client", "public"]
    add_permission = "manage_partners"
    list_display = ["kid", "client", "created_at", "ends_at"]
    list_select_related = ["client"]
    actions = ["end"]

    def save_model(self, request: HttpRequest, obj: ClientKey, form: ModelForm, change: bool) -> None:
        given = form.cleaned_data
        key = client_key_add(client_id=given["client"].pk, jwk=given["public"], actor=user_of(request))
        # The message of the admin names the record by this object.
        obj.pk, obj.kid = key.pk, key.kid

    @admin.action(description=_lazy("End at once"), permissions=["manage_partners"])
    def end(self, request: HttpRequest, keys: QuerySet[ClientKey]) -> None:
        for key in keys.select_related("client").order_by("pk"):
            client_key_end(client_id=key.client.pk, kid=key.kid, actor=user_of(request))


@admin.register(UsedAssertion)
class UsedAssertionAdmin(StaffModelAdmin):
    help = _lazy("The latest assertions of systems that sign in by a key. No assertion can be used twice.")
    list_display = ["client", "expires_at"]
    list_select_related = ["client"]
    exclude = ["digest"]


@admin.register(Look)
class LookAdmin(StaffModelAdmin):
    help = _lazy("Which partner asked about which business, and when.")
    help_about = "logged"
    list_display = ["at", "partner", "ksn"]
    list_filter = ["partner"]
    list_select_related = ["partner"]


@admin.register(FurtherLook)
class FurtherLookAdmin(StaffModelAdmin):
    help = _lazy("What partners asked about businesses beyond their status, by day, and what they were told.")
    help_about = "logged"
    list_display = ["day", "partner", "ksn", "kind", "told", "count"]
    list_filter = ["kind"]
    list_select_related = ["partner"]


@admin.register(PartnerCorrection)
class CorrectionAdmin(StaffModelAdmin):
    help = _lazy("Which partners were told that a record was corrected, when they read it, and when they said so.")
    list_display = ["at", "partner", "shipper", "reasons", "told_at", "acknowledged_at"]
    list_filter = ["partner"]
    list_select_related = ["partner", "shipper"]


@admin.register(FeedEntry)
class FeedEntryAdmin(StaffModelAdmin):
    help = _lazy("What partners were told of changes of standing and of policies, in the order in which they read it.")
    help_about = "standing-reasons"
    list_display = ["seq", "change", "policy"]
    list_select_related = ["change", "policy"]


@admin.register(SigningKey)
class SigningKeyAdmin(StaffModelAdmin):
    help = _lazy("The keys by which answers to partners are signed. They change by themselves, in good time.")
    list_display = ["kid", "signs_from", "signs_until", "published_until", "withdrawn_at"]
    exclude = ["private"]


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(StaffModelAdmin):
    help = _lazy(
        "The addresses to which partners have messages about changes sent. One that answers 410, or takes nothing for "
        "three days, is disabled, and the partner's contact is told. Only the partner enables it again, by the API."
    )
    list_display = ["url", "partner", "state", "reason", "since", "failing_since", "deleted_at"]
    list_filter = ["state", "partner"]
    list_select_related = ["partner"]
    search_fields = ["url", "partner__name"]
    ordering = ["-pk"]


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(StaffModelAdmin):
    help = _lazy("The messages to addresses of partners, the latest first, and whether each was taken.")
    list_display = ["name", "endpoint", "kind", "seq", "state", "attempts", "due_at", "done_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["endpoint"]
    search_fields = ["=seq"]
    search_help_text = _lazy("A place of the feed")
    ordering = ["-pk"]


@admin.register(WebhookAttempt)
class WebhookAttemptAdmin(StaffModelAdmin):
    help = _lazy("Each attempt to deliver a message to a partner, the latest first, and what was answered.")
    list_display = ["at", "delivery", "status", "error", "milliseconds"]
    list_filter = ["error"]
    list_select_related = ["delivery"]
    ordering = ["-pk"]


@admin.register(Snapshot)
class SnapshotAdmin(StaffModelAdmin):
    help = _lazy("What each partner could take with it of the businesses that it follows: a file a day, kept a week.")
    list_display = ["partner", "as_of", "valid_until", "sellers", "of_all", "cursor"]
    list_filter = ["partner"]
    list_select_related = ["partner"]
    fields = ["partner", "as_of", "valid_until", "sellers", "of_all", "cursor", "rosters_after"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Snapshot]:
        return super().get_queryset(request).defer("content")
