"""The kinds of event. An app declares its own kinds in `event_kinds.py`, which the start of the site imports.

An undeclared kind is probably misspelt: its handler keeps the site from starting, and its events are not recorded.
"""

from collections.abc import Mapping

from apps.core.lazy import Promise

# The words for the kinds of event that members of the team of a business may read, and for all kinds, which staff read.
MEMBER_WORDS: dict[str, Promise] = {}
STAFF_WORDS: dict[str, str | Promise] = {}


def declare(*, members: Mapping[str, Promise] | None = None, staff: Mapping[str, str] | None = None) -> None:
    """Declare event kinds of the form `<subject>.<verb>`, such as `application.submitted`, with the words for them.

    Staff read what `members` read, unless `staff` has words of its own for the kind. Raises ValueError for a kind that
    is declared already.
    """
    members, staff = members or {}, staff or {}
    for kind in {*members, *staff}:
        if kind in STAFF_WORDS:
            raise ValueError(f"The event kind “{kind}” is declared twice.")
    MEMBER_WORDS.update(members)
    STAFF_WORDS.update({**members, **staff})


def require_declared(kind: str) -> None:
    """Raise LookupError for an event kind that no app has declared."""
    if kind not in STAFF_WORDS:
        raise LookupError(f"No app declares the event kind “{kind}” in its `event_kinds.py`.")
