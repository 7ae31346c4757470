"""The reads of copies of registers."""

from dataclasses import fields
from datetime import date

from django.db.models import Max

from apps.screening.registers.companies import Company
from apps.screening.registers.models import EntryState, RegisterEntry, RegisterLoad


class RegisterCopy:
    """The look-up in the copy of a register, which each register that was loaded from a file inherits."""

    code: str

    def as_of(self) -> date | None:
        """Return the day of the latest file that was loaded; None if there was none."""
        return RegisterLoad.objects.filter(register=self.code).aggregate(latest=Max("as_of"))["latest"]

    def find(self, number: str) -> Company | None:
        """Return the company with a number in its normal form, None if the copy has none."""
        row = RegisterEntry.objects.filter(register=self.code, number=number).values(*_FIELDS).first()
        return Company(**row | {"state": EntryState(row["state"])}) if row else None


_FIELDS = tuple(field.name for field in fields(Company))
