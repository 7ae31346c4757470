"""What staff may do with an application: for each action of the transition table its form, its service, its words."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.applications import selectors, services
from apps.applications.models import Application
from apps.applications.selectors import CheckedCriterion
from apps.applications.states import (
    CHECKLIST_STATES,
    CORRESPONDENCE_STATES,
    LIFECYCLE,
    REAPPLY_STATES,
    ApplicationState,
)
from apps.applications.work import MESSAGE
from apps.core.lazy import Promise
from apps.correspondence.selectors import thread_about
from apps.correspondence.services import thread_close
from apps.desk.applications.checklist import ChecklistForm
from apps.desk.applications.forms import (
    ApproveDespiteForm,
    ApproveForm,
    AskForm,
    DenyForm,
    RefuseForm,
    SecondLookForm,
    SendBackForm,
)
from apps.desk.applications.review import Known
from apps.desk.forms import NoteForm, PostForm, ReasonsForm, StaffForm
from apps.desk.pages import Act
from apps.desk.work.admin import AssignForm
from apps.shippers.matches import Match
from apps.work.models import Item

ENROLLED = _lazy("The business gets a Known Shipper Number and becomes a member. Its team is told.")
DENIED = _lazy("The applicant is told the reasons and can appeal.")
PROPOSED = _lazy("A second officer countersigns it or sends it back. Until then the applicant is told nothing.")


def _ask(*, fields_asked: list[str], **given: Any) -> object:
    """Ask for information about fields: `fields` is what Django's forms call something else."""
    return services.info_request(fields=fields_asked, **given)


# What each action of the transition table asks, what follows from it, and the service that takes it.
ACTS: dict[str, tuple[type[StaffForm], Promise, Callable[..., object]]] = {
    "take": (
        StaffForm,
        _lazy("You are its reviewer, and the applicant sees that it is read."),
        services.application_take,
    ),
    "assign": (
        AssignForm,
        _lazy("They are its reviewer, and it is on their list of work."),
        services.application_assign,
    ),
    "release": (StaffForm, _lazy("It waits for somebody else to take it."), services.application_release),
    "ask": (
        AskForm,
        _lazy("The applicant is told what you ask. The time to decide stands until the reply."),
        _ask,
    ),
    "resume": (
        StaffForm,
        _lazy("The review goes on with what is there, and the time to decide runs again."),
        services.application_resume,
    ),
    "approve": (ApproveForm, ENROLLED, services.application_approve),
    "deny": (DenyForm, DENIED, services.application_deny),
    "refuse": (RefuseForm, DENIED, services.application_refuse),
    "countersign": (StaffForm, DENIED, services.denial_countersign),
    "send_back": (
        SendBackForm,
        _lazy("It is in review again with its officer, who reads why. The applicant is told nothing."),
        services.denial_send_back,
    ),
    "grant": (ReasonsForm, ENROLLED, partial(services.appeal_decide, grant=True)),
    "uphold": (
        ReasonsForm,
        _lazy("The denial stands. The applicant is told the reasons and may apply again."),
        partial(services.appeal_decide, grant=False),
    ),
}


def acts_of(user: User, shown: Application, known: Known) -> dict[str, Act]:
    """All that this member of staff may do with the application now, by name."""
    acts = {}
    for transition in LIFECYCLE.open_to(state=shown.state, held=held(user)):
        form, then, service = ACTS[transition.action]
        acts[transition.action] = Act(
            label=transition.label,
            then=PROPOSED if known.facts.needs_second_officer and transition.action in ("deny", "refuse") else then,
            do=partial(service, application_id=shown.pk),
            form=form,
            blocked=transition.blocked(known.facts),
        )
    if "approve" in acts and known.facts.removed:
        acts["approve"] = replace(acts["approve"], form=ApproveDespiteForm)
    if "refuse" in acts and not acts["refuse"].blocked:
        acts["refuse"] = _refusal(known.kin.matches, acts["refuse"])
    if "review_applications" in held(user):
        acts |= _checking(shown, known.checklist) | _talk(shown, known.items)
        note = partial(services.note_add, application_id=shown.pk)
        acts["note"] = Act(_lazy("Add a note"), _lazy("Only staff read it."), note, NoteForm)
    if "decide_applications" in held(user) and shown.state in (
        ApplicationState.APPROVED,
        ApplicationState.APPEALED,
        *REAPPLY_STATES,
    ):
        acts |= _second_looks(user, shown)
    return acts


def _refusal(matches: Sequence[Match], act: Act) -> Act:
    """Only what matches may be named as the other record."""
    nothing = "" if matches else _lazy("No other record matches this business.")
    return Act(act.label, act.then, act.do, partial(RefuseForm, matches=matches), nothing)


def _checking(shown: Application, checklist: Sequence[CheckedCriterion]) -> dict[str, Act]:
    if shown.state not in CHECKLIST_STATES:
        return {}
    version = max(submission.version for submission in shown.submissions.all())
    form = partial(ChecklistForm, checklist=checklist, version=version)
    save = partial(services.checks_save, application_id=shown.pk)
    then = _lazy("Only staff read it. You can save a part and go on later.")
    return {"check": Act(_lazy("Save the checklist"), then, save, form, panel="checklist")}


def _second_looks(user: User, shown: Application) -> dict[str, Act]:
    return {
        f"look-{look.pk}": Act(
            label=_lazy("Second look at the decision on appeal") if look.decision.on_appeal else _lazy("Second look"),
            then=_lazy("Who decided reads it. Nothing about the decision changes."),
            do=partial(services.second_look_give, look_id=look.pk),
            form=SecondLookForm,
        )
        for look in selectors.second_looks_open(shown, user)
    }


def _talk(shown: Application, items: Sequence[Item]) -> dict[str, Act]:
    """What an officer may do about what was written so far."""
    acts = {}
    if shown.state in CORRESPONDENCE_STATES:
        acts["answer"] = Act(
            label=_lazy("Write to the applicant"),
            then=_lazy("The team reads it on the application's page, in its inbox and by e-mail. No clock stops."),
            do=partial(services.application_message_answer, application_id=shown.pk),
            form=PostForm,
        )
    if any(item.kind == MESSAGE.code for item in items):
        acts["settle"] = Act(
            label=_lazy("The message needs no answer"),
            then=_lazy("Nobody is told. If the team writes again, it waits anew."),
            do=partial(_settle, about=selectors.subject_of(shown)),
        )
    return acts


def _settle(*, actor: User, about: tuple[str, int]) -> None:
    """Close what was written, which is looked up only when somebody does so."""
    thread = thread_about(about)
    assert thread is not None
    thread_close(actor=actor, thread_id=thread.pk)
