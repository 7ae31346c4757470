"""The lifecycles of holds, of questions to agencies and of the firms of their files, and those of this app's rooms."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.roles import ACT_FOR_AGENCY
from apps.agencies.models import FirmState, HoldState, QuestionState
from apps.agencies.operations.states import OPERATION as OPERATION
from apps.agencies.watchlists.states import GOODS as GOODS
from apps.agencies.watchlists.states import SIGHTING as SIGHTING
from apps.core.lifecycle import Lifecycle, Text, Transition, guard
from apps.shippers.roles import impartial

OFFICER = "review_applications"
DETERMINER = "record_violations"
# The actor of a transition that a load of a file, or a change of a business, causes.
PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """The facts that the guards look at: the actor acts for the agency of the record; the actor is, or was until
    lately, on the team of its business; the parcel was released; the actor placed the hold, or held the parcel longer
    last; the day of the hold is over.
    """

    of_agency: bool = False
    actor_on_team: bool = False
    is_released: bool = False
    actor_held: bool = False
    is_over: bool = False


RELEASED = _lazy(
    "This parcel was released, so nothing is left to hold. Report a violation if something is wrong with it: the "
    "program decides what follows."
)
OTHER_AGENCY = _lazy("This belongs to another agency.")
SAME_PERSON = _lazy(
    "You decided last that this parcel is held. Somebody else of your agency must agree that it is held longer. Two "
    "people count as one if one of them asked for the account of the other."
)


@guard("The person who acts belongs to the agency, and is not on the team of the business.")
def _of_agency(facts: AgencyFacts) -> Text | None:
    if not facts.of_agency:
        return OTHER_AGENCY
    return impartial(facts)


@guard(
    "The person who acts belongs to the agency, is not on the team of the business, and did not decide last that the "
    "parcel is held. The parcel was not released."
)
def _may_last_longer(facts: AgencyFacts) -> Text | None:
    if blocked := _of_agency(facts):
        return blocked
    if facts.is_released:
        return RELEASED
    return SAME_PERSON if facts.actor_held else None


@guard("The day of the hold is over, and the agency neither lifted the hold nor held the parcel longer.")
def _day_is_over(facts: AgencyFacts) -> Text | None:
    return None if facts.is_over else _lazy("A hold ends by itself only when its day is over.")


_AGENCY = frozenset({ACT_FOR_AGENCY})
_OFFICER = frozenset({OFFICER})
_DETERMINER = frozenset({DETERMINER})

HOLD = Lifecycle(
    _lazy("hold on a parcel"),
    (
        Transition(
            (HoldState.IN_FORCE,), "extend", HoldState.IN_FORCE, _AGENCY, _lazy("Hold it longer"), _may_last_longer
        ),
        Transition((HoldState.IN_FORCE,), "lift", HoldState.LIFTED, _AGENCY, _lazy("Lift the hold"), _of_agency),
        Transition((HoldState.IN_FORCE,), "end", HoldState.LIFTED, frozenset({PROGRAM}), _lazy("End it"), _day_is_over),
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
