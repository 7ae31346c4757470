"""A level of load: requests come at a given rate, whether or not earlier ones are answered, and what became of them."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from tests.load.day import DAY, arrivals
from tests.load.processes import memory
from tests.load.visitors import WAIT_SECONDS, Visitors
from tests.load.wire import Answer, Wire

MEMORY_EVERY_SECONDS = 2
# Of requests that wait for news the wait is no part of the time that they took.
WAITING = "feed, waiting"


@dataclass
class Kind:
    """The answers to the requests of a kind; `seconds` are those of the good ones."""

    offered: int = 0
    seconds: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    wrong: Counter[int] = field(default_factory=Counter)

    def take(self, answer: Answer, seconds: float) -> None:
        """Count an answer."""
        status, when = answer.status, answer.says_when
        if HTTPStatus.OK <= status < HTTPStatus.BAD_REQUEST:
            self.seconds.append(seconds)
        elif status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE) and when:
            self.refused[f"{status}"] += 1
        else:
            self.wrong[status] += 1

    def of(self, part: float) -> float:
        """Return the seconds within which a part of the good answers came."""
        return sorted(self.seconds)[min(int(part * len(self.seconds)), len(self.seconds) - 1)] if self.seconds else 0.0

    def __add__(self, other: "Kind") -> "Kind":
        return Kind(
            self.offered + other.offered,
            self.seconds + other.seconds,
            self.refused + other.refused,
            self.wrong + other.wrong,
        )


@dataclass
class Level:
    """What became of the requests of a level. `late` is by how much the driver itself was late at most."""

    level: float
    seconds: float
    kinds: dict[str, Kind] = field(default_factory=lambda: {traffic.name: Kind() for traffic in DAY})
    memory: Counter[str] = field(default_factory=Counter)
    late: float = 0.0

    @property
    def all(self) -> Kind:
        """Return the answers of all kinds together."""
        return sum(self.kinds.values(), Kind())

    def lines(self) -> Iterator[str]:
        """Yield the lines that tell of the level."""
        yield f"{self.level:g} times the design's busiest hour, for {self.seconds:g} s"
        yield f"{'':26}{'offered':>9}{'good':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'429':>7}{'503':>7}  wrong"
        for name, kind in [*self.kinds.items(), ("all", self.all)]:
            times = "".join(f"{kind.of(part) * 1000:8.0f}" for part in (0.5, 0.95, 0.99))
            rates = f"{kind.offered / self.seconds:9.2f}{len(kind.seconds) / self.seconds:8.2f}"
            refused = f"{kind.refused['429']:7}{kind.refused['503']:7}"
            wrong = ", ".join(f"{times}x {status or 'no answer'}" for status, times in sorted(kind.wrong.items()))
            yield f"{name:26}{rates}{times}{refused}  {wrong}"
        held = ", ".join(f"{kind} {megabytes}" for kind, megabytes in sorted(self.memory.items()))
        yield f"megabytes at most: {held}; the driver was late by {self.late * 1000:.0f} ms at most"


async def level_run(wire: Wire, visitors: Visitors, *, seed: int, level: float, seconds: float) -> Level:
    """Offer a level for some seconds, and wait for the last answers."""
    found, loop = Level(level, seconds), asyncio.get_running_loop()
    watch = asyncio.create_task(_watch(found, visitors.target.url))
    began = loop.time()

    async def ask(kind: str, due: float) -> None:
        answer = await wire.ask(visitors.request(kind), source=visitors.source(kind))
        waited = WAIT_SECONDS if kind == WAITING else 0
        found.kinds[kind].take(answer, max(0, loop.time() - due - waited))

    async with asyncio.TaskGroup() as asked:
        for at, kind in arrivals(seed, level=level, seconds=seconds):
            await asyncio.sleep(began + at - loop.time())
            found.late = max(found.late, loop.time() - began - at)
            found.kinds[kind].offered += 1
            asked.create_task(ask(kind, began + at))
    watch.cancel()
    return found


async def _watch(found: Level, url: str) -> None:
    """Keep the most memory that each kind of process held."""
    while True:
        for kind, megabytes in (await asyncio.to_thread(memory, url)).items():
            found.memory[kind] = max(found.memory[kind], megabytes)
        await asyncio.sleep(MEMORY_EVERY_SECONDS)
