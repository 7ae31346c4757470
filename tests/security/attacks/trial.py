"""One attack after another, each within its bounds, and what became of each."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

import httpx

from tests.security.attacks.registry import Attack, Outcome
from tests.security.attacks.target import BoundsError, SignInError, Target

ALIVE_SECONDS = 5
MAX_DETAIL = 500


@dataclass(frozen=True, slots=True)
class Trial:
    """An attack that was tried, and its outcome."""

    attack: Attack
    outcome: Outcome

    def __str__(self) -> str:
        if self.outcome.held:
            return f"held   {self.attack.sentence}"
        return f"broke  {self.attack.sentence} [{self.attack.name}]: {self.outcome.detail[:MAX_DETAIL]}"


def attacks_try(target: Target, attacks: Iterable[Attack]) -> list[Trial]:
    """Try the attacks, print a line for each, and return them with their outcomes."""
    trials = []
    for attack in attacks:
        trials.append(Trial(attack, outcome_of(attack, target)))
        sys.stdout.write(f"{trials[-1]}\n")
        sys.stdout.flush()
    return trials


def outcome_of(attack: Attack, target: Target) -> Outcome:
    """Try an attack. An error of the site, an attack that can't be tried and a silent site count as broke."""
    target.budget.attack_begin()
    try:
        outcome = attack.run(target)
    except BoundsError as error:
        return Outcome(False, f"went beyond its bounds: {error}")
    except (SignInError, httpx.HTTPError, OSError, AssertionError, LookupError, ValueError) as error:
        outcome = Outcome(False, f"could not be tried: {type(error).__name__} {error}")
    if errors := target.budget.errors:
        return Outcome(False, f"{len(errors)} answers of 500, such as {errors[0]}")
    if outcome.held and not _is_alive(target):
        return Outcome(False, f"the site was silent for {ALIVE_SECONDS} s afterwards")
    return outcome


def _is_alive(target: Target) -> bool:
    target.budget.attack_begin()
    try:
        return target.visitor().get("/healthz", timeout=ALIVE_SECONDS).status_code == httpx.codes.OK
    except (httpx.HTTPError, BoundsError):
        return False
