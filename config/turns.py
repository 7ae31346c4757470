"""The turns of requests at the threads of a web process: who waits, for how long, and who is refused (ADR 153)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from apps.core.crowd import PROGRAMS

# The seconds for which a request waits for a thread: while a burst passes, and once a crowd has lasted that long. A
# partner that asks while a parcel waits leaves after two.
BURST_SECONDS = 2.0
CROWD_SECONDS = 0.5
# One thread of so many is for people alone, and one for programs: a crowd of either leaves room to the others.
KEPT_PART = 4


class Crowd(Exception):
    """Too many wait for a thread, so the request is refused."""


class Line:
    """The requests of a kind that wait for a thread, the first come first. They need a place in each of `rooms`."""

    def __init__(self, *rooms: asyncio.Semaphore) -> None:
        self.rooms = rooms
        # When somebody last found no line.
        self.free_at = 0.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a thread, and hold it. Raises Crowd where that takes too long."""
        patience = self.patience(asyncio.get_running_loop().time())
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(patience):
                    for room in self.rooms:
                        await held.enter_async_context(room)
            except TimeoutError:
                raise Crowd from None
            yield

    def patience(self, now: float) -> float:
        """Return the seconds for which a request waits that comes now."""
        if not any(room.locked() for room in self.rooms):
            self.free_at = now
        return BURST_SECONDS if now - self.free_at < BURST_SECONDS else CROWD_SECONDS


class Turns:
    """The lines of people and of programs at a number of threads."""

    def __init__(self, threads: int) -> None:
        everybody, most = asyncio.Semaphore(threads), threads - threads // KEPT_PART
        self.people = Line(asyncio.Semaphore(most), everybody)
        self.programs = Line(asyncio.Semaphore(most), everybody)

    def line(self, path: str) -> Line:
        """Return the line for an address."""
        return self.programs if path.startswith(PROGRAMS) else self.people
