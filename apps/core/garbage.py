"""Rest of Python's garbage collector while a batch is worked on."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def garbage_collector_rests() -> Iterator[None]:
    """Let the garbage collector rest during a batch.

    The collector searches for circles after each few thousand new objects. A batch makes hundreds of thousands, most of
    which are freed without the collector, and now and then the search visits everything that the process ever loaded:
    that took a tenth to a fifth of the time of Python. What a batch leaves in circles (a prefetched row and its list)
    is freed after it. So a batch must have a bounded size.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()
