"""The end of a command whose work is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from apps.core.errors import DomainError
from apps.core.room import FilesAway


@contextmanager
def refusals_told() -> Iterator[None]:
    """End a command with one line where a service refuses, or the store of files is away. Also a decorator."""
    try:
        yield
    except DomainError as refusal:
        raise CommandError(refusal.message) from refusal
    except FilesAway as error:
        raise CommandError(f"The store of files does not answer, or refuses: {error}") from error
