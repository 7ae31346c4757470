"""Run a coroutine from a test."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def run[T](coroutine: Coroutine[object, object, T]) -> T:
    """Run a coroutine to its end in a thread of its own, and return its result.

    Playwright keeps an event loop in the thread of the tests, beside which no other loop runs there.
    """
    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(asyncio.run, coroutine).result()
