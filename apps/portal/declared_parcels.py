"""Parcels that a carrier declared before loading, and about which the business is asked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import UserRequest
from apps.applications.sections.forms import CountryField
from apps.core.amounts import AmountField
from apps.ledger.schema import LABELS
from apps.portal.access import business_for, business_page, for_sellers
from apps.portal.forms import LanguageForm, form_data, form_submit
from apps.shippers.roles import Ability
from apps.targeting import selectors, services
from apps.targeting.declarations import CORRECTED
from apps.targeting.models import Assessment
from apps.targeting.vocabulary import Addressee, Outcome

TAB = "portal:shipments"
PAGE_SIZE = 20
# The fields by which each code that is asked for is answered.
FIELDS: dict[str, tuple[str, ...]] = {
    "description_missing": ("description",),
    "description_vague": ("description",),
    "hs_missing": ("hs",),
    "hs_unknown": ("hs",),
    "origin_missing": ("origin",),
    "origin_no_country": ("origin",),
    "value_missing": ("value", "currency"),
    "origin_evidence": ("text",),
}


class DeclaredForm(LanguageForm):
    """The fields of a parcel that are asked for, and no other."""

    description = forms.CharField(
        label=LABELS["description"],
        help_text=_lazy(
            "Say what the goods are, what they are made of and what they are for, as in: women's knitted cotton "
            "sweater."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hs = forms.CharField(
        label=LABELS["hs"],
        help_text=_lazy("Give the six digits that are the same in all countries, or the ten of the United States."),
        max_length=20,
    )
    origin = CountryField(
        label=LABELS["origin"], help_text=_lazy("The country in which the goods were made, not where you ship from.")
    )
    value = AmountField(
        label=LABELS["value"],
        help_text=_lazy(
            "Give the price that the buyer paid. For a gift or a sample, give the price that it would have."
        ),
        signs=(),
        min_value=0,
    )
    currency = forms.CharField(
        label=LABELS["currency"], help_text=_lazy("Three letters, such as USD or EUR."), max_length=3
    )
    text = forms.CharField(
        label=_lazy("Where were the goods made, and from what?"),
        help_text=_lazy(
            "Name the factory, and where the raw material comes from. US law takes goods from Xinjiang to be made by "
            "people forced to work, unless you can show that they are not. Keep your papers ready: the parcel is "
            "opened."
        ),
        max_length=4000,
        error_messages={"required": _lazy("Say where the goods were made, and from what.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    field_order = ("description", "hs", "origin", "value", "currency", "text", "language")

    def __init__(self, *args: Any, asked: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {name for code in asked.asked_for for name in FIELDS.get(code, ())}
        # Only what people write is in a language.
        wanted |= {"language"} if wanted & {"text", "description"} else set()
        for name in self.fields.keys() - wanted:
            del self.fields[name]
        for name in wanted & asked.declared.keys():
            self.fields[name].initial = asked.declared[name]

    @property
    def answer(self) -> dict[str, Any]:
        """Return what was filled in, as the service takes it."""
        given = self.cleaned_data
        return {
            "text": given.get("text", ""),
            "language": given.get("language", ""),
            "correction": {name: given[name] for name in CORRECTED if name in given},
        }


@for_sellers
@require_safe
def parcels(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the parcels about which a business is asked, the most urgent first."""
    business = business_for(request.user, shipper_id)
    asked = selectors.asked_of_seller(shipper_id).select_related("partner")
    page = Paginator(asked, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/declared/parcels.html", {"business": business, "tab": TAB, "page": page})


@for_sellers
@require_http_methods(["GET", "POST"])
def parcel(request: UserRequest, shipper_id: int, assessment_id: int) -> HttpResponse:
    """Show what a carrier declared of a parcel, with the form for what is missing; a POST answers."""
    business = business_for(request.user, shipper_id)
    asked = selectors.assessment_asked(shipper_id, assessment_id)
    is_open = selectors.is_open(asked)
    form = DeclaredForm(*form_data(request), asked=asked)
    if form.is_bound:
        business.require(Ability.PREPARE)
        after = form_submit(
            form,
            lambda: services.seller_information_answer(
                actor=request.user, shipper_id=shipper_id, assessment_id=asked.pk, **form.answer
            ),
        )
        if after and after.addressee == Addressee.SELLER:
            messages.info(request, _("Thank you. Something is still missing."))
            return redirect("portal:declared_parcel", shipper_id=shipper_id, assessment_id=after.pk)
        if after:
            messages.success(request, _answered_words(after))
            return redirect("portal:declared", shipper_id=shipper_id)
    context = {
        "asked": asked,
        "declared": [(LABELS[name], asked.declared[name]) for name in CORRECTED if asked.declared.get(name)],
        "is_open": is_open,
        "followed_by": selectors.follow_up_of(asked),
        "form": form,
    }
    return business_page(request, business, "portal/declared/parcel.html", context, tab=TAB, form=form)


def _answered_words(after: Assessment) -> str:
    if after.outcome == Outcome.COMPLETE:
        return _("Thank you. The carrier sees at once that nothing is missing.")
    return _("Thank you. The carrier sees your answer, and does the rest.")
