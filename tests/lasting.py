"""Rows and files that the tests of a module share: made once, and rolled back after the last test.

Each test runs in a savepoint, which its end rolls back. Objects in Python are shared, so a test reads them again.
"""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction


@pytest.fixture(scope="module")
def lasting[Made](django_db_setup: None, django_db_blocker) -> Iterator[Callable[[Callable[[], Made]], Made]]:
    """Return a function that makes the shared rows and files, used as `lasting(lambda: belongings(owner))`."""

    def make(function: Callable[[], Made]) -> Made:
        with django_db_blocker.unblock():
            return function()

    shared = transaction.atomic()
    make(shared.__enter__)
    yield make
    make(lambda: transaction.set_rollback(True))
    make(lambda: shared.__exit__(None, None, None))
