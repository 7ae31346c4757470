"""A draft application as a list of pages, with an estimate of the time that the rest takes."""

from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from apps.applications import selectors
from apps.applications.models import Application
from apps.applications.sections import Progress
from apps.portal.applications.parts import page_address

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
