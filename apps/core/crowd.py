"""Requests that come while too many wait for a thread. The server (`config/asgi.py`) refuses them by this key."""

import random
from collections.abc import Mapping
from typing import Any

KEY = "known_shipper.is_refused"
# The addresses of programs, which come again by themselves.
PROGRAMS = ("/api/", "/oauth/")
# Whoever was refused comes again after some seconds, not all in the same one.
MIN_RETRY_SECONDS, MAX_RETRY_SECONDS = 2, 10


def is_refused(environ: Mapping[str, Any]) -> bool:
    """Tell whether the server refuses a request, since no thread was free in time."""
    return KEY in environ


def retry_headers() -> dict[str, str]:
    """Return the headers that tell one of a crowd when to come again."""
    return {"Retry-After": str(random.SystemRandom().randint(MIN_RETRY_SECONDS, MAX_RETRY_SECONDS))}
