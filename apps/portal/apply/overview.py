"""One application: its list of sections while it is filled in, and where it stands once it was sent."""

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
from apps.applications.models import Application, Decision, Inquiry
from apps.applications.reasons import GUIDANCE, DenialReason
from apps.applications.sections import Section, section_of
from apps.applications.sections.registry import forms_of
from apps.applications.states import APPLICANT, LIFECYCLE, REAPPLY, SITUATIONS, STEPS, WRITING, step_of
from apps.applications.timeline import timeline_public
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.lazy import Promise
from apps.core.templatetags.uswds import anchor
from apps.portal.access import for_sellers
from apps.portal.apply.tasks import tasks_of
from apps.portal.talk.forms import PostForm
from apps.portal.talk.questions import posted, written
from apps.shippers.roles import Ability


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field that an officer asks about, and where it is: the section's page, and the place on it."""

    key: str
    section: str | Promise
    label: str | Promise
    place: str


@dataclass(frozen=True, slots=True)
class ToFix:
    """A reason of a denial, what to do about it, and on which pages."""

    reason: str | Promise
    text: Promise
    sections: list[Section]


@for_sellers
@require_http_methods(["GET", "POST"])
def application(request: UserRequest, application_id: int) -> HttpResponse:
    """Where an application stands. What is posted is a message to the officers who read it."""
    shown = selectors.application_for(request.user, application_id)
    prefetch_related_objects([shown], "inquiries", "decisions")
    form = PostForm(*posted(request))
    if form.is_bound and written(
        form,
        lambda: services.application_write(actor=request.user, application_id=shown.pk, **form.cleaned_data),
    ):
        messages.success(request, _("Your message was sent. The answer comes here and by e-mail."))
        return redirect("portal:application", application_id=shown.pk)
    draft = shown.state == Application.State.DRAFT
    inquiry = selectors.inquiry_open(shown)
    denial = _denial(shown)
    held = selectors.may(request.user, shown)
    context = {
        **_situation(shown, held),
        **(tasks_of(shown) if draft else {}),
        "draft": draft,
        "steps": [label for label, _states in STEPS],
        "step": step_of(shown.state),
        "inquiry": inquiry,
        "asked": asked_fields(inquiry),
        "denial": denial,
        "fix": _to_fix(shown, denial) if denial else [],
        "may_reapply": Ability.PREPARE in held and shown.state in REAPPLY and not shown.superseded,
        "form": form if form.is_bound or (Ability.PREPARE in held and shown.state in WRITING) else None,
        "timeline": [] if draft else timeline_public(shown),
    }
    return render(request, "portal/apply/application.html", context, status=422 if form.is_bound else 200)


def header(request: UserRequest, application: Application) -> dict[str, Any]:
    """What every page of an application shows: who holds it, what comes next, by when, and what one may do."""
    return _situation(application, selectors.may(request.user, application))


def _situation(application: Application, held: frozenset[str]) -> dict[str, Any]:
    deadline = selectors.deadline_of(application)
    return {
        "application": application,
        "situation": SITUATIONS[application.state],
        "deadline": deadline,
        "days_left": (clock.day_of(deadline) - clock.today()).days if deadline else None,
        "days_to_decide": selectors.days_to_decide(application),
        "abilities": held,
        "actions": {
            transition.action
            for transition in LIFECYCLE.open_to(state=application.state, held=held)
            if transition.who == APPLICANT
        },
    }


@for_sellers
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, application_id: int) -> HttpResponse:
    shown = selectors.application_for(request.user, application_id)
    if request.method == "POST":
        try:
            services.application_withdraw(actor=request.user, application_id=shown.pk)
        except Conflict as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The application was withdrawn."))
        return redirect("portal:application", application_id=shown.pk)
    return render(request, "portal/apply/withdraw.html", header(request, shown))


def asked_fields(inquiry: Inquiry | None) -> list[AskedField]:
    """The fields that a request for information names. Of repeated sections it names all rows: the first is shown."""
    return [_asked_field(named) for named in inquiry.fields] if inquiry else []


def _asked_field(named: str) -> AskedField:
    key, _colon, name = named.partition(":")
    section = section_of(key)
    field = forms_of(section.blank())[0][name]
    return AskedField(key, section.title, field.label, anchor(field))


def _denial(application: Application) -> Decision | None:
    """The last decision of an application that is denied now."""
    if application.state != Application.State.DENIED:
        return None
    return max(application.decisions.all(), key=lambda decision: decision.pk)


def _to_fix(application: Application, denial: Decision) -> list[ToFix]:
    places = selectors.sections_to_fix(application, denial)
    return [ToFix(DenialReason(code).label, GUIDANCE[code].text, places[code]) for code in denial.reasons]
