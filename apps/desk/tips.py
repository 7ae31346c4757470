"""Tips of the public (e-Allegations) for those who look into them: the list, and a page for each tip."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.allegations import selectors, services
from apps.allegations.likely_shippers import likely_shippers
from apps.allegations.models import Tip
from apps.allegations.states import LIFECYCLE, OFFICER
from apps.core.fields import max_length_of
from apps.core.forms import DateInput
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.cases import CaseAdmin, CaseHeader
from apps.desk.files import TIP_FILE, ViewedPage
from apps.desk.forms import (
    RecordForm,
    StaffForm,
    attribution_field,
    culpability_field,
    language_field,
    reasons_field,
    text_field,
)
from apps.desk.impartiality import teams_of_reader
from apps.desk.lists import ChoiceFilter, Choices
from apps.ledger.models import Case
from apps.ledger.vocabulary import Category

# Two tips alone may be chance: from so many on, a wave is shown as one.
MIN_WAVE = 3


class AskForm(StaffForm):
    """A question to the sender of a tip."""

    text = text_field(
        _lazy("Your question. The person with the receipt code reads it; your name is not shown."), rows=4
    )
    language = language_field()


class DuplicateForm(RecordForm):
    """A tip says the same as another: which."""

    original = forms.IntegerField(label=_lazy("Number of the other tip"), min_value=1, max_value=2**62)
    field_order = ("original", "reasons")


class ReferForm(RecordForm):
    """A tip is referred to an agency: which."""

    agency = forms.CharField(
        label=_lazy("Agency"),
        max_length=max_length_of(Tip, "agency"),
        help_text=_lazy("Such as FDA, CPSC or HSI. Send it the tip by the usual way; this only records that you did."),
    )
    field_order = ("agency", "reasons")


class SubstantiateForm(RecordForm):
    """A violation is alleged because of a tip: whose it is, what it is, and what the business is told."""

    reference = forms.CharField(
        label=_lazy("Case number"),
        max_length=max_length_of(Case, "reference"),
        help_text=_lazy("The business sees it. Choose one that does not say that somebody told us."),
    )
    ksn = forms.CharField(label=_lazy("Known Shipper Number"), required=False, max_length=40)
    seller = forms.CharField(
        label=_lazy("Seller, if it has no number"),
        required=False,
        max_length=100,
        help_text=_lazy("Your own code for the seller."),
    )
    shipment = forms.CharField(
        label=_lazy("Shipment"),
        required=False,
        max_length=200,
        help_text=_lazy(
            "Carrier or filer, a colon, and the tracking number, as in UPSN:1Z001. Leave it out if only the sender of "
            "the tip can know the parcel: the business sees it."
        ),
    )
    day = forms.DateField(label=_lazy("Date"), widget=DateInput)
    category = forms.ChoiceField(label=_lazy("Category"), choices=Category.choices)
    culpability = culpability_field()
    attribution = attribution_field()
    acts = reasons_field(
        _lazy("What the business is told"),
        _lazy(
            "The acts, and by which provision. Say what you found yourself. Write nothing by which the business could "
            "know who told us."
        ),
    )
    language = language_field()
    field_order = (
        *("reference", "ksn", "seller", "shipment", "day", "category", "culpability", "attribution", "acts"),
        *("language", "reasons"),
    )


class WaveFilter(ChoiceFilter):
    title = _lazy("Wave")
    parameter_name = "in_wave"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("yes", _lazy("Like another of these days")), ("no", _lazy("Like no earlier one"))]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(wave__isnull=value == "no")


CLOSED = _lazy("The sender sees that the report is closed, and nothing else.")
ACTIONS = {
    "start": StaffAction(
        main=True, effect=_lazy("You hold it from now on. The sender sees no difference."), service=services.tip_start
    ),
    "ask": StaffAction(
        effect=_lazy("The sender reads the question with the receipt code. The internal target is paused until then."),
        service=services.tip_ask,
        form=AskForm,
    ),
    "substantiate": StaffAction(
        effect=_lazy(
            "The violation is alleged: the business gets a notice and may answer, and nothing counts before somebody "
            "else sustains it. The business learns nothing of the tip."
        ),
        service=services.tip_substantiate,
        form=SubstantiateForm,
        undoable=True,
    ),
    "refer": StaffAction(
        effect=CLOSED,
        service=services.tip_refer,
        form=ReferForm,
        undoable=True,
    ),
    "duplicate": StaffAction(
        effect=CLOSED,
        service=services.tip_close_as_duplicate,
        form=DuplicateForm,
        undoable=True,
    ),
    "reject": StaffAction(
        effect=CLOSED,
        service=services.tip_reject,
        form=RecordForm,
        undoable=True,
    ),
}


@admin.register(Tip)
class TipAdmin(CaseAdmin):
    """The list of tips, and the page on which a tip is read beside others of its kind and closed."""

    help = _lazy(
        "What people told the program on the public form. A tip counts against nobody: only a violation does that was "
        "served, answered and sustained."
    )
    help_about = "allegations-lifecycle"
    acts = ActionTable(LIFECYCLE, ACTIONS, "tip_id", selectors.facts_of)
    files = (TIP_FILE,)
    page_template = "admin/desk/tip.html"
    staying = CaseAdmin.staying | {"start", "ask"}
    list_display = ("number", "who", "group", "state", "danger", "received_at", "like", "decided_by")
    list_filter = ("state", "group", "danger", WaveFilter)
    list_select_related = ("decided_by", "shipper", "original", "case")
    search_fields = ("company", "site", "product", "=parcel", "=shipper__ksn")
    search_help_text = _lazy("Company, website, product, tracking number or Known Shipper Number")
    date_hierarchy = "received_at"
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tip]:
        return super().get_queryset(request) & selectors.tips_taken_in()

    @admin.display(description=_lazy("number"), ordering="pk")
    def number(self, tip: Tip) -> str:
        return f"#{tip.pk}"

    @admin.display(description=_lazy("who or what"), ordering="company")
    def who(self, tip: Tip) -> str:
        return tip.about

    @admin.display(description=_lazy("nearly the same words as"), ordering="wave")
    def like(self, tip: Tip) -> str:
        return f"#{tip.wave_id}" if tip.wave_id else ""

    def frame(self, request: HttpRequest, shown: Tip, actions: StaffActions) -> CaseHeader:
        """Return the frame without a word about violations of a business where nobody knows the business."""
        frame = super().frame(request, shown, actions)
        return frame if shown.shipper else replace(frame, risk=None)

    def viewer(self, request: HttpRequest, shown: Tip) -> ViewedPage | None:
        return super().viewer(request, shown) if OFFICER in held(user_of(request)) else None

    def page(self, request: HttpRequest, shown: Tip) -> dict[str, Any]:
        looks_into = OFFICER in held(user_of(request))
        wave = selectors.wave_size(shown)
        return {
            "title": f"{shown} (#{shown.pk})",
            "looks_into": looks_into,
            "wave_count": wave if wave >= MIN_WAVE else 0,
            "posts": selectors.posts_taken_in(shown),
            "files": selectors.files_of(shown) if looks_into else [],
            "similar": selectors.similar_tips(shown)[: selectors.MAX_SHOWN],
            "likely": likely_shippers(shown, teams=teams_of_reader(request)) if shown.is_open else [],
        }
