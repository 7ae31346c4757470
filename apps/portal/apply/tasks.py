"""A draft as a list of tasks: what is done, what is left, and about how long that takes."""

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
# An estimate is no promise: it is told in steps of so many minutes, rounded up.
STEP = 5


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """`tasks` are (state, its label, the class of its tag)."""

    group: Group
    title: Promise
    tasks: list[tuple[selectors.SectionState, Promise, str]]

    @property
    def done(self) -> int:
        return sum(state.done for state, _label, _look in self.tasks)


def tasks_of(application: Application) -> dict[str, Any]:
    """All that the list of tasks shows."""
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
        "minutes": ceil(sum(state.minutes for state in states) / STEP) * STEP,
        "go_on": next((state for state in states if not state.done), None),
        "waits": selectors.signature_request_of(application),
    }
