"""One lifecycle, one table.

An app's `states.py` lists its transitions; the service that applies them, the buttons, the admin actions, the API's
errors and the diagrams in the documentation all read that table.
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


@dataclass(frozen=True, slots=True)
class Guard[Facts]:
    """A condition of a transition: the sentence that tells staff what must hold, and the check that decides.

    `check` takes the facts dataclass of the app and returns the sentence that says what blocks the action, or None.
    """

    requires: str
    check: Callable[[Facts], Text | None]

    def __call__(self, facts: Facts) -> Text | None:
        return self.check(facts)


def guard[Facts](requires: str) -> Callable[[Callable[[Facts], Text | None]], Guard[Facts]]:
    """Make a guard of the check below; `requires` is English, since only staff read it."""
    return lambda check: Guard(requires, check)


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of a lifecycle's table: from which states an action leads to which, who may take the action, and what must
    hold first.

    `who` is the set of roles or permission codes of which the actor needs one.
    """

    sources: tuple[str, ...]
    action: str
    target: str
    who: frozenset[str]
    label: Text
    guard: Guard[Any] | None = None

    def blocked(self, facts: Any) -> Text:
        """Return the sentence that says what blocks the action, or nothing if nothing does."""
        return (self.guard(facts) if self.guard else None) or ""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    name: Text
    transitions: tuple[Transition, ...]

    def find(self, state: str, action: str) -> Transition:
        """The transition of that action out of that state; raises Conflict where the table has none."""
        for transition in self.transitions:
            if transition.action == action and state in transition.sources:
                return transition
        raise Conflict(
            _("This can't be done now: the %(name)s is “%(state)s”.")
            % {"name": self.name, "state": state.replace("_", " ")},
            code="wrong_state",
        )

    def check(self, *, state: str, action: str, held: Iterable[str], facts: Any = None) -> Transition:
        """The transition, once state, actor and guard allow it; raises Conflict or NotAllowed, saying why."""
        transition = self.find(state, action)
        if transition.who.isdisjoint(held):
            raise NotAllowed(_("Your role does not allow this."), code="wrong_role")
        if blocked := transition.blocked(facts):
            raise Conflict(blocked, code="blocked")
        return transition

    def open_to(self, *, state: str, held: Iterable[str]) -> list[Transition]:
        """The actions that this actor may take from this state, guards aside: these are the buttons to show."""
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
    """What a state is called: the label of a choice, or the code itself."""
    return getattr(state, "label", state)


@dataclass(frozen=True, slots=True)
class AppLifecycle:
    """A lifecycle, with the app whose it is, where that app keeps its own, and a code that names it:
    “disputes-disowning”.
    """

    app: str
    place: str
    code: str
    lifecycle: Lifecycle


def lifecycles() -> Iterator[AppLifecycle]:
    """All of them, in the order of the apps."""
    for config in apps.get_app_configs():
        name = f"{config.name}.states"
        if config.name.startswith("apps.") and find_spec(name) is not None:
            for variable, value in vars(module := import_module(name)).items():
                if isinstance(value, Lifecycle):
                    place = f"{name.replace('.', '/')}{'/' if hasattr(module, '__path__') else '.py'}"
                    yield AppLifecycle(config.label, place, f"{config.label}-{variable.lower()}", value)


def _label(transition: Transition) -> str:
    return f"{transition.action} ({', '.join(sorted(transition.who))})"
