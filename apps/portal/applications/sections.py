"""The page of a section: what was typed is saved as it is, and the page says what is still missing to submit."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.applications import selectors, services
from apps.applications.models import Application, ApplicationState
from apps.applications.sections import GROUPS, SECTIONS, Section, Typed, section_after, section_of
from apps.core.errors import Conflict, DomainError, Invalid
from apps.portal.access import application_for, for_sellers
from apps.portal.applications.evidence import evidence_block, files_keep
from apps.portal.applications.overview import application_context
from apps.portal.drafts import draft_forget
from apps.portal.forms import number_in
from apps.shippers.roles import Ability


@for_sellers
@require_http_methods(["GET", "POST"])
def section(request: UserRequest, application_id: int, key: str) -> HttpResponse:
    """Show a section of an application; a POST saves what was typed and the files, and goes on to the next page."""
    application = application_for(request.user, application_id)
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
        # Files are kept even if the answers are refused because somebody else has saved the section meanwhile.
        refused = _files_keep(request, application, section) if refusal.code != "section_closed" else []
        return _page(request, application, section, typed=typed, refusal=refusal, refused_files=refused)
    if refused := _files_keep(request, application, section):
        return draft_forget(request, _page(request, application, section, refused_files=refused))
    return draft_forget(request, redirect(_next_page(request, application, section)))


def _page(
    request: UserRequest,
    application: Application,
    section: Section,
    *,
    typed: Typed | None = None,
    refusal: DomainError | None = None,
    refused_files: Sequence[str] = (),
) -> HttpResponse:
    """Show a section as it is saved or, with `typed`, as it was typed and not saved; `refusal` says why not."""
    states = selectors.section_states(application)
    state = next(state for state in states if state.section is section)
    frame = application_context(request, application)
    editable = Ability.PREPARE in frame["abilities"] and section.key in selectors.sections_open(application)
    context = {
        **frame,
        **_section_place(section, states),
        "section": section,
        "state": state,
        "editable": editable,
        "strict": state.strict() if typed is None else section.strict(typed, files=state.files, country=state.country),
        "refusal": refusal,
        "differences": section.differences(state.typed, typed) if refusal and typed else (),
        "saved_answers": section.answers(state.typed or {}, masked=not editable),
        **(evidence_block(application, section.criterion, refused_files) if section.criterion else {}),
    }
    status = refusal.status if refusal else 422 if refused_files else 200
    return render(request, "portal/applications/section.html", context, status=status)


def _section_place(section: Section, states: list[selectors.SectionState]) -> dict[str, Any]:
    """Return the place of a section among all sections, and the progress of each group of sections."""
    number = SECTIONS.index(section)
    return {
        "number": number + 1,
        "total": len(SECTIONS),
        "group": GROUPS[section.group],
        "steps": [
            (title, group is section.group, all(state.done for state in states if state.section.group is group))
            for group, title in GROUPS.items()
        ],
        "before": SECTIONS[number - 1] if number else None,
        "after": section_after(section.key),
    }


def _typed(section: Section, post: QueryDict) -> Typed:
    """Return what was typed, with a row added or removed if a button of the form says so."""
    typed = section.typed(post)
    if section.repeated and "add" in post:
        typed["rows"].append({})
    if section.repeated and (removed := number_in(post, "remove")) is not None:
        typed["rows"] = [row for number, row in enumerate(typed["rows"]) if number != removed]
    return typed


def _files_keep(request: UserRequest, application: Application, section: Section) -> list[str]:
    return files_keep(request, application, section.criterion) if section.criterion else []


def _next_page(request: UserRequest, application: Application, section: Section) -> str:
    """Return the address of the next page: this one while something on it is missing, then the next section."""
    here = reverse("portal:apply_section", args=[application.pk, section.key])
    overview = reverse("portal:application", args=[application.pk])
    if request.POST.keys() & {"add", "remove", "remove_file"}:
        return here
    if "later" in request.POST:
        return overview
    state = next(s for s in selectors.section_states(application) if s.section.key == section.key)
    if not state.done:
        return here
    if application.state != ApplicationState.DRAFT:
        return overview
    following = section_after(section.key)
    if following is None:
        return reverse("portal:apply_review", args=[application.pk])
    return reverse("portal:apply_section", args=[application.pk, following.key])
