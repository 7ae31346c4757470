"""The kinds of long work there are, and the functions that do it."""

from collections.abc import Callable
from typing import Any

from apps.jobs.models import Job

type Report = Callable[[int, int | None], None]
type Work = Callable[[Job, Report], dict[str, Any]]

_by_kind: dict[str, Work] = {}


def job(kind: str) -> Callable[[Work], Work]:
    """Register the decorated function for jobs of this kind. Import its module in `AppConfig.ready`.

    It is called with the job and `report(done, total)`, and returns the job's result (JSON). It reports at least once
    a minute, outside of transactions: a job that is silent for longer is taken for dead and taken up by another
    worker, from its beginning. So it goes on from what is done already, or does it again to the same end.
    """

    def register(work: Work) -> Work:
        if kind in _by_kind:
            raise ValueError(f"Two jobs are called {kind}.")
        _by_kind[kind] = work
        return work

    return register


def work_of(kind: str) -> Work:
    """The function for that kind; raises LookupError if no app registered one."""
    return _by_kind[kind]
