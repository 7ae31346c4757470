"""Limits of requests: how often one address or one key may do an action. The rates are `ACCOUNT_RATE_LIMITS`."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from apps.core import clock, fields
from apps.core.client_addresses import place_of
from apps.core.outages import VALKEY_AWAY

log = structlog.get_logger(__name__)

KNOWN_SECONDS = 90 * 24 * 3600
# For Retry-After, where a limit is of an hour.
SECONDS_AN_HOUR = 3600


@contextmanager
def uncounted_without_valkey(action: str) -> Iterator[None]:
    """Leave an action uncounted while Valkey, which holds the counts, is away; the caller goes on after the block.

    Limits and quotas protect the site from haste and guard no secret, so nothing is over a limit then.
    """
    try:
        yield
    except VALKEY_AWAY as error:
        log.warning("not_counted", action=action, error=type(error).__name__)


def is_over_limit(request: HttpRequest, action: str, *, key: str) -> bool:
    """Return whether the request's address, or the key, has done the action as often as it may; count nothing."""
    return not _within(request, action, key=key, dry_run=True)


def action_count(request: HttpRequest, action: str, *, key: str) -> bool:
    """Count an action for the request's address and the key; return whether both were still within their limits."""
    return _within(request, action, key=key, dry_run=False)


def _within(request: HttpRequest, action: str, *, key: str, dry_run: bool) -> bool:
    if action not in settings.ACCOUNT_RATE_LIMITS:
        raise LookupError(f"ACCOUNT_RATE_LIMITS has no {action}.")  # allauth would take it for an action without limit
    with uncounted_without_valkey(action):
        # Without `limit_get`, allauth lets every GET pass.
        used = ratelimit.consume(
            request, app="allauth.account", action=action, key=key, dry_run=dry_run, limit_get=True
        )
        return used is not None
    return True


def network_key(request: HttpRequest) -> str:
    """Return a key for the network from which a request comes, for limits that must keep no address.

    The key is a keyed digest that changes each day, so that nobody finds the network by it, and nobody can tell by it
    that two days had the same visitor.
    """
    return fields.blind_index(f"network {clock.today()} {place_of(request)}").hex()


def place_remember(request: HttpRequest, *, account: str) -> None:
    """Keep for some months that somebody signed in to an account from the place of a request."""
    if not place_of(request):
        return  # The address is not known, so the place could be any.
    with uncounted_without_valkey("place"):
        cache.set(_place_key(request, account), True, KNOWN_SECONDS)


def is_known_place(request: HttpRequest, *, account: str) -> bool:
    """Return whether somebody signed in to an account from the place of a request in the last months."""
    with uncounted_without_valkey("place"):
        return cache.get(_place_key(request, account), False)
    return False


def _place_key(request: HttpRequest, account: str) -> str:
    return f"place:{fields.blind_index(f'{account} {place_of(request)}').hex()}"
