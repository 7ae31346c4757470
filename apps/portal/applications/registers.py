"""The company register beside the pages of an application: its facts, and the button that fills answers in."""

from collections.abc import Iterable, Mapping, Sequence

from apps.applications import selectors, services
from apps.applications.models import Application
from apps.applications.sections import ApplicationPage, Typed

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
