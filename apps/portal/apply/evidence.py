"""The evidence of a criterion: files added and taken out, each by itself, and never shown as part of the site."""

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
from apps.applications.sections import section_of
from apps.core.downloads import download
from apps.core.errors import NotFound
from apps.core.uploads import MAX_FILES, brought, each_taken
from apps.portal.access import for_sellers, number_in
from apps.portal.files import FilesForm


@for_sellers
@require_safe
def evidence(request: UserRequest, application_id: int, evidence_id: int) -> FileResponse:
    file = selectors.evidence_for(request.user, evidence_id)
    if file.application_id != application_id:
        raise NotFound(_("There is no such file."))
    return download(file)


@for_sellers
@require_POST
def files(request: UserRequest, application_id: int, key: str) -> JsonResponse:
    """A file that a script sends while the page stays open: the list of files anew, and why any was refused."""
    application = selectors.application_for(request.user, application_id)
    criterion = section_of(key).criterion
    if criterion is None:
        raise NotFound(_("This section takes no files."))
    added, refused = _add(request, application, criterion) if request.FILES else ([], [_("Choose a file.")])
    said = [_("“%(name)s” was added.") % {"name": file.name} for file in added]
    block = evidence_block(application, criterion)
    return JsonResponse(
        {
            "list": render_to_string(
                "portal/apply/evidence_files.html", {"application": application, "editable": True, **block}, request
            ),
            "added": " ".join(said),
            "refused": refused,
        },
        status=422 if refused else 200,
    )


def evidence_block(application: Application, criterion: Criterion, refused: Sequence[str] = ()) -> dict[str, Any]:
    """What the page of a criterion shows of its files; `refused` says why files that just came were not taken."""
    form = FilesForm(
        {} if refused else None,
        most=MAX_FILES,
        send_to=reverse("portal:apply_files", args=[application.pk, criterion.key]),
    )
    for message in refused:
        form.add_error("files", message)
    return {"files": selectors.evidence_of(application).filter(criterion=criterion.number), "files_form": form}


def files_keep(request: UserRequest, application: Application, criterion: Criterion) -> list[str]:
    """Take the files that came with the page, and out the one whose button was pressed; gives back what was refused."""
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
    return refused + _add(request, application, criterion)[1]


def _add(request: UserRequest, application: Application, criterion: Criterion) -> tuple[list[Any], list[str]]:
    return each_taken(
        brought(request.FILES.getlist("files")),
        lambda name, chunks: services.evidence_add(
            actor=request.user, application_id=application.pk, criterion=criterion, name=name, chunks=chunks
        ),
    )
