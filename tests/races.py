"""Actions that several people or processes take at the same moment, each on a connection of its own. For tests with
`live_db`.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, transaction

from apps.core.errors import DomainError
from tests.live import eventually


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


def beside[Result](first: Callable[[], object], second: Callable[[], Result]) -> Result:
    """Take the first action up to its commit, and begin the second; commit once the second has ended or waits for the
    first. Return what the second returned.
    """

    def done() -> Result:
        try:
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        first()
        following = threads.submit(done)
        eventually(lambda: following.done() or somebody_waits())
    return following.result()


def somebody_waits() -> bool:
    """Return whether another connection waits for this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
        )
        return cursor.fetchone()[0]
