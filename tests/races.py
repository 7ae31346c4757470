"""Actions that several people take at the same moment, each on a connection of its own. For tests with `live_db`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from apps.core.errors import DomainError


def at_once(*acts: Callable[[], object]) -> list[type[DomainError] | None]:
    """Take actions in threads that start together; return the error of each action, None for success."""
    start = Barrier(len(acts))

    def done(act: Callable[[], object]) -> type[DomainError] | None:
        try:
            start.wait()
            act()
        except DomainError as refusal:
            return type(refusal)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(done, acts))
