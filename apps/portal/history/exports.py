"""The filtered lists as files of any size: words in the reader's language, dates and numbers plain."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.http import FileResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.core.spreadsheets import Cell, Row, csv_stream, xlsx_file
from apps.ledger import selectors, services
from apps.ledger.models import Seller
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

# A heading, the column that it stands over, and what turns its values into words.
type Columns = list[tuple[str, str, Callable[[Any], Cell] | None]]

ROWS_AT_ONCE = 2_000


@for_sellers
@require_safe
def shipments_csv(request: UserRequest, shipper_id: int) -> StreamingHttpResponse:
    return _csv("shipments", *_shipments(request, shipper_id))


@for_sellers
@require_safe
def shipments_xlsx(request: UserRequest, shipper_id: int) -> FileResponse:
    return _xlsx("shipments", *_shipments(request, shipper_id))


@for_sellers
@require_safe
def violations_csv(request: UserRequest, shipper_id: int) -> StreamingHttpResponse:
    return _csv("violations", *_violations(request, shipper_id))


@for_sellers
@require_safe
def violations_xlsx(request: UserRequest, shipper_id: int) -> FileResponse:
    return _xlsx("violations", *_violations(request, shipper_id))


def _shipments(request: UserRequest, shipper_id: int) -> tuple[Row, Iterable[Row]]:
    business = business_for(request.user, shipper_id)
    known = selectors.identities_of(business.shipper.pk)
    form, identities, filters = shipments.asked(known, request.GET)
    found = selectors.shipments_found(identities, filters)
    _tell(request, business, "shipments", form, found.count())
    return _rows(_shipment_columns(identities), found)


def _violations(request: UserRequest, shipper_id: int) -> tuple[Row, Iterable[Row]]:
    business = business_for(request.user, shipper_id)
    form, filters = violations.asked(request.GET)
    found = selectors.violations_found(business.shipper.pk, filters)
    _tell(request, business, "violations", form, found.count())
    return _rows(_violation_columns(), found)


def _tell(request: UserRequest, business: Business, what: str, form: FilterForm, count: int) -> None:
    said = {name: str(value) for name, value in form.cleaned_data.items() if value not in (None, "")}
    # What was searched for may be somebody's name: that it was is enough.
    if said.pop("text", ""):
        said["text"] = "…"
    services.history_exported(actor=request.user, shipper_id=business.shipper.pk, what=what, filters=said, count=count)


def _rows(columns: Columns, found: QuerySet) -> tuple[Row, Iterable[Row]]:
    """The headings, and the rows, newest first, by a cursor of the server's."""
    shown = [show for _heading, _name, show in columns]
    rows = found.order_by("-date", "-id").values_list(*(name for _heading, name, _show in columns))
    return [heading for heading, _name, _show in columns], (
        [show(value) if show else value for show, value in zip(shown, row, strict=True)]
        for row in rows.iterator(chunk_size=ROWS_AT_ONCE)
    )


def _csv(name: str, head: Row, rows: Iterable[Row]) -> StreamingHttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(csv_stream(head, rows), content_type="text/csv; charset=utf-8", headers=disposition)


def _xlsx(name: str, head: Row, rows: Iterable[Row]) -> FileResponse:
    return FileResponse(xlsx_file(head, rows), as_attachment=True, filename=f"{name}.xlsx")


def _shipment_columns(identities: Sequence[Seller]) -> Columns:
    """All words are looked up here: the rows are written when the request, and its language, may be over."""
    yes_no = {True: _("Yes"), False: _("No")}.get
    return [
        (_("Date"), "date", None),
        (_("Carrier or filer"), "parcel__issuer", None),
        (_("Tracking number"), "parcel__reference", None),
        (_("Description"), "description", None),
        (_("HS code"), "hs", None),
        (_("Country of origin"), "origin", None),
        (_("Country prepared for export"), "departure", None),
        (_("Value"), "value", None),
        (_("Currency"), "currency", None),
        (_("Weight in kg"), "weight_kg", None),
        (_("Quantity"), "quantity", None),
        (_("Mode of transport"), "mode", _words(Mode)),
        (_("Carrier's code"), "carrier", None),
        (_("Storefront"), "storefront", None),
        (_("State"), "disposition", _words(Disposition)),
        (_("Examined"), "examined", yes_no),
        (_("Basis of the exam"), "exam_basis", _words(ExamBasis)),
        (_("Result of the exam"), "exam_result", _words(ExamResult)),
        (_("Counts as evidence"), "evidence", yes_no),
        (_("Reported under"), "seller", {identity.pk: identity_text(identity) for identity in identities}.get),
    ]


def _violation_columns() -> Columns:
    return [
        (_("Date"), "date", None),
        (_("Case number"), "case__reference", None),
        (_("What"), "category", _words(Category)),
        (_("Culpability"), "culpability", _words(Culpability)),
        (_("Whose fault"), "attribution", _words(Attribution)),
        (_("Decision"), "determination", _words(Determination)),
        (_("Tracking number"), "parcel__reference", None),
        (_("Currency"), "currency", None),
        (_("Loss of revenue"), "revenue_loss", None),
        (_("Penalty assessed"), "penalty_assessed", None),
        (_("Penalty mitigated to"), "penalty_mitigated", None),
        (_("Collected"), "collected", None),
    ]


def _words(choices: type[TextChoices]) -> Callable[[str], str]:
    """The label of a code, or the code itself if nobody knows it."""
    labels = {code: str(label) for code, label in choices.choices}
    return lambda code: labels.get(code, code)
