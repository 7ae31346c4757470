"""The lifecycle of an exam request."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import PROGRAM, Lifecycle, Text, Transition, guard
from apps.shippers.roles import Ability, impartial
from apps.validations.exam_requests.models import ExamRequestState

OFFICER = "review_applications"
_STAFF, _SELLER, _PROGRAM = frozenset({OFFICER}), frozenset({Ability.ATTEST}), frozenset({PROGRAM})


@dataclass(frozen=True, slots=True)
class ExamRequestFacts:
    """The facts on which the actions on an exam request depend."""

    actor_on_team: bool
    is_member: bool = True
    is_over: bool = False


@guard("The business is a member. The person who acts is not on the team.")
def _is_member(facts: ExamRequestFacts) -> Text | None:
    if not facts.is_member:
        return _("The business is no longer a member: decline the request.")
    return impartial(facts)


@guard("The last day is over.")
def _is_over(facts: ExamRequestFacts) -> Text | None:
    return None if facts.is_over else _("The last day is not over.")


EXAM_REQUEST = Lifecycle(
    _lazy("exam request"),
    (
        Transition((ExamRequestState.ASKED,), "withdraw", ExamRequestState.WITHDRAWN, _SELLER, _lazy("Withdraw")),
        Transition((ExamRequestState.ASKED,), "grant", ExamRequestState.GRANTED, _STAFF, _lazy("Grant"), _is_member),
        Transition(
            (ExamRequestState.ASKED,), "decline", ExamRequestState.DECLINED, _STAFF, _lazy("Decline"), impartial
        ),
        Transition(
            (ExamRequestState.GRANTED,), "finish", ExamRequestState.DONE, _PROGRAM, _lazy("Close as done"), _is_over
        ),
    ),
)
