"""The list of violations of a business, and the exports of the filtered lists, of any size."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.http import FileResponse, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.core.keyset_pages import KeysetOrder, page_of
from apps.core.spreadsheets import Cell, Row, csv_stream, xlsx_file
from apps.ledger import selectors, services
from apps.ledger.models import Seller
from apps.ledger.schema import FIELDS, FieldKind, ShipmentField, names_of
from apps.ledger.selectors import ViolationFilter
from apps.ledger.vocabulary import Attribution, Category, Culpability, Determination
from apps.portal.access import TeamBusiness, business_for, for_sellers
from apps.portal.history import shipments
from apps.portal.history.forms import FilterForm, ViolationFilterForm, identity_text
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


# For each column: its heading, the name of its field, and a function that turns a value into a text.
type Columns = list[tuple[str, str, Callable[[Any], Cell] | None]]

ROWS_AT_ONCE = 2_000
# A digest tells nobody anything, and the page of a shipment shows the others.
NOT_EXPORTED = names_of(FieldKind.DIGEST, FieldKind.MOMENT) | {"broker", "port", "entry_type"}


@for_sellers
@require_safe
def shipments_csv(request: UserRequest, shipper_id: int) -> StreamingHttpResponse:
    """Return the filtered shipments as a CSV file."""
    return _csv("shipments", *_shipments(request, shipper_id))


@for_sellers
@require_safe
def shipments_xlsx(request: UserRequest, shipper_id: int) -> FileResponse:
    """Return the filtered shipments as an Excel file."""
    return _xlsx("shipments", *_shipments(request, shipper_id))


@for_sellers
@require_safe
def violations_csv(request: UserRequest, shipper_id: int) -> StreamingHttpResponse:
    """Return the filtered violations as a CSV file."""
    return _csv("violations", *_violations(request, shipper_id))


@for_sellers
@require_safe
def violations_xlsx(request: UserRequest, shipper_id: int) -> FileResponse:
    """Return the filtered violations as an Excel file."""
    return _xlsx("violations", *_violations(request, shipper_id))


def _shipments(request: UserRequest, shipper_id: int) -> tuple[Row, Iterable[Row]]:
    business = business_for(request.user, shipper_id)
    known = selectors.identities_of(business.shipper.pk)
    form, identities, filters = shipments.filters_in(known, request.GET)
    found = selectors.shipments_found(identities, filters)
    _export_record(request, business, "shipments", form, found.count())
    return _rows(_shipment_columns(identities), found)


def _violations(request: UserRequest, shipper_id: int) -> tuple[Row, Iterable[Row]]:
    business = business_for(request.user, shipper_id)
    form, filters = filters_in(request.GET)
    found = selectors.violations_found(business.shipper.pk, filters)
    _export_record(request, business, "violations", form, found.count())
    return _rows(_violation_columns(), found)


def _export_record(request: UserRequest, business: TeamBusiness, what: str, form: FilterForm, count: int) -> None:
    filters = {name: str(value) for name, value in form.cleaned_data.items() if value not in (None, "")}
    # The searched text may be the name of a person, so the record says only that there was one.
    if filters.pop("text", ""):
        filters["text"] = "…"
    services.history_export_record(
        actor=request.user, shipper_id=business.shipper.pk, what=what, filters=filters, count=count
    )


def _rows(columns: Columns, found: QuerySet) -> tuple[Row, Iterable[Row]]:
    """Return the headings and the rows, the newest first. A cursor of the database server reads the rows."""
    texts_of = [text_of for _heading, _name, text_of in columns]
    rows = found.order_by("-date", "-id").values_list(*(name for _heading, name, _text_of in columns))
    return [heading for heading, _name, _text_of in columns], (
        [text_of(value) if text_of else value for text_of, value in zip(texts_of, row, strict=True)]
        for row in rows.iterator(chunk_size=ROWS_AT_ONCE)
    )


def _csv(name: str, head: Row, rows: Iterable[Row]) -> StreamingHttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(csv_stream(head, rows), content_type="text/csv; charset=utf-8", headers=disposition)


def _xlsx(name: str, head: Row, rows: Iterable[Row]) -> FileResponse:
    return FileResponse(xlsx_file(head, rows), as_attachment=True, filename=f"{name}.xlsx")


def _shipment_columns(identities: Sequence[Seller]) -> Columns:
    """Return the columns of shipments, with all texts translated now: rows are written after the request has ended."""
    yes_no = {True: _("Yes"), False: _("No")}.get

    def column(field: ShipmentField) -> tuple[str, str, Callable[[Any], Cell] | None]:
        text_of = yes_no if field.kind is FieldKind.TRUTH else _labels_of(field.choices) if field.choices else None
        return str(field.label), field.name, text_of

    day, *others = [column(field) for field in FIELDS if field.name not in NOT_EXPORTED]
    return [
        day,
        (_("Carrier or filer"), "parcel__issuer", None),
        (_("Tracking number"), "parcel__reference", None),
        *others,
        (_("Reported by somebody other than you"), "evidence", yes_no),
        (_("Opened at random by an agency"), "drawn", yes_no),
        (_("Opened at random after a wrong one"), "followed", yes_no),
        (_("Reported under"), "seller", {identity.pk: identity_text(identity) for identity in identities}.get),
    ]


def _violation_columns() -> Columns:
    return [
        (_("Date"), "date", None),
        (_("Case number"), "case__reference", None),
        (_("What"), "category", _labels_of(Category)),
        (_("Culpability"), "culpability", _labels_of(Culpability)),
        (_("Whose fault"), "attribution", _labels_of(Attribution)),
        (_("Decision"), "determination", _labels_of(Determination)),
        (_("Tracking number"), "parcel__reference", None),
        (_("Currency"), "currency", None),
        (_("Loss of revenue"), "revenue_loss", None),
        (_("Penalty assessed"), "penalty_assessed", None),
        (_("Penalty mitigated to"), "penalty_mitigated", None),
        (_("Collected"), "collected", None),
        (_("Country of origin as found"), "found_origin", None),
        (_("HS code as found"), "found_hs", None),
    ]


def _labels_of(choices: type[TextChoices]) -> Callable[[str], str]:
    """Return a function that gives the label of a code, or the code itself if the code is unknown."""
    labels = {code: str(label) for code, label in choices.choices}
    return lambda code: labels.get(code, code)
