"""The lifecycle of a model of risk: promoted by one person, approved by another, and taken back in one act."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, Transition, guard
from apps.targeting.models import ModelState

PROPOSER, APPROVER = "draft_policy", "publish_policy"
PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """The facts that the guards look at: the actor counts as a second person beside the one who proposed the model;
    a champion stood before it.
    """

    is_second_person: bool = True
    has_predecessor: bool = False


@guard("The person who approves is not the one who proposed the promotion, and not one person with them.")
def _by_another(facts: ModelFacts) -> Text | None:
    if facts.is_second_person:
        return None
    return _lazy(
        "You proposed this promotion. Somebody else must approve it. Two people count as one if one of them asked for "
        "the account of the other."
    )


@guard("Another model was champion before.")
def _has_predecessor(facts: ModelFacts) -> Text | None:
    return None if facts.has_predecessor else _lazy("No model was champion before, so there is none to go back to.")


_PROPOSER, _APPROVER, _PROGRAM = frozenset({PROPOSER}), frozenset({APPROVER}), frozenset({PROGRAM})
_CHALLENGER, _PROPOSED, _CHAMPION = (ModelState.CHALLENGER,), (ModelState.PROPOSED,), (ModelState.CHAMPION,)
MODEL = Lifecycle(
    _lazy("model of risk"),
    (
        Transition(_CHALLENGER, "propose", ModelState.PROPOSED, _PROPOSER, _lazy("Propose as champion")),
        Transition(_CHALLENGER, "discard", ModelState.DISCARDED, _PROPOSER, _lazy("Discard")),
        Transition(_PROPOSED, "approve", ModelState.CHAMPION, _APPROVER, _lazy("Make it champion"), _by_another),
        Transition(_PROPOSED, "return", ModelState.CHALLENGER, _APPROVER, _lazy("Leave it a challenger")),
        Transition(
            _CHAMPION,
            "roll_back",
            ModelState.RETIRED,
            _APPROVER,
            _lazy("Go back to the champion before"),
            _has_predecessor,
        ),
        Transition(_CHAMPION, "displace", ModelState.RETIRED, _PROGRAM, _lazy("Another model becomes champion")),
        Transition((ModelState.RETIRED,), "restore", ModelState.CHAMPION, _PROGRAM, _lazy("It becomes champion again")),
    ),
)
