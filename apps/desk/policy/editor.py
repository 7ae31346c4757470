"""Editing the numbers of a draft of a policy, one section at a time.

Two people may have the same section open. The form of the second one is refused, and both versions are shown: the
numbers that the second one typed where they changed something, else the numbers that the first one saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.bounds import whole_number
from apps.core.errors import DomainError, InvalidInput
from apps.core.forms import DateInput, refuse, row_field
from apps.core.lifecycle import Text
from apps.desk.forms import StaffForm
from apps.policy import selectors, services
from apps.policy.authorities import AuthorityKind, authority_parts
from apps.policy.comparison import StatedNumber
from apps.policy.keys import NumberKey
from apps.policy.models import Policy
from apps.policy.schema import SECTIONS


class DraftForm(forms.ModelForm):
    base = forms.ModelChoiceField(
        Policy.objects.none(),
        to_field_name="version",
        label=_lazy("Begin with the numbers of"),
        required=False,
        empty_label=_lazy("The policy that will be in force on that day"),
        help_text=_lazy(
            "A draft changes numbers of that policy. If you begin with another, all that differs is a change."
        ),
    )
    effective_from = forms.DateField(label=_lazy("Effective from"), required=False, widget=DateInput)

    class Meta:
        model = Policy
        fields = ("summary",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "base").queryset = selectors.policies_published()


class AboutForm(StaffForm):
    summary = forms.CharField(
        label=_lazy("What changes and why. The public reads this."),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    effective_from = forms.DateField(
        label=_lazy("Effective from"),
        required=False,
        widget=DateInput,
        help_text=_lazy("Today or later, a day that no other policy has. The publisher may choose another."),
    )


class ReturnForm(StaffForm):
    reason = forms.CharField(
        label=_lazy("What is to be changed? Its authors read this."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PublishForm(StaffForm):
    effective_from = forms.DateField(label=_lazy("Effective from"), widget=DateInput)


class OpenForm(StaffForm):
    until = forms.DateField(
        label=_lazy("Comments until the end of"),
        required=False,
        widget=DateInput,
        help_text=_lazy("Empty: as many days as the policy in force gives. You may give more."),
    )


class CompareForm(StaffForm):
    """The form that chooses two versions to compare; the address of the page fills it in."""

    left = forms.ModelChoiceField(
        Policy.objects.all(), to_field_name="version", label=_lazy("Policy"), empty_label=None
    )
    right = forms.ModelChoiceField(
        Policy.objects.all(), to_field_name="version", label=_lazy("Beside"), empty_label=None
    )
    all = forms.BooleanField(required=False, label=_lazy("Show the numbers that are the same, too"))


TITLES: dict[str, Text] = {code: title for code, title, _keys in SECTIONS}
# As many as a number of the database may have.
type Typed = Mapping[str, Any]


class NumberForm(StaffForm):
    """A form that checks only how a number is typed. The service checks its value."""

    value = forms.CharField(label=_lazy("Value"), required=False, max_length=40)
    source = forms.TypedChoiceField(label=_lazy("It rests on"), choices=AuthorityKind.choices, coerce=AuthorityKind)
    citation = forms.CharField(label=_lazy("Citation"), required=False, max_length=250)
    reason = forms.CharField(
        label=_lazy("Reason for this size"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )


@dataclass
class NumberRow:
    """A number as it is being edited. `meanwhile` is what somebody else saved, where they did after it was opened."""

    key: NumberKey
    form: NumberForm
    in_force: StatedNumber | None
    meanwhile: Typed | None = None

    @property
    def differs(self) -> bool:
        """Whether the form shows another number than that in force."""
        return self._typed("value") != (self.in_force.value if self.in_force else "")

    @property
    def is_open(self) -> bool:
        """Whether the form stands open: where the number, its authority or its reason is changed, where it is at fault,
        and where somebody else changed it.
        """
        stated = _typed_number(self.in_force) if self.in_force else {}
        is_changed = any(self._typed(name) != str(stated.get(name, "")) for name in self.form.fields)
        return is_changed or bool(self.form.errors) or self.meanwhile is not None

    def _typed(self, name: str) -> str:
        return str(self.form[name].value() or "")


class EditedSection:
    """A section of a draft as it is being edited. `status` is that of the answer: 200, or why nothing was saved."""

    def __init__(self, policy: Policy, section: str) -> None:
        self.policy = policy
        self.section = section
        self.status = 200
        self.message = ""
        self.stale = False
        self._keys = {key.name: key for key in next(keys for code, _title, keys in SECTIONS if code == section)}
        self._in_force = selectors.numbers_of(selectors.policy_on(clock.today()))
        self.seen = selectors.numbers_seen(policy, self._keys)
        self.rows = {name: self._row(name, initial=typed) for name, typed in self._now().items()}

    def save(self, actor: User, posted: QueryDict) -> bool:
        """Save the numbers that were typed, and return whether they were saved.

        Numbers that the service refuses stay in the form, with the fault or the newer number beside them.
        """
        self.rows = {name: self._row(name, posted) for name in self._keys}
        # A form that does not say what it was made from may be stale.
        self.seen = whole_number(posted.get("seen", "")) or 0
        # Each form is checked, so that every fault is shown at once.
        valid = [row.form.is_valid() for row in self.rows.values()]
        if not all(valid):
            self.status = InvalidInput.status
            self.message = _("Some of the numbers are not allowed as they are. Nothing was saved.")
            return False
        numbers = {name: services.NumberRevision(**row.form.cleaned_data) for name, row in self.rows.items()}
        try:
            services.policy_revise(actor=actor, policy_id=self.policy.pk, numbers=numbers, seen=self.seen)
        except DomainError as refusal:
            self.status, self.message = refusal.status, str(refusal.message)
            if refusal.code == "stale":
                self._merge()
            else:
                self._show(refusal)
            return False
        return True

    @property
    def rows_shown(self) -> list[tuple[str, NumberRow]]:
        """Return the numbers of the section by their names: first those that stand open."""
        return sorted(self.rows.items(), key=lambda named: not named[1].is_open)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Return each fault: the id of its input, and a sentence."""
        return [
            (row.form[field].id_for_label, f"{row.key.label}: {message}")
            for row in self.rows.values()
            for field, messages in row.form.errors.items()
            for message in messages
        ]

    def _merge(self) -> None:
        """Draw the form from the numbers that are saved now, with the numbers that this person had changed as typed."""
        versions = selectors.numbers_as_seen(self.policy, self._keys, self.seen)
        now = self._now()
        for name, row in self.rows.items():
            typed, newer = row.form.cleaned_data, now[name]
            was = _typed_number(versions[name]) if name in versions else None
            self.rows[name] = self._row(name, initial=newer if typed == was else typed)
            self.rows[name].meanwhile = None if newer == was else newer
        self.seen = selectors.numbers_seen(self.policy, self._keys)
        self.stale = True

    def _show(self, refusal: DomainError) -> None:
        for name, row in self.rows.items():
            beside = {
                field: said
                for full, said in refusal.fields.items()
                for owner, _dot, field in [full.rpartition(".")]
                if owner == name
            }
            if beside:
                refuse(row.form, InvalidInput(refusal.message, fields=beside))

    def _row(self, name: str, posted: QueryDict | None = None, *, initial: Typed | None = None) -> NumberRow:
        form = NumberForm(posted, prefix=name, initial=dict(initial) if initial is not None else None)
        form.fields["value"].help_text = capfirst(self._keys[name].bounds)
        return NumberRow(self._keys[name], form, self._in_force.get(name))

    def _now(self) -> dict[str, Typed]:
        rows = selectors.numbers_of(self.policy)
        return {name: _typed_number(rows[name]) for name in self._keys}


def _typed_number(stated: StatedNumber) -> Typed:
    """Return a number as it is typed into the form."""
    source, citation = authority_parts(stated.authority)
    return {"value": stated.value, "source": source, "citation": citation, "reason": stated.reason}
