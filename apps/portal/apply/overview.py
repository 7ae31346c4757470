"""One application: its list of sections while it is filled in, and where it stands once it was sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.applications import selectors, services
from apps.applications.models import Application
from apps.applications.sections import GROUPS, Progress, section_of
from apps.applications.states import APPLICANT, SITUATIONS
from apps.applications.timeline import timeline_public
from apps.core.errors import Conflict
from apps.portal.access import for_sellers

PROGRESS = {
    Progress.NOT_STARTED: (_("Not started"), ""),
    Progress.IN_PROGRESS: (_("In progress"), "ks-tag--info"),
    Progress.NEEDS_ATTENTION: (_("Needs attention"), "ks-tag--warning"),
    Progress.DONE: (_("Done"), "ks-tag--success"),
}


@for_sellers
@require_safe
def application(request: HttpRequest, application_id: int) -> HttpResponse:
    shown = selectors.application_for(request.user, application_id)
    open_sections = selectors.sections_open(shown)
    states = selectors.section_states(shown) if open_sections else []
    return render(
        request,
        "portal/apply/application.html",
        {
            **header(request, shown),
            "groups": [
                (title, [(state, *PROGRESS[state.progress]) for state in states if state.section.group is group])
                for group, title in GROUPS.items()
            ],
            "draft": shown.state == Application.State.DRAFT,
            "done": sum(state.done for state in states),
            "total": len(states),
            "inquiries": [(inquiry, _asked(inquiry.fields)) for inquiry in shown.inquiries.order_by("-pk")],
            "decisions": shown.decisions.order_by("-pk"),
            "timeline": timeline_public(shown),
        },
    )


def header(request: HttpRequest, application: Application) -> dict[str, Any]:
    """What every page of an application shows: who holds it, what comes next, by when, and what one may do."""
    return {
        "application": application,
        "situation": SITUATIONS[application.state],
        "deadline": selectors.deadline_of(application),
        "actions": {
            transition.action
            for transition in selectors.actions_open(request.user, application)
            if transition.who == APPLICANT
        },
    }


@for_sellers
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, application_id: int) -> HttpResponse:
    shown = selectors.application_for(request.user, application_id)
    if request.method == "POST":
        try:
            services.application_withdraw(actor=request.user, application_id=shown.pk)
        except Conflict as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _now("The application was withdrawn."))
        return redirect("portal:application", application_id=shown.pk)
    return render(request, "portal/apply/withdraw.html", header(request, shown))


def _asked(fields: list[str]) -> list[tuple[str, str, str, str]]:
    """The fields that an officer asks about: section key, its title, the label, and where on the page it is."""
    asked = []
    for named in fields:
        key, _colon, name = named.partition(":")
        section = section_of(key)
        place = f"id_row-0-{name}" if section.repeated else f"id_{name}"
        asked.append((key, section.title, section.form().fields[name].label, place))
    return asked
