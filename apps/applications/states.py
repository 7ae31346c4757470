"""The lifecycle of an application: the one table that services, buttons, admin actions and the documentation read."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.models import ApplicationState
from apps.core.languages import day_in_words
from apps.core.lifecycle import Lifecycle, Text, Transition, guard
from apps.shippers.roles import Ability, impartial

# After these states the business may begin a new application.
REAPPLY_STATES = (ApplicationState.DENIED, ApplicationState.WITHDRAWN)
FINAL_STATES = (ApplicationState.APPROVED, *REAPPLY_STATES)
APPLICANT = frozenset({Ability.ATTEST})
REVIEWER = frozenset({"review_applications"})
ASSIGNER = frozenset({"assign_work"})
DECIDER = frozenset({"decide_applications"})
APPEAL_DECIDER = frozenset({"decide_appeals"})
# In these states applicant and officers may write to one another about the application.
CORRESPONDENCE_STATES = (
    ApplicationState.SUBMITTED,
    ApplicationState.IN_REVIEW,
    ApplicationState.INFO_REQUESTED,
    ApplicationState.DENIAL_PROPOSED,
    ApplicationState.APPEALED,
)
# In these states officers may fill in the checklist: also while the applicant is asked for information.
CHECKLIST_STATES = (ApplicationState.IN_REVIEW, ApplicationState.INFO_REQUESTED)
APPEAL_TOOK_PART = _lazy(
    "The appeal must be decided by somebody who took no part in the review of the application."
    " Two people count as one if one of them asked for the account of the other."
)
NEWER_APPLICATION = _lazy("A newer application of this business is open, or was approved.")


@dataclass(frozen=True, slots=True)
class RemovedBusiness:
    """A removed business which is very likely the same as the applicant: its number, and when it may apply again."""

    ksn: str
    until: date


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """The facts that the guards look at.

    - `unfinished`: how many sections are not complete.
    - `actor_proposed`: the actor proposed the open denial. `actor_took_part`: the actor checked the application, asked
      for information, or proposed, sent back, decided or countersigned its denial.
    - `needs_second_officer`: the policy asks for a second officer on denials.
    - Numbers of criteria: `unchecked` have no check, `outdated` were changed after their check, `unmet` are the musts
      that were found not met.
    - `reply_by`: the deadline of the open request for information. `appeal_until`: the end of the time to appeal,
      None while the denial has reached nobody who signs for the business.
    - `superseded`: the business has another application that is open or was approved.
    - `barred`: the sentence for a business that was removed and may not apply again yet, else empty.
    - `hits_undecided`, `hits_confirmed`: how many of its names may be, and are, on lists of restricted parties.
    - `removed`: removed businesses that may not apply yet and are very likely the same business under another name.
      `actor_oversees`: the actor may find that such a business is another one.
    """

    now: datetime
    unfinished: int = 0
    actor_on_team: bool = False
    actor_proposed: bool = False
    actor_took_part: bool = False
    needs_second_officer: bool = True
    unchecked: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    reply_by: datetime | None = None
    appeal_until: datetime | None = None
    appealed: bool = False
    superseded: bool = False
    barred: Text = ""
    hits_undecided: int = 0
    hits_confirmed: int = 0
    removed: tuple[RemovedBusiness, ...] = ()
    actor_oversees: bool = False


@guard("Every required section is complete.")
def _sections_complete(facts: ApplicationFacts) -> Text | None:
    return _lazy("Some sections are not complete. The list of sections shows which.") if facts.unfinished else None


@guard(
    "Every required section is complete. A business that was removed waits for the day from which it may apply again."
)
def _submittable(facts: ApplicationFacts) -> Text | None:
    return facts.barred or _sections_complete(facts)


@guard("The time of the business to reply is over. The person who acts is not on its team.")
def _reply_overdue(facts: ApplicationFacts) -> Text | None:
    if facts.reply_by and facts.now < facts.reply_by:
        return _lazy("The time to reply has not ended.")
    return impartial(facts)


@guard("The time to appeal has not ended, the application was not appealed before, and there is no newer one.")
def _appealable(facts: ApplicationFacts) -> Text | None:
    if facts.appealed:
        return _lazy("An application can be appealed once. You may apply again.")
    if facts.appeal_until and facts.now > facts.appeal_until:
        return _lazy("The time to appeal has ended. You may apply again.")
    return NEWER_APPLICATION if facts.superseded else None


@guard(
    "The person who decides took no part in the review: checked no criterion, asked for no information, and neither "
    "proposed, sent back, decided nor countersigned the denial. The person is not on the team."
)
def _appeal_impartial(facts: ApplicationFacts) -> Text | None:
    if facts.actor_took_part:
        return APPEAL_TOOK_PART
    return impartial(facts)


@guard(
    "The person who decides took no part in the review: checked no criterion, asked for no information, and neither "
    "proposed, sent back, decided nor countersigned the denial. The person is not on the team. No name of the business "
    "is, or may be, on a list of restricted parties."
)
def _appeal_grantable(facts: ApplicationFacts) -> Text | None:
    return _appeal_impartial(facts) or listed_text(facts)


@guard("Every criterion is checked as it now reads. The person who acts is not on the team.")
def _checklist_complete(facts: ApplicationFacts) -> Text | None:
    if blocked := impartial(facts):
        return blocked
    numbers = (*facts.unchecked, *facts.outdated)
    if not numbers:
        return None
    return format_lazy(_lazy("These criteria must be checked as they now read: {numbers}."), numbers=", ".join(numbers))


@guard(
    "A must was found not met, or every criterion is checked as it now reads. The person who acts is not on the team."
)
def _deniable(facts: ApplicationFacts) -> Text | None:
    # One must that is not met decides: the other criteria change nothing.
    return impartial(facts) if facts.unmet else _checklist_complete(facts)


@guard(
    "Every criterion is checked, and every must is met. No name of the business is, or may be, on a list of restricted "
    "parties. The business is very likely not one that was removed and may not apply again yet, or a supervisor or a "
    "deputy says why it is another. The person who acts is not on the team."
)
def _approvable(facts: ApplicationFacts) -> Text | None:
    if blocked := _checklist_complete(facts):
        return blocked
    if facts.unmet:
        return format_lazy(_lazy("A criterion marked must is not met: {numbers}."), numbers=", ".join(facts.unmet))
    if listed := listed_text(facts):
        return listed
    if facts.removed and not facts.actor_oversees:
        return format_lazy(
            _lazy(
                "{removed} Only a supervisor or a deputy may approve the application, on its own page, and must say "
                "why it is another business."
            ),
            removed=removed_text(facts.removed[0]),
        )
    return None


def listed_text(facts: ApplicationFacts) -> Text | None:
    """Return the sentence that tells officers why screening hits stand in the way of an approval, or None."""
    if facts.hits_confirmed:
        return _lazy("A name of the business is on a list of restricted parties, as an officer confirmed.")
    if facts.hits_undecided:
        return _lazy("A name of the business may be on a list of restricted parties. Decide the screening hit first.")
    return None


def removed_text(removed: RemovedBusiness) -> Text:
    """Return the sentence that tells officers that the applicant is very likely a removed business."""
    return format_lazy(
        _lazy("This business is very likely {ksn}, which was removed and may apply again from {day}."),
        ksn=removed.ksn,
        day=day_in_words(removed.until),
    )


@guard("Where the policy asks for two officers, the person who countersigns did not propose the denial.")
def _second_officer(facts: ApplicationFacts) -> Text | None:
    if facts.needs_second_officer and facts.actor_proposed:
        return _lazy(
            "The denial must be countersigned by an officer who did not propose it."
            " Two people count as one if one of them asked for the account of the other."
        )
    return impartial(facts)


LIFECYCLE = Lifecycle(
    name=_lazy("application"),
    transitions=(
        Transition(
            (ApplicationState.DRAFT,), "submit", ApplicationState.SUBMITTED, APPLICANT, _lazy("Submit"), _submittable
        ),
        Transition(
            (
                ApplicationState.DRAFT,
                ApplicationState.SUBMITTED,
                ApplicationState.IN_REVIEW,
                ApplicationState.INFO_REQUESTED,
                ApplicationState.DENIAL_PROPOSED,
            ),
            "withdraw",
            ApplicationState.WITHDRAWN,
            APPLICANT,
            _lazy("Withdraw"),
        ),
        Transition(
            (ApplicationState.SUBMITTED,),
            "take",
            ApplicationState.IN_REVIEW,
            REVIEWER,
            _lazy("Take for review"),
            impartial,
        ),
        Transition(
            (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW),
            "assign",
            ApplicationState.IN_REVIEW,
            ASSIGNER,
            _lazy("Assign"),
            impartial,
        ),
        Transition(
            (ApplicationState.INFO_REQUESTED,),
            "assign",
            ApplicationState.INFO_REQUESTED,
            ASSIGNER,
            _lazy("Assign"),
            impartial,
        ),
        *(
            Transition((state,), "take_over", state, REVIEWER, _lazy("Take over from the reviewer"), impartial)
            for state in (ApplicationState.IN_REVIEW, ApplicationState.INFO_REQUESTED)
        ),
        Transition(
            (ApplicationState.IN_REVIEW,), "release", ApplicationState.SUBMITTED, REVIEWER, _lazy("Return to the queue")
        ),
        Transition(
            (ApplicationState.IN_REVIEW,),
            "ask",
            ApplicationState.INFO_REQUESTED,
            REVIEWER,
            _lazy("Request information"),
            impartial,
        ),
        Transition(
            (ApplicationState.INFO_REQUESTED,),
            "reply",
            ApplicationState.IN_REVIEW,
            APPLICANT,
            _lazy("Reply"),
            _sections_complete,
        ),
        Transition(
            (ApplicationState.INFO_REQUESTED,),
            "resume",
            ApplicationState.IN_REVIEW,
            REVIEWER,
            _lazy("Continue without a reply"),
            _reply_overdue,
        ),
        Transition(
            (ApplicationState.IN_REVIEW,), "approve", ApplicationState.APPROVED, DECIDER, _lazy("Approve"), _approvable
        ),
        # If the policy asks for no second officer, the service takes the action `countersign` at once.
        Transition(
            (ApplicationState.IN_REVIEW,),
            "deny",
            ApplicationState.DENIAL_PROPOSED,
            DECIDER,
            _lazy("Deny"),
            _deniable,
        ),
        Transition(
            (ApplicationState.IN_REVIEW,),
            "refuse",
            ApplicationState.DENIAL_PROPOSED,
            DECIDER,
            _lazy("Refuse as a duplicate"),
            impartial,
        ),
        Transition(
            (ApplicationState.DENIAL_PROPOSED,),
            "countersign",
            ApplicationState.DENIED,
            DECIDER,
            _lazy("Countersign the denial"),
            _second_officer,
        ),
        Transition(
            (ApplicationState.DENIAL_PROPOSED,),
            "send_back",
            ApplicationState.IN_REVIEW,
            DECIDER,
            _lazy("Send back"),
            impartial,
        ),
        Transition(
            (ApplicationState.DENIED,), "appeal", ApplicationState.APPEALED, APPLICANT, _lazy("Appeal"), _appealable
        ),
        Transition(
            (ApplicationState.APPEALED,),
            "grant",
            ApplicationState.APPROVED,
            APPEAL_DECIDER,
            _lazy("Grant the appeal"),
            _appeal_grantable,
        ),
        Transition(
            (ApplicationState.APPEALED,),
            "uphold",
            ApplicationState.DENIED,
            APPEAL_DECIDER,
            _lazy("Uphold the denial"),
            _appeal_impartial,
        ),
    ),
)
