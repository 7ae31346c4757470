"""Rules of apps above on who may not determine a violation, such as an officer who alleged it because of a tip."""

from collections.abc import Callable

from apps.accounts.models import User
from apps.core.lifecycle import Text

# Takes a person and the id of a case; returns the sentence that says why this person may not determine it, or None.
type DeterminerBar = Callable[[User, int], Text | None]

_bars: list[DeterminerBar] = []


def determiner_bar_register(bar: DeterminerBar) -> None:
    """Register a rule on who may not sustain or mitigate an alleged violation, when the app starts."""
    _bars.append(bar)


def determiner_barred(actor: User, case_id: int) -> Text | None:
    """Return the sentence that says why a person may not sustain or mitigate a violation, or None."""
    return next((barred for bar in _bars if (barred := bar(actor, case_id))), None)
