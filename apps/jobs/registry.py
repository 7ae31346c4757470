"""The kinds of jobs, and the functions that do them."""

from collections.abc import Callable
from typing import Any

from apps.jobs.models import Job

type Report = Callable[[int, int | None], None]
type JobFunction = Callable[[Job, Report], dict[str, Any]]

_by_kind: dict[str, JobFunction] = {}


def job(kind: str) -> Callable[[JobFunction], JobFunction]:
    """Register the decorated function for jobs of a kind. `AppConfig.ready` imports its module.

    The function is called with the job and `report(done, total)`, and returns the result of the job as JSON. It reports
    at least once a minute, outside of transactions. Another worker takes up the job of a worker that is lost, frozen or
    stuck, from the beginning. So the function continues after the parts that are done, or does them again with the same
    result.
    """

    def register(function: JobFunction) -> JobFunction:
        if kind in _by_kind:
            raise ValueError(f"Two jobs are called {kind}.")
        _by_kind[kind] = function
        return function

    return register


def function_of(kind: str) -> JobFunction:
    """Return the function for jobs of a kind; raise LookupError if no app registered one."""
    return _by_kind[kind]
