"""One section on its page: saved alone, whatever is typed, and told at once what a submission would still ask."""

from collections.abc import Sequence

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.applications import selectors, services
from apps.applications.models import Application
from apps.applications.sections import Section, Typed, section_after, section_of
from apps.core.downloads import download
from apps.core.errors import Conflict, DomainError, Invalid
from apps.portal.access import for_sellers, number_in
from apps.portal.apply.forms import FilesForm
from apps.portal.apply.overview import header
from apps.shippers.roles import Ability


@for_sellers
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, application_id: int, key: str) -> HttpResponse:
    application = selectors.application_for(request.user, application_id)
    section = section_of(key)
    if request.method == "GET":
        return _page(request, application, section)
    typed = _typed(section, request.POST)
    try:
        services.section_save(
            actor=request.user,
            application_id=application.pk,
            key=key,
            typed=typed,
            version=number_in(request.POST, "version") or 0,
        )
    except (Conflict, Invalid) as refusal:
        return _page(request, application, section, typed=typed, refusal=refusal)
    if refused := _keep_files(request, application, section):
        return _page(request, application, section, refused_files=refused)
    return redirect(_next(request, application, section))


@for_sellers
@require_safe
def evidence(request: HttpRequest, application_id: int, evidence_id: int) -> FileResponse:
    return download(selectors.evidence_for(request.user, evidence_id))


def _page(
    request: HttpRequest,
    application: Application,
    section: Section,
    *,
    typed: Typed | None = None,
    refusal: DomainError | None = None,
    refused_files: Sequence[str] = (),
) -> HttpResponse:
    """The page as it is saved or, with `typed`, as it was typed and not saved: `refusal` says why."""
    state = next(s for s in selectors.section_states(application) if s.section.key == section.key)
    abilities = selectors.may(request.user, application)
    editable = Ability.PREPARE in abilities and section.key in selectors.sections_open(application)
    files_form = FilesForm({} if refused_files else None)
    for message in refused_files:
        files_form.add_error("files", message)
    context = {
        **header(request, application),
        "section": section,
        "state": state,
        "editable": editable,
        "strict": state.strict() if typed is None else section.strict(typed, files=state.files),
        "refusal": refusal,
        "saved_answers": section.answers(state.typed or {}, masked=not editable),
        "files": selectors.evidence_of(application).filter(criterion=section.criterion.number)
        if section.criterion
        else (),
        "files_form": files_form,
    }
    status = refusal.status if refusal else 422 if refused_files else 200
    return render(request, "portal/apply/section.html", context, status=status)


def _typed(section: Section, post: QueryDict) -> Typed:
    """What was typed, with the row added or taken away that a button asks for."""
    typed = section.typed(post)
    if section.repeated and "add" in post:
        typed["rows"].append({})
    if section.repeated and (removed := number_in(post, "remove")) is not None:
        typed["rows"] = [row for number, row in enumerate(typed["rows"]) if number != removed]
    return typed


def _keep_files(request: HttpRequest, application: Application, section: Section) -> list[str]:
    """Take the files that came along, and out those to be removed; gives back why any was refused."""
    if section.criterion is None:
        return []
    acts = {"actor": request.user, "application_id": application.pk, "criterion": section.criterion}
    refused = []
    try:
        if "remove_file" in request.POST:
            services.evidence_remove(**acts, evidence_id=number_in(request.POST, "remove_file") or 0)
    except DomainError as refusal:
        refused.append(str(refusal.message))
    for file in request.FILES.getlist("files"):
        try:
            services.evidence_add(**acts, name=file.name, chunks=file.chunks())
        except DomainError as refusal:
            refused.append(str(refusal.message))
    return refused


def _next(request: HttpRequest, application: Application, section: Section) -> str:
    """Where to go on: this page while something on it is left to do, then the next section."""
    here = reverse("portal:apply_section", args=[application.pk, section.key])
    overview = reverse("portal:application", args=[application.pk])
    if request.POST.keys() & {"add", "remove", "remove_file"}:
        return here
    if "later" in request.POST:
        return overview
    state = next(s for s in selectors.section_states(application) if s.section.key == section.key)
    if not state.done:
        return here
    if application.state != Application.State.DRAFT:
        return overview
    following = section_after(section.key)
    if following is None:
        return reverse("portal:apply_review", args=[application.pk])
    return reverse("portal:apply_section", args=[application.pk, following.key])
