"""A crowd at the web process: who waits for a thread, who is refused, and who is answered all the same."""

import asyncio
import threading
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from apps.core import crowd
from apps.core.waits import KEY as WAIT
from config import asgi, news, turns
from config.turns import Line, Turns
from tests.coroutines import run

SCOPE = {"method": "GET", "query_string": b"", "http_version": "1.1", "scheme": "http", "headers": []}
PAGE, PROBE = "/verify/", "/healthz"


class Site:
    """A site whose answers wait until `go`. `begun` has the addresses for which a thread was taken."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.go = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if crowd.is_refused(environ):
            start_response("503 Service Unavailable", [])
            return [b""]
        self.begun.append(environ["PATH_INFO"])
        assert self.go.wait(60)
        start_response("200 OK", [])
        return [b""]


async def sent_by(server: asgi.Server, path: str, *headers: tuple[bytes, bytes]) -> list[dict[str, Any]]:
    """Return all that a server sends to answer a request."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await server(SCOPE | {"raw_path": path.encode(), "headers": list(headers)}, asyncio.Event().wait, send)
    return sent


async def ask(server: asgi.Server, path: str) -> int:
    """Return the status of the answer to a request."""
    return (await sent_by(server, path))[0]["status"]


async def begun(site: Site, times: int) -> None:
    while len(site.begun) < times:
        await asyncio.sleep(0.01)


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "BURST_SECONDS", 0.05)


@pytest.mark.usefixtures("_short")
def test_requests_that_get_no_thread_in_time_are_refused_and_never_begun():
    site = Site()

    async def ask_all() -> tuple[list[int], int]:
        server = asgi.Server(site, threads=1, look=int)
        first = asyncio.create_task(ask(server, PAGE))
        await begun(site, 1)
        refused = await asyncio.gather(*(ask(server, PAGE) for _ in range(50)))
        site.go.set()
        return refused, await first

    assert run(ask_all()) == ([503] * 50, 200)
    assert len(site.begun) == 1


@pytest.mark.usefixtures("_short")
@pytest.mark.parametrize(("path", "said"), [(PAGE, "busy right now"), ("/api/v1/shippers/KS23456789AN", "/busy")])
def test_the_site_refuses_from_the_event_loop_without_session_and_database(path: str, said: str):
    async def ask_in_a_crowd() -> list[dict[str, Any]]:
        server = asgi.Server(asgi.site, threads=1, look=int)
        async with server.turns.people.turn():
            headers = (b"host", b"localhost"), (b"cookie", b"sessionid=of-somebody")
            return await sent_by(server, path, *headers)

    start, body = run(ask_in_a_crowd())
    headers = {name.lower(): value for name, value in start["headers"]}
    assert start["status"] == 503
    assert crowd.MIN_RETRY_SECONDS <= int(headers[b"retry-after"]) <= crowd.MAX_RETRY_SECONDS
    assert {b"content-security-policy", b"x-request-id"} <= headers.keys()
    assert said in body["body"].decode()


def test_a_burst_is_waited_out_and_everybody_is_answered():
    site = Site()

    async def ask_all() -> list[int]:
        server = asgi.Server(site, threads=1, look=int)
        asked = [asyncio.create_task(ask(server, PAGE)) for _ in range(50)]
        await begun(site, 1)
        site.go.set()
        return await asyncio.gather(*asked)

    assert run(ask_all()) == [200] * 50


@pytest.mark.usefixtures("_short")
def test_probes_are_answered_in_a_crowd():
    site = Site()

    async def ask_all() -> tuple[int, int, int]:
        server = asgi.Server(site, threads=1, look=int)
        first = asyncio.create_task(ask(server, PAGE))
        await begun(site, 1)
        probe = asyncio.create_task(ask(server, PROBE))
        refused = await ask(server, PAGE)
        site.go.set()
        return refused, await first, await probe

    assert run(ask_all()) == (503, 200, 200)


def test_a_lasting_crowd_waits_for_a_short_time():
    async def patience() -> list[float]:
        room = asyncio.Semaphore(1)
        line = Line(room)
        waits = [line.patience(100)]
        async with room:
            waits += [line.patience(100 + turns.BURST_SECONDS / 2), line.patience(101 + turns.BURST_SECONDS)]
        return [*waits, line.patience(102 + turns.BURST_SECONDS)]

    assert run(patience()) == [turns.BURST_SECONDS, turns.BURST_SECONDS, turns.CROWD_SECONDS, turns.BURST_SECONDS]


@pytest.mark.parametrize(("crowded", "other"), [("/api/v1/shipments", PAGE), (PAGE, "/oauth/token")])
@pytest.mark.parametrize(("threads", "most"), [(1, 1), (4, 3), (8, 6)])
def test_a_crowd_of_programs_or_people_leaves_threads_to_the_others(threads: int, most: int, crowded: str, other: str):
    async def held() -> int:
        lines = Turns(threads)
        async with AsyncExitStack() as turns_held:
            taken = 0
            while not lines.line(crowded).rooms[0].locked():
                await turns_held.enter_async_context(lines.line(crowded).turn())
                taken += 1
            for _thread in range(threads - most):
                await turns_held.enter_async_context(lines.line(other).turn())
        return taken

    assert run(held()) == most


@pytest.mark.usefixtures("_short")
def test_whoever_waits_for_news_gets_the_answer_at_hand_in_a_crowd(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(news, "LOOK_SECONDS", 0.01)
    blocked = Site()

    def site(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == PAGE:
            return blocked(environ, start_response)
        assert not crowd.is_refused(environ)
        environ[WAIT].seconds, environ[WAIT].holder = 30, 1
        start_response("200 OK", [])
        return [b""]

    async def ask_both() -> tuple[int, int]:
        end = 0
        server = asgi.Server(site, threads=2, look=lambda: end)
        waiting = asyncio.create_task(ask(server, "/api/v1/status-changes"))
        while not server.news.seen:
            await asyncio.sleep(0.01)
        pages = [asyncio.create_task(ask(server, PAGE)) for _ in range(2)]
        await begun(blocked, 2)
        # The look needs a thread too.
        for news_of in list(server.news.seen):
            news_of.set_result(None)
        told = await waiting
        blocked.go.set()
        return told, sum(await asyncio.gather(*pages))

    assert run(ask_both()) == (200, 400)
