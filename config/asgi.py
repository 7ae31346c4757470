"""The site as a server of ASGI runs it: a thread of Django gets a request once its body is here as a whole.

A server of WSGI gives a thread to a request whose body is still on its way, so a few slow bodies hold all threads. Here
the event loop takes the bodies, within limits of time and of room, and a slow one costs no more than its connection.
"""

import asyncio
import multiprocessing
import resource
import sys
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, nullcontext
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from django.conf import settings

from apps.core import crowd, waits
from apps.core.middleware import PROBES
from apps.core.room import FULL, LostBody
from apps.core.waits import Wait
from config.news import News
from config.parents import end_with_parent
from config.turns import Crowd, Turns
from config.wsgi import application as site

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]

# The rate that a body must reach on the whole, beside pausing for no longer than `settings.BODY_SECONDS`.
MIN_BYTES_A_SECOND = 500
BYTES_IN_MEMORY = 1024 * 1024
# The most bytes of all bodies together, which are on disk for the most part.
MAX_WAITING_BYTES = 10 * settings.REQUEST_MAX_BYTES
# An answer of several pieces goes out in pieces of this size. A reader who takes none for so long is left.
PIECE_BYTES = 64 * 1024
READER_SECONDS = 30
# A request of HTTP/1 has a body only where one of these says so.
BODY_HEADERS = (b"content-length", b"transfer-encoding")
# JSON nested 8,000 deep would end a process with the usual 8 MB, before Python's own limit of recursion refuses it.
STACK_BYTES = 16 * 1024 * 1024
# Connections, most of which rest or wait for news, and bodies on the disk: services often begin with 1,024.
OPEN_FILES = 16_384
# Whoever watches the site is answered in any crowd: a host that looked dead would leave its crowd to the others.
WATCHED = frozenset({*(f"/{probe}" for probe in PROBES), "/metrics"})


class Refusal(Exception):
    """The request is answered by this status alone, and its connection is closed."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class Server:
    """An application of ASGI that runs one of WSGI in threads."""

    def __init__(self, site: Callable[..., Iterable[bytes]], *, threads: int, look: Callable[[], int]) -> None:
        self.site = site
        threading.stack_size(STACK_BYTES)
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self.turns = Turns(threads)
        self.news = News(look, self.threads)
        # The bytes of all bodies that wait for their rest or for their answer; the event loop alone counts them.
        self.waiting = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            await self._take(scope, receive, send)
        except OSError as error:
            if error.errno not in FULL:
                raise
            await self._answer(_environ(scope, LostBody(), 1), receive, send)

    async def _take(self, scope: Message, receive: Receive, send: Send) -> None:
        """Take the body, and answer. Raises OSError where there is no room for the body."""
        length = 0
        with SpooledTemporaryFile(max_size=BYTES_IN_MEMORY) as body:
            try:
                async with aclosing(_pieces(scope, receive)) as pieces:
                    async for piece in pieces:
                        length += len(piece)
                        self.waiting += len(piece)
                        if self.waiting > MAX_WAITING_BYTES:
                            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE)
                        body.write(piece)
                body.seek(0)
                await self._answer(_environ(scope, body, length), receive, send)
            except ConnectionError:
                return
            except Refusal as refusal:
                headers = [(b"connection", b"close")]
                if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
                    headers += _encoded(crowd.retry_headers().items())
                await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
            finally:
                self.waiting -= length

    async def _answer(self, environ: dict[str, Any], receive: Receive, send: Send) -> None:
        """Run the site in a thread. A whole answer needs the thread no longer; pieces are made in it, one by one.

        An answer that may wait for news is held back here, and made anew when there is some. A request that gets no
        thread in time is refused: the site answers that from memory, in the event loop.
        """
        loop = asyncio.get_running_loop()
        path = environ["PATH_INFO"]

        async def forward(message: Message) -> None:
            await send(message)

        def push(message: Message) -> None:
            sending = asyncio.run_coroutine_threadsafe(forward(message), loop)
            try:
                sending.result(READER_SECONDS)
            except TimeoutError:
                sending.cancel()
                raise ConnectionError from None

        async def run(wait: Wait) -> list[Message]:
            environ["wsgi.input"].seek(0)
            async with nullcontext() if path in WATCHED else self.turns.line(path).turn():
                return await loop.run_in_executor(self.threads, self._run, environ | {waits.KEY: wait}, push)

        wait = Wait()
        try:
            rest = await run(wait)
        except Crowd:
            rest = self._run(environ | {crowd.KEY: True}, push)
        if wait.seconds:
            rest = await self._wait_for_news(wait, rest, run, receive)
        for message in rest:
            await send(message)

    async def _wait_for_news(
        self,
        wait: Wait,
        answer: list[Message],
        run: Callable[[Wait], Awaitable[list[Message]]],
        receive: Receive,
    ) -> list[Message]:
        """Return the answer that is made when there is news, or the one at hand when the time is over.

        In a crowd that is the one at hand too.

        Raises ConnectionError where the client leaves.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + wait.seconds
        async with self.news.place(wait) as may_wait:
            left = asyncio.ensure_future(_leave(receive))
            try:
                while may_wait and wait.seconds and (seconds := end - loop.time()) > 0:
                    news = asyncio.ensure_future(self.news.newer_than(wait.seen))
                    done, _pending = await asyncio.wait({news, left}, timeout=seconds, return_when="FIRST_COMPLETED")
                    news.cancel()
                    if left in done:
                        raise ConnectionError
                    if news in done:
                        wait.seconds = 0
                        answer = await run(wait)
            except Crowd:
                pass
            finally:
                left.cancel()
        return answer

    def _run(self, environ: dict[str, Any], push: Callable[[Message], None]) -> list[Message]:
        """Run the site in this thread; push the pieces of a long answer, and return the messages that are left."""
        unsent: list[Message] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            started = {"status": int(status[:3]), "headers": _encoded(headers)}
            unsent.append({"type": "http.response.start", **started})

        answer = self.site(environ, start_response)
        try:
            held = bytearray()
            for piece in answer:
                held += piece
                if len(held) >= PIECE_BYTES and getattr(answer, "streaming", True):
                    for message in (*unsent, {"type": "http.response.body", "body": bytes(held), "more_body": True}):
                        push(message)
                    unsent.clear()
                    held.clear()
            return [*unsent, {"type": "http.response.body", "body": bytes(held)}]
        finally:
            if close := getattr(answer, "close", None):
                close()


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin1"), value.encode("latin1")) for name, value in headers]


async def _leave(receive: Receive) -> None:
    """Return when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _pieces(scope: Message, receive: Receive) -> AsyncGenerator[bytes]:
    """Give the pieces of a body as they come; none of a body that is too large, which the site refuses by its length.

    Raises Refusal for a body that comes too slowly, and for one that breaks off: the client left, or wrote chunks that
    nobody can read. The server would answer 500 if nothing answered.
    """
    if not any(name in BODY_HEADERS for name, _value in scope["headers"]) and scope["http_version"] < "2":
        return
    loop = asyncio.get_running_loop()
    deadline = loop.time() + settings.BODY_SECONDS
    declared, taken = _declared_length(scope), 0
    while max(declared, taken) <= settings.REQUEST_MAX_BYTES:
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise Refusal(HTTPStatus.REQUEST_TIMEOUT) from None
        if message["type"] != "http.request":
            raise Refusal(HTTPStatus.BAD_REQUEST)
        piece = message.get("body", b"")
        yield piece
        if not message.get("more_body"):
            return
        taken += len(piece)
        deadline = min(deadline + len(piece) / MIN_BYTES_A_SECOND, loop.time() + settings.BODY_SECONDS)


def _declared_length(scope: Message) -> int:
    """Return the length that a request says its body has; 0 where it says none."""
    return next((int(value) for name, value in scope["headers"] if name == b"content-length" and value.isdigit()), 0)


def _environ(scope: Message, body: IO[bytes] | LostBody, length: int) -> dict[str, Any]:
    """Describe a request as WSGI wants it.

    A name with an underscore is left out: it would pass for the name with a hyphen, which a proxy sets.
    """
    server, client = scope.get("server") or ("localhost", "80"), scope.get("client") or ("", "")
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        key, text = name.decode("latin1"), value.decode("latin1")
        if "_" not in key:
            key = f"HTTP_{key.upper().replace('-', '_')}"
            separator = "; " if key == "HTTP_COOKIE" else ","
            environ[key] = f"{environ[key]}{separator}{text}" if key in environ else text
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(max(length, _declared_length(scope)))
    return environ


def _feed_news() -> int:
    # The tables are there once the site was loaded.
    from apps.partners.feed.selectors import feed_news

    return feed_news()


_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
if _soft < OPEN_FILES:
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(OPEN_FILES, _hard) if _hard >= 0 else OPEN_FILES, _hard))
application = Server(site, threads=settings.WEB_THREADS, look=_feed_news)

# Granian's master loads the site in its workers alone. Without the master nobody would stop or replace a worker, which
# would answer on beside those of a new master.
if (master := multiprocessing.parent_process()) and master.pid:
    end_with_parent(master.pid)
