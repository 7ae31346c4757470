"""Validation visits at the desk: what an officer fills in, and what may be done from the page of a business."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.selectors import staff_with
from apps.core import clock
from apps.core.forms import DateInput, choice_field
from apps.desk.forms import FileForm, ReasonsForm
from apps.desk.pages import Act
from apps.shippers.models import Shipper
from apps.validations.models import Finding, Visit
from apps.validations.rules import NOTICE_DAYS, earliest_day
from apps.validations.selectors import GONE, plan_blocked
from apps.validations.services import Found, visit_plan
from apps.validations.states import OFFICER

# So many findings fit into one form; others are added by another.
ROWS = 4


class WordsForm(ReasonsForm):
    """What an officer writes to a business about a visit, and in which language. `asked` is the label of the text."""

    asked = _lazy("Reasons. The business reads this.")
    optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = self.asked
        self.fields["text"].required = not self.optional
        self.fields["text"].widget.attrs["rows"] = 3


class DayAndPlaceForm(WordsForm):
    form = forms.ChoiceField(label=_lazy("How"), choices=Visit.Form.choices)
    day = forms.DateField(label=_lazy("Day"), widget=DateInput)
    agreed = forms.BooleanField(
        label=_lazy("The business agreed to this day"),
        help_text=_lazy("Tick this for a day less than %(days)d days ahead.") % {"days": NOTICE_DAYS},
        required=False,
    )
    place = forms.CharField(
        label=_lazy("Where"),
        help_text=_lazy("The address, or how to join by video. The business reads this."),
        max_length=300,
        widget=forms.TextInput(attrs={"size": 60}),
    )
    field_order = ("kind", "form", "day", "agreed", "place", "lead", "text", "language")


class PlanForm(DayAndPlaceForm):
    kind = forms.ChoiceField(label=_lazy("Kind"))
    asked = _lazy("What the visit is to look at. The business reads this.")

    def __init__(self, *args: Any, kinds: list[Visit.Kind], **kwargs: Any) -> None:
        super().__init__(*args, initial={"day": earliest_day(clock.today())}, **kwargs)
        choice_field(self, "kind").choices = [(kind, kind.label) for kind in kinds]


class MoveForm(DayAndPlaceForm):
    lead = forms.ModelChoiceField(staff_with(OFFICER), label=_lazy("Who leads it"), empty_label=None)
    asked = _lazy("Why it is moved. The business reads this.")

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        held = {"form": visit.form, "day": visit.day, "place": visit.place, "lead": visit.lead_id}
        super().__init__(*args, initial=held, **kwargs)


class FindingsForm(FileForm):
    """What a visit found, in rows of which those left empty count for nothing, and a report."""

    field_order = ("held_on", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _lazy("Report, as a file. The business can read it.")
        self.fields["language"] = ReasonsForm().fields["language"]
        for number in range(1, ROWS + 1):
            self.fields |= _row(number)
        self.order_fields(["held_on", "file", "language"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        rows = [[given.pop(f"{name}_{number}", None) for name in _ROW] for number in range(1, ROWS + 1)]
        given["findings"] = []
        for number, (kind, text, due) in enumerate(rows, start=1):
            if kind and text:
                given["findings"].append(Found(kind, text, due))
            elif text or due:
                self.add_error(f"kind_{number}", _lazy("Say whether it is required or advised, and what was found."))
            elif kind:
                self.add_error(f"text_{number}", _lazy("Say what was found."))
            if kind == Finding.Kind.ACTION and (due is None or due <= clock.today()):
                self.add_error(f"due_{number}", _lazy("Choose a day after today by which the business answers."))
            if kind == Finding.Kind.ADVICE and due:
                self.add_error(f"due_{number}", _lazy("A recommendation binds nobody, so it has no day."))
        return given


class HoldForm(FindingsForm):
    held_on = forms.DateField(label=_lazy("Day on which it took place"), initial=clock.today, widget=DateInput)


class AcceptForm(WordsForm):
    asked = _lazy("Remarks. The business reads this.")
    optional = True


class DueForm(WordsForm):
    """Reasons, and another day by which to answer."""

    due = forms.DateField(label=_lazy("Answer due by"), widget=DateInput)
    field_order = ("text", "language", "due")


class DeclineForm(DueForm):
    asked = _lazy("What is missing. The business reads this.")


class OutcomeForm(WordsForm):
    """How a visit ends."""


_ROW = ("kind", "text", "due")


def _row(number: int) -> dict[str, forms.Field]:
    about = {"number": number}
    return {
        f"kind_{number}": forms.ChoiceField(
            label=_lazy("Finding %(number)d") % about,
            choices=[("", _lazy("none")), *Finding.Kind.choices],
            required=False,
        ),
        f"text_{number}": forms.CharField(
            label=_lazy("Finding %(number)d: what was found, or is advised") % about,
            required=False,
            max_length=8000,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        f"due_{number}": forms.DateField(
            label=_lazy("Finding %(number)d: answer due by") % about, required=False, widget=DateInput
        ),
    }


def acts_for(request: HttpRequest, shipper: Shipper) -> dict[str, Act]:
    """What this member of staff may do about visits on the page of a business: plan one, of a member.

    `shipper` comes with its standing.
    """
    standing = getattr(shipper, "standing", None)
    if OFFICER not in held(user_of(request)) or standing is None or standing.status in GONE:
        return {}
    usual = Visit.Kind.RENEWAL if standing.validated else Visit.Kind.FIRST
    return {
        "plan_visit": Act(
            label=_lazy("Plan a validation visit"),
            then=_lazy(
                "The team is told when, where and why. You lead the visit, and on its day it waits for you. To hand it "
                "to somebody else, move it."
            ),
            do=partial(_plan, shipper_id=shipper.pk),
            form=partial(PlanForm, kinds=[usual, Visit.Kind.CAUSE]),
            blocked=plan_blocked(user_of(request), shipper.pk),
        )
    }


def _plan(*, actor: User, text: str, **given: Any) -> Visit:
    return visit_plan(actor=actor, lead=actor, purpose=text, **given)
