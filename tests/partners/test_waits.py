"""A long poll of the feed: what it gets, and what it costs those who do not wait."""

import asyncio
import json
from collections.abc import Callable

import pytest

from apps.core.waits import KEY, Wait
from config import asgi, news
from tests.coroutines import run
from tests.outbox import deliver
from tests.partners.client import PartnerClient
from tests.standing.evaluations import enrolled

FEED = "/api/v1/status-changes"
SCOPE = {
    "method": "GET",
    "raw_path": FEED.encode(),
    "query_string": b"",
    "http_version": "1.1",
    "scheme": "http",
    "headers": [],
}


class Feed:
    """A feed with one number, and a site that tells whoever asks of it, or waits for `beyond`."""

    def __init__(self, *, beyond: int = 0, seconds: int = 5, holder: int = 1) -> None:
        self.end = 0
        self.beyond = beyond
        self.seconds = seconds
        self.holder = holder
        self.looks = self.runs = 0

    def look(self) -> int:
        self.looks += 1
        return self.end

    def site(self, environ: dict, start_response: Callable) -> list[bytes]:
        self.runs += 1
        start_response("200 OK", [])
        seen = self.end
        if seen <= self.beyond:
            wait: Wait = environ[KEY]
            wait.seconds, wait.seen, wait.holder = self.seconds, seen, self.holder
        return [str(seen).encode()]


async def asked(server: asgi.Server, *, leaves: bool = False) -> bytes | None:
    """Return the answer to one request; None where none was sent."""
    sent: list[dict] = []

    async def receive() -> dict:
        if not leaves:
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: dict) -> None:
        sent.append(message)

    await server(SCOPE, receive, send)
    return sent[-1]["body"] if sent else None


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "LOOK_SECONDS", 0.01)


def test_those_who_wait_hold_no_thread_and_are_answered_by_one_look():
    feed = Feed()

    async def ask_all() -> list[bytes | None]:
        server = asgi.Server(feed.site, threads=1, look=feed.look)
        waiting = [asyncio.create_task(asked(server)) for _ in range(news.MAX_WAITING_EACH)]
        while feed.runs < len(waiting):
            await asyncio.sleep(0.01)
        # The only thread is free.
        assert await asyncio.get_running_loop().run_in_executor(server.threads, lambda: "free") == "free"
        feed.end = 1
        answers = await asyncio.gather(*waiting)
        looks = feed.looks
        await asyncio.sleep(0.1)
        assert feed.looks <= looks + 1, "nobody looks while nobody waits"
        assert not server.news.holders
        return answers

    assert run(ask_all()) == [b"1"] * news.MAX_WAITING_EACH
    assert feed.runs == 2 * news.MAX_WAITING_EACH


def test_news_that_is_none_for_the_one_who_waits_lets_it_wait_on():
    feed = Feed(beyond=2)

    async def ask() -> bytes | None:
        waiting = asyncio.create_task(asked(asgi.Server(feed.site, threads=1, look=feed.look)))
        for end in (1, 2, 3):
            runs = feed.runs
            while feed.runs == runs and not waiting.done():
                feed.end = end
                await asyncio.sleep(0.01)
        return await waiting

    assert run(ask()) == b"3"


@pytest.mark.slow
def test_whoever_waits_in_vain_gets_the_answer_at_hand(monkeypatch):
    feed = Feed(seconds=1)
    assert run(asked(asgi.Server(feed.site, threads=1, look=feed.look))) == b"0"
    assert feed.runs == 1


def test_whoever_leaves_waits_no_longer_and_too_many_are_answered_at_once(monkeypatch):
    feed = Feed()
    monkeypatch.setattr(news, "MAX_WAITING_EACH", 0)
    assert run(asked(asgi.Server(feed.site, threads=1, look=feed.look))) == b"0"
    monkeypatch.setattr(news, "MAX_WAITING_EACH", 1)

    async def leave() -> tuple[bytes | None, int]:
        server = asgi.Server(feed.site, threads=1, look=feed.look)
        return await asked(server, leaves=True), server.news.holders.total()

    assert run(leave()) == (None, 0)


class TestFeed:
    def test_an_answer_without_a_change_asks_to_wait_and_counts_once(self, partner: PartnerClient):
        wait = Wait()
        first = partner.get(FEED, {"wait": 25}, **{KEY: wait})
        assert (first.json(), wait.seconds, wait.seen) == ({"results": [], "next": 0}, 25, 0)
        assert wait.holder == partner.credentials.partner.pk
        partner.follow(enrolled())
        deliver()
        again = partner.get(FEED, {"wait": 25}, **{KEY: wait})
        assert [place["seq"] for place in again.json()["results"]] == [1]
        assert again["RateLimit"].split(";t=")[0] == first["RateLimit"].split(";t=")[0]

    def test_an_answer_with_a_change_and_a_server_that_knows_no_waits_are_not_held_up(self, partner: PartnerClient):
        assert partner.get(FEED, {"wait": 25}).json()["results"] == []
        partner.follow(enrolled())
        deliver()
        wait = Wait()
        assert len(partner.get(FEED, {"wait": 25}, **{KEY: wait}).json()["results"]) == 1
        assert wait.seconds == 0

    @pytest.mark.parametrize("seconds", [-1, 26, "long"])
    def test_a_wait_that_can_not_be_is_refused(self, partner: PartnerClient, seconds):
        answer = partner.get(FEED, {"wait": seconds})
        assert (answer.status_code, list(json.loads(answer.content)["errors"])) == (422, ["wait"])
