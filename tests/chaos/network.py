"""The network between the parts of a site: ways of TCP that a trial cuts, holds back and slows.

Rules of the kernel would need rights, act on whole addresses, and could not be aimed at one connection in the middle of
its work. Such a fault costs nothing but the work that it strikes, so most faults of a trial are of this kind.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from config.engines import HOST

PIECE = 2**16
# A connection over which something went within this time is one with work under way.
BUSY_SECONDS = 0.5
LOOK_SECONDS = 0.01


@dataclass(eq=False, slots=True)
class Connection:
    """A connection over a way, by its two ends, with when something last went over the connection."""

    ends: tuple[asyncio.StreamWriter, asyncio.StreamWriter]
    moved: float = 0.0
    held_until: float = 0.0

    def abort(self) -> None:
        for end in self.ends:
            end.transport.abort()


@dataclass(eq=False)
class Way:
    """A port of this machine that leads to another, which `reach` tells for each new connection. What is sent passes,
    unless the way is cut (connections end, new ones are refused), held (nothing passes, and nothing is lost: the others
    wait) or slow (each piece is late).
    """

    reach: Callable[[], int]
    port: int = 0
    cut_until: float = 0.0
    held_until: float = 0.0
    slow_until: float = 0.0
    late_seconds: float = 0.0
    connections: set[Connection] = field(default_factory=set)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    server: asyncio.Server = field(init=False)
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self.loop).result()

    def close(self) -> None:
        """End all connections, and listen no more."""
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def cut(self, seconds: float) -> int:
        """End all connections, and refuse new ones for so long; return how many were ended."""
        self.cut_until = time.monotonic() + seconds
        return self._abort(list(self.connections))

    def cut_one(self, share: float) -> int:
        """End one connection with work under way, chosen by a number below 1; return how many were ended."""
        return self._abort(self._busy(share))

    def hold(self, seconds: float) -> int:
        """Let nothing pass for so long; return how many connections wait."""
        self.held_until = time.monotonic() + seconds
        return len(self.connections)

    def hold_one(self, share: float, seconds: float) -> int:
        """Let nothing pass for so long over one connection with work under way; return how many wait."""
        chosen = self._busy(share)
        for connection in chosen:
            connection.held_until = time.monotonic() + seconds
        return len(chosen)

    def slow(self, seconds: float, late_seconds: float) -> int:
        """Let each piece be late for so long; return how many connections are slow."""
        self.late_seconds, self.slow_until = late_seconds, time.monotonic() + seconds
        return len(self.connections)

    def _busy(self, share: float) -> list[Connection]:
        """Return the connection with work under way that a number below 1 chooses, as a list; an empty one if none."""
        since = time.monotonic() - BUSY_SECONDS
        busy = sorted((each for each in list(self.connections) if each.moved > since), key=lambda each: each.moved)
        return [busy[int(share * len(busy))]] if busy else []

    def _abort(self, chosen: list[Connection]) -> int:
        for connection in chosen:
            self.loop.call_soon_threadsafe(connection.abort)
        return len(chosen)

    async def _open(self) -> None:
        self.server = await asyncio.start_server(self._lead, HOST, self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self.server.close()
        leading = asyncio.all_tasks() - {asyncio.current_task()}
        for task in leading:
            task.cancel()
        await asyncio.gather(*leading, return_exceptions=True)

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Lead one connection to the other port until it ends."""
        try:
            if time.monotonic() < self.cut_until:
                raise ConnectionRefusedError
            far_reader, far_writer = await asyncio.open_connection(HOST, self.reach())
        except OSError:
            writer.transport.abort()
            return
        connection = Connection((writer, far_writer))
        self.connections.add(connection)
        try:
            with suppress(OSError):
                await asyncio.gather(
                    self._pass(reader, far_writer, connection), self._pass(far_reader, writer, connection)
                )
        finally:
            self.connections.discard(connection)
            connection.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: Connection) -> None:
        """Pass on what comes from one end, until this end has said all."""
        while piece := await reader.read(PIECE):
            connection.moved = time.monotonic()
            if connection.moved < self.slow_until:
                await asyncio.sleep(self.late_seconds)
            while time.monotonic() < max(self.held_until, connection.held_until):
                await asyncio.sleep(LOOK_SECONDS)
            writer.write(piece)
            await writer.drain()
        # Whoever listens has no more to wait for; what goes the other way still passes.
        with suppress(OSError, RuntimeError):
            writer.write_eof()
