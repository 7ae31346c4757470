"""Actions of staff on an application: the actions of its lifecycle, the checklist, messages and second looks."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.applications import selectors, services
from apps.applications.models import Application, ApplicationState, Submission
from apps.applications.states import (
    CHECKLIST_STATES,
    CORRESPONDENCE_STATES,
    LIFECYCLE,
    REAPPLY_STATES,
    listed_text,
)
from apps.applications.work import MESSAGE
from apps.core.lifecycle import Text
from apps.correspondence.selectors import thread_about
from apps.correspondence.services import thread_close
from apps.desk.actions import StaffAction, StaffActions, actions_open
from apps.desk.applications.checklist import ChecklistForm
from apps.desk.applications.forms import (
    ApproveForm,
    AskForm,
    CountersignForm,
    DenyForm,
    RefuseForm,
    SecondLookForm,
    SendBackForm,
)
from apps.desk.applications.review import ReviewContext
from apps.desk.forms import NoteForm, PostForm, ReasonsForm, StaffForm
from apps.desk.histories import identity_text
from apps.desk.work.admin import AssignForm
from apps.ledger.selectors import identities_unlinked
from apps.work.models import Item

ENROLLED = _lazy("The business gets a Known Shipper Number and becomes a member. Its team is told.")
DENIED = _lazy("The applicant is told the reasons and can appeal.")
PROPOSED = _lazy("A second officer countersigns it or sends it back. Until then the applicant is not told.")


ACTIONS = {
    "take": StaffAction(
        main=True,
        effect=_lazy("You are its reviewer, and the applicant sees that it is read."),
        service=services.application_take,
        form=StaffForm,
    ),
    "assign": StaffAction(
        effect=_lazy("They are its reviewer, and it is on their list of work."),
        service=services.application_assign,
        form=AssignForm,
    ),
    "release": StaffAction(
        effect=_lazy("It waits for somebody else to take it."), service=services.application_release, form=StaffForm
    ),
    "ask": StaffAction(
        effect=_lazy("The applicant is told what you ask. The time to decide is paused until the reply."),
        service=services.info_request,
        form=AskForm,
        undoable=True,
    ),
    "resume": StaffAction(
        effect=_lazy("The review goes on with what is there, and the time to decide runs again."),
        service=services.application_resume,
        form=StaffForm,
    ),
    "approve": StaffAction(
        main=True, effect=ENROLLED, service=services.application_approve, form=ApproveForm, undoable=True
    ),
    "deny": StaffAction(effect=DENIED, service=services.application_deny, form=DenyForm, undoable=True),
    "refuse": StaffAction(effect=DENIED, service=services.application_refuse, form=RefuseForm, undoable=True),
    "countersign": StaffAction(
        main=True, effect=DENIED, service=services.denial_countersign, form=CountersignForm, undoable=True
    ),
    "send_back": StaffAction(
        effect=_lazy(
            "The application is in review again with its officer, who reads the reason. The applicant is not told."
        ),
        service=services.denial_send_back,
        form=SendBackForm,
    ),
    "grant": StaffAction(
        main=True, effect=ENROLLED, service=partial(services.appeal_decide, grant=True), form=ReasonsForm, undoable=True
    ),
    "uphold": StaffAction(
        effect=_lazy("The denial stands. The applicant is told the reasons and may apply again."),
        service=partial(services.appeal_decide, grant=False),
        form=ReasonsForm,
        undoable=True,
    ),
}


def application_actions(user: User, application: Application, known: ReviewContext) -> StaffActions:
    """Return all that a member of staff may do with an application now."""
    rights = held(user)
    actions = actions_open(
        *(LIFECYCLE, ACTIONS),
        state=application.state,
        rights=rights,
        facts=lambda: known.facts,
        application_id=application.pk,
    )
    if listed := listed_text(known.facts):
        actions |= {
            code: replace(action, settled_at=_hit_pages(known))
            for code, action in actions.items()
            if action.blocked == listed
        }
    if known.facts.needs_second_officer:
        actions |= {code: replace(actions[code], effect=PROPOSED) for code in ("deny", "refuse") if code in actions}
    if "ask" in actions and not actions["ask"].blocked:
        actions["ask"] = actions["ask"].with_form(draft=known.draft, names=known.names_asked)
    if "approve" in actions and not actions["approve"].blocked:
        unlinked = [identity_text(seller) for seller in identities_unlinked(known.reported)]
        actions["approve"] = actions["approve"].with_form(removed=bool(known.facts.removed), unlinked=unlinked)
    if "refuse" in actions and not actions["refuse"].blocked:
        # Only a record that matches the business may be named as the other record.
        matches = known.relations.matches
        no_match = "" if matches else _lazy("No other record matches this business.")
        actions["refuse"] = replace(actions["refuse"].with_form(matches=matches), blocked=no_match)
    if "review_applications" in rights:
        actions |= _checklist_action(application, known) | _message_actions(application, known.items)
        actions["note"] = StaffAction(
            label=_lazy("Add a note"),
            effect=_lazy("Only staff read it."),
            service=partial(services.note_add, application_id=application.pk),
            form=NoteForm,
        )
    if "decide_applications" in rights and application.state in (
        ApplicationState.APPROVED,
        ApplicationState.APPEALED,
        *REAPPLY_STATES,
    ):
        actions |= _second_look_actions(user, application)
    # Whose the case is comes after what is done with it.
    return {code: actions[code] for code in sorted(actions, key=lambda code: code in ("assign", "release"))}


def _hit_pages(known: ReviewContext) -> list[tuple[str, str]]:
    """Return the pages of the screening hits that stand in the way, as label and address."""
    return [(_("Screening hit: %(name)s") % {"name": hit.name}, hit.url) for hit in known.hits_named]


def _checklist_action(shown: Application, known: ReviewContext) -> StaffActions:
    checklist = known.checklist
    if shown.state not in CHECKLIST_STATES:
        return {}
    latest = max(shown.submissions.all(), key=attrgetter("version"))
    version = latest.version
    form = partial(ChecklistForm, checklist=checklist, version=version)
    save = partial(services.checks_save, application_id=shown.pk)
    then = _lazy("Only staff read it. You can save a part and go on later. With scripts, each is saved as you make it.")
    label = _lazy("Save the checklist")
    actions: StaffActions = {"check": StaffAction(label=label, effect=then, service=save, form=form, panel="checklist")}
    if not all(checked.counts for checked in checklist):
        actions["rest"] = StaffAction(
            label=_lazy("The rest is met"),
            effect=_rest_text(latest, known) if known.opens_everything else "",
            service=partial(services.checks_meet_rest, application_id=shown.pk, version=version),
            panel="answers",
        )
    return actions


def _rest_text(latest: Submission, known: ReviewContext) -> Text:
    """Return what becomes of the criteria without a finding, for an officer who has every answer open."""
    rest = selectors.rest_of(latest, known.read, known.checklist, user_of(known.request))
    words = {"met": ", ".join(checked.criterion.number for checked in rest.met) or _("none"), "left": rest.left_text}
    if not rest.left:
        return _("You have every answer open. These criteria are noted as met, by you: %(met)s.") % words
    return (
        _(
            "You have every answer open. These were answered plainly yes, and are noted as met, by you: %(met)s. "
            "Look at these one by one: %(left)s."
        )
        % words
    )


def _second_look_actions(user: User, shown: Application) -> StaffActions:
    return {
        f"look-{look.pk}": StaffAction(
            label=_lazy("Second look at the decision on appeal") if look.decision.on_appeal else _lazy("Second look"),
            effect=_lazy("The officer who decided reads it. Nothing about the decision changes."),
            service=partial(services.second_look_give, look_id=look.pk),
            form=SecondLookForm,
        )
        for look in selectors.second_looks_open(shown, user)
    }


def _message_actions(shown: Application, items: Sequence[Item]) -> StaffActions:
    """Return what an officer may do about the messages of the team: answer, or close a message without an answer."""
    actions: StaffActions = {}
    if shown.state in CORRESPONDENCE_STATES:
        actions["answer"] = StaffAction(
            label=_lazy("Write to the applicant"),
            effect=_lazy("The team reads it on the application's page, in its inbox and by e-mail. No clock stops."),
            service=partial(services.application_message_answer, application_id=shown.pk),
            form=PostForm,
        )
    if any(item.kind == MESSAGE.code for item in items):
        actions["settle"] = StaffAction(
            label=_lazy("The message needs no answer"),
            effect=_lazy("Nobody is told. If the team writes again, it waits again."),
            service=partial(_settle, about=selectors.subject_of(shown)),
        )
    return actions


def _settle(*, actor: User, about: tuple[str, int]) -> None:
    """Close the thread of an application. The thread is read only now, so that a page which only draws the button needs
    no query.
    """
    thread = thread_about(about)
    assert thread is not None
    thread_close(actor=actor, thread_id=thread.pk)
