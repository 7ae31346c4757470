"""The cache in Valkey, for which no request waits long.

Where Valkey is frozen or away, one command in a while waits for `CACHE_SECONDS`, and the others fail at once. The
callers go on without the cache (`core/limits.py`), or the request is answered with 503 (`core/outages.py`).
"""

import time
from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from apps.core.outages import VALKEY_AWAY

# After a command that had no answer no other is sent for so long.
REST_SECONDS = 1.0


class BriefClient(redis.Redis):
    """A client that asks nothing for a while after Valkey did not answer."""

    rests_until = 0.0

    def execute_command(self, *args: Any, **options: Any) -> Any:
        if time.monotonic() < self.rests_until:
            raise redis.ConnectionError("Valkey did not answer a moment ago.")
        try:
            return super().execute_command(*args, **options)
        except VALKEY_AWAY:
            self.rests_until = time.monotonic() + REST_SECONDS
            raise


@cache
def brief_client(url: str) -> BriefClient:
    """Return the client of this process for a server."""
    seconds = settings.CACHE_SECONDS
    pool = redis.ConnectionPool.from_url(url, socket_timeout=seconds, socket_connect_timeout=seconds)
    return BriefClient(connection_pool=pool)


class BriefCacheClient(RedisCacheClient):
    """The commands of Django's cache, by the client of this process."""

    def get_client(self, key: Any = None, *, write: bool = False) -> redis.Redis:
        # pyrefly: ignore[missing-attribute] (the stubs leave it out)
        return brief_client(self._servers[self._get_connection_pool_index(write)])


class BriefCache(RedisCache):
    """Django's cache in Valkey, by `BriefClient`."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = BriefCacheClient
