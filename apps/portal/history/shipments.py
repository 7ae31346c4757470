"""The shipments of a business: the list, and the page of one shipment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.agencies.selectors import holds_of_parcel
from apps.applications.selectors import clocks
from apps.benefits.selectors import measure_of_shipment
from apps.core import clock
from apps.core.keyset_pages import KeysetOrder, KeysetPage, PagePlace, page_of
from apps.core.lazy import Promise
from apps.disputes.selectors import disownings_of
from apps.ledger import selectors
from apps.ledger.models import Recording, Seller, Shipment
from apps.ledger.petitions import SEIZURE
from apps.ledger.selectors import ShipmentFilter
from apps.ledger.selectors.archives import months_missing_of
from apps.ledger.vocabulary import Disposition, ExamBasis
from apps.portal.access import business_for, business_page, for_sellers
from apps.portal.benefits import exam_promise_text
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
from apps.portal.history.wording import decision_text, evidence_text, revision_texts, shipment_facts
from apps.standing.selectors import benefit_texts

# The times that are reported as such, in their usual order.
STEPS: dict[str, Promise] = {
    "lodged_at": _lazy("Data filed"),
    "arrived_at": _lazy("Arrived"),
    "released_at": _lazy("Released"),
}


@dataclass(frozen=True, slots=True)
class ParcelTime:
    """A step of a shipment at a time; None where nobody told the time. `is_report` is whether the time is that of the
    report of the step, not of the step itself. `place` is the time by which the steps are put in order.
    """

    label: str | Promise
    at: datetime | None
    place: datetime
    is_report: bool = False


def parcel_times(revisions: Sequence[Shipment]) -> list[ParcelTime]:
    """Return the steps of a shipment in their order, from its entries, the oldest first.

    Reports give the times of filing, arrival and release. Other states, such as held or examined, have the time of the
    first report that told of them. An exam that was told only after the release has no time.
    """
    last = revisions[-1]
    times = [ParcelTime(label, at, at) for name, label in STEPS.items() if (at := getattr(last, name))]
    return sorted([*_reported_times(revisions, last.released_at), *times], key=attrgetter("place"))


def _reported_times(revisions: Iterable[Shipment], released_at: datetime | None) -> Iterable[ParcelTime]:
    state, examined = "", False
    for entry in revisions:
        if entry.voided or entry.recording.kind == Recording.Kind.REVERSAL:
            continue
        at = entry.reported_at or entry.recorded_at
        if entry.examined and not examined and entry.disposition != Disposition.EXAMINED:
            if released_at and at > released_at:
                yield ParcelTime(Disposition.EXAMINED.label, None, released_at)
            else:
                yield ParcelTime(Disposition.EXAMINED.label, at, at, is_report=True)
        is_told_already = entry.disposition == Disposition.RELEASED and released_at is not None
        if entry.disposition and entry.disposition != state and not is_told_already:
            yield ParcelTime(entry.get_disposition_display(), at, at, is_report=True)
        state, examined = entry.disposition, examined or entry.examined


NOT_EXAMINED = _lazy("Not examined.")
REASON_UNKNOWN = _lazy("Examined. The reason was not reported. You can ask the program under “Questions”.")
UNCONFIRMED = _lazy("Examined. The reporter says that it was chosen at random. No agency has confirmed that so far.")
REASONS: dict[str, Promise] = {
    ExamBasis.RANDOM: _lazy(
        "Examined. It was chosen at random, as some parcels are in every tier: nothing was held against this one."
    ),
    ExamBasis.RISK: _lazy(
        "Examined, because of a risk that was seen. A full description, the right value and the right code leave less "
        "to check."
    ),
    ExamBasis.OPERATION: _lazy(
        "Examined in a special operation, which looks at many parcels of one kind, route or place for a time."
    ),
    ExamBasis.REFERRAL: _lazy("Examined, because another agency asked for it."),
    ExamBasis.VALIDATION: _lazy("Examined. It was drawn at random when your business was validated."),
    ExamBasis.REQUESTED: _lazy("Examined, because you asked for exams and it was drawn at random."),
    ExamBasis.FOLLOW_UP: _lazy(
        "Examined. It was chosen at random. After a wrong parcel was found, more of yours are chosen for some months."
    ),
    ExamBasis.SURPLUS: _lazy(
        "Examined. It was chosen at random, beyond the share of your parcels that counts for your record: this port "
        "opens more."
    ),
}

ASK_CARRIER = _lazy(
    "Ask your carrier or customs broker today what is missing, and send it to them. Give them your Known Shipper "
    "Number."
)
FIRST_IN_LINE = _lazy("You were promised that your parcels are examined first: tell them that too.")
# The meaning of each state other than “released”, and what the seller can do.
ADVICE: dict[str, tuple[Promise, ...]] = {
    Disposition.HELD: (_lazy("It waits at the border, most often for data or papers."), ASK_CARRIER),
    Disposition.EXAMINED: (
        _lazy("It was opened, and its release was not reported yet. You need to do nothing now."),
        _lazy("If you hear nothing in a few days, ask your carrier or customs broker."),
    ),
    Disposition.DETAINED: (
        _lazy("The parcel is kept until it is clear whether the goods may enter."),
        _lazy(
            "Ask your carrier or customs broker for the notice of detention, which gives the reason. Send what it asks "
            "for within its time."
        ),
    ),
    Disposition.SEIZED: (_lazy("The goods were taken, and do not reach your buyer."),),
    Disposition.ABANDONED: (
        _lazy("Nobody claimed it, and it does not reach your buyer."),
        _lazy("Tell your buyer. Ask your carrier why, before you send the goods again."),
    ),
    Disposition.EXPORTED: (
        _lazy("It left the United States again, and does not reach your buyer."),
        _lazy("Ask your carrier whether it comes back to you, and why it was not let in."),
    ),
}


def exam_reason(*, examined: bool, basis: str, opened: bool) -> Promise:
    """Return whether a shipment was examined, and why, in words. `opened` is whether an agency reported a draw."""
    if not examined:
        return NOT_EXAMINED
    unconfirmed = basis in (ExamBasis.RANDOM, ExamBasis.FOLLOW_UP) and not opened
    return UNCONFIRMED if unconfirmed else REASONS.get(basis, REASON_UNKNOWN)


def state_advice(disposition: str, *, front_of_line: bool) -> list[Promise]:
    """Return what the state of a shipment means and what the seller can do; nothing where there is nothing to do.

    `front_of_line` is whether the seller was promised that its parcels are examined first.
    """
    advice = list(ADVICE.get(disposition, ()))
    if disposition == Disposition.HELD and front_of_line:
        advice.append(FIRST_IN_LINE)
    if disposition == Disposition.SEIZED:
        advice.append(format_lazy(SEIZURE[0], days=clocks().petition_seizure_days))
    return advice


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
    return business_page(request, business, "portal/history/shipment.html", context, tab="portal:shipments")


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
