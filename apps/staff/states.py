"""The lifecycle of a request about an account: somebody other than who asked confirms the request, or it lapses."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.roles import ADMINISTER
from apps.core.lifecycle import PROGRAM, Lifecycle, Text, Transition, guard
from apps.staff.models import RequestState

_ADMINISTRATOR = frozenset({ADMINISTER})
_WAITING = (RequestState.WAITING,)


@dataclass(frozen=True, slots=True)
class AccountRequestFacts:
    """The facts about a request and the person who acts.

    `asked`: the person asked for the change. `concerned`: the account is their own. `second`: they may be the second
    person beside who asked (`accounts.selectors.is_second_person`). `asker_stands`: who asked is still an
    administrator, whose account is not locked. `suspends`: the request has taken roles from the person concerned.
    """

    asked: bool
    concerned: bool
    second: bool
    asker_stands: bool
    suspends: bool


@guard(
    "The person who confirms did not ask, and neither of the two asked for the account of the other. The account is "
    "not their own. Who asked is still an administrator."
)
def _by_another(facts: AccountRequestFacts) -> Text | None:
    if facts.concerned:
        return _lazy("This is about your own account. Somebody else must confirm it.")
    if not facts.second:
        return _lazy(
            "You asked for this, or one of you asked for the account of the other. Somebody else must confirm it."
        )
    if not facts.asker_stands:
        return _lazy(
            "The person who asked is no longer an administrator. Decline the request, and ask for it "
            "yourself if it is right."
        )
    return None


@guard("A request that has taken roles from the person who acts is declined by somebody else.")
def _not_own_roles(facts: AccountRequestFacts) -> Text | None:
    if facts.concerned and facts.suspends:
        return _lazy("This took roles from your own account. Somebody else must decide it.")
    return None


@guard("The person asked for the change.")
def _own(facts: AccountRequestFacts) -> Text | None:
    return None if facts.asked else _lazy("Only the person who asked can withdraw a request. You can decline it.")


LIFECYCLE = Lifecycle(
    name=_lazy("request about an account"),
    transitions=(
        Transition(_WAITING, "confirm", RequestState.CONFIRMED, _ADMINISTRATOR, _lazy("Confirm"), _by_another),
        Transition(_WAITING, "decline", RequestState.DECLINED, _ADMINISTRATOR, _lazy("Decline"), _not_own_roles),
        Transition(_WAITING, "withdraw", RequestState.WITHDRAWN, _ADMINISTRATOR, _lazy("Withdraw"), _own),
        Transition(_WAITING, "lapse", RequestState.LAPSED, frozenset({PROGRAM}), _lazy("Lapse")),
    ),
)
