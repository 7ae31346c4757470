"""One section on its page: saved alone, whatever is typed, and told at once what a submission would still ask."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.applications import selectors, services
from apps.applications.models import Application
from apps.applications.sections import GROUPS, SECTIONS, Section, Typed, section_after, section_of
from apps.core.errors import Conflict, DomainError, Invalid
from apps.portal.access import for_sellers, number_in
from apps.portal.apply.evidence import evidence_block, files_keep
from apps.portal.apply.overview import header
from apps.portal.drafts import saved_here
from apps.shippers.roles import Ability


@for_sellers
@require_http_methods(["GET", "POST"])
def section(request: UserRequest, application_id: int, key: str) -> HttpResponse:
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
        # The files are no part of what somebody else has saved meanwhile: they are kept.
        refused = _files_keep(request, application, section) if refusal.code != "section_closed" else []
        return _page(request, application, section, typed=typed, refusal=refusal, refused_files=refused)
    if refused := _files_keep(request, application, section):
        return saved_here(request, _page(request, application, section, refused_files=refused))
    return saved_here(request, redirect(_next(request, application, section)))


def _page(
    request: UserRequest,
    application: Application,
    section: Section,
    *,
    typed: Typed | None = None,
    refusal: DomainError | None = None,
    refused_files: Sequence[str] = (),
) -> HttpResponse:
    """The page as it is saved or, with `typed`, as it was typed and not saved: `refusal` says why."""
    states = selectors.section_states(application)
    state = next(state for state in states if state.section is section)
    frame = header(request, application)
    editable = Ability.PREPARE in frame["abilities"] and section.key in selectors.sections_open(application)
    context = {
        **frame,
        **_place(section, states),
        "section": section,
        "state": state,
        "editable": editable,
        "strict": state.strict() if typed is None else section.strict(typed, files=state.files),
        "refusal": refusal,
        "differences": section.differences(state.typed, typed) if refusal and typed else (),
        "saved_answers": section.answers(state.typed or {}, masked=not editable),
        **(evidence_block(application, section.criterion, refused_files) if section.criterion else {}),
    }
    status = refusal.status if refusal else 422 if refused_files else 200
    return render(request, "portal/apply/section.html", context, status=status)


def _place(section: Section, states: list[selectors.SectionState]) -> dict[str, Any]:
    """Where the section stands among all of them, and how far each group of them is."""
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
    """What was typed, with the row added or taken away that a button asks for."""
    typed = section.typed(post)
    if section.repeated and "add" in post:
        typed["rows"].append({})
    if section.repeated and (removed := number_in(post, "remove")) is not None:
        typed["rows"] = [row for number, row in enumerate(typed["rows"]) if number != removed]
    return typed


def _files_keep(request: UserRequest, application: Application, section: Section) -> list[str]:
    return files_keep(request, application, section.criterion) if section.criterion else []


def _next(request: UserRequest, application: Application, section: Section) -> str:
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
