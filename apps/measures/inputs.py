"""The questions of the API about the register of reasons."""

from typing import Annotated

from apps.measures.reasons.vocabulary import GROUNDS, ActionEnd, action_choices
from apps.partners.inputs import Input, Place, choice_of, number_of

MAX_REASONS = 1_000


class ReasonsInput(Input, frozen=True, kw_only=True):
    after: Place = 0
    limit: Annotated[int, number_of(1, MAX_REASONS)] = 100
    action: Annotated[str, choice_of(code for code, _name in action_choices())] | None = None
    outcome: Annotated[str, choice_of(ActionEnd.values)] | None = None
    ground: Annotated[str, choice_of(GROUNDS)] | None = None
