"""Files that businesses sent or officers added, drawn anew for staff (`core/previews.py`). Each look at one is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib.admin import AdminSite
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.requests import user_of
from apps.allegations.selectors import tip_file_for
from apps.applications.selectors import evidence_for
from apps.audit.services import view_record
from apps.core import previews, uploads
from apps.core.bounds import whole_number
from apps.core.errors import NotFound
from apps.core.lazy import Promise
from apps.core.previews import PagePreview, PreviewRefusal, PreviewRefused
from apps.core.uploads import Upload
from apps.correspondence.models import Attachment
from apps.disputes.models import DisclosureFile, DisowningFile, DisputeFile
from apps.ledger.models import GroundsFile, ServiceProof
from apps.shippers.models import ExternalCheckFile
from apps.shippers.selectors import file_readable
from apps.standing.models import AppealFile, Delivery, DepartureFile, PlanFile, ResponseFile
from apps.standing.selectors import (
    control_file_for,
)
from apps.upkeep.selectors import proof_for

LARGE = "large"
REFUSED: dict[PreviewRefusal, Promise] = {
    PreviewRefusal.MISSING: _lazy("The file is not where it was stored. Tell those who run the site."),
    PreviewRefusal.EMPTY: _lazy("The file has no page."),
    PreviewRefusal.DAMAGED: _lazy(
        "The file can't be shown here: it is damaged, or made in a way that is not understood."
    ),
    PreviewRefusal.LOCKED: _lazy(
        "The file is locked with a password, so it can't be shown. Ask the business for one without."
    ),
    PreviewRefusal.NO_PAGE: _lazy("The file has no such page."),
    PreviewRefusal.TOO_LARGE: _lazy("Showing the file would take too much time or memory."),
    PreviewRefusal.UNCONFINED: _lazy(
        "No file can be shown: this server can't confine the program that reads them. Tell those who run the site."
    ),
    PreviewRefusal.BUSY: _lazy("Many files are being opened at this moment. Load this page again in a minute."),
}


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table of files: its name in the log of views, who may read which, and how the names of the addresses begin."""

    code: str
    find: Callable[[User, int], Upload]
    address: str


EVIDENCE = FileTable("evidence", evidence_for, "applications_application")
ATTACHMENT = FileTable("attachment", partial(file_readable, Attachment), "correspondence_thread")
PROOF = FileTable("proof", proof_for, "upkeep_proof")
ANSWER = FileTable("answer", partial(file_readable, DisputeFile), "disputes_dispute")
DISCLOSED = FileTable("disclosed", partial(file_readable, DisclosureFile), "disputes_disclosure")
DISOWNED = FileTable("disowned", partial(file_readable, DisowningFile), "disputes_disowning")
GROUNDS = FileTable("grounds", partial(file_readable, GroundsFile), "ledger_violation")
SERVICE = FileTable("service", partial(file_readable, ServiceProof), "ledger_violation_service")
RESPONSE = FileTable("response", partial(file_readable, ResponseFile), "standing_proposedchange")
DELIVERY = FileTable("delivery", partial(file_readable, Delivery), "standing_delivery")
APPEAL = FileTable("appeal", partial(file_readable, AppealFile), "standing_appeal")
PLAN = FileTable("planfile", partial(file_readable, PlanFile), "standing_plan")
LOOKED = FileTable("checkfile", partial(file_readable, ExternalCheckFile), "shippers_externalcheck")
DEPARTURE = FileTable("departure", partial(file_readable, DepartureFile), "standing_departure")
CONTROL = FileTable("controlfile", control_file_for, "standing_control")
TIP_FILE = FileTable("tipfile", tip_file_for, "allegations_tip")


@dataclass(frozen=True, slots=True)
class ViewedPage:
    """One page of a file in the viewer; `refused` says why it can't be shown."""

    file: Upload
    source: FileTable
    page: int
    large: bool
    shown: PagePreview | None
    refused: Promise | str = ""

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        return self.page + 1 if self.shown and self.page < self.shown.pages else None

    @property
    def download_url(self) -> str:
        return reverse(f"admin:{self.source.address}_file", args=[self.file.pk])

    @property
    def picture_url(self) -> str:
        size = f"&size={LARGE}" if self.large else ""
        return f"{reverse(f'admin:{self.source.address}_preview', args=[self.file.pk])}?page={self.page}{size}"


def viewed(request: HttpRequest, source: FileTable, file_id: int) -> ViewedPage | None:
    """Return what the viewer shows of a file; None where there is no file with this number that the reader may read."""
    try:
        file = _find_and_record_view(request, source, file_id)
    except NotFound:
        return None
    page, large = _asked_page(request)
    try:
        return ViewedPage(file, source, page, large, previews.preview(file, page=page, large=large))
    except PreviewRefused as refusal:
        return ViewedPage(file, source, page, large, None, REFUSED[refusal.why])


def chosen(request: HttpRequest, source: FileTable) -> int | None:
    """Return the number of the file that the address of the page names, as in `?evidence=7`."""
    return whole_number(request.GET.get(source.code, ""))


def viewer_of(request: HttpRequest, source: FileTable) -> ViewedPage | None:
    """Return what the viewer of a page shows: the file that the address names, if any."""
    number = chosen(request, source)
    return viewed(request, source, number) if number else None


def file_urls(site: AdminSite, source: FileTable) -> list[URLPattern]:
    """Return the two addresses of the files of a table: one to save a file as it came, one to draw its pages."""

    def download(request: HttpRequest, file_id: int) -> FileResponse:
        return uploads.download(_found_or_404(request, source, file_id))

    def picture(request: HttpRequest, file_id: int) -> HttpResponse:
        file = _found_or_404(request, source, file_id)
        page, large = _asked_page(request)
        try:
            drawn = previews.picture(file, page=page, large=large)
        except PreviewRefused as refusal:
            return HttpResponse(REFUSED[refusal.why], status=422, content_type="text/plain")
        response = HttpResponse(drawn, content_type="image/png")
        # The picture is made here from a file of somebody else: browsers treat it as an image only, and other sites
        # may not embed it.
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return [
        path(f"{source.code}/<int:file_id>/", site.admin_view(download), name=f"{source.address}_file"),
        path(f"{source.code}/<int:file_id>/preview/", site.admin_view(picture), name=f"{source.address}_preview"),
    ]


def _find_and_record_view(request: HttpRequest, source: FileTable, file_id: int) -> Upload:
    file = source.find(user_of(request), file_id)
    view_record(actor=user_of(request), subject=(source.code, file.pk), shipper_id=file.business_id)
    return file


def _found_or_404(request: HttpRequest, source: FileTable, file_id: int) -> Upload:
    try:
        return _find_and_record_view(request, source, file_id)
    except NotFound as error:
        raise Http404(error.message) from error


def _asked_page(request: HttpRequest) -> tuple[int, bool]:
    return whole_number(request.GET.get("page", "")) or 1, request.GET.get("size") == LARGE
