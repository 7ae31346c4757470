"""Requests over kept connections, with as little work for each as the machine's two processors ask for."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

# Of a client, which then leaves: docs/partners.md advises no longer for a report, and people leave before.
PATIENCE_SECONDS = 30
MAX_IDLE = 200

type Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request: its status, 0 where none came, and whether it names a time to come again."""

    status: int
    says_when: bool = False
    body: bytes = b""


NONE = Answer(0)


@dataclass
class Wire:
    """The connections to one port of this machine. A request takes one that rests, or a new one."""

    port: int
    idle: list[Connection] = field(default_factory=list)

    async def ask(self, request: bytes, *, source: str = "") -> Answer:
        """Send a request and return its answer; with a source over a connection of its own, from that address."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await (self._ask_from(source, request) if source else self._ask(request))
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return NONE

    async def _ask(self, request: bytes) -> Answer:
        while self.idle:
            connection = self.idle.pop()
            # The site may close a connection that rests.
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                return await self._exchange(connection, request)
        return await self._exchange(await asyncio.open_connection("127.0.0.1", self.port), request)

    async def _ask_from(self, source: str, request: bytes) -> Answer:
        connection = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(source, 0))
        return await self._exchange(connection, request)

    async def _exchange(self, connection: Connection, request: bytes) -> Answer:
        reader, writer = connection
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            body = await _body(reader, headers)
        except BaseException:
            writer.close()
            raise
        if headers.get("connection") == "close" or len(self.idle) >= MAX_IDLE:
            writer.close()
        else:
            self.idle.append(connection)
        return Answer(int(head[0].split()[1]), "retry-after" in headers, body)


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    body = bytearray()
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return bytes(body)


def request_of(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Return a request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
