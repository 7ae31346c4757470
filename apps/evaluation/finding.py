"""The finding of a rule, and helpers with which rules make findings."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from apps.policy.terms import TOP


class RuleFinding(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The highest tiers that a rule allows to enter and to keep, with the observed and the required value.

    `required` is the requirement of the next tier or, at the top, of the top tier. `moves` is the next day on which a
    number of the rule changes without an entry. `clean_enter` and `clean_keep` are the least numbers of further
    parcels, opened at random and found clean, that could raise the tier to enter and to keep (None: no number can).
    `detail` has the further numbers behind the finding, for its sentence and for whoever checks it.
    """

    rule: str
    observed: Any
    required: Any
    enter: int
    keep: int
    moves: date | None = None
    clean_enter: int | None = None
    clean_keep: int | None = None
    suspend: bool = False
    detail: dict[str, Any] = {}


def capped_finding(rule: str, *, is_open: bool, enter: int, keep: int) -> RuleFinding:
    """Return the finding of a rule that caps the tier at `enter` and `keep` while a matter of the member is open."""
    if not is_open:
        enter = keep = TOP
    return RuleFinding(rule=rule, observed=is_open, required=False, enter=enter, keep=keep)


def capped_sentence(finding: RuleFinding, *, opened: str, closed: str) -> str:
    """Return the sentence for the open matter with the tiers at which it caps, or the sentence for none."""
    return opened % {"enter": finding.enter, "keep": finding.keep} if finding.observed else closed


def next_tier(finding: RuleFinding) -> int:
    """Return the tier of the requirement in `required`: the tier above those allowed or, at the top, the top tier."""
    return min(finding.enter + 1, TOP)


def highest_tier(reached: Sequence[bool]) -> int:
    """Return the highest tier that is reached, from whether each tier is, the first tier first.

    Each tier asks at least as much as the tier below.
    """
    return reached.index(False) if False in reached else TOP


def earliest(days: Iterable[date | None]) -> date | None:
    """Return the earliest day, None if there is none."""
    return min((day for day in days if day is not None), default=None)
