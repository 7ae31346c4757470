"""The checklist of an application as a form with all criteria, of which an officer may fill in any."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.criteria import Criterion
from apps.applications.models import Check
from apps.applications.selectors import CheckedCriterion
from apps.applications.services import CriterionVerdict
from apps.core.bounds import whole_number
from apps.core.forms import choice_field
from apps.desk.forms import StaffForm


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion as the form draws it: what was found about it, or what the officer changed that to."""

    checked: CheckedCriterion
    name: str
    choices: object
    saved: tuple[str, str]
    typed: tuple[str, str]
    errors: list[object]

    @property
    def criterion(self) -> Criterion:
        return self.checked.criterion

    @property
    def check(self) -> Check | None:
        return self.checked.check

    @property
    def revision(self) -> int:
        return self.check.revision if self.check else 0


class ChecklistForm(StaffForm):
    """The finding about each criterion, with a note. Only rows that were changed on the page are saved.

    A field is called by its criterion's number, so that what the service refuses stands beside it. The form also sends
    the answers that the page showed, so that two officers who fill in different criteria do not overwrite each other.
    """

    read = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, checklist: Sequence[CheckedCriterion], version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        self.fields["read"].initial = version
        for checked in checklist:
            criterion, check = checked.criterion, checked.check
            self.fields[criterion.number] = forms.ChoiceField(
                label=f"{criterion.number} {criterion.title}",
                choices=[
                    (outcome.value, outcome.label)
                    for outcome in Check.Outcome
                    if outcome != Check.Outcome.NOT_APPLICABLE or checked.may_be_inapplicable
                ],
                # A criterion whose answer was changed since is to be checked again.
                initial=check.outcome if check and checked.counts else "",
                required=False,
                widget=forms.RadioSelect,
                show_hidden_initial=True,
            )
            self.fields[_note(criterion)] = forms.CharField(
                label=_lazy("Note"),
                initial=check.note if check else "",
                max_length=4000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 1}),
                show_hidden_initial=True,
            )

    def rows(self) -> Iterator[CriterionRow]:
        touched = set(self.changed_data) if self.is_bound else set()
        for checked in self.checklist:
            number, note = checked.criterion.number, _note(checked.criterion)
            saved = (self.fields[number].initial, self.fields[note].initial)
            yield CriterionRow(
                checked=checked,
                name=self.add_prefix(number),
                choices=choice_field(self, number).choices,
                saved=saved,
                typed=(self[number].value(), self[note].value()) if {number, note} & touched else saved,
                errors=[*self.errors.get(number, ()), *self.errors.get(note, ())],
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        verdicts = []
        for checked in self.checklist:
            number, note = checked.criterion.number, _note(checked.criterion)
            if not {number, note} & set(self.changed_data):
                continue
            if not given.get(number):
                self.add_error(number, _lazy("Choose what you found."))
            else:
                verdicts.append(
                    CriterionVerdict(number, given[number], given.get(note, ""), self._revision_seen(number))
                )
        if not verdicts and not self.errors:
            self.add_error(None, _lazy("You changed nothing on the checklist."))
        return {"version": given.get("read"), "verdicts": verdicts}

    def _revision_seen(self, number: str) -> int:
        """Return the revision of the check that the page showed."""
        return whole_number(self.data.get(f"{self.add_prefix(number)}-seen", "")) or 0


def _note(criterion: Criterion) -> str:
    return f"{criterion.number}-note"
