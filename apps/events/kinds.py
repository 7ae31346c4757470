"""The kinds of event that there are. An app declares its own in `event_kinds.py`, which the start of the site imports.

A kind that nobody declared is a misspelt one: a handler of such a kind keeps the site from starting, and an event of
such a kind is not recorded.
"""

_declared: set[str] = set()


def declare(subject: str, *happenings: str) -> None:
    """Declare the event kinds `<subject>.<happening>`, such as `application.submitted`.

    Raises ValueError for a kind that is declared already.
    """
    for happening in happenings:
        kind = f"{subject}.{happening}"
        if kind in _declared:
            raise ValueError(f"The event kind “{kind}” is declared twice.")
        _declared.add(kind)


def require_declared(kind: str) -> None:
    """Raise LookupError for an event kind that no app has declared."""
    if kind not in _declared:
        raise LookupError(f"No app declares the event kind “{kind}” in its `event_kinds.py`.")


def declared_kinds() -> frozenset[str]:
    return frozenset(_declared)
