"""Reads from a streaming replica of the database, where the site has one (`DATABASE_REPLICA_URL`)."""

import time
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError

REPLICA = "replica"
# How long a replica that does not answer is left alone, so that requests do not wait for the replica one after another.
PAUSE_SECONDS = 30

_paused_until = 0.0


def replica_read[Found](read: Callable[[str], Found]) -> Found | None:
    """Return what a function finds in the replica; None where the site has no replica, or where none answers.

    The function is given the name of the connection. A replica is some moments behind, so the caller reads what can
    never change, or compares what was found with the database itself.
    """
    global _paused_until
    if REPLICA not in settings.DATABASES or time.monotonic() < _paused_until:
        return None
    try:
        return read(REPLICA)
    except (OperationalError, InterfaceError):
        _paused_until = time.monotonic() + PAUSE_SECONDS
        return None
