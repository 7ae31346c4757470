"""Limits of requests: how often one address or one key may do an action. The rates are `ACCOUNT_RATE_LIMITS`."""

import redis
import structlog
from allauth.core import ratelimit
from django.http import HttpRequest

log = structlog.get_logger(__name__)


def is_over_limit(request: HttpRequest, action: str, *, key: str) -> bool:
    """Return whether the request's address, or the key, has done the action as often as it may; count nothing."""
    return not _within(request, action, key=key, dry_run=True)


def action_count(request: HttpRequest, action: str, *, key: str) -> bool:
    """Count an action for the request's address and the key; return whether both were still within their limits."""
    return _within(request, action, key=key, dry_run=False)


def _within(request: HttpRequest, action: str, *, key: str, dry_run: bool) -> bool:
    """Ask the counts, which are in Valkey. Without Valkey nothing is over a limit, so that the site goes on."""
    try:
        return ratelimit.consume(request, action=action, key=key, dry_run=dry_run)
    except (redis.ConnectionError, redis.TimeoutError) as error:
        log.warning("limit_not_counted", action=action, error=type(error).__name__)
        return True
