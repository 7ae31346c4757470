"""Who wants to hear of which kind of event.

An app's `handlers.py` registers functions; they run in a worker, after the event's transaction has committed, at least
once and in no order. So a handler is idempotent and reads the present state instead of trusting the event's.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from apps.events.models import Event, Lane

type Handle = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Handler:
    name: str
    lane: Lane
    handle: Handle


_by_kind: dict[str, list[Handler]] = defaultdict(list)
_by_name: dict[str, Handler] = {}


def on(*kinds: str, lane: Lane = Lane.NORMAL) -> Callable[[Handle], Handle]:
    """Register the decorated function as a handler of these kinds, under `<app>.<function>`."""

    def register(handle: Handle) -> Handle:
        app = handle.__module__.split(".")[-2]
        handler = Handler(name=f"{app}.{handle.__name__}", lane=lane, handle=handle)
        if handler.name in _by_name:
            raise ValueError(f"Two handlers are called {handler.name}.")
        _by_name[handler.name] = handler
        for kind in kinds:
            _by_kind[kind].append(handler)
        return handle

    return register


def handlers_of(kind: str) -> list[Handler]:
    return _by_kind.get(kind, [])


def handler_named(name: str) -> Handler | None:
    return _by_name.get(name)
