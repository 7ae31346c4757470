"""The handlers of events.

The `handlers.py` of an app registers functions. They run in a worker after the event's transaction has committed, at
least once and in no order. So a handler is idempotent, and reads the present state instead of trusting the event.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from apps.events.kinds import require_declared
from apps.events.models import Event, Lane

type Handle = Callable[[Event], None]
# A handler of many events may return the errors of those that failed, by the id of the event; the others are done.
type HandleMany = Callable[[Sequence[Event]], Mapping[int, Exception] | None]


@dataclass(frozen=True, slots=True)
class Handler:
    """A registered handler, called with up to `batch_size` events."""

    name: str
    lane: Lane
    handle: HandleMany
    batch_size: int


_by_kind: dict[str, list[Handler]] = defaultdict(list)
_by_name: dict[str, Handler] = {}


def on(*kinds: str, lane: Lane = Lane.NORMAL) -> Callable[[Handle], Handle]:
    """Register the decorated function as a handler of events of some kinds, under the name `<app>.<function>`."""

    def register(handle: Handle) -> Handle:
        _register(handle, kinds, lane, lambda events: handle(events[0]), batch_size=1)
        return handle

    return register


def on_many(*kinds: str, lane: Lane = Lane.NORMAL, batch_size: int = 500) -> Callable[[HandleMany], HandleMany]:
    """Register the decorated function as a handler that takes up to `batch_size` events in one transaction.

    If the function fails, it is called again with each event alone, so that one bad event does not stop the others. A
    function whose effects can't be rolled back returns the errors of the events that failed instead: these alone are
    tried again.
    """

    def register(handle: HandleMany) -> HandleMany:
        _register(handle, kinds, lane, handle, batch_size=batch_size)
        return handle

    return register


def _register(function: Callable, kinds: Sequence[str], lane: Lane, handle: HandleMany, *, batch_size: int) -> None:
    app = function.__module__.split(".")[-2]
    handler = Handler(f"{app}.{function.__name__}", lane, handle, batch_size)
    if handler.name in _by_name:
        raise ValueError(f"Two handlers are called {handler.name}.")
    _by_name[handler.name] = handler
    for kind in kinds:
        require_declared(kind)
        _by_kind[kind].append(handler)


def handlers_of(kind: str) -> list[Handler]:
    """Return the handlers of an event kind."""
    return _by_kind.get(kind, [])


def handler_named(name: str) -> Handler | None:
    """Return the handler with a name, or None."""
    return _by_name.get(name)
