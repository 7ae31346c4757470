"""What a rule says, and what helps to say it."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import msgspec

from apps.policy.terms import TOP


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """The highest tiers that a rule allows, and the observed value against the required one that made it so.

    `required` is what the next tier asks or, at the top, what the top asked. `moves` is the next day on which the
    rule's numbers move without an entry; `clean_enter` and `clean_keep` are the least numbers of further clean parcels,
    at full evidence, that could raise the tier to enter and to keep (None: no number can). `detail` holds the further
    numbers that the rule's sentence and path tell.
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


def capped_finding(rule: str, *, is_open: bool, enter: int, keep: int) -> Finding:
    """Return the finding of a rule that caps the tier at `enter` and `keep` while a matter of the member is open."""
    if not is_open:
        enter = keep = TOP
    return Finding(rule=rule, observed=is_open, required=False, enter=enter, keep=keep)


def capped_sentence(finding: Finding, *, opened: str, closed: str) -> str:
    """Return the sentence for the open matter with the tiers at which it caps, or the sentence for none."""
    return opened % {"enter": finding.enter, "keep": finding.keep} if finding.observed else closed


def next_tier(finding: Finding) -> int:
    """The tier whose requirement `required` is: the one above those allowed or, at the top, the top."""
    return min(finding.enter + 1, TOP)


def highest_tier(reached: Callable[[int], bool]) -> int:
    """The highest tier that is reached, where each tier asks at least what the one below it asks."""
    tier = 0
    while tier < TOP and reached(tier + 1):
        tier += 1
    return tier


def earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
