"""Lifecycles: one table of transitions for each kind of record that has states.

The `states.py` of an app lists the transitions. The services, the buttons, the admin actions, the API's errors and the
diagrams in the documentation all read this table.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from apps.core.errors import Conflict, NotAllowed
from apps.core.lazy import Promise

type Text = str | Promise

# The program itself, among those who may take an action.
PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Guard[Facts]:
    """A condition of a transition. `requires` tells staff the condition in a sentence.

    `check` takes the facts dataclass of the app and returns a sentence that says what blocks the action, or None.
    """

    requires: str
    check: Callable[[Facts], Text | None]

    def __call__(self, facts: Facts) -> Text | None:
        return self.check(facts)


def guard[Facts](requires: str) -> Callable[[Callable[[Facts], Text | None]], Guard[Facts]]:
    """Make a guard of the decorated check. `requires` is English, since only staff read the sentence."""
    return lambda check: Guard(requires, check)


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of a lifecycle's table: an action that leads from one of the source states to the target state.

    The actor needs one of the roles or permission codes in `who`, and the guard must hold.
    """

    sources: tuple[str, ...]
    action: str
    target: str
    who: frozenset[str]
    label: Text
    guard: Guard[Any] | None = None

    def blocked(self, facts: Any) -> Text:
        """Return the sentence that says what blocks the action, or "" if nothing blocks the action."""
        return (self.guard(facts) if self.guard else None) or ""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states and transitions of a kind of record. `name` is the kind as people read it: “application”."""

    name: Text
    transitions: tuple[Transition, ...]

    def find(self, state: str, action: str) -> Transition:
        """Return the transition of an action out of a state; raise Conflict if the table has none."""
        for transition in self.transitions:
            if transition.action == action and state in transition.sources:
                return transition
        raise Conflict(
            _("This can't be done now: the %(name)s is “%(state)s”.")
            % {"name": self.name, "state": state.replace("_", " ")},
            code="wrong_state",
        )

    def check(self, *, state: str, action: str, held: Iterable[str], facts: Any = None) -> Transition:
        """Return the transition if state, actor and guard allow the action; raise Conflict or NotAllowed otherwise.

        `held` are the roles or permission codes of the actor.
        """
        transition = self.find(state, action)
        if transition.who.isdisjoint(held):
            raise NotAllowed(_("Your role does not allow this."), code="wrong_role")
        if blocked := transition.blocked(facts):
            raise Conflict(blocked, code="blocked")
        return transition

    def open_to(self, *, state: str, held: Iterable[str]) -> list[Transition]:
        """Return the transitions that an actor may start from a state, whatever the guards say: the buttons to show."""
        held = set(held)
        return [t for t in self.transitions if state in t.sources and not t.who.isdisjoint(held)]

    def conditions(self) -> list[tuple[str, str]]:
        """Return each action that has a guard, with the sentence that says what must hold, in the table's order."""
        guarded = [(row.action, row.guard.requires) for row in self.transitions if row.guard]
        return list(dict.fromkeys(guarded))

    def mermaid(self) -> str:
        """Return the table as a Mermaid state diagram: an arrow for each source, with action and (who may)."""
        arrows = [
            f"    {source} --> {transition.target}: {_label(transition)}\n"
            for transition in self.transitions
            for source in transition.sources
        ]
        return "stateDiagram-v2\n" + "".join(arrows)


def name_of(state: str) -> Text:
    """Return the label of a state, or its code if the state has no label."""
    return getattr(state, "label", state)


@dataclass(frozen=True, slots=True)
class AppLifecycle:
    """A lifecycle with the label of its app, the path of its module, and its code, such as “disputes-disowning”."""

    app: str
    place: str
    code: str
    lifecycle: Lifecycle


def lifecycles() -> Iterator[AppLifecycle]:
    """Find every lifecycle in the `states.py` of the apps, in the order of the apps."""
    for config in apps.get_app_configs():
        name = f"{config.name}.states"
        if config.name.startswith("apps.") and find_spec(name) is not None:
            for variable, value in vars(module := import_module(name)).items():
                if isinstance(value, Lifecycle):
                    place = f"{name.replace('.', '/')}{'/' if hasattr(module, '__path__') else '.py'}"
                    yield AppLifecycle(config.label, place, f"{config.label}-{variable.lower()}", value)


def _label(transition: Transition) -> str:
    return f"{transition.action} ({', '.join(sorted(transition.who))})"
