"""The parts and the tasks of a page of an application, and what sellers read about drafts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.applications import selectors
from apps.applications.models import Application
from apps.applications.models import Section as SavedSection
from apps.applications.sections import ApplicationPage, Progress, SectionDefinition, Strict, Typed
from apps.applications.sections.known_answers import known_answers
from apps.screening.registers.companies import Company


@dataclass(frozen=True, slots=True)
class SectionOnPage:
    """A section on a page. `typed` are the answers that were typed and not saved, None if there are none.

    `differences` has (question, saved answer, typed answer) where the two differ.
    """

    state: selectors.SectionState
    prefix: str
    strict: Strict
    differences: list[tuple[str, str, str]]

    @property
    def section(self) -> SectionDefinition:
        return self.state.section

    @property
    def button(self) -> str:
        """Return the beginning of the names of the buttons that add and remove rows."""
        return f"{self.prefix}-" if self.prefix else ""


def parts_of(
    page: ApplicationPage,
    states: Iterable[selectors.SectionState],
    *,
    email: str,
    typed: Mapping[str, Typed] | None = None,
    company: Company | None = None,
) -> list[SectionOnPage]:
    """Return the parts of a page as they are saved or, with `typed`, as they were typed and not saved.

    `email` is the address of the reader, with which a contact is filled in that nobody gave yet, and `company` what a
    register says of the business.
    """
    states = list(states)
    business = next((state.typed for state in states if state.section.key == "business"), None)
    known = known_answers(email=email, business=business or {}, company=company)
    return [
        SectionOnPage(
            state,
            prefix,
            state.strict(prefix=prefix, known=known.get(state.section.key))
            if typed is None
            else state.typed_strict(typed[state.section.key], prefix=prefix),
            state.section.differences(state.typed, typed[state.section.key]) if typed else [],
        )
        for state in selectors.page_state(page, states).states
        for prefix in [page.prefix_of(state.section)]
    ]


def saved_latest(parts: Iterable[SectionOnPage]) -> SavedSection | None:
    """Return the section of a page that was saved last, None if there is none."""
    return max((part.state.saved for part in parts if part.state.saved), key=attrgetter("saved_at"), default=None)


def page_address(application: Application, page: ApplicationPage) -> str:
    """Return the address of a page; a section by itself has one address, whether a page or a change leads there."""
    name = "portal:apply_section" if page.alone else "portal:apply_page"
    return reverse(name, args=[application.pk, page.key])


PROGRESS = {
    Progress.NOT_STARTED: (_lazy("Not started"), ""),
    Progress.IN_PROGRESS: (_lazy("In progress"), "ks-tag--info"),
    Progress.NEEDS_ATTENTION: (_lazy("Needs attention"), "ks-tag--warning"),
    Progress.DONE: (_lazy("Done"), "ks-tag--success"),
}


def tasks_of(application: Application) -> dict[str, Any]:
    """Return the context of the list of pages. A task is (address, title, label and CSS class of its tag)."""
    states = selectors.section_states(application)
    pages = selectors.page_states(states)
    tasks = [(page_address(application, each.page), each.page.title, *PROGRESS[each.progress]) for each in pages]
    return {
        "tasks": tasks,
        "done": sum(each.done for each in pages),
        "total": len(pages),
        "minutes": selectors.minutes_rounded(sum(state.minutes for state in states)),
        "next_task": next((task for task, each in zip(tasks, pages, strict=True) if not each.done), None),
        "signature_request": selectors.signature_request_of(application),
    }


SAVED_COOKIE = "ks-saved"


def draft_forget[Response: HttpResponse](request: HttpRequest, response: Response, *, page: str = "") -> Response:
    """Set the cookie that tells the browser to delete its draft of a page, since the server has saved the form.

    The cookie holds the path of `page`, or of this page. A script of the next page reads and deletes the cookie.
    """
    response.set_cookie(
        SAVED_COOKIE,
        quote(page or request.path, safe=""),
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response
