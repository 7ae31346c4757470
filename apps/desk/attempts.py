"""The result of an action that staff take on the page of a record."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.forms import BaseForm, FileField

from apps.audit.selectors import FieldChange
from apps.core.history.descriptions import field_value_text
from apps.core.lifecycle import Text
from apps.desk.actions import StaffAction, StaffActions
from apps.work.models import StaffNote
from apps.work.selectors import CaseNote


class Problem(NamedTuple):
    """A fault of a form: where the fault stands on the page, and what to do."""

    anchor: str
    label: Text
    message: object


@dataclass(frozen=True, slots=True)
class Present:
    """A record as it stands, the actions that may be taken on it by their code, the token that the forms carry, and the
    action that waits to be done.
    """

    shown: Any
    actions: StaffActions
    token: str
    waiting: CaseNote | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """An action that was taken, or that is scheduled. `action` is None where the page does not offer the action now."""

    shown: Any
    action: StaffAction | None = None
    scheduled: StaffNote | None = None


class Rehearsed(Exception):
    """The services of an action agreed, and what they wrote is rolled back until the action is done."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An action that was not taken, with its form as it was filled in.

    `stale`: the record was changed after the page had been drawn, so that the service was not called; `changes` says
    how. `present` is the record as it was found; None where the service refused, since the record may be another by
    then.
    """

    name: str
    label: Text
    form: BaseForm
    status: int
    stale: bool = False
    changes: list[FieldChange] = field(default_factory=list)
    present: Present | None = None

    @property
    def problems(self) -> list[Problem]:
        found = []
        for name, errors in self.form.errors.items():
            place = self.form[name].auto_id if name in self.form.fields else f"act-{self.name}"
            label = self.form[name].label if name in self.form.fields else self.label
            found += [Problem(place, label, error) for error in errors]
        return found

    @property
    def typed(self) -> list[tuple[Text, str]]:
        """The label of each field that was filled in, and its value in words; files are not kept."""
        return [
            (bound.label, words)
            for bound in self.form
            if not isinstance(bound.field, FileField) and (words := field_value_text(bound.field, bound.value()))
        ]
