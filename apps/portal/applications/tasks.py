"""A draft application as a list of tasks, with an estimate of the time that the rest takes."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from apps.applications import selectors
from apps.applications.models import Application
from apps.applications.sections import GROUPS, Group, Progress
from apps.core.lazy import Promise

PROGRESS = {
    Progress.NOT_STARTED: (_lazy("Not started"), ""),
    Progress.IN_PROGRESS: (_lazy("In progress"), "ks-tag--info"),
    Progress.NEEDS_ATTENTION: (_lazy("Needs attention"), "ks-tag--warning"),
    Progress.DONE: (_lazy("Done"), "ks-tag--success"),
}
# The estimate is rounded up to a multiple of so many minutes.
MINUTES_STEP = 5


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """A group of sections. `tasks` are pairs of a section state with the label and the CSS class of its tag."""

    group: Group
    title: Promise
    tasks: list[tuple[selectors.SectionState, Promise, str]]

    @property
    def done(self) -> int:
        return sum(state.done for state, _label, _look in self.tasks)


def tasks_of(application: Application) -> dict[str, Any]:
    """Return the context of the list of tasks."""
    states = selectors.section_states(application)
    return {
        "groups": [
            TaskGroup(
                group, title, [(state, *PROGRESS[state.progress]) for state in states if state.section.group is group]
            )
            for group, title in GROUPS.items()
        ],
        "done": sum(state.done for state in states),
        "total": len(states),
        "minutes": ceil(sum(state.minutes for state in states) / MINUTES_STEP) * MINUTES_STEP,
        "next_section": next((state for state in states if not state.done), None),
        "signature_request": selectors.signature_request_of(application),
    }
