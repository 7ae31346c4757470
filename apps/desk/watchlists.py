"""Watched goods and their sightings: the lists, the form to watch for goods, and a page for each."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.agencies.states import OFFICER as ASKS_AGENCIES
from apps.agencies.watchlists import selectors, services
from apps.agencies.watchlists.models import Result, Sighting, WatchedGoods
from apps.agencies.watchlists.states import GOODS, OFFICER, SIGHTING
from apps.core.forms import DateInput
from apps.core.keyset_pages import KeysetOrder, page_of, place_in
from apps.desk.actions import ActionTable, StaffAction
from apps.desk.cases import CaseAdmin
from apps.desk.forms import RecordForm, StaffForm, reasons_field
from apps.desk.pages import PageAdmin
from apps.shippers.models import Shipper

PARCELS = KeysetOrder((("pk", int),), descending=False)


class GoodsForm(forms.ModelForm):
    """Goods that are to be watched for."""

    hs_codes = forms.CharField(
        label=_lazy("HS codes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_lazy(
            "The beginnings of codes, one a line: 4 digits or more beside words, 6 or more without words. Leave them "
            "out to go by words alone."
        ),
    )
    phrases = forms.CharField(
        label=_lazy("Words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_lazy(
            "One word or phrase a line, in each language in which sellers describe goods. Whole words are found, in "
            "capitals or not: add the plural too. If there are codes as well, a parcel with one of the words and "
            "another code is left out."
        ),
    )

    class Meta:
        model = WatchedGoods
        fields = ("name", "look_for", "ground", "last_day")
        widgets = {"last_day": DateInput}
        help_texts = {
            "look_for": _lazy("What an officer checks in such a parcel, and whom they tell."),
            "ground": _lazy("What was found, where and when. A second person reads it before anything is looked for."),
            "last_day": _lazy("The watch ends after this day by itself: at most 90 days ahead."),
        }


class CloseForm(StaffForm):
    """The form in which an officer says what the parcels of a sighting held, and what follows."""

    result = forms.ChoiceField(
        label=_lazy("What was found"), choices=Result.choices, widget=forms.RadioSelect, required=True
    )
    conclusion = reasons_field(
        _lazy("What follows"),
        _lazy("Say whom you told and what you recorded, or why nothing follows. Only staff read this."),
    )


GOODS_ACTIONS = {
    "confirm": StaffAction(
        main=True,
        effect=_lazy(
            "From now on reported parcels that name them are sighted, and declared ones are opened, until the last day."
        ),
        service=services.goods_confirm,
    ),
    "end": StaffAction(
        effect=_lazy("Further parcels are not sighted. The sightings stay."),
        service=services.goods_end,
        form=RecordForm,
    ),
}
SIGHTING_ACTIONS = {
    "close": StaffAction(
        main=True,
        effect=_lazy("The sighting leaves the work. Nothing follows for the senders by itself."),
        service=services.sighting_close,
        form=CloseForm,
    )
}


@admin.register(WatchedGoods)
class WatchedGoodsAdmin(PageAdmin):
    """The list of goods that are watched for, and a page for each with its codes, words and sightings."""

    help = _lazy(
        "Goods for which reported parcels are looked through, such as precursors and pill presses. To change codes or "
        "words, end a row and propose another. Each takes a ground and a second person, and ends by itself."
    )
    help_about = "agencies-goods"
    acts = ActionTable(GOODS, GOODS_ACTIONS, "goods_id", selectors.goods_facts)
    page_template = "admin/desk/watchlists/goods.html"
    add_permission = OFFICER
    adding_title = _lazy("Propose a watch for goods")
    form = GoodsForm
    fields = ("name", "hs_codes", "phrases", "look_for", "ground", "last_day")
    list_display = ("name", "state", "last_day", "added_by", "confirmed_by")
    list_filter = ("state",)
    list_select_related = ("added_by", "confirmed_by")
    search_fields = ("name",)
    search_help_text = _lazy("Name")
    ordering = ("-state", "name", "pk")

    def save_model(self, request: HttpRequest, obj: WatchedGoods, form: GoodsForm, change: bool) -> None:
        proposed = services.goods_propose(actor=user_of(request), **form.cleaned_data)
        # The message of the admin names the record by this object.
        obj.pk = proposed.pk

    def page(self, request: HttpRequest, shown: WatchedGoods) -> dict[str, Any]:
        return {
            "sightings": selectors.sightings_of(shown)[: selectors.MAX_SHOWN],
            "counts": selectors.sightings_counted(shown),
            "most": selectors.MAX_SHOWN,
        }


@admin.register(Sighting)
class SightingAdmin(CaseAdmin):
    """The list of sightings, and a page for each with the parcels that may hold the goods."""

    help = _lazy(
        "Reported parcels that may hold goods that officers watch for. A code or a word proves nothing, and no tier, "
        "rate or point reads a sighting: an officer looks, and says what was found."
    )
    help_about = "agencies-sighting"
    acts = ActionTable(
        SIGHTING, SIGHTING_ACTIONS, "sighting_id", lambda shown, user: selectors.facts_of(shown.pk, user)
    )
    page_template = "admin/desk/watchlists/sighting.html"
    list_display = ("goods", "recording", "found", "state", "result", "sighted_at", "closed_by")
    list_filter = ("state", "result", "goods")
    list_select_related = ("goods", "recording", "closed_by")
    search_fields = ("goods__name",)
    search_help_text = _lazy("Name of the goods")
    ordering = ("-state", "-pk")

    def business_of(self, shown: Sighting) -> Shipper | None:
        """Return the business that sent all of the parcels, whose risk the page shows."""
        return selectors.sender_of(shown)

    def page(self, request: HttpRequest, shown: Sighting) -> dict[str, Any]:
        page = page_of(selectors.parcels_of(shown), PARCELS, place_in(request.GET, PARCELS), selectors.MAX_SHOWN)
        rights = held(user_of(request))
        return {
            "page": page,
            "parcels": selectors.parcels_shown(page.rows),
            "may_ask": ASKS_AGENCIES in rights,
            "may_allege": OFFICER in rights,
        }
