"""The wait of requests for news: one look for all of them, and bounds on how many wait."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager

from apps.core.waits import Wait

# The seconds between two looks for news, while anybody waits.
LOOK_SECONDS = 0.2
# The most waits of a process, and of one holder in it. A further one is answered at once.
MAX_WAITING = 1_000
MAX_WAITING_EACH = 20


class News:
    """The number of the latest news, as `look` gives it, and those who wait for a higher one."""

    def __init__(self, look: Callable[[], int], threads: Executor) -> None:
        self.look = look
        self.threads = threads
        self.seen: dict[asyncio.Future[None], int] = {}
        self.holders: Counter[int] = Counter()
        self.watch: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def place(self, wait: Wait) -> AsyncIterator[bool]:
        """Give a request a place among those that wait; False where too many wait."""
        if self.holders.total() >= MAX_WAITING or self.holders[wait.holder] >= MAX_WAITING_EACH:
            yield False
            return
        self.holders[wait.holder] += 1
        try:
            yield True
        finally:
            self.holders[wait.holder] -= 1
            if not self.holders[wait.holder]:
                del self.holders[wait.holder]

    async def newer_than(self, seen: int) -> None:
        """Wait until there is news with a higher number."""
        news = asyncio.get_running_loop().create_future()
        self.seen[news] = seen
        if self.watch is None or self.watch.done():
            self.watch = asyncio.create_task(self._watch())
        try:
            await news
        finally:
            del self.seen[news]

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while self.seen:
            await asyncio.sleep(LOOK_SECONDS)
            latest = await loop.run_in_executor(self.threads, self.look)
            for news, seen in list(self.seen.items()):
                if latest > seen and not news.done():
                    news.set_result(None)
