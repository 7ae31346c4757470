"""What can be recomputed from the entries, and so can be proved.

An app that keeps something derived registers a check in its `verification.py`; `manage.py verify` runs them all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.module_loading import autodiscover_modules

MAX_DIFFERENCES = 20


@dataclass(slots=True)
class Verdict:
    """How many were compared, and which differ; `notes` tell what was left out, and why."""

    compared: int = 0
    differing: int = 0
    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def differs(self, what: str) -> None:
        """Count a difference; the first few are told."""
        self.differing += 1
        if len(self.differences) < MAX_DIFFERENCES:
            self.differences.append(what)


type Check = Callable[[], Verdict]

_checks: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Register the decorated function as the check of that name."""

    def register(function: Check) -> Check:
        if name in _checks:
            raise ValueError(f"Two checks are called {name}.")
        _checks[name] = function
        return function

    return register


def checks() -> dict[str, Check]:
    """All checks of all apps, by name."""
    autodiscover_modules("verification")
    return dict(sorted(_checks.items()))
