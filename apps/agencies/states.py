"""The lifecycles of holds, of questions to agencies, and of the firms of their files."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.roles import ACT_FOR_AGENCY
from apps.agencies.models import FirmState, HoldState, QuestionState
from apps.core.lifecycle import Lifecycle, Text, Transition, guard
from apps.shippers.roles import impartial

OFFICER = "review_applications"
DETERMINER = "record_violations"
# The actor of a transition that a load of a file, or a change of a business, causes.
PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that the guards look at: the actor acts for the agency of the record; the actor is, or was until
    lately, on the team of its business; the parcel was released.
    """

    of_agency: bool
    actor_on_team: bool
    is_released: bool = False


RELEASED = _lazy(
    "This parcel was released, so nothing is left to hold. Report a violation if something is wrong with it: the "
    "program decides what follows."
)
OTHER_AGENCY = _lazy("This belongs to another agency.")


@guard("The person who acts belongs to the agency, and is not on the team of the business.")
def _of_agency(facts: Facts) -> Text | None:
    if not facts.of_agency:
        return OTHER_AGENCY
    return impartial(facts)


@guard(
    "The person who acts belongs to the agency, and is not on the team of the business. The parcel was not released."
)
def _still_here(facts: Facts) -> Text | None:
    return _of_agency(facts) or (RELEASED if facts.is_released else None)


_AGENCY = frozenset({ACT_FOR_AGENCY})
_OFFICER = frozenset({OFFICER})
_DETERMINER = frozenset({DETERMINER})

HOLD = Lifecycle(
    _lazy("hold on a parcel"),
    (
        Transition((HoldState.IN_FORCE,), "extend", HoldState.IN_FORCE, _AGENCY, _lazy("Hold it longer"), _still_here),
        Transition((HoldState.IN_FORCE,), "lift", HoldState.LIFTED, _AGENCY, _lazy("Lift the hold"), _of_agency),
    ),
)

QUESTION = Lifecycle(
    _lazy("question to an agency"),
    (
        Transition((QuestionState.ASKED,), "answer", QuestionState.ANSWERED, _AGENCY, _lazy("Answer"), _of_agency),
        Transition((QuestionState.ASKED,), "withdraw", QuestionState.WITHDRAWN, _OFFICER, _lazy("Take it back")),
        Transition((QuestionState.ANSWERED,), "close", QuestionState.CLOSED, _OFFICER, _lazy("I have read it")),
    ),
)

FIRM = Lifecycle(
    _lazy("firm of an agency's file"),
    (
        Transition(
            (FirmState.UNMATCHED, FirmState.CONFIRMED, FirmState.DISMISSED),
            "suggest",
            FirmState.SUGGESTED,
            frozenset({PROGRAM}),
            _lazy("Suggest the business"),
        ),
        Transition(
            (FirmState.SUGGESTED,),
            "confirm",
            FirmState.CONFIRMED,
            _DETERMINER,
            _lazy("It is this business: allege its findings"),
            impartial,
        ),
        Transition(
            (FirmState.SUGGESTED,),
            "dismiss",
            FirmState.DISMISSED,
            _DETERMINER,
            _lazy("It is another business"),
            impartial,
        ),
    ),
)
