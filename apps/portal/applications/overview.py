"""The page of an application: its list of sections while it is a draft, and its status after it was submitted."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import UserRequest
from apps.applications import selectors, services
from apps.applications.models import Application, ApplicationState, Decision, Inquiry
from apps.applications.reasons import GUIDANCE, DenialReason
from apps.applications.sections import SectionDefinition
from apps.applications.sections.registry import forms_of
from apps.applications.situations import SITUATIONS, STEPS, step_of
from apps.applications.states import APPLICANT, CORRESPONDENCE_STATES, LIFECYCLE, REAPPLY_STATES
from apps.applications.timeline import PublicEntry, timeline_public
from apps.core.days_text import days_left
from apps.core.errors import Conflict
from apps.core.lazy import Promise
from apps.core.templatetags.uswds import anchor
from apps.portal.access import application_for, for_sellers
from apps.portal.applications.parts import tasks_of
from apps.portal.forms import MessageForm, form_data, form_submit, refusals_told
from apps.shippers.roles import Ability


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field that an officer asks about, with the question, the key of its section, and the anchor on the page of the
    section: "" for a file or a whole section.
    """

    key: str
    section: str | Promise
    label: str | Promise
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class DenialFix:
    """A reason of a denial, what to do about the reason, and the sections in which to do it."""

    reason: str | Promise
    text: Promise
    sections: list[SectionDefinition]


@for_sellers
@require_http_methods(["GET", "POST"])
def application(request: UserRequest, application_id: int) -> HttpResponse:
    """Show an application; a POST sends a message to the officers who review the application."""
    application = application_for(request.user, application_id)
    prefetch_related_objects([application], "inquiries", "decisions")
    form = MessageForm(*form_data(request))
    if form.is_bound and form_submit(
        form,
        lambda: services.application_message_write(
            actor=request.user, application_id=application.pk, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Your message was sent. The answer comes here and by e-mail."))
        return redirect("portal:application", application_id=application.pk)
    draft = application.state == ApplicationState.DRAFT
    inquiry = selectors.inquiry_open(application)
    denial = _denial(application)
    abilities = selectors.rights_of(request.user, application)
    may_reapply = Ability.PREPARE in abilities and application.state in REAPPLY_STATES and not application.superseded
    context = {
        **_situation(application, abilities),
        "situation": selectors.situation_of(application, request.user),
        **(tasks_of(application) if draft else {}),
        "draft": draft,
        "steps": [label for label, _states in STEPS],
        "step": step_of(application.state),
        "inquiry": inquiry,
        "asked": asked_fields(inquiry),
        "denial": denial,
        "fix": _denial_fixes(application, denial) if denial else [],
        "may_reapply": may_reapply,
        "may_reapply_withdrawn": may_reapply and application.state == ApplicationState.WITHDRAWN,
        "form": form
        if form.is_bound or (Ability.PREPARE in abilities and application.state in CORRESPONDENCE_STATES)
        else None,
        "more": selectors.page_to_tell_more(application),
        "timeline": [] if draft else _timeline(application),
    }
    return render(request, "portal/applications/application.html", context, status=422 if form.is_bound else 200)


def _timeline(application: Application) -> list[tuple[PublicEntry, list[selectors.InquiryQuestion]]]:
    """Return the timeline, each request for information with its questions about single places."""
    asked = selectors.questions_in(application.inquiries.all())
    return [
        (entry, [question for question in asked[entry.inquiry.pk] if question.text] if entry.inquiry else [])
        for entry in timeline_public(application)
    ]


def application_context(request: UserRequest, application: Application) -> dict[str, Any]:
    """Return the context of every page of an application: its situation, its deadline, and what the user may do."""
    return _situation(application, selectors.rights_of(request.user, application))


def _situation(application: Application, abilities: frozenset[str]) -> dict[str, Any]:
    deadline = selectors.deadline_of(application)
    return {
        "application": application,
        "is_draft": application.state == ApplicationState.DRAFT,
        "situation": SITUATIONS[application.state],
        "deadline": deadline,
        "days_left": days_left(deadline) if deadline else None,
        "days_to_decide": selectors.days_to_decide(application),
        "abilities": abilities,
        "actions": {
            transition.action
            for transition in LIFECYCLE.open_to(state=application.state, held=abilities)
            if transition.who == APPLICANT
        },
    }


@for_sellers
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, application_id: int) -> HttpResponse:
    """Ask whether an application is to be withdrawn; a POST withdraws it."""
    application = application_for(request.user, application_id)
    if request.method == "POST":
        with refusals_told(request, Conflict):
            services.application_withdraw(actor=request.user, application_id=application.pk)
            messages.success(request, _("The application was withdrawn."))
        return redirect("portal:application", application_id=application.pk)
    return render(request, "portal/applications/withdraw.html", application_context(request, application))


def asked_fields(inquiry: Inquiry | None) -> list[AskedField]:
    """Return what a request for information asks about; of a repeated section, the first row where none is named."""
    if inquiry is None:
        return []
    return [_asked_field(question) for question in selectors.questions_in([inquiry])[inquiry.pk]]


def _asked_field(question: selectors.InquiryQuestion) -> AskedField:
    place, section = question.place, question.place.section
    at = ""
    if place.field:
        row = max(place.row, 1)
        rows = forms_of(section.filled({"rows": [{}] * row}) if section.repeated else section.blank())
        at = anchor(rows[row - 1][place.field])
    return AskedField(section.key, section.title, question.label, at, question.text)


def _denial(application: Application) -> Decision | None:
    """Return the latest decision of an application that is denied; None if the application is in another state."""
    if application.state != ApplicationState.DENIED:
        return None
    return max(application.decisions.all(), key=lambda decision: decision.pk)


def _denial_fixes(application: Application, denial: Decision) -> list[DenialFix]:
    places = selectors.sections_to_fix(application, denial)
    return [DenialFix(DenialReason(code).label, GUIDANCE[code].text, places[code]) for code in denial.reasons]
