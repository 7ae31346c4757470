"""The facts that a register has about a company, and how a register is asked. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from apps.core.lazy import Promise
from apps.screening.registers.models import EntryState


@dataclass(frozen=True, slots=True)
class Company:
    """A company as a register has it. The address is that of the registered office.

    `number`: in the normal form of its kind. `country`: ISO 3166-1 alpha-2. `region`: ISO 3166-2, such as US-NV.
    `status`: the register's own word for `state`. `renew_by`: the day until which the number is valid, None if it has
    none. `updated_at`: when the register last changed the facts.
    """

    number: str
    name: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    state: EntryState
    status: str
    renew_by: date | None
    updated_at: datetime


class Register(Protocol):
    """A register of companies. A register of a kind of its own, such as one asked by its API, has these as well."""

    # How commands and tables name the register, and how people do.
    code: str
    title: Promise
    # The kind of identifier by which the register knows a company (`shippers.Identifier.Kind`).
    kind: str

    def as_of(self) -> date | None:
        """Return the day of which the register tells; None if there is nothing to look in."""
        ...

    def find(self, number: str) -> Company | None:
        """Return the facts about the company with a number in its normal form; None if the register has no such one."""
        ...


class LoadableRegister(Register, Protocol):
    """A register that publishes itself as a CSV file, which `register_load` copies."""

    columns: tuple[str, ...]

    def company(self, cells: Mapping[str, str]) -> Company:
        """Return the company of a line, by the names of the columns; raise Invalid, saying what is wrong with it."""
        ...
