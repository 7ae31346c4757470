"""The lifecycle of a scope that takes two members of staff: one asks for it, another grants it, and one ends it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lifecycle import Lifecycle, Text, Transition, guard
from apps.partners.grants.models import GrantState

MANAGE_PARTNERS = "manage_partners"
_STAFF = frozenset({MANAGE_PARTNERS})
_WAITING = (GrantState.WAITING,)


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """The facts about a grant and the person who acts.

    `asked`: the person asked for the scope. `second`: they count as a second person beside the one who asked
    (`accounts.selectors.is_second_person`). `asker_stands`: the person who asked still manages partners. `agency`: the
    partner reports as an agency.
    """

    asked: bool
    second: bool
    asker_stands: bool
    agency: bool


@guard(
    "The person who grants did not ask, and neither of the two asked for the account of the other. The person who "
    "asked still manages partners. The partner is an agency."
)
def _by_another(facts: GrantFacts) -> Text | None:
    if not facts.second:
        return _lazy(
            "You asked for this, or one of you asked for the account of the other. Somebody else must grant it."
        )
    if not facts.asker_stands:
        return _lazy(
            "The person who asked no longer manages partners. Decline this, and ask for it yourself if it is right."
        )
    if not facts.agency:
        return _lazy("The partner is not an agency. Decline this: others follow the shippers on their roster.")
    return None


@guard("The person asked for the scope.")
def _own(facts: GrantFacts) -> Text | None:
    return None if facts.asked else _lazy("Only the person who asked can withdraw this. You can decline it.")


SCOPE_GRANT = Lifecycle(
    name=_lazy("grant of a scope"),
    transitions=(
        Transition(_WAITING, "grant", GrantState.GRANTED, _STAFF, _lazy("Grant"), _by_another),
        Transition(_WAITING, "decline", GrantState.DECLINED, _STAFF, _lazy("Decline")),
        Transition(_WAITING, "withdraw", GrantState.WITHDRAWN, _STAFF, _lazy("Withdraw"), _own),
        Transition((GrantState.GRANTED,), "end", GrantState.ENDED, _STAFF, _lazy("Take the scope away")),
    ),
)
