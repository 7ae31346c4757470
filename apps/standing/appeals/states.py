"""The lifecycle of an appeal."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, guard
from apps.shippers.roles import impartial
from apps.standing.appeals.models import AppealState
from apps.standing.roles import APPEALS, SELLER, transition


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """The facts on which the decision of an appeal depends. `took_part`: the actor proposed, confirmed, recommended or
    decided the change.
    """

    actor_on_team: bool
    took_part: bool = False


@guard(
    "The person who hears the appeal neither proposed, confirmed, recommended nor decided the change, and is not "
    "on the team."
)
def _took_no_part(facts: AppealFacts) -> Text | None:
    if facts.took_part:
        return _(
            "You took part in the decision that is appealed. Somebody else must hear the appeal."
            " Two people count as one if one of them asked for the account of the other."
        )
    return impartial(facts)


APPEAL = Lifecycle(
    _lazy("appeal of a change of standing"),
    (
        transition(
            [AppealState.OPEN],
            "grant",
            AppealState.GRANTED,
            {APPEALS},
            _lazy("Grant: what was taken away is given back"),
            _took_no_part,
        ),
        transition(
            [AppealState.OPEN],
            "deny",
            AppealState.DENIED,
            {APPEALS},
            _lazy("Deny: the decision stands"),
            _took_no_part,
        ),
        transition([AppealState.OPEN], "withdraw", AppealState.WITHDRAWN, {SELLER}, _lazy("Take the appeal back")),
    ),
)
