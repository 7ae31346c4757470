"""The shipments of a business: the list, and the page of one shipment."""

from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.agencies.selectors import holds_of_parcel
from apps.benefits.selectors import measure_of_shipment
from apps.core import clock
from apps.core.keyset_pages import KeysetOrder, KeysetPage, PagePlace, page_of
from apps.disputes.selectors import disownings_of
from apps.ledger import selectors
from apps.ledger.models import Seller, Shipment
from apps.ledger.selectors import ShipmentFilter
from apps.ledger.selectors.archives import months_missing_of
from apps.portal.access import business_for, for_sellers
from apps.portal.benefits import exam_promise_text
from apps.portal.history.exams import exam_reason, state_advice
from apps.portal.history.forms import ShipmentFilterForm, identity_text
from apps.portal.history.listing import (
    PAGE_SIZE,
    Column,
    Listing,
    ListQuery,
    PageQuery,
    headers_of,
    number_key,
    text_key,
)
from apps.portal.history.times import parcel_times
from apps.portal.history.wording import decision_text, evidence_text, revision_texts, shipment_facts
from apps.standing.selectors import benefit_texts

MONTHS_SHOWN = 12
# The entries of each identity that are searched for a page: at first; to sort by a column other than the date; at most.
MAX_SORTED = 20_000
DEPTHS = (2_000, MAX_SORTED, 100_000)
MAX_COUNTED = 1_000
# The benefits whose realisation the page of a shipment shows.
EXAM_BENEFITS = frozenset({"exam_rate", "front_of_line"})
MAX_ID = 2**63 - 1

_DATE, _ID = ("date", date.fromisoformat), ("id", int)
NEWEST_FIRST = "-date"
ORDERS = {
    "date": KeysetOrder((_DATE, _ID)),
    "number": KeysetOrder((("parcel__reference", text_key), _DATE, _ID)),
    "origin": KeysetOrder((("origin", text_key), _DATE, _ID)),
    "value": KeysetOrder((("amount", number_key), _DATE, _ID)),
    "state": KeysetOrder((("disposition", text_key), _DATE, _ID)),
}
COLUMNS = [
    Column(_lazy("Date"), "date", descending=True),
    Column(_lazy("Tracking number"), "number"),
    Column(_lazy("Goods")),
    Column(_lazy("Origin"), "origin"),
    Column(_lazy("Value"), "value", descending=True, is_number=True),
    Column(_lazy("State"), "state"),
    Column(_lazy("Exam")),
]


@dataclass(frozen=True, slots=True)
class DepthDays:
    """The days to which each of `DEPTHS` reaches; None if it reaches over the whole period."""

    near: date | None = None
    sortable: date | None = None
    far: date | None = None


@for_sellers
@require_safe
def shipments(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the shipments of a business."""
    business = business_for(request.user, shipper_id)
    known = selectors.identities_of(business.shipper.pk)
    missing = months_missing_of([identity.pk for identity in known])
    listing = _listing(known, request.GET, missing)
    archived = _archived_text(known, request.GET, missing)
    context = {"business": business, "listing": listing, "most": MAX_SORTED, "archived": archived}
    return render(request, "portal/history/shipments.html", context, status=listing.status)


@for_sellers
@require_safe
def shipment(request: UserRequest, shipper_id: int, parcel_id: int) -> HttpResponse:
    """Show a shipment: what to do, its times, its exam, what was promised and received, its facts, and its reports."""
    business = business_for(request.user, shipper_id)
    parcel = selectors.parcel_for(business.shipper.pk, parcel_id)
    revisions = selectors.revisions_of(parcel)
    if not revisions or revisions[-1].id != parcel.shipment_id:
        return render(request, "portal/history/archived.html", {"business": business, "parcel": parcel})
    measure = measure_of_shipment(business.shipper.pk, revisions[-1])
    context = {
        "business": business,
        "tab": "portal:shipments",
        "parcel": parcel,
        "holds": holds_of_parcel(parcel),
        "disowning": disownings_of(business.shipper.pk, [parcel.pk]).get(parcel.pk),
        "identity": identity_text(parcel.seller),
        "evidence": evidence_text(parcel, basis=measure.basis if measure.examined else ""),
        "decision": decision_text(selectors.decision_due(parcel)),
        "measure": measure,
        "promised": exam_promise_text(measure),
        "exam": exam_reason(examined=measure.examined, basis=measure.basis, opened=parcel.opened),
        "entry": revisions[-1],
        "times": parcel_times(revisions),
        "advice": [] if parcel.voided else state_advice(revisions[-1].disposition, front_of_line=measure.front_of_line),
        "others": benefit_texts([one for one in measure.benefits if one.code not in EXAM_BENEFITS]),
        "facts": shipment_facts(revisions[-1]),
        "revisions": revision_texts(revisions),
        "violations": selectors.violations_visible(business.shipper.pk).filter(parcel=parcel),
    }
    return render(request, "portal/history/shipment.html", context)


def filters_in(identities: list[Seller], get: QueryDict) -> tuple[ShipmentFilterForm, list[Seller], ShipmentFilter]:
    """Return the filters of an address: as a form, the identities that they choose, and as a filter of the ledger.

    Values that can't be read are left out. The period is the last 12 months, unless the address sets another. A whole
    tracking number is searched for in all years, a part of one in the period.
    """
    data = get.dict()
    data.setdefault("since", clock.add_months(clock.today(), 1 - MONTHS_SHOWN).isoformat())
    form = ShipmentFilterForm(data, identities=identities)
    form.is_valid()
    text = form.cleaned_data.get("text")
    parcels = selectors.parcels_with_number(identities, text) if text else []
    if parcels:
        form = ShipmentFilterForm(data | {"since": "", "until": ""}, identities=identities)
        form.is_valid()
    values = dict(form.cleaned_data)
    chosen = values.pop("identity", None)
    if parcels:
        values["text"] = ""
    filters = ShipmentFilter(**values, parcels=tuple(parcels))
    return form, [identity for identity in identities if chosen in (None, identity.pk)], filters


def _archived_text(identities: list[Seller], get: QueryDict, missing: list[date]) -> str:
    """Return the archived months of the period of an address, in which the list has no shipments: from the first to the
    last.
    """
    if not missing:
        return ""
    _form, _identities, filters = filters_in(identities, get)
    since, until = filters.since or date.min, filters.until or date.max
    wanted = [month for month in missing if month <= until and clock.add_months(month, 1) > since]
    edges = dict.fromkeys(date_format(month, "YEAR_MONTH_FORMAT") for month in (*wanted[:1], *wanted[-1:]))
    return " – ".join(edges)


def _listing(identities: list[Seller], get: QueryDict, missing: list[date]) -> Listing[Shipment]:
    form, identities, filters = filters_in(identities, get)
    query = PageQuery.parse(get, ORDERS, NEWEST_FIRST)
    edges = _edges(identities, filters, newest_first=True)
    sortable = set(ORDERS) if edges.sortable is None else {"date"}
    too_many = query.order.names[0] != "date" and edges.sortable is not None
    if too_many:
        query = PageQuery(NEWEST_FIRST, ORDERS["date"], None, query.damaged)
    page, edge = _page(identities, filters, query, edges)
    if query.place is None and (edge or page.after is None):
        # The page holds all that was found, so that nothing is left to count.
        total, is_exact = len(page.rows), edge is None
    else:
        total, is_exact = _total(identities, filters, edges, missing)
    address = ListQuery(get, form, query.sort)
    return Listing(
        form=form,
        address=address,
        headers=headers_of(COLUMNS, address, query, sortable),
        page=page,
        total=total,
        is_exact=is_exact,
        damaged=query.damaged,
        edge=edge,
        too_many=too_many,
    )


def _edges(identities: list[Seller], filters: ShipmentFilter, *, newest_first: bool) -> DepthDays:
    if filters.parcels:
        return DepthDays()
    return DepthDays(*selectors.shipments_edges(identities, filters, depths=DEPTHS, newest_first=newest_first))


def _total(
    identities: list[Seller], filters: ShipmentFilter, edges: DepthDays, missing: list[date]
) -> tuple[int, bool]:
    """Return the number of shipments, and whether it is exact: of very many, only the newest are counted."""
    if filters.is_tallied:
        return selectors.shipments_tallied(identities, filters, without=missing), True
    if edges.sortable is None:
        return selectors.shipments_found(identities, filters).count(), True
    newest = replace(filters, since=edges.far or filters.since)
    count = selectors.shipments_found(identities, newest)[: MAX_COUNTED + 1].count()
    return min(count, MAX_COUNTED), edges.far is None and count <= MAX_COUNTED


def _page(
    identities: list[Seller], filters: ShipmentFilter, query: PageQuery, edges: DepthDays
) -> tuple[KeysetPage[Shipment], date | None]:
    """Return a page and, if the search stopped before the page was full, the day at which it stopped."""
    place = query.place
    if filters.parcels or query.order.names[0] != "date":
        return page_of(selectors.shipments_found(identities, filters), query.order, place, PAGE_SIZE), None
    backwards = place is not None and place.backwards
    down = query.order.descending != backwards
    if place and down:
        filters = replace(filters, until=min(filters.until or date.max, place.key[0]))
    elif place:
        filters = replace(filters, since=max(filters.since or date.min, place.key[0]))
    if place or not down:
        edges = _edges(identities, filters, newest_first=down)
    # Most pages are full within the near edge, whatever the filter; only rare matches need the far edge.
    for edge in (edges.near, edges.far):
        part = (replace(filters, since=edge) if down else replace(filters, until=edge)) if edge else filters
        page = page_of(selectors.shipments_found(identities, part), query.order, place, PAGE_SIZE)
        if edge is None or len(page.rows) == PAGE_SIZE:
            return page, None
    beyond = PagePlace((edge, 0 if down else MAX_ID), backwards)
    return replace(page, before=beyond) if backwards else replace(page, after=beyond), edge
