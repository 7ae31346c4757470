"""A disk without room, for tests: the system cuts off each file of this process at a size, whatever writes the file."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

CUT = 2**16


@contextmanager
def room_for_small_files() -> Iterator[None]:
    """Let no file of this process grow beyond `CUT` bytes: as on a full disk, a write is cut, and then fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (CUT, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
