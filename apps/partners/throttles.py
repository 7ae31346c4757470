"""How often a partner's system may call: a count for each partner and minute, kept in Valkey."""

import time
from functools import cache

import redis
from django.conf import settings
from django.views import View
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from apps.core.limits import uncounted_without_valkey

WINDOW_SECONDS = 60


@cache
def _valkey(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)


# What this process may still let through without asking Valkey, by partner: (minute, calls).
_leases: dict[int, tuple[int, int]] = {}


def is_over_limit(partner_id: int) -> bool:
    """Count one more call of the partner in this minute; True if that is beyond `settings.PARTNER_CALLS_PER_MINUTE`.

    A process counts a hundredth of the limit at a time, so that not every call waits for Valkey. Without Valkey nobody
    is held up: the limit protects the program from haste, it does not guard a secret.
    """
    minute = int(time.time()) // WINDOW_SECONDS
    leased, left = _leases.get(partner_id, (minute, 0))
    if leased == minute and left:
        _leases[partner_id] = minute, left - 1
        return False
    limit = settings.PARTNER_CALLS_PER_MINUTE
    lease = max(1, limit // 100)
    key = f"calls:{partner_id}:{minute}"
    valkey = _valkey(settings.CACHES["default"]["LOCATION"])
    counted = None
    with uncounted_without_valkey("partner_call"):
        counted = valkey.incrby(key, lease) - lease
        if not counted:
            valkey.expire(key, 2 * WINDOW_SECONDS)
    if counted is None:
        return False
    if counted >= limit:
        return True
    _leases[partner_id] = minute, lease - 1
    return False


def seconds_left() -> int:
    """Return the seconds until the count begins anew."""
    return WINDOW_SECONDS - int(time.time()) % WINDOW_SECONDS


class PartnerThrottle(BaseThrottle):
    def allow_request(self, request: Request, view: View) -> bool:
        partner_id = getattr(request.auth, "partner_id", None)
        return partner_id is None or not is_over_limit(partner_id)

    def wait(self) -> float:
        return seconds_left()
