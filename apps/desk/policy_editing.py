"""Editing a draft of a policy, one part at a time: its summary and day, or the numbers of a section.

Two people may have the same part open. What the second one saves is refused, and both versions are shown: what they
typed where they changed something, else what the first one saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import DomainError, Invalid
from apps.core.forms import DateInput, refuse
from apps.core.lifecycle import Text
from apps.desk.forms import StaffForm
from apps.policy import selectors, services
from apps.policy.comparison import Stated
from apps.policy.models import Policy, PolicyVersion
from apps.policy.schema import SECTIONS, Key, Source, authority_parts

ABOUT = "about"
PARTS: dict[str, Text] = {ABOUT: _("Summary and day"), **{code: title for code, title, _keys in SECTIONS}}

# As many as a number of the database may have.
MOST_DIGITS = 19

type Typed = Mapping[str, Any]


class AboutForm(StaffForm):
    summary = forms.CharField(
        label=_("What changes and why. The public reads this."),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    effective_from = forms.DateField(
        label=_("Effective from"),
        required=False,
        widget=DateInput,
        help_text=_("Today or later, a day that no other policy has. Who publishes it may choose another."),
    )


class NumberForm(StaffForm):
    """Says no more than how a number is typed. What it may be is the service's to say."""

    value = forms.CharField(label=_("Value"), required=False, max_length=40)
    source = forms.TypedChoiceField(label=_("It rests on"), choices=Source.choices, coerce=Source)
    citation = forms.CharField(label=_("Citation"), required=False, max_length=250)
    reason = forms.CharField(
        label=_("Reason for this size"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )


@dataclass
class Row:
    """One form of a part. `meanwhile` is what somebody else saved, where they did after this was opened."""

    form: StaffForm
    key: Key | None = None
    in_force: Stated | None = None
    meanwhile: Typed | None = None


class Editing:
    """A part of a draft as it is being edited. `status` is that of the answer: 200, or why nothing was saved."""

    form: type[StaffForm]

    def __init__(self, policy: Policy, part: str) -> None:
        self.policy = policy
        self.part = part
        self.status = 200
        self.message = ""
        self.stale = False
        self.seen = self.latest()
        self.rows = {name: self.row(name, initial=typed) for name, typed in self.now().items()}

    def save(self, actor: User, posted: QueryDict) -> bool:
        """Save what was typed. Where that is refused it is kept, with what is wrong or what is newer beside it."""
        self.rows = {name: self.row(name, posted) for name in self.rows}
        # All are asked, so that every fault is shown at once.
        valid = [row.form.is_valid() for row in self.rows.values()]
        if not all(valid):
            self.status = Invalid.status
            self.message = gettext("Some of it can't stand as it is. Nothing was saved.")
            return False
        seen = posted.get("seen", "")
        # A form that does not say what it was made from may be stale.
        self.seen = int(seen) if seen.isdecimal() and len(seen) < MOST_DIGITS else 0
        try:
            self.write(actor)
        except DomainError as refusal:
            self.status, self.message = refusal.status, str(refusal.message)
            if refusal.code == "stale":
                self._merge()
            else:
                self._show(refusal)
            return False
        return True

    def _merge(self) -> None:
        """Begin anew from what is saved now, but for what this person had changed."""
        then, now = self.then(), self.now()
        for name, row in self.rows.items():
            typed, was, newer = row.form.cleaned_data, then.get(name), now[name]
            self.rows[name] = self.row(name, initial=newer if typed == was else typed)
            self.rows[name].meanwhile = None if newer == was else newer
        self.seen = self.latest()
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
                refuse(row.form, Invalid(refusal.message, fields=beside))

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Where something is wrong, as the id of the input, and what."""
        return [
            (row.form[field].id_for_label, f"{row.key.label}: {message}" if row.key else message)
            for row in self.rows.values()
            for field, messages in row.form.errors.items()
            for message in messages
        ]

    def row(self, name: str, posted: QueryDict | None = None, *, initial: Typed | None = None) -> Row:
        """A form, with what was typed or with what to begin from."""
        return Row(self.form(posted, prefix=name, initial=initial))

    def latest(self) -> int:
        """The number of the latest version of this part."""
        raise NotImplementedError

    def now(self) -> dict[str, Typed]:
        """What is saved, by form, as a form would have it typed."""
        raise NotImplementedError

    def then(self) -> dict[str, Typed]:
        """The same of the version that was `seen`."""
        raise NotImplementedError

    def write(self, actor: User) -> None:
        """Have the service save it; raises DomainError."""
        raise NotImplementedError


class AboutEditing(Editing):
    form = AboutForm

    def latest(self) -> int:
        return selectors.described_seen(self.policy)

    def now(self) -> dict[str, Typed]:
        return {ABOUT: _about(Policy.objects.get(pk=self.policy.pk))}

    def then(self) -> dict[str, Typed]:
        version = self.policy.versions.filter(pgh_id=self.seen).first()
        return {ABOUT: _about(version)} if version else {}

    def write(self, actor: User) -> None:
        given = self.rows[ABOUT].form.cleaned_data
        services.policy_describe(actor=actor, policy_id=self.policy.pk, seen=self.seen, **given)


class NumbersEditing(Editing):
    form = NumberForm

    def __init__(self, policy: Policy, part: str) -> None:
        self.keys = {key.name: key for key in next(keys for code, _title, keys in SECTIONS if code == part)}
        self.in_force = selectors.numbers_of(selectors.policy_on(clock.today()))
        super().__init__(policy, part)

    def row(self, name: str, posted: QueryDict | None = None, *, initial: Typed | None = None) -> Row:
        row = super().row(name, posted, initial=initial)
        row.key, row.in_force = self.keys[name], self.in_force.get(name)
        row.form.fields["value"].help_text = gettext("Enter %(bounds)s.") % {"bounds": row.key.bounds}
        return row

    def latest(self) -> int:
        return selectors.numbers_seen(self.policy, self.keys)

    def now(self) -> dict[str, Typed]:
        rows = selectors.numbers_of(self.policy)
        return {name: _number(rows[name]) for name in self.keys}

    def then(self) -> dict[str, Typed]:
        versions = selectors.numbers_then(self.policy, self.keys, self.seen)
        return {name: _number(version) for name, version in versions.items()}

    def write(self, actor: User) -> None:
        numbers = {name: services.Restated(**row.form.cleaned_data) for name, row in self.rows.items()}
        services.policy_revise(actor=actor, policy_id=self.policy.pk, numbers=numbers, seen=self.seen)


def editing_of(policy: Policy, part: str) -> Editing:
    return (AboutEditing if part == ABOUT else NumbersEditing)(policy, part)


def _about(stated: Policy | PolicyVersion) -> Typed:
    return {"summary": stated.summary, "effective_from": stated.effective_from}


def _number(stated: Stated) -> Typed:
    source, citation = authority_parts(stated.authority)
    return {"value": stated.value, "source": source, "citation": citation, "reason": stated.reason}
