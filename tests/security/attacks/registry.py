"""The attacks: short functions that try one thing each against a running demonstration.

A module of `subjects` holds the attacks of one subject. An attack is tried over HTTP alone, as a stranger, a seller, a
partner or a member of staff would try it, and returns whether the demonstration held:

    @attack("A visitor asks for the pages of the desk without signing in")
    def desk_without_sign_in(target: Target) -> Outcome:
        answer = target.visitor().get("/admin/")
        return held_if(answer.status_code == 302, f"/admin/ answered {answer.status_code}")

An answer of 500, an attack beyond its bounds and a site that no longer answers count as broke, whatever it returns.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.security.attacks.target import Target

SUBJECTS = Path(__file__).parent / "subjects"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of an attack. The detail says what was seen, and matters where the demonstration broke."""

    held: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Attack:
    """An attack: who tries what in one sentence, its subject, and the function that tries it."""

    sentence: str
    subject: str
    run: Callable[[Target], Outcome]
    last: bool = False

    @property
    def name(self) -> str:
        return f"{self.subject}.{self.run.__name__}"


_registered: dict[str, Attack] = {}


def attack(
    sentence: str, *, last: bool = False
) -> Callable[[Callable[[Target], Outcome]], Callable[[Target], Outcome]]:
    """Register the function as an attack. `last` runs the attack after the others: its attempts use up limits."""

    def register(run: Callable[[Target], Outcome]) -> Callable[[Target], Outcome]:
        made = Attack(sentence, run.__module__.rpartition(".")[2], run, last)
        if made.name in _registered:
            raise ValueError(f"There are two attacks {made.name}.")
        _registered[made.name] = made
        return run

    return register


def held_if(holds: bool, detail: str) -> Outcome:
    """Return the outcome of an attack that broke the demonstration unless `holds`; the detail says what was seen."""
    return Outcome(holds, detail)


def held_for_all(seen: dict[str, object], fine: Callable[[object], bool]) -> Outcome:
    """Return the outcome of several attempts, by their names: broke if any was not fine, and which."""
    wrong = {name: value for name, value in seen.items() if not fine(value)}
    return Outcome(bool(seen) and not wrong, ", ".join(f"{name}: {value}" for name, value in wrong.items()))


def attacks(*, subjects: list[str] | None = None) -> list[Attack]:
    """Load the modules of the subjects, all of them unless some are named, and return their attacks in order."""
    names = [module.name for module in pkgutil.iter_modules([str(SUBJECTS)])]
    if unknown := sorted(set(subjects or []) - set(names)):
        raise ValueError(f"There is no subject {', '.join(unknown)}; there are {', '.join(names)}.")
    chosen = subjects or names
    for name in chosen:
        importlib.import_module(f"{__package__}.subjects.{name}")
    return sorted((made for made in _registered.values() if made.subject in chosen), key=lambda made: made.last)
