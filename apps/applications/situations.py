"""The situation of an application in words for the applicant: who holds it, what comes next, and its steps."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.applications.models import ApplicationState
from apps.core.lazy import Promise


@dataclass(frozen=True, slots=True)
class StateTexts:
    """The texts about a state for the applicant: who must act now, and what happens next or if nobody acts in time.

    `waits_on` is "applicant", "program", or empty if nobody must act any more.
    """

    waits_on: str
    holder: Promise
    next_step: Promise
    silence: Promise | str = ""


_IN_REVIEW = StateTexts(
    "program",
    _lazy("Waiting on the program"),
    _lazy("An officer is reading your application. They approve it, deny it with reasons, or ask you for more."),
    _lazy("If that day passes, you lose nothing. Your application goes to the top of the officers' list, marked late."),
)
SITUATIONS: dict[str, StateTexts] = {
    ApplicationState.DRAFT: StateTexts(
        "applicant",
        _lazy("Waiting on you"),
        _lazy("Complete each section. Then a signatory or owner sends the application."),
        _lazy("Your draft is kept. There is no deadline to send it."),
    ),
    ApplicationState.SUBMITTED: StateTexts(
        "program",
        _lazy("Waiting on the program"),
        _lazy("An officer takes your application for review. You do not need to do anything."),
        _lazy(
            "If that day passes, you lose nothing. Your application goes to the top of the officers' list, marked late."
        ),
    ),
    ApplicationState.IN_REVIEW: _IN_REVIEW,
    ApplicationState.INFO_REQUESTED: StateTexts(
        "applicant",
        _lazy("Waiting on you"),
        _lazy("Change what the officer asks about. Then a signatory or owner signs the reply."),
        _lazy(
            "If you do not reply by that day, the officer may decide without your reply. A late reply still counts "
            "until the officer continues the review."
        ),
    ),
    ApplicationState.DENIAL_PROPOSED: _IN_REVIEW,
    ApplicationState.APPROVED: StateTexts(
        "", _lazy("Decided: approved"), _lazy("Your Known Shipper Number is on your page.")
    ),
    ApplicationState.DENIED: StateTexts(
        "",
        _lazy("Decided: denied"),
        _lazy("You can put right what was found and apply again. While the time to appeal lasts, you can appeal too."),
        _lazy("The denial stands. You can apply again at any time."),
    ),
    ApplicationState.APPEALED: StateTexts(
        "program",
        _lazy("Waiting on the program"),
        _lazy("A supervisor who did not deny your application decides the appeal."),
        _lazy("If that day passes, your appeal stays open. It goes to the top of the officers' list, marked late."),
    ),
    ApplicationState.WITHDRAWN: StateTexts("", _lazy("Withdrawn"), _lazy("You can apply again whenever you want.")),
}

# The steps of an application that the applicant sees, with the states of each step.
STEPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_lazy("Fill in"), (ApplicationState.DRAFT,)),
    (_lazy("Sent"), (ApplicationState.SUBMITTED,)),
    (
        _lazy("In review"),
        (
            ApplicationState.IN_REVIEW,
            ApplicationState.INFO_REQUESTED,
            ApplicationState.DENIAL_PROPOSED,
            ApplicationState.APPEALED,
        ),
    ),
    (_lazy("Decided"), (ApplicationState.APPROVED, ApplicationState.DENIED, ApplicationState.WITHDRAWN)),
)


def step_of(state: str) -> int:
    """Return the number of the step, from 1, to which a state belongs."""
    return next(number for number, (_label, states) in enumerate(STEPS, start=1) if state in states)
