"""A Valkey that is frozen or away costs one command of a request the patience of the cache, and the others nothing."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import redis
from django.conf import settings as site_settings
from django.core.cache import cache

from apps.core import brief_cache
from apps.core.brief_cache import brief_client
from tests.partners.client import PartnerClient, token_of


class FrozenValkey:
    """A server whose connections the system still takes, although it answers nothing."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.url = f"redis://127.0.0.1:{listening.getsockname()[1]}/0"

    def connections(self) -> int:
        """Count the connections since the last count."""
        count = 0
        with suppress(BlockingIOError):
            while True:
                self.listening.accept()[0].close()
                count += 1
        return count


@pytest.fixture
def frozen(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FrozenValkey]:
    # So long that a slow machine does not ask again within a test.
    monkeypatch.setattr(brief_cache, "REST_SECONDS", 3600)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        valkey = FrozenValkey(listening)
        settings.CACHE_SECONDS = 0.04
        settings.CACHES = {"default": site_settings.CACHES["default"] | {"LOCATION": valkey.url}}
        yield valkey


def test_a_frozen_valkey_is_asked_once_and_then_left_alone_for_a_while(frozen: FrozenValkey) -> None:
    with pytest.raises(redis.TimeoutError):
        cache.get("name")
    for _command in range(20):
        with pytest.raises(redis.ConnectionError):
            cache.add("name", 1)
    assert frozen.connections() == 1

    brief_client(frozen.url).rests_until = 0
    with pytest.raises(redis.TimeoutError):
        cache.get("name")
    assert frozen.connections() == 1


def test_a_frozen_valkey_holds_up_a_token_once(partner: PartnerClient, frozen: FrozenValkey) -> None:
    assert token_of(partner.credentials)["token_type"] == "Bearer"
    assert frozen.connections() == 1


def test_a_valkey_that_answers_again_is_asked_again() -> None:
    client = brief_client(site_settings.CACHES["default"]["LOCATION"])
    cache.set("name", 1)
    client.rests_until = float("inf")
    with pytest.raises(redis.ConnectionError):
        cache.get("name")
    client.rests_until = 0
    assert cache.get("name") == 1
