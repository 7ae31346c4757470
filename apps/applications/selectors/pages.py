"""The pages of an application, with the state of the sections on each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil

from apps.applications.sections import PAGES, ApplicationPage, Progress, SectionDefinition, page_alone
from apps.applications.selectors.answers import SectionState
from apps.applications.selectors.criteria import musts

# An estimate is rounded up to a multiple of so many minutes.
MINUTES_STEP = 5


@dataclass(frozen=True, slots=True)
class PageState:
    """A page of an application as it is now, with the states of its sections."""

    page: ApplicationPage
    states: list[SectionState]

    @property
    def done(self) -> bool:
        return all(state.done for state in self.states)

    @property
    def progress(self) -> Progress:
        """Return the progress of the page: an answer that is wrong counts before one that is missing."""
        found = {state.progress for state in self.states}
        if len(found) == 1:
            return found.pop()
        return Progress.NEEDS_ATTENTION if Progress.NEEDS_ATTENTION in found else Progress.IN_PROGRESS


def page_state(page: ApplicationPage, states: Sequence[SectionState]) -> PageState:
    """Return a page with the states of those of these sections for which the page asks, in the order of the page."""
    by_key = {state.section.key: state for state in states}
    found = (by_key[section.key] for section in page.sections if section.key in by_key)
    return PageState(page, [state for state in found if page.has(state.section, proof=state.proof)])


def page_states(states: Sequence[SectionState]) -> list[PageState]:
    """Return the pages that ask for any of these sections.

    A section with a file to add, for which a page does not ask, follows the page by itself.
    """
    by_key = {state.section.key: state for state in states}
    pages = []
    for page in PAGES:
        pages.append(page_state(page, states))
        found = (by_key[section.key] for section in page.sections if section.key in by_key)
        pages += [
            PageState(page_alone(state.section), [state])
            for state in found
            if not page.has(state.section, proof=state.proof)
        ]
    return [shown for shown in pages if shown.states]


def minutes_rounded(minutes: float) -> int:
    """Return an estimate rounded up to a multiple of `MINUTES_STEP`."""
    return ceil(minutes / MINUTES_STEP) * MINUTES_STEP


def minutes_to_apply() -> int:
    """Return the estimated minutes for a whole application of a small shop that has its documents at hand."""
    return minutes_rounded(sum(minutes for _page, minutes in minutes_of_pages()))


def minutes_of_pages() -> list[tuple[ApplicationPage, float]]:
    """Return the pages with the estimated minutes of what the policy asks for on each."""
    asked = musts()
    return [(page, sum(section.minutes for section in page.sections if _is_asked(section, asked))) for page in PAGES]


def _is_asked(section: SectionDefinition, asked: Collection[str]) -> bool:
    return section.criterion is None or section.criterion.number in asked
