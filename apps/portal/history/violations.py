"""The violations on the record of a business."""

from datetime import date

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.core.keyset_pages import KeysetOrder, page_of
from apps.ledger import selectors
from apps.ledger.selectors import ViolationFilter
from apps.portal.access import business_for, for_sellers
from apps.portal.history.forms import ViolationFilterForm
from apps.portal.history.listing import PAGE_SIZE, Column, Listing, ListQuery, PageQuery, headers_of, text_key

_DATE, _ID = ("date", date.fromisoformat), ("id", int)
NEWEST_FIRST = "-date"
ORDERS = {
    "date": KeysetOrder((_DATE, _ID)),
    "what": KeysetOrder((("category", text_key), _DATE, _ID)),
    "decision": KeysetOrder((("determination", text_key), _DATE, _ID)),
}
COLUMNS = [
    Column(_lazy("Date"), "date", descending=True),
    Column(_lazy("Case number")),
    Column(_lazy("What"), "what"),
    Column(_lazy("Culpability")),
    Column(_lazy("Whose fault")),
    Column(_lazy("Decision"), "decision"),
    Column(_lazy("Shipment")),
]


@for_sellers
@require_safe
def violations(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the violations of a business."""
    business = business_for(request.user, shipper_id)
    form, filters = filters_in(request.GET)
    found = selectors.violations_found(business.shipper.pk, filters)
    query = PageQuery.parse(request.GET, ORDERS, NEWEST_FIRST)
    address = ListQuery(request.GET, form, query.sort)
    listing = Listing(
        form=form,
        address=address,
        headers=headers_of(COLUMNS, address, query, set(ORDERS)),
        page=page_of(found, query.order, query.place, PAGE_SIZE),
        total=found.count(),
        is_exact=True,
        damaged=query.damaged,
    )
    context = {"business": business, "listing": listing}
    return render(request, "portal/history/violations.html", context, status=listing.status)


def filters_in(get: QueryDict) -> tuple[ViolationFilterForm, ViolationFilter]:
    """Return the filters of an address, as a form and as a filter of the ledger without unreadable values."""
    form = ViolationFilterForm(get)
    form.is_valid()
    return form, ViolationFilter(**form.cleaned_data)
