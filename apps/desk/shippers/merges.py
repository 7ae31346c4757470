"""Corrections and merges of records: their forms, their actions, and the page on which two records become one."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.staff_admin import StaffModelAdmin
from apps.audit.services import view_record
from apps.core.errors import DomainError
from apps.core.forms import choice_field, refuse
from apps.core.lifecycle import Text
from apps.core.text import PlainTextForm
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.forms import StaffForm
from apps.desk.impartiality import is_on_team
from apps.desk.shippers.services import obstacle, record_correct, record_replaced_by, records_merge
from apps.desk.vetting import CheckedNumber, checks_of
from apps.shippers.matches import matches_of
from apps.shippers.models import Correction, Identifier, Shipper
from apps.shippers.roles import ON_TEAM
from apps.shippers.selectors import conflicts_of, dismissal_between
from apps.standing.models import Standing

# The most matches of one record that are searched for the other record.
MAX_MATCHES = 50


@dataclass(frozen=True, slots=True)
class MergeSide:
    """One of the two records, and why the other can't be merged into it; "" where it can."""

    shipper: Shipper
    standing: Standing | None
    identifiers: list[CheckedNumber]
    obstacle: str


class MergeForm(StaffForm, PlainTextForm):
    keep = forms.TypedChoiceField(label=_lazy("Which record goes on?"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_lazy("How do you know that both are one business? Only staff read this."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, keep: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "keep").choices = keep


@admin.register(Correction)
class CorrectionAdmin(StaffModelAdmin):
    help = _lazy("What staff corrected in the record of a business, or merged into another record, and why.")
    help_about = "logged"
    list_display = ("at", "shipper", "part", "reason", "by")
    list_filter = ("part",)
    list_select_related = ("shipper", "by")
    search_fields = ("shipper__name", "=shipper__ksn")
    ordering = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        merge = self.admin_site.admin_view(self.merge)
        return [path("merge/<int:one_id>/<int:other_id>/", merge, name="shippers_merge"), *super().get_urls()]

    def merge(self, request: HttpRequest, one_id: int, other_id: int) -> HttpResponse:
        """Show both records side by side, with the form that merges one into the other."""
        user = user_of(request)
        if "merge_records" not in held(user) or conflicts_of(user) & {one_id, other_id}:
            raise PermissionDenied
        found = _compared_shippers().in_bulk([one_id, other_id])
        if len(found) != 2:
            raise Http404
        one, other = found[one_id], found[other_id]
        form, status = MergeForm(request.POST or None, keep=[(each.pk, _choice(each)) for each in (one, other)]), 200
        if request.method == "POST":
            status = self._merge(request, form, one, other)
            if status == 302:
                return HttpResponseRedirect(reverse("admin:shippers_shipper_change", args=[form.cleaned_data["keep"]]))
        for shipper in (one, other):
            view_record(actor=user, subject=("shipper", shipper.pk), shipper_id=shipper.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Compare and merge"),
            "form": form,
            "sides": [_side(one, other), _side(other, one)],
            "dismissal": dismissal_between(one.pk, other.pk),
            "match": next((each for each in matches_of(one.pk, MAX_MATCHES) if each.shipper == other), None),
        }
        return TemplateResponse(request, "admin/desk/merge.html", context, status=status)

    def _merge(self, request: HttpRequest, form: MergeForm, one: Shipper, other: Shipper) -> int:
        """Merge the records if the form is valid and the service agrees; return the HTTP status of the answer."""
        if not form.is_valid():
            return 422
        kept, merged = (one, other) if form.cleaned_data["keep"] == one.pk else (other, one)
        try:
            records_merge(
                actor=user_of(request), kept_id=kept.pk, merged_id=merged.pk, reason=form.cleaned_data["reason"]
            )
        except DomainError as refusal:
            refuse(form, refusal)
            return refusal.status
        done = _("Merged: %(merged)s goes on as %(kept)s. Both teams are told.")
        messages.success(request, done % {"merged": merged, "kept": kept})
        return 302


def _compared_shippers() -> QuerySet[Shipper]:
    """Return businesses with all that the page shows of each."""
    read = Shipper.objects.select_related("standing", "bank_account")
    return read.prefetch_related("identifiers", "addresses", "storefronts", "owners", "applications", "sellers")


def _side(kept: Shipper, other: Shipper) -> MergeSide:
    return MergeSide(kept, getattr(kept, "standing", None), checks_of(kept), obstacle(kept, other))


def _choice(shipper: Shipper) -> str:
    return _("%(name)s, record %(number)d") % {"name": shipper, "number": shipper.pk}


Part = Correction.Part
TOLD = _lazy("Its team is told what was corrected and why. Every version of the record is kept.")
MERGED = _lazy("This record was merged into another. Correct that one.")


class CorrectionForm(StaffForm, PlainTextForm):
    """The reason and the language of a correction, below the fields of each kind."""

    reason = forms.CharField(
        label=_lazy("Why? The team reads this."), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    language = forms.ChoiceField(
        label=_lazy("Language in which you write"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )

    def clean(self) -> dict[str, Any]:
        """Return the reason, its language, and the corrected values by their fields."""
        given = super().clean() or self.cleaned_data
        values = {name: given.pop(name) for name in given.keys() - CorrectionForm.base_fields.keys()}
        return given | {"values": values}


class IdentifierForm(CorrectionForm):
    field_order = ("kind", "number")
    kind = forms.ChoiceField(label=_lazy("Which number?"))
    number = forms.CharField(
        label=_lazy("The correct number"),
        max_length=60,
        required=False,
        help_text=_lazy(
            "It is checked as when a business enters it. Leave it empty to remove the number from the record."
        ),
    )

    def __init__(self, *args: Any, kept: dict[str, Identifier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "kind").choices = [
            (kind.value, _("%(kind)s, now ••••%(ending)s") % {"kind": kind.label, "ending": kept[kind].last_four})
            if kind in kept
            else (kind.value, _("%(kind)s, none now") % {"kind": kind.label})
            for kind in Identifier.Kind
        ]


class NameForm(CorrectionForm):
    field_order = ("name",)
    name = forms.CharField(label=_lazy("Legal name, as the register has it"), max_length=200)


class AddressForm(CorrectionForm):
    field_order = ("street", "city", "region", "postal_code", "country")
    street = forms.CharField(label=_lazy("Street address"), max_length=300)
    city = forms.CharField(label=_lazy("City"), max_length=100)
    region = forms.CharField(label=_lazy("State, province or region"), max_length=100, required=False)
    postal_code = forms.CharField(label=_lazy("Postal code"), max_length=20, required=False)
    country = forms.ChoiceField(label=_lazy("Country"), choices=lambda: list(countries))


def correction_actions(request: HttpRequest, shipper: Shipper) -> StaffActions:
    """Return the corrections that the reader may make: of a number, of the legal name, and of each address."""
    if "correct_records" not in held(user_of(request)):
        return {}
    blocked = _block_reason(request, shipper)
    kept = {identifier.kind: identifier for identifier in shipper.identifiers.defer("value")}
    actions = {
        "correct_identifier": StaffAction(
            label=_lazy("Correct a number"),
            effect=TOLD,
            service=partial(record_correct, part=Part.IDENTIFIER, shipper_id=shipper.pk),
            form=partial(IdentifierForm, kept=kept),
            blocked=blocked,
            undoable=True,
        ),
        "correct_name": StaffAction(
            label=_lazy("Correct the legal name"),
            effect=TOLD,
            service=partial(record_correct, part=Part.NAME, shipper_id=shipper.pk),
            form=partial(NameForm, initial={"name": shipper.name}),
            blocked=blocked,
            undoable=True,
        ),
    }
    for address in shipper.addresses.order_by("pk"):
        written = {name: str(getattr(address, name)) for name in AddressForm.field_order or ()}
        actions[f"correct_address_{address.pk}"] = StaffAction(
            label=_lazy("Correct the address: %(kind)s, %(street)s")
            % {"kind": address.get_kind_display(), "street": address.street},
            effect=TOLD,
            service=partial(record_correct, part=Part.ADDRESS, shipper_id=shipper.pk, address_id=address.pk),
            form=partial(AddressForm, initial=written),
            blocked=blocked,
            undoable=True,
        )
    return actions


def _block_reason(request: HttpRequest, shipper: Shipper) -> Text:
    """Return why the record can't be corrected now; "" where it can."""
    if shipper.merged_into_id is not None:
        return MERGED
    if is_on_team(request, shipper.pk):
        return ON_TEAM
    return record_replaced_by(shipper.pk)
