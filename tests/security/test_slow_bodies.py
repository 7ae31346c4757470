"""Bodies that come slowly hold no thread of the site and are ended; what comes whole is answered meanwhile."""

import asyncio
import os
import socket
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from config import asgi, demo
from config.engines import PROJECT
from tests.coroutines import run
from tests.live import eventually

SLOW = 20
# A server that does not answer fails the test after this time, instead of holding up all others.
SAFETY_SECONDS = 60
READ = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
# With the cookie of a form, so that Django reads the body; refused for want of the token inside, without a database.
FORM = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: csrftoken=%b\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\nlogin=a"
)
WRITE = FORM % (b"a" * 32, 7)
SLOW_WRITE = FORM % (b"a" * 32, 1000)


def connection_with(port: int, request: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=SAFETY_SECONDS)
    connection.sendall(request)
    return connection


def status_of(port: int, request: bytes) -> int:
    """Return the status by which a server answers a request; 0 where it does not."""
    try:
        with connection_with(port, request) as connection:
            return int(connection.recv(1000).split()[1])
    except OSError:
        return 0


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[..., int]]:
    """Return a function that starts the web process of the demonstration and gives its port."""
    with ExitStack() as servers:

        def start(**environment: str) -> int:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            process = subprocess.Popen(demo.commands(port)["web"], cwd=PROJECT, env=os.environ | environment)
            servers.callback(process.wait)
            servers.callback(process.terminate)
            eventually(lambda: status_of(port, READ) == 200, within=300)
            return port

        yield start


@pytest.mark.slow
def test_slow_bodies_hold_no_thread_and_are_ended(serve: Callable[..., int]) -> None:
    port = serve(WEB_THREADS="2", BODY_SECONDS="5")
    with ExitStack() as connections:
        slow = [connections.enter_context(connection_with(port, SLOW_WRITE)) for _ in range(SLOW)]
        for request, status in ((READ, 200), (WRITE, 403)) * SLOW:
            assert status_of(port, request) == status
        for connection in slow:
            answer = connection.recv(1000)
            assert answer.startswith(b"HTTP/1.1 408 ")
            assert b"connection: close" in answer
            assert connection.recv(1000) == b""


CHUNKS = {
    "no number": b"zz\r\nabc\r\n0\r\n\r\n",
    "below zero": b"-1\r\nabc\r\n0\r\n\r\n",
    "too long a number": b"fffffffffffffffffff\r\nabc\r\n",
    "no line after the content": b"3\r\nabcdef\r\n0\r\n\r\n",
    "a line alone": b"3\nabc\n0\n\n",
}


@pytest.mark.slow
def test_chunks_that_nobody_can_read_are_refused(serve: Callable[..., int]) -> None:
    port = serve(WEB_THREADS="2")
    head = WRITE.split(b"Content-Length")[0] + b"Transfer-Encoding: chunked\r\n\r\n"
    assert {name: status_of(port, head + chunks) for name, chunks in CHUNKS.items()} == dict.fromkeys(CHUNKS, 400)
    assert status_of(port, head + b"7\r\nlogin=a\r\n0\r\n\r\n") == 403


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request with its body, after the bytes of a header."""
    start_response("200 OK", [("X-Length", environ["CONTENT_LENGTH"])])
    yield from (environ["wsgi.input"].read(), b"-" * int(environ.get("HTTP_X_MORE", "0")))


def scope(*headers: tuple[bytes, bytes], path: bytes = b"/caf%C3%A9") -> dict[str, Any]:
    asked = {"type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "query_string": b"a=%C3%A9"}
    announced = headers if b"content-length" in dict(headers) else (*headers, (b"transfer-encoding", b"chunked"))
    return asked | {"raw_path": path, "client": ("192.0.2.1", "1"), "headers": list(announced)}


def exchange(
    pieces: Iterable[dict[str, Any]],
    *headers: tuple[bytes, bytes],
    site: Callable[..., Any] = application,
    path: bytes = b"/caf%C3%A9",
) -> tuple[asgi.Server, list[dict[str, Any]]]:
    """Give a server a request in pieces; return the server and all that it sent."""
    server, sent, coming = asgi.Server(site, threads=1, look=int), [], iter(pieces)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        try:
            return next(coming)
        except StopIteration:
            await asyncio.Event().wait()
            raise

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    run(server(scope(*headers, path=path), receive, send))
    assert server.waiting == 0
    return server, sent


def piece(body: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_that_is_whole_reaches_the_site() -> None:
    _server, (start, body) = exchange([piece(b"ab"), piece(b"cd", more=False)])
    assert start == {"type": "http.response.start", "status": 200, "headers": [(b"X-Length", b"4")]}
    assert body == {"type": "http.response.body", "body": b"abcd"}


def test_a_long_answer_goes_out_in_pieces() -> None:
    more = 3 * asgi.PIECE_BYTES
    _server, (_start, *bodies) = exchange([piece(b"ab", more=False)], (b"x-more", str(more).encode()))
    assert len(b"".join(body["body"] for body in bodies)) == more + 2
    assert [body.get("more_body", False) for body in bodies] == [True, False]


def test_a_reader_who_takes_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "READER_SECONDS", 0.01)
    closed = []

    class Answer:
        def __iter__(self) -> Iterator[bytes]:
            yield from [b"-" * asgi.PIECE_BYTES] * 3

        def close(self) -> None:
            closed.append(self)

    def site(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Answer()

    async def receive() -> dict[str, Any]:
        return piece(b"", more=False)

    async def send(_message: dict[str, Any]) -> None:
        await asyncio.Event().wait()

    server = asgi.Server(site, threads=1, look=int)
    run(server(scope(), receive, send))
    assert len(closed) == 1


@pytest.mark.parametrize("pieces", [[piece(b"ab")], [piece(b"a") for _ in range(1_000)]], ids=["rests", "trickles"])
def test_a_body_that_comes_too_slowly_is_refused(
    monkeypatch: pytest.MonkeyPatch, settings: Any, pieces: list[dict[str, Any]]
) -> None:
    settings.BODY_SECONDS = 0.01
    # A byte is worth next to no time: what trickles is as good as what rests.
    monkeypatch.setattr(asgi, "MIN_BYTES_A_SECOND", 10**9)
    _server, (start, _body) = exchange(pieces)
    assert (start["status"], start["headers"]) == (408, [(b"connection", b"close")])


def test_a_body_that_breaks_off_never_reaches_the_site() -> None:
    _server, (start, body) = exchange([piece(b"ab"), {"type": "http.disconnect"}])
    assert (start["status"], start["headers"]) == (400, [(b"connection", b"close")])
    assert body["body"] == b""


def test_a_body_that_is_too_large_is_not_taken(settings: Any) -> None:
    settings.REQUEST_MAX_BYTES = 10
    _server, (announced, _body) = exchange([], (b"content-length", b"11"))
    assert announced["headers"] == [(b"X-Length", b"11")]
    _server, (in_chunks, _body) = exchange([piece(b"-" * 6)] * 3)
    assert in_chunks["headers"] == [(b"X-Length", b"12")]


def test_more_bodies_than_there_is_room_for_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "MAX_WAITING_BYTES", 10)
    _server, (start, _body) = exchange([piece(b"-" * 6)] * 3)
    assert start["status"] == 503
    assert int(dict(start["headers"])[b"Retry-After"]) >= 1


def test_the_site_is_told_what_the_request_says() -> None:
    told: dict[str, Any] = {}

    def site(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        told.update(environ)
        start_response("204 No Content", [])
        return []

    headers = [(b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"x-forwarded-for", b"192.0.2.9"), (b"accept", b"*/*")]
    exchange([piece(b"", more=False)], *headers, (b"x_forwarded_for", b"203.0.113.1"), site=site)
    assert told["HTTP_COOKIE"] == "a=1; b=2"
    assert told["HTTP_X_FORWARDED_FOR"] == "192.0.2.9"
    assert told["PATH_INFO"].encode("latin1").decode() == "/café"
    assert (told["QUERY_STRING"], told["REMOTE_ADDR"], told["CONTENT_LENGTH"]) == ("a=%C3%A9", "192.0.2.1", "0")
