"""The registers that the program knows, and the look-up of a company in them by its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from apps.core.errors import InvalidInput
from apps.screening.registers.companies import Company, LoadableRegister, Register
from apps.screening.registers.gleif import Gleif, GleifParents
from apps.screening.registers.models import EntryState
from apps.screening.registers.parents import ParentRegister
from apps.shippers.identifiers import normal_identifier

LOADABLE: dict[str, LoadableRegister] = {register.code: register for register in (Gleif(),)}
# Files that tell the parents of companies.
PARENTS: dict[str, ParentRegister] = {register.code: register for register in (GleifParents(),)}
# In the order in which they are asked: the first that knows a number answers.
REGISTERS: tuple[Register, ...] = (*LOADABLE.values(),)


@dataclass(frozen=True, slots=True)
class RegisterLookUp:
    """The answer of a register. `as_of` is the day of the register's data, None if no file was loaded. `company` is
    None if the register does not know the number.
    """

    register: Register
    as_of: date | None
    company: Company | None

    @property
    def usable(self) -> bool:
        """Return whether the facts may be those of the business: a number that lapsed was the business's own."""
        return self.company is not None and self.company.state != EntryState.ENDED


def company_look_up(numbers: Mapping[str, str]) -> RegisterLookUp | None:
    """Look a company up by its numbers as typed, by kind; return None if no register answers a number of these kinds.

    A number with a slip is looked up nowhere: its own field says so.
    """
    answers = []
    for register in REGISTERS:
        if number := _normal_number(register.kind, numbers.get(register.kind, "")):
            as_of = register.as_of()
            answers.append(RegisterLookUp(register, as_of, register.find(number) if as_of else None))
    return next((answer for answer in answers if answer.company), answers[0] if answers else None)


def _normal_number(kind: str, typed: str) -> str:
    try:
        return normal_identifier(kind, typed) if typed else ""
    except InvalidInput:
        return ""
