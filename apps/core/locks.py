"""Locks on no row, by a number of the program: who takes one waits for the others, until the transaction ends.

Each use has a number of its own, and may add the key of what is locked. `sql/` of the ledger takes some of them too.
"""

from django.db import connection


def lock_take(number: int, key: int | None = None, *, shared: bool = False) -> None:
    """Take a lock, alone or shared with others who share it; wait for whoever has it in another way."""
    _ask(f"pg_advisory_xact_lock{'_shared' if shared else ''}", number, key)


def lock_take_free(number: int, key: int | None = None) -> bool:
    """Take a lock if nobody has it; return whether it was taken."""
    return _ask("pg_try_advisory_xact_lock", number, key)


def _ask(function: str, number: int, key: int | None) -> bool:
    numbers = [number] if key is None else [number, key]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(numbers))})", numbers)
        return cursor.fetchone()[0]
