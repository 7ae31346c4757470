"""Corrections and merges of records: what was done and why, and the page on which two records become one."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.staff_admin import StaffModelAdmin
from apps.audit.services import view_record
from apps.core.errors import DomainError
from apps.core.forms import choice_field, refuse
from apps.core.text import PlainTextForm
from apps.desk.forms import StaffForm
from apps.desk.shippers.services import obstacle, records_merge
from apps.desk.vetting import CheckedNumber, checks_of
from apps.shippers.matches import matches_of
from apps.shippers.models import Correction, Shipper
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
    keep = forms.TypedChoiceField(label="Which record goes on?", coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="How do you know that both are one business? Only staff read this.",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, keep: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "keep").choices = keep


@admin.register(Correction)
class CorrectionAdmin(StaffModelAdmin):
    help = "What staff corrected in the record of a business, or merged into another record, and why."
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
            "title": "Compare and merge",
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
        messages.success(request, f"Merged: {merged} goes on as {kept}. Both teams are told.")
        return 302


def _compared_shippers() -> QuerySet[Shipper]:
    """Return businesses with all that the page shows of each."""
    read = Shipper.objects.select_related("standing", "bank_account")
    return read.prefetch_related("identifiers", "addresses", "storefronts", "owners", "applications", "sellers")


def _side(kept: Shipper, other: Shipper) -> MergeSide:
    return MergeSide(kept, getattr(kept, "standing", None), checks_of(kept), obstacle(kept, other))


def _choice(shipper: Shipper) -> str:
    return f"{shipper}, record {shipper.pk}"
