"""A record to try under a policy: two sliders, and what the rules make of such a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.forms import RangeInput
from apps.evaluation.explanations import FindingText, finding_texts
from apps.evaluation.imagined_record import record_imagined
from apps.evaluation.rules import judge
from apps.policy.terms import ENTER, TOP, Terms

# The slider goes to so many times the exams that the highest tier asks for.
TIMES = 4
MAX_WRONG = 10
NAMES = ("exams", "wrong")


class RecordTrialForm(forms.Form):
    """How many parcels of a record were opened at random, and how many of these were found wrong."""

    use_required_attribute = False

    exams = forms.IntegerField(label=_lazy("Parcels opened at random"), widget=RangeInput, min_value=0)
    wrong = forms.IntegerField(
        label=_lazy("Of these, found wrong"), widget=RangeInput, min_value=0, max_value=MAX_WRONG
    )

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = TIMES * terms.requirement(TOP).exams[ENTER]
        exams = self.fields["exams"]
        assert isinstance(exams, forms.IntegerField)
        # Not for the slider alone: an address can ask for more than any record has.
        exams.validators.append(MaxValueValidator(most))
        exams.widget.attrs["max"] = most
        for field, largest in ((exams, most), (self.fields["wrong"], MAX_WRONG)):
            field.help_text = _("From 0 at the left to %(most)s at the right.") % {"most": largest}
            field.required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("wrong") and cleaned["wrong"] > (cleaned.get("exams") or 0):
            self.add_error("wrong", _("No more can be wrong than were opened."))
        return cleaned


@dataclass(frozen=True, slots=True)
class RecordTrial:
    """A record that was tried: the tiers that it may enter and keep, and the rules that allow no higher one.

    `months` is how far the compliance rate looks back.
    """

    exams: int
    wrong: int
    months: int
    enter: int
    keep: int
    deciding: list[FindingText]


def trial_form(asked: Mapping[str, Any], terms: Terms) -> RecordTrialForm:
    """Return the sliders, as the address says; at first at what the highest tier asks for, with one found wrong."""
    begin = {"exams": terms.requirement(TOP).exams[ENTER], "wrong": 1}
    return RecordTrialForm(asked if any(name in asked for name in NAMES) else begin, terms=terms)


def trial_of(form: RecordTrialForm, terms: Terms) -> RecordTrial | None:
    """Return what the rules make of the record that the sliders say; None if they can't be understood."""
    if not form.is_valid():
        return None
    exams, wrong = (form.cleaned_data[name] or 0 for name in NAMES)
    answer = judge(record_imagined(terms, today=clock.today(), exams=exams, wrong=wrong), terms)
    texts = finding_texts(answer.findings, enter=answer.enter)
    return RecordTrial(
        exams=exams,
        wrong=wrong,
        months=terms.windows.record_months,
        enter=answer.enter,
        keep=answer.keep,
        deciding=[text for text in texts if text.binding],
    )
