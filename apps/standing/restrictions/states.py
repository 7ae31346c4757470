"""The lifecycle of a review of a restriction."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, guard
from apps.shippers.roles import impartial
from apps.standing.restrictions.models import ReviewState
from apps.standing.roles import APPEALS, PROGRAM, SELLER, transition

TOOK_PART = _lazy(
    "You took part in the decision that began this restriction. Somebody else must review it."
    " Two people count as one if one of them asked for the account of the other."
)


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """The facts on which the decision of a review depends. `took_part`: the actor took part in what began the
    restriction. `time_is_over`: nobody has decided in time.
    """

    actor_on_team: bool
    took_part: bool = False
    time_is_over: bool = False


@guard("The person who decides took no part in what began the restriction, and is not on the team.")
def _took_no_part(facts: ReviewFacts) -> Text | None:
    if facts.took_part:
        return TOOK_PART
    return impartial(facts)


@guard("The time to decide the review is over.")
def _time_is_over(facts: ReviewFacts) -> Text | None:
    return None if facts.time_is_over else _("A restriction ends this way only when the time to decide is over.")


REVIEW = Lifecycle(
    _lazy("review of a restriction"),
    (
        transition(
            [ReviewState.OPEN],
            "lift",
            ReviewState.LIFTED,
            {APPEALS},
            _lazy("Lift: full standing again"),
            _took_no_part,
        ),
        transition(
            [ReviewState.OPEN],
            "keep",
            ReviewState.KEPT,
            {APPEALS},
            _lazy("Keep until its last day"),
            _took_no_part,
        ),
        transition([ReviewState.OPEN], "lapse", ReviewState.LAPSED, {PROGRAM}, _lazy("Lapse"), _time_is_over),
        transition([ReviewState.OPEN], "withdraw", ReviewState.WITHDRAWN, {SELLER}, _lazy("Take the request back")),
        transition([ReviewState.OPEN], "end", ReviewState.ENDED, {PROGRAM}, _lazy("End with the restriction")),
    ),
)
