"""The kinds of event. An app declares its own kinds in `event_kinds.py`, which the start of the site imports.

An undeclared kind is probably misspelt: its handler keeps the site from starting, and its events are not recorded.
"""

_declared: set[str] = set()


def declare(subject: str, *verbs: str) -> None:
    """Declare event kinds of the form `<subject>.<verb>`, such as `application.submitted`.

    Raises ValueError for a kind that is declared already.
    """
    for verb in verbs:
        kind = f"{subject}.{verb}"
        if kind in _declared:
            raise ValueError(f"The event kind “{kind}” is declared twice.")
        _declared.add(kind)


def require_declared(kind: str) -> None:
    """Raise LookupError for an event kind that no app has declared."""
    if kind not in _declared:
        raise LookupError(f"No app declares the event kind “{kind}” in its `event_kinds.py`.")


def declared_kinds() -> frozenset[str]:
    """Return all declared event kinds."""
    return frozenset(_declared)
