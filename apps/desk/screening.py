"""Screening at the desk: the hits, and the versions of the lists of restricted parties."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _lazy

from apps.core.fields import max_length_of
from apps.core.forms import choice_field
from apps.core.shares import percent
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.cases import CaseAdmin
from apps.desk.forms import RecordForm, culpability_field, language_field, reasons_field
from apps.desk.impartiality import teams_of_reader
from apps.desk.pages import PageAdmin
from apps.ledger.models import Case
from apps.screening import selectors, services
from apps.screening.models import BusinessHit, Version
from apps.screening.selectors import changes_of_version, follow_up_job, follow_up_of, hits_of_version
from apps.screening.states import LIFECYCLE


class AllegeForm(RecordForm):
    """A hit of an enrolled business is confirmed: the violation that is alleged, and what the business is told."""

    reference = forms.CharField(
        label=_lazy("Case number"),
        max_length=max_length_of(Case, "reference"),
        help_text=_lazy("The business sees it."),
    )
    culpability = culpability_field()
    acts = reasons_field(
        _lazy("What the business is told"),
        _lazy("Which list, which entry, and what shows that they are one party. The business answers this."),
    )
    language = language_field()
    field_order = ("reference", "culpability", "acts", "language", "reasons")


class ClearForm(RecordForm):
    """A hit is cleared, and further hits of the same party for the same reasons."""

    further = forms.TypedMultipleChoiceField(
        label=_lazy("Clear these hits of the same party too"),
        help_text=_lazy(
            "Choose those for which your reasons hold as well. Entries that say the same are cleared anyway."
        ),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("reasons", "further")

    def __init__(self, *args: Any, beside: Sequence[BusinessHit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "further").choices = [(hit.pk, _hit_words(hit)) for hit in beside]
        if not beside:
            del self.fields["further"]


def _hit_words(hit: BusinessHit) -> SafeString:
    """Return a hit, with a link to its page, in words by which an officer tells it from the others of its party."""
    listed = hit.entry.listed
    facts = ", ".join((str(hit.entry.list), *listed.births, *listed.countries, percent(hit.probability)))
    address = reverse("admin:screening_businesshit_change", args=[hit.pk])
    return format_html('<a href="{}">#{} {}</a> ({})', address, hit.pk, hit.entry, facts)


ACTIONS = {
    "clear": StaffAction(
        effect=_lazy(
            "The hit stays cleared until the entry or the party changes. If no other hit waits, the business is no "
            "longer on hold. The business is not told."
        ),
        service=services.hit_clear,
        form=ClearForm,
    ),
    "confirm": StaffAction(
        effect=_lazy(
            "An application can't be approved; deny it on its own page, with the reasons. If the business is enrolled, "
            "a violation is alleged: the business gets a notice and may answer, and somebody else determines it. Until "
            "then the business stays on hold."
        ),
        service=services.hit_confirm,
        form=RecordForm,
        undoable=True,
    ),
    "reopen": StaffAction(
        effect=_lazy("The hit is to be decided again, and the business is on hold until then."),
        service=services.hit_reopen,
        form=RecordForm,
    ),
}


@admin.register(BusinessHit)
class HitAdmin(CaseAdmin):
    """The list of screening hits, and the page on which one is decided."""

    help = _lazy(
        "Names of businesses, of their owners and of those who sign for them that are like names on lists of "
        "restricted parties. A hit is a question and counts against nobody. The business is not told of a list or "
        "an entry before somebody decided."
    )
    help_about = "screening-lifecycle"
    acts = ActionTable(LIFECYCLE, ACTIONS, "hit_id", selectors.facts_of)
    page_template = "admin/desk/hit.html"
    staying = CaseAdmin.staying | {"reopen"}
    list_display = ("number", "name", "shipper", "listed_as", "likely", "state", "found_at", "decided_by")
    list_filter = ("state", "entry__list")
    list_select_related = ("shipper", "entry__list", "decided_by", "case")
    search_fields = ("name", "shipper__name", "=shipper__ksn")
    search_help_text = _lazy("Name, business or Known Shipper Number")
    date_hierarchy = "found_at"
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the hits but those of businesses on whose team the reader is, or was until lately."""
        return super().get_queryset(request).exclude(shipper__in=teams_of_reader(request))

    def staff_actions(self, request: HttpRequest, shown: BusinessHit) -> StaffActions:
        actions = super().staff_actions(request, shown)
        if "clear" in actions:
            actions["clear"] = actions["clear"].with_form(beside=list(selectors.hits_beside(shown)))
        if shown.shipper.ksn and "confirm" in actions:
            actions["confirm"] = replace(actions["confirm"], form=AllegeForm)
        return actions

    @admin.display(description=_lazy("number"), ordering="pk")
    def number(self, hit: BusinessHit) -> str:
        return f"#{hit.pk}"

    @admin.display(description=_lazy("may be"))
    def listed_as(self, hit: BusinessHit) -> str:
        return f"{hit.entry} ({hit.entry.list})"

    @admin.display(description=_lazy("probability"), ordering="score")
    def likely(self, hit: BusinessHit) -> str:
        return percent(hit.probability)

    def page(self, request: HttpRequest, shown: BusinessHit) -> dict[str, Any]:
        own = next(
            (own for own in selectors.parties_of([shown.shipper_id])[shown.shipper_id] if own.name == shown.name), None
        )
        return {
            "title": f"{shown.name} (#{shown.pk})",
            "own": own,
            "listed": shown.entry.listed,
            "probability": percent(shown.probability),
        }


MAX_SHOWN = 50


@admin.register(Version)
class VersionAdmin(PageAdmin):
    """The list of versions, and a page for each with its changes and its follow-up."""

    help = _lazy(
        "Each load of a list is a version. After it the businesses are compared again whose names share a key with an "
        "entry that changed, or have a hit on one; no other hit can come or go by it."
    )
    help_about = "screening-lifecycle"
    page_template = "admin/desk/list_version.html"
    list_display = ("named", "at", "read", "rejected", "added", "changed", "removed", "touched", "found", "lapsed")
    list_filter = ("list",)
    search_fields = ("list__name",)
    search_help_text = _lazy("Name of the list")
    date_hierarchy = "at"
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        return super().get_queryset(request).select_related("list", "follow_up")

    @admin.display(description=_lazy("version"), ordering="pk")
    def named(self, version: Version) -> str:
        return _version_name(version)

    @admin.display(description=_lazy("names compared again"))
    def touched(self, version: Version) -> int | None:
        return followed.touched if (followed := follow_up_of(version)) else None

    @admin.display(description=_lazy("hits found"))
    def found(self, version: Version) -> int | None:
        return followed.found if (followed := follow_up_of(version)) else None

    @admin.display(description=_lazy("hits lapsed"))
    def lapsed(self, version: Version) -> int | None:
        return followed.lapsed if (followed := follow_up_of(version)) else None

    def page(self, request: HttpRequest, shown: Version) -> dict[str, Any]:
        followed = follow_up_of(shown)
        hits = hits_of_version(shown).exclude(shipper__in=teams_of_reader(request))
        return {
            "title": _version_name(shown),
            "followed": followed,
            "job": None if followed else follow_up_job(shown),
            "hits": hits[:MAX_SHOWN],
            "changes": changes_of_version(shown)[:MAX_SHOWN],
            "entries": shown.added + shown.changed + shown.removed,
            "most": MAX_SHOWN,
        }


def _version_name(version: Version) -> str:
    return f"{version.list}, {version.number}"
