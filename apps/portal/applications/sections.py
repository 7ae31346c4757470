"""The pages of sections: what was typed is saved as it is, and the page says what is still missing to submit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.applications import selectors, services
from apps.applications.models import Application, ApplicationState
from apps.applications.sections import (
    ApplicationPage,
    SectionDefinition,
    Typed,
    embargoes_named,
    page_alone,
    page_of,
    section_of,
)
from apps.applications.sections.pages import MORE
from apps.core import clock
from apps.core.bounds import whole_number
from apps.core.errors import Conflict, DomainError, InvalidInput, NotFound
from apps.core.templatetags.uswds import error_summary
from apps.portal.access import application_for, for_sellers
from apps.portal.applications.evidence import evidence_block, files_keep
from apps.portal.applications.overview import application_context
from apps.portal.applications.parts import draft_forget, page_address, parts_of, saved_latest
from apps.portal.forms import number_in
from apps.screening.registers.registry import REGISTERS
from apps.shippers.roles import Ability

# The name of the button, and the place on the page to which it leads.
REGISTER = "register"
# The sections whose pages show what a register says.
_SECTIONS = frozenset({"business", "identifiers", "addresses"})


def registered_beside(
    page: ApplicationPage, states: Iterable[selectors.SectionState], typed: Mapping[str, Typed] | None
) -> selectors.RegisterAnswer | None:
    """Return what a register says beside the answers as saved or, with `typed`, as typed; None on other pages."""
    if not _SECTIONS & {section.key for section in page.sections}:
        return None
    return selectors.registered_of({**{state.section.key: state.typed for state in states}, **(typed or {})})


def answers_with_register(application: Application, answers: Sequence[services.Answers]) -> list[services.Answers]:
    """Return the answers of a page with those that a register fills in, on the page and where they were saved before.

    A section that nobody saved yet is filled in when its page is opened.
    """
    states = selectors.section_states(application)
    filled = selectors.answers_registered(states, {each.key: each.typed for each in answers})
    here = [services.Answers(each.key, filled.pop(each.key, each.typed), each.version) for each in answers]
    open_keys = selectors.sections_open(application)
    saved = {state.section.key: state.version for state in states if state.version and state.section.key in open_keys}
    return here + [services.Answers(key, typed, saved[key]) for key, typed in filled.items() if key in saved]


FIELD = "opened"
_SALT = "portal.openings"


def opening_sign(application: Application, page: ApplicationPage) -> str:
    """Return the text by which a page says that it is opened now."""
    return signing.dumps([application.pk, page.key, int(clock.now().timestamp())], salt=_SALT)


def opening_read(text: str, application: Application, page: ApplicationPage) -> datetime | None:
    """Return when a page was opened; None if the text was not signed for this page."""
    try:
        application_id, key, moment = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    return datetime.fromtimestamp(moment, UTC) if (application_id, key) == (application.pk, page.key) else None


METHODS = require_http_methods(["GET", "POST"])


@for_sellers
@METHODS
def page(request: UserRequest, application_id: int, page: str) -> HttpResponse:
    """Show a page of an application; a POST saves what was typed and the files, and goes on to the next page."""
    application = application_for(request.user, application_id)
    chosen = selectors.page_to_tell_more(application) if page == MORE else page_of(page)
    if chosen is None:
        raise NotFound(_("There is nothing more to tell about this application."))
    if chosen.alone:
        return redirect(page_address(application, chosen), preserve_request=True)
    return _answer(request, application, chosen)


@for_sellers
@METHODS
def section(request: UserRequest, application_id: int, key: str) -> HttpResponse:
    """Show a section of an application by itself; a POST saves what was typed and the files."""
    return _answer(request, application_for(request.user, application_id), page_alone(section_of(key)))


def _answer(request: UserRequest, application: Application, page: ApplicationPage) -> HttpResponse:
    if request.method == "GET":
        return _page(request, application, page)
    page = selectors.page_asked(application, page)
    typed = {section.key: _typed_answers(section, page.prefix_of(section), request.POST) for section in page.sections}
    versions = request.POST.get("version", "").split(".")
    answers = [
        services.Answers(key, answers, whole_number(version) or 0)
        for (key, answers), version in zip(typed.items(), versions + [""] * len(typed), strict=False)
        if page.key != MORE or any(answers.values())
    ]
    if REGISTER in request.POST:
        answers = answers_with_register(application, answers)
    try:
        services.sections_save(
            actor=request.user,
            application_id=application.pk,
            answers=answers,
            opened_at=opening_read(request.POST.get(FIELD, ""), application, page),
        )
    except (Conflict, InvalidInput) as refusal:
        # Files are kept even if the answers are refused because somebody else has saved the section meanwhile.
        refused = _files_keep(request, application, page) if refusal.code != "section_closed" else []
        return _page(request, application, page, typed=typed, refusal=refusal, refused_files=refused)
    if refused := _files_keep(request, application, page):
        return draft_forget(request, _page(request, application, page, refused_files=refused))
    return draft_forget(request, redirect(_next_page(request, application, page)))


def _page(
    request: UserRequest,
    application: Application,
    page: ApplicationPage,
    *,
    typed: Mapping[str, Typed] | None = None,
    refusal: DomainError | None = None,
    refused_files: Sequence[str] = (),
) -> HttpResponse:
    """Show a page as it is saved or, with `typed`, as it was typed and not saved; `refusal` says why not."""
    states = selectors.section_states(application)
    registered = registered_beside(page, states, typed)
    company = registered.company if registered else None
    parts = parts_of(page, states, email=request.user.email, typed=typed, company=company)
    frame = application_context(request, application)
    keys = {part.section.key for part in parts}
    editable = Ability.PREPARE in frame["abilities"] and keys <= selectors.sections_open(application)
    files = _files_block(application, page, refused_files)
    context = {
        **frame,
        **_page_place(application, page, states),
        "page": page,
        "parts": [(part, part.section.answers(part.state.typed or {}, masked=not editable)) for part in parts],
        "saved": saved_latest(parts),
        "version": ".".join(str(part.state.version) for part in parts),
        "editable": editable,
        # A page that was refused goes on counting from its first opening.
        "opened": (typed and request.POST.get(FIELD)) or opening_sign(application, page),
        "registers": REGISTERS,
        "registered": registered,
        "must": page.alone and bool(files) and files["criterion"].number in selectors.musts_for(application),
        "problems": error_summary(*(part.strict for part in parts), *([files["files_form"]] if files else [])),
        "refusal": refusal,
        "embargoes": embargoes_named({part.section.key: part.state.typed for part in parts}),
        "differences": [difference for part in parts for difference in part.differences] if refusal else (),
        **files,
    }
    status = refusal.status if refusal else 422 if refused_files else 200
    return render(request, "portal/applications/section.html", context, status=status)


def _page_place(
    application: Application, page: ApplicationPage, states: list[selectors.SectionState]
) -> dict[str, Any]:
    """Return the place of a page among all pages; nothing for a section by itself that a page asks among others."""
    shown = selectors.page_states(states)
    number = next((number for number, state in enumerate(shown) if state.page.key == page.key), None)
    if number is None:
        return {}
    before, after = (shown[place].page if 0 <= place < len(shown) else None for place in (number - 1, number + 1))
    return {
        "number": number + 1,
        "total": len(shown),
        "steps": [(state.page.title, state is shown[number], state.done) for state in shown],
        "before": before and (before.title, page_address(application, before)),
        "after": after and (after.title, page_address(application, after)),
    }


def _typed_answers(section: SectionDefinition, prefix: str, post: QueryDict) -> Typed:
    """Return what was typed, with a row added or removed if a button of the form says so."""
    typed = section.typed(post, prefix=prefix)
    add, remove = (f"{prefix}-{act}" if prefix else act for act in ("add", "remove"))
    if section.repeated and add in post:
        typed["rows"].append({})
    if section.repeated and (removed := number_in(post, remove)) is not None:
        typed["rows"] = [row for number, row in enumerate(typed["rows"]) if number != removed]
    return typed


def _files_block(application: Application, page: ApplicationPage, refused: Sequence[str]) -> dict[str, Any]:
    taking = page.with_files
    return evidence_block(application, taking.criterion, refused, page=page) if taking and taking.criterion else {}


def _files_keep(request: UserRequest, application: Application, page: ApplicationPage) -> list[str]:
    taking = page.with_files
    return files_keep(request, application, taking.criterion) if taking and taking.criterion else []


def _next_page(request: UserRequest, application: Application, page: ApplicationPage) -> str:
    """Return the address of the next page: this one while something on it is missing, then the following one.

    A section by itself that was changed leads back to all answers, if they are complete, or to the list of pages.
    """
    here = page_address(application, page)
    if REGISTER in request.POST:
        return f"{here}#{REGISTER}"
    overview = reverse("portal:application", args=[application.pk])
    review = reverse("portal:apply_review", args=[application.pk])
    for section in page.sections:
        prefix = page.prefix_of(section)
        if request.POST.keys() & ({f"{prefix}-add", f"{prefix}-remove"} if prefix else {"add", "remove"}):
            return f"{here}#{prefix}" if prefix else here
    if "remove_file" in request.POST:
        return here
    if "later" in request.POST:
        return overview
    states = selectors.section_states(application)
    if page.key != MORE and not selectors.page_state(page, states).done:
        return here
    if application.state != ApplicationState.DRAFT:
        return overview
    place = _page_place(application, page, states)
    if place and place["after"]:
        return place["after"][1]
    return review if place or all(state.done for state in states) else overview
