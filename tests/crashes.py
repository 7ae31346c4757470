"""Processes that end before any of their statements, as one that is killed does. For tests with `live_db`."""

from collections.abc import Callable
from itertools import count
from typing import Any

from django.db import connection


class ProcessEnded(BaseException):
    """The end of a process, which no code of the program catches."""


def at_each_statement(begin: Callable[[int], Callable[[], object]]) -> int:
    """Have a process that acts end before its first statement, before its second, and so on, and the next act again.

    `begin` prepares what is acted upon, by a number, and returns the act. Return how many were begun: the process that
    acts upon the last one does not end, and whoever got no answer of it sends the same again.
    """
    for number in count():
        act = begin(number)
        ended = _ended_before(number, act)
        act()
        if not ended:
            return number + 1
    raise AssertionError


def _ended_before(statement: int, act: Callable[[], object]) -> bool:
    """Act until a statement is due, counted from 0, and end there; return whether there was such a statement."""
    sent = count()

    def send(execute: Callable, *arguments: Any) -> Any:
        if next(sent) == statement:
            raise ProcessEnded
        return execute(*arguments)

    try:
        with connection.execute_wrapper(send):
            act()
    except ProcessEnded:
        # The server takes back what was not committed.
        connection.close()
        return True
    return False
