"""Checks that recompute stored values from the ledger's entries and compare them.

An app that stores derived values registers a check in its `verification.py`. `manage.py verify` runs all usual checks.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils.module_loading import autodiscover_modules

from apps.core.uploads import Upload

MAX_DIFFERENCES = 20


@dataclass(slots=True)
class VerificationResult:
    """The result of a check: how many values were compared, and which differ. `notes` explain what was left out."""

    compared: int = 0
    differing: int = 0
    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def differs(self, what: str) -> None:
        """Count a difference, and keep its description if it is one of the first `MAX_DIFFERENCES`."""
        self.differing += 1
        if len(self.differences) < MAX_DIFFERENCES:
            self.differences.append(what)


@contextmanager
def snapshot() -> Iterator[None]:
    """See the database as at one moment: a check reads several tables, to which a running site writes meanwhile.

    Within a transaction, its isolation holds.
    """
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if begins:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


type Check = Callable[[], VerificationResult]

_checks: dict[str, Check] = {}
_thorough_checks: dict[str, Check] = {}


def check(name: str, *, thorough: bool = False) -> Callable[[Check], Check]:
    """Register the decorated function as the check with a name. A thorough check reads what the usual one of its name
    takes on trust, and runs only where it is asked for.
    """
    registered = _thorough_checks if thorough else _checks

    def register(function: Check) -> Check:
        if name in registered:
            raise ValueError(f"Two checks are called {name}.")
        registered[name] = function
        return function

    return register


def checks() -> dict[str, Check]:
    """Return the usual checks of all apps by name."""
    autodiscover_modules("verification")
    return dict(sorted(_checks.items()))


def thorough_check(name: str) -> Check:
    """Return the thorough check with a name; raise LookupError if no app registered one."""
    autodiscover_modules("verification")
    return _thorough_checks[name]


@check("files")
def files() -> VerificationResult:
    """Compare the bytes of each file that somebody sent with the digest in its row, which is never changed."""
    verdict = VerificationResult()
    for model in Upload.__subclasses__():
        for upload in model._default_manager.only("pk", "file", "sha256").order_by("pk").iterator():
            verdict.compared += 1
            try:
                with upload.file.open() as content:
                    digest = hashlib.file_digest(content, "sha256").hexdigest()
            except FileNotFoundError:
                verdict.differs(f"{model._meta.label} {upload.pk}: {upload.file.name} is missing")
                continue
            if digest != upload.sha256:
                verdict.differs(f"{model._meta.label} {upload.pk}: {upload.file.name} has other bytes than were sent")
    return verdict
