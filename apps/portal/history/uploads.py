"""Uploads: a business adds its own shipments from a file, in steps that are kept with the file."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import UserRequest
from apps.core.errors import Conflict, InvalidInput
from apps.core.forms import refuse
from apps.core.room import NoRoom
from apps.core.spreadsheets import csv_stream
from apps.guidance.surveys.models import Task
from apps.ledger import selectors, services
from apps.ledger.advice.context import ReportAdvice
from apps.ledger.facts import ShipmentFact
from apps.ledger.files.headings import LABELS, errors_text
from apps.ledger.files.lines import FileLine
from apps.ledger.files.previews import meaning_of, preview_of
from apps.ledger.models import SellerUpload, UploadState
from apps.portal.access import TeamBusiness, business_for, for_sellers
from apps.portal.forms import refusals_told
from apps.portal.history.forms import FileForm, MeaningForm, TakeBackForm
from apps.portal.survey import survey_offer
from apps.shippers.roles import Ability

PAGE_SIZE = 20
# The most lines that are shown of those that will be read, and of those that will be refused.
MAX_GOOD_SHOWN = 5
MAX_REFUSED_SHOWN = 20
MAX_ADVICE_SHOWN = 50
MAX_NUMBERS_SHOWN = 5
TAKEN_BACK = _lazy("The shipments from this file are taken back.")
UNRECORDED = (UploadState.NEW, UploadState.FAILED)


@for_sellers
@require_http_methods(["GET", "POST"])
def uploads(request: UserRequest, shipper_id: int) -> HttpResponse:
    """List the uploads of a business, with the form for a new one; a POST adds a file."""
    business = business_for(request.user, shipper_id)
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound:
        business.require(Ability.PREPARE)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                upload = services.upload_add(
                    actor=request.user, shipper_id=shipper_id, name=file.name, chunks=file.chunks()
                )
            except (Conflict, InvalidInput, NoRoom) as refusal:
                form.add_error("file", str(refusal.message))
            else:
                return redirect("portal:upload_columns", shipper_id, upload.pk)
    context = {
        "business": business,
        "form": form,
        "labels": LABELS,
        "page": Paginator(selectors.uploads_of(shipper_id), PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "portal/history/uploads.html", context, status=422 if form.errors else 200)


@for_sellers
@require_safe
def template(request: UserRequest, shipper_id: int) -> StreamingHttpResponse:
    """Return a CSV file with the headings alone, to be filled in."""
    business_for(request.user, shipper_id)
    headings = [str(label) for label in LABELS.values()]
    return StreamingHttpResponse(
        csv_stream(headings, []),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="shipments.csv"'},
    )


@for_sellers
@require_http_methods(["GET", "POST"])
def upload(request: UserRequest, shipper_id: int, upload_id: int) -> HttpResponse:
    """Show how an upload will be read, or how far it is recorded; a POST records or discards the upload."""
    business = business_for(request.user, shipper_id)
    upload = selectors.upload_for(shipper_id, upload_id)
    if request.method == "POST":
        business.require(Ability.PREPARE)
        return _upload_record(request, upload)
    if upload.state not in UNRECORDED:
        return render(request, "portal/history/upload.html", {**_frame(business), "upload": upload})
    if not upload.columns:
        return redirect("portal:upload_columns", shipper_id, upload_id)
    return _checked_page(request, business, upload)


@for_sellers
@require_http_methods(["GET", "POST"])
def columns(request: UserRequest, shipper_id: int, upload_id: int) -> HttpResponse:
    """Show the guessed meaning of the columns of a file; a POST sets the meaning."""
    business = business_for(request.user, shipper_id)
    business.require(Ability.PREPARE)
    upload = selectors.upload_for(shipper_id, upload_id)
    if upload.state not in UNRECORDED:
        return redirect("portal:upload", shipper_id, upload_id)
    preview = preview_of(upload)
    form = MeaningForm(
        request.POST if request.method == "POST" else None,
        headings=preview.headings,
        columns=upload.columns or preview.guess_columns(),
        constants=upload.constants,
        writing=(upload.day_order, upload.decimal_sign) if upload.columns else preview.notation_guess(),
    )
    if form.is_bound and form.is_valid():
        try:
            services.upload_describe(
                actor=request.user,
                shipper_id=shipper_id,
                upload_id=upload_id,
                columns=form.columns,
                constants=form.constants,
                day_order=form.cleaned_data["day_order"],
                decimal_sign=form.cleaned_data["decimal_sign"],
            )
        except (Conflict, InvalidInput) as refusal:
            form.refuse(refusal)
        else:
            return redirect("portal:upload", shipper_id, upload_id)
    context = {**_frame(business), "upload": upload, "form": form}
    return render(request, "portal/history/upload_columns.html", context, status=422 if form.errors else 200)


@for_sellers
@require_safe
def rejects(request: UserRequest, shipper_id: int, upload_id: int) -> FileResponse:
    """Return the refused lines of an upload, each with its number and what to change."""
    business_for(request.user, shipper_id)
    upload = selectors.upload_for(shipper_id, upload_id)
    if not upload.rejects:
        raise Http404
    return FileResponse(upload.rejects.open(), as_attachment=True, filename=f"rejected-{upload.pk}.csv")


@for_sellers
@require_http_methods(["GET", "POST"])
def take_back(request: UserRequest, shipper_id: int, upload_id: int) -> HttpResponse:
    """Take the shipments of a recorded upload back, with a reason."""
    business = business_for(request.user, shipper_id)
    business.require(Ability.PREPARE)
    upload = selectors.upload_for(shipper_id, upload_id)
    if upload.state != UploadState.DONE:
        return redirect("portal:upload", shipper_id, upload_id)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        keys = {"actor": request.user, "shipper_id": shipper_id, "upload_id": upload_id}
        try:
            services.upload_take_back(**keys, reason=form.cleaned_data["reason"])
        except (Conflict, InvalidInput) as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, TAKEN_BACK)
            return redirect("portal:upload", shipper_id, upload_id)
    context = {**_frame(business), "upload": upload, "form": form}
    return render(request, "portal/history/upload_take_back.html", context, status=422 if form.errors else 200)


def _frame(business: TeamBusiness) -> dict[str, object]:
    return {"business": business, "tab": "portal:uploads"}


def _upload_record(request: UserRequest, upload: SellerUpload) -> HttpResponse:
    keys = {"actor": request.user, "shipper_id": upload.shipper_id, "upload_id": upload.pk}
    act: Callable[..., object] = services.upload_discard if "discard" in request.POST else services.upload_record
    with refusals_told(request, Conflict):
        done = act(**keys)
        if "discard" in request.POST:
            nothing = _("The file was deleted. Nothing from it was recorded.")
            messages.success(request, TAKEN_BACK if done else nothing)
            return redirect("portal:uploads", upload.shipper_id)
        survey_offer(request, Task.IMPORT, upload.shipper_id)
    return redirect("portal:upload", upload.shipper_id, upload.pk)


def _checked_page(request: UserRequest, business: TeamBusiness, upload: SellerUpload) -> HttpResponse:
    lines = preview_of(upload).lines()
    refused = [(line.number, errors_text(line.errors)) for line in lines if line.errors]
    fields = [name for name in LABELS if name in upload.columns or name in upload.constants]
    read = meaning_of(upload).shipment
    good = [(line, line.shipment) for line in lines if line.shipment and not line.errors]
    advice = _advice(good)
    shown = good[:MAX_GOOD_SHOWN]
    context = {
        **_frame(business),
        "upload": upload,
        "checked": len(lines),
        "refused": refused[:MAX_REFUSED_SHOWN],
        "refused_count": len(refused),
        "headings": [LABELS[name] for name in fields],
        "lines": [(line.number, [read(line.row.values).get(name) or "–" for name in fields]) for line, _fact in shown],
        "advice": advice[:MAX_ADVICE_SHOWN],
        "advice_count": len(advice),
    }
    return render(request, "portal/history/upload_check.html", context)


def _advice(good: Sequence[tuple[FileLine, ShipmentFact]]) -> list[dict[str, Any]]:
    """Return the advice about the lines of a file, each with the lines that it is about: a column that was left out is
    one row and not a thousand.
    """
    lines_of: dict[ReportAdvice, list[int]] = {}
    told = selectors.advice_on([fact for _line, fact in good])
    for (line, _fact), advice in zip(good, told, strict=True):
        for each in advice:
            lines_of.setdefault(each, []).append(line.number)
    return [
        {
            "label": LABELS.get(each.field, each.field),
            "detail": each.detail,
            "instead": each.instead,
            "lines": numbers[:MAX_NUMBERS_SHOWN],
            "more": len(numbers[MAX_NUMBERS_SHOWN:]),
        }
        for each, numbers in lines_of.items()
    ]
