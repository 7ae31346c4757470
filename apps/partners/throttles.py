"""The limit of a partner's questions: a count for each partner and minute, kept in Valkey.

A call is one question, and a batch as many as it has numbers: otherwise the limit would tell nothing about the load.
"""

import time
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.http.response import HttpResponseBase

from apps.core.brief_cache import brief_client
from apps.core.limits import uncounted_without_valkey
from apps.partners.scorecards.selectors import quota_factor_of

WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Quota:
    """The quota of a partner after a question: how many more it may ask in this minute, and whether it was too many."""

    name: ClassVar[str] = "questions"
    left: int
    is_exceeded: bool
    limit: int

    def tell(self, response: HttpResponseBase) -> None:
        """Tell the quota in the headers of an answer (draft-ietf-httpapi-ratelimit-headers-10)."""
        response["RateLimit-Policy"] = f'"{self.name}";q={self.limit};w={WINDOW_SECONDS}'
        response["RateLimit"] = f'"{self.name}";r={self.left};t={seconds_left()}'


# By how much the quota of each partner is multiplied, as its tier says: the minute of the answer, and the factor.
_factors: dict[int, tuple[int, float]] = {}
# The questions that this process may let through without asking Valkey, by partner: the minute, the questions of the
# lease that are left, and those that were left to all processes beyond the lease when the lease was taken.
_leases: dict[int, tuple[int, int, int]] = {}


def questions_count(partner_id: int, count: int = 1) -> Quota:
    """Count questions of a partner in this minute, and return its quota, which follows from its tier.

    A process counts a hundredth of the limit at a time, so that not every call waits for Valkey. Without Valkey nobody
    is held up: the limit protects the program from haste, it does not guard a secret. Questions beyond the limit are
    not counted.
    """
    minute = int(time.time()) // WINDOW_SECONDS
    leased, mine, others = _leases.get(partner_id, (minute, 0, 0))
    if leased == minute and mine >= count:
        _leases[partner_id] = minute, mine - count, others
        return Quota(mine - count + others, is_exceeded=False, limit=_limit(partner_id, minute))
    limit = _limit(partner_id, minute)
    lease = max(count, limit // 100)
    key = f"questions:{partner_id}:{minute}"
    valkey = brief_client(settings.CACHES["default"]["LOCATION"])
    counted = None
    with uncounted_without_valkey("partner_call"):
        counted = valkey.incrby(key, lease) - lease
        if not counted:
            valkey.expire(key, 2 * WINDOW_SECONDS)
        if counted + count > limit:
            valkey.decrby(key, lease)
    if counted is None:
        return Quota(limit, is_exceeded=False, limit=limit)
    if counted + count > limit:
        return Quota(max(0, limit - counted), is_exceeded=True, limit=limit)
    # The rest of an earlier lease stays counted: it is at most a hundredth of the limit.
    others = max(0, limit - counted - lease)
    _leases[partner_id] = minute, lease - count, others
    return Quota(min(lease - count + others, limit - counted - count), is_exceeded=False, limit=limit)


def _limit(partner_id: int, minute: int) -> int:
    """Return the quota of a partner in a minute. A process asks the database once a minute for each partner."""
    known, factor = _factors.get(partner_id, (0, 1.0))
    if known != minute:
        factor = quota_factor_of(partner_id)
        _factors[partner_id] = minute, factor
    return round(settings.PARTNER_QUESTIONS_PER_MINUTE * factor)


def seconds_left() -> int:
    """Return the seconds until the count begins anew."""
    return WINDOW_SECONDS - int(time.time()) % WINDOW_SECONDS
