"""The evidence of a criterion: files that are added and removed one by one, and only ever downloaded."""

from collections.abc import Sequence
from typing import Any

from django.http import FileResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import UserRequest
from apps.applications import selectors, services
from apps.applications.criteria import Criterion
from apps.applications.models import Application
from apps.applications.sections import ApplicationPage, page_alone, page_of, section_of
from apps.core.errors import NotFound
from apps.core.templatetags.uswds import error_summary
from apps.core.uploads import MAX_FILES, accept_files, download, incoming_files
from apps.portal.access import application_for, for_sellers
from apps.portal.applications.parts import parts_of
from apps.portal.files import FilesForm
from apps.portal.forms import number_in


@for_sellers
@require_safe
def evidence(request: UserRequest, application_id: int, evidence_id: int) -> FileResponse:
    """Return a file of evidence to the team. Staff open it at the desk, where each look is kept."""
    application_for(request.user, application_id)
    file = selectors.evidence_for(request.user, evidence_id)
    if file.application_id != application_id:
        raise NotFound(_("There is no such file."))
    return download(file)


@for_sellers
@require_POST
def files(request: UserRequest, application_id: int, key: str) -> JsonResponse:
    """Add files that a script sends; return the list of files as HTML, the problems left, and the reasons of refusals.

    The problems are those of the saved answers, so that a page does not go on asking for a file that was added.
    """
    application = application_for(request.user, application_id)
    criterion = section_of(key).criterion
    if criterion is None:
        raise NotFound(_("This section takes no files."))
    added, refused = _files_add(request, application, criterion) if request.FILES else ([], [_("Choose a file.")])
    texts = [_("“%(name)s” was added.") % {"name": file.name} for file in added]
    page = page_of(request.GET["page"]) if "page" in request.GET else page_alone(section_of(key))
    block = evidence_block(application, criterion, page=page)
    parts = parts_of(page, selectors.section_states(application), email=request.user.email)
    problems = error_summary(*(part.strict for part in parts))
    return JsonResponse(
        {
            "problems": render_to_string("forms/summary.html", problems, request),
            "list": render_to_string(
                "portal/applications/evidence_files.html",
                {"application": application, "editable": True, **block},
                request,
            ),
            "added": " ".join(texts),
            "refused": refused,
        },
        status=422 if refused else 200,
    )


def evidence_block(
    application: Application, criterion: Criterion, refused: Sequence[str] = (), *, page: ApplicationPage
) -> dict[str, Any]:
    """Return the context for the files of a criterion; `refused` has the reasons why files were not added just now.

    `page` is the page on which they are added: the answer to a script holds the problems of that page.
    """
    send_to = reverse("portal:apply_files", args=[application.pk, criterion.key])
    form = FilesForm(
        {} if refused else None, limit=MAX_FILES, send_to=send_to if page.alone else f"{send_to}?page={page.key}"
    )
    for message in refused:
        form.add_error("files", message)
    return {
        "files": selectors.evidence_of(application).filter(criterion=criterion.number),
        "files_form": form,
        "criterion": criterion,
    }


def files_keep(request: UserRequest, application: Application, criterion: Criterion) -> list[str]:
    """Add the files of a posted page, remove the file whose button was pressed, and return the reasons of refusals."""
    refused = []
    if "remove_file" in request.POST:
        try:
            services.evidence_remove(
                actor=request.user,
                application_id=application.pk,
                criterion=criterion,
                evidence_id=number_in(request.POST, "remove_file") or 0,
            )
        except NotFound as refusal:
            refused.append(str(refusal.message))
    return refused + _files_add(request, application, criterion)[1]


def _files_add(request: UserRequest, application: Application, criterion: Criterion) -> tuple[list[Any], list[str]]:
    return accept_files(
        incoming_files(request.FILES.getlist("files")),
        lambda name, chunks: services.evidence_add(
            actor=request.user, application_id=application.pk, criterion=criterion, name=name, chunks=chunks
        ),
    )
