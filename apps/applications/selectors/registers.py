"""The entries of a company register beside the answers of an application."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apps.applications.sections import Typed
from apps.applications.sections.register_facts import RegisterFact, answers_filled, facts_compared
from apps.applications.selectors.answers import SectionState
from apps.screening.registers.companies import Company
from apps.screening.registers.registry import RegisterLookUp, company_look_up


@dataclass(frozen=True, slots=True)
class RegisterAnswer:
    """The answer of a register, and its facts beside those of the application; none about a number out of use."""

    look_up: RegisterLookUp
    facts: list[RegisterFact]

    @property
    def company(self) -> Company | None:
        """Return the company whose facts may be those of the business, None if there is none."""
        return self.look_up.company if self.look_up.usable else None

    @property
    def differing(self) -> list[RegisterFact]:
        return [fact for fact in self.facts if fact.differs]

    @property
    def differing_labels(self) -> str:
        """Return the questions whose answers differ from the register, in one line."""
        return ", ".join(str(fact.label) for fact in self.differing)


def registered_of(sections: Mapping[str, Typed | None]) -> RegisterAnswer | None:
    """Look the business up by the numbers among its answers as typed, by the keys of their sections.

    Returns None if no register answers any of the numbers.
    """
    given = {key: typed for key, typed in sections.items() if typed}
    numbers = {kind: number for kind, number in given.get("identifiers", {}).items() if isinstance(number, str)}
    look_up = company_look_up(numbers)
    if look_up is None:
        return None
    return RegisterAnswer(look_up, facts_compared(look_up.company, given) if look_up.company and look_up.usable else [])


def answers_registered(states: Iterable[SectionState], typed: Mapping[str, Typed]) -> dict[str, Typed]:
    """Return the sections, of a page as typed and others as saved, whose empty answers a register fills in."""
    sections = {**{state.section.key: state.typed for state in states}, **typed}
    registered = registered_of(sections)
    if registered is None or registered.company is None:
        return {}
    return answers_filled(registered.company, {key: answers for key, answers in sections.items() if answers})
