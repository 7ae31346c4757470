"""The result of an action that staff take on the page of a record."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

from apps.audit.selectors import VersionFieldChange
from apps.core.history.descriptions import field_value_text
from apps.core.lifecycle import Text
from apps.core.uploads import atomic_with_files
from apps.desk.actions import StaffAction, StaffActions
from apps.work.models import StaffNote
from apps.work.selectors import CaseNote


class FormFault(NamedTuple):
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


@contextmanager
def rehearsal() -> Iterator[None]:
    """Open a transaction that is rolled back at its end, with the files that were written in it."""
    try:
        with atomic_with_files():
            yield
            raise Rehearsed
    except Rehearsed:
        return


@dataclass(frozen=True, slots=True)
class Attempt:
    """An action that was not taken, with its form as it was filled in.

    `stale`: the record was changed after the page had been drawn, so that the service was not called; `changes` says
    how. `consequences`: the services agreed and what they wrote was rolled back, so that the reader confirms these
    sentences first. `present` is the record as it was found; None where the service refused, since the record may be
    another by then.
    """

    name: str
    label: Text
    form: BaseForm
    status: int
    stale: bool = False
    changes: list[VersionFieldChange] = field(default_factory=list)
    present: Present | None = None
    consequences: Sequence[str] = ()

    @property
    def confirmation(self) -> str:
        """The token by which a form says that its sender has read these consequences and no others."""
        return confirmation_of(self.consequences)

    @property
    def kept(self) -> list[SafeString]:
        """The fields of the form as it was filled in, hidden, for the form that confirms the action."""
        return [bound.as_hidden(attrs={"id": False}) for bound in self.form if not _is_file(bound)]

    @property
    def files_again(self) -> list[tuple[Text, SafeString]]:
        """The label and the input of each field for files, which a browser does not keep."""
        return [
            (bound.label, bound.as_widget(attrs={"id": f"confirm-{bound.html_name}"}))
            for bound in self.form
            if _is_file(bound)
        ]

    @property
    def problems(self) -> list[FormFault]:
        found = []
        for name, errors in self.form.errors.items():
            place = self.form[name].auto_id if name in self.form.fields else f"act-{self.name}"
            label = self.form[name].label if name in self.form.fields else self.label
            found += [FormFault(place, label, error) for error in errors]
        return found

    @property
    def typed(self) -> list[tuple[Text, str]]:
        """The label of each field that was filled in, and its value in words; files are not kept."""
        return [
            (bound.label, words)
            for bound in self.form
            if not _is_file(bound) and (words := field_value_text(bound.field, bound.value()))
        ]


def confirmation_of(consequences: Sequence[str]) -> str:
    """Return the token of consequences: another set of sentences has another token."""
    return sha256("\n".join(consequences).encode()).hexdigest()[:32]


def _is_file(bound: BoundField) -> bool:
    return bound.field.widget.needs_multipart_form
