"""The filtered lists as files of any size: words in the reader's language, dates and numbers plain."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.spreadsheets import Cell, Row, csv_stream, xlsx_file
from apps.ledger import selectors, services
from apps.ledger.vocabulary import (
    Attribution,
    Category,
    Culpability,
    Determination,
    Disposition,
    ExamBasis,
    ExamResult,
    Mode,
)
from apps.portal.access import for_sellers
from apps.portal.business import Business, business_for
from apps.portal.history import shipments, violations
from apps.portal.history.forms import FilterForm, identity_text

type Columns = list[tuple[str, Callable[[Any], Cell]]]

ROWS_AT_ONCE = 2_000


@for_sellers
@require_safe
def shipments_csv(request: HttpRequest, shipper_id: int) -> StreamingHttpResponse:
    return _csv("shipments", *_shipments(request, shipper_id))


@for_sellers
@require_safe
def shipments_xlsx(request: HttpRequest, shipper_id: int) -> FileResponse:
    return _xlsx("shipments", *_shipments(request, shipper_id))


@for_sellers
@require_safe
def violations_csv(request: HttpRequest, shipper_id: int) -> StreamingHttpResponse:
    return _csv("violations", *_violations(request, shipper_id))


@for_sellers
@require_safe
def violations_xlsx(request: HttpRequest, shipper_id: int) -> FileResponse:
    return _xlsx("violations", *_violations(request, shipper_id))


def _shipments(request: HttpRequest, shipper_id: int) -> tuple[Row, Iterable[Row]]:
    business = business_for(request.user, shipper_id)
    form, identities, filters = shipments.asked(selectors.identities_of(business.shipper.pk), request.GET)
    found = selectors.shipments_found(identities, filters).order_by("-date", "-id")
    _tell(request, business, "shipments", form, found.count())
    return _rows(_shipment_columns(), found.iterator(chunk_size=ROWS_AT_ONCE))


def _violations(request: HttpRequest, shipper_id: int) -> tuple[Row, Iterable[Row]]:
    business = business_for(request.user, shipper_id)
    form, filters = violations.asked(request.GET)
    found = selectors.violations_found(business.shipper.pk, filters).order_by("-date", "-id")
    _tell(request, business, "violations", form, found.count())
    return _rows(_violation_columns(), found.iterator(chunk_size=ROWS_AT_ONCE))


def _tell(request: HttpRequest, business: Business, what: str, form: FilterForm, count: int) -> None:
    said = {name: str(value) for name, value in form.cleaned_data.items() if value not in (None, "")}
    # What was searched for may be somebody's name: that it was is enough.
    if said.pop("text", ""):
        said["text"] = "…"
    services.history_exported(actor=request.user, shipper_id=business.shipper.pk, what=what, filters=said, count=count)


def _rows(columns: Columns, found: Iterable[Any]) -> tuple[Row, Iterable[Row]]:
    cells = [cell for _heading, cell in columns]
    return [heading for heading, _cell in columns], ([cell(row) for cell in cells] for row in found)


def _csv(name: str, head: Row, rows: Iterable[Row]) -> StreamingHttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(csv_stream(head, rows), content_type="text/csv; charset=utf-8", headers=disposition)


def _xlsx(name: str, head: Row, rows: Iterable[Row]) -> FileResponse:
    return FileResponse(xlsx_file(head, rows), as_attachment=True, filename=f"{name}.xlsx")


def _shipment_columns() -> Columns:
    """All words are looked up here: the rows are written when the request, and its language, may be over."""
    yes_no = {True: _("Yes"), False: _("No")}
    mode, disposition, basis, result = (_words(choices) for choices in (Mode, Disposition, ExamBasis, ExamResult))
    return [
        (_("Date"), lambda row: row.date),
        (_("Carrier or filer"), lambda row: row.parcel.issuer),
        (_("Tracking number"), lambda row: row.parcel.reference),
        (_("Description"), lambda row: row.description),
        (_("HS code"), lambda row: row.hs),
        (_("Country of origin"), lambda row: row.origin),
        (_("Country prepared for export"), lambda row: row.departure),
        (_("Value"), lambda row: row.value),
        (_("Currency"), lambda row: row.currency),
        (_("Weight in kg"), lambda row: row.weight_kg),
        (_("Quantity"), lambda row: row.quantity),
        (_("Mode of transport"), lambda row: mode(row.mode)),
        (_("Carrier's code"), lambda row: row.carrier),
        (_("Storefront"), lambda row: row.storefront),
        (_("State"), lambda row: disposition(row.disposition)),
        (_("Examined"), lambda row: yes_no[row.examined]),
        (_("Basis of the exam"), lambda row: basis(row.exam_basis)),
        (_("Result of the exam"), lambda row: result(row.exam_result)),
        (_("Counts as evidence"), lambda row: yes_no[row.evidence]),
        (_("Reported under"), lambda row: identity_text(row.seller)),
    ]


def _violation_columns() -> Columns:
    category, culpability = _words(Category), _words(Culpability)
    attribution, determination = _words(Attribution), _words(Determination)
    return [
        (_("Date"), lambda row: row.date),
        (_("Case number"), lambda row: row.case.reference),
        (_("What"), lambda row: category(row.category)),
        (_("Culpability"), lambda row: culpability(row.culpability)),
        (_("Whose fault"), lambda row: attribution(row.attribution)),
        (_("Decision"), lambda row: determination(row.determination)),
        (_("Tracking number"), lambda row: row.parcel.reference if row.parcel else ""),
        (_("Currency"), lambda row: row.currency),
        (_("Loss of revenue"), lambda row: row.revenue_loss),
        (_("Penalty assessed"), lambda row: row.penalty_assessed),
        (_("Penalty mitigated to"), lambda row: row.penalty_mitigated),
        (_("Collected"), lambda row: row.collected),
    ]


def _words(choices: Any) -> Callable[[str], str]:
    """The label of a code, or the code itself if nobody knows it."""
    labels = {code: str(label) for code, label in choices.choices}
    return lambda code: labels.get(code, code)
