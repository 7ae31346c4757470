"""Forms by which a business responds to a notice, asks for more time, and appeals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.forms import DateInput
from apps.core.lazy import Promise
from apps.disputes.models import Dispute
from apps.evaluation.explanations import FindingText
from apps.ledger.models import Violation
from apps.portal.files import FilesField, FilesForm
from apps.portal.forms import SAID_EVERYTHING, LanguageForm, PostForm
from apps.standing.models import FindingAnswer
from apps.standing.services import NoticeAnswer

MAX_TEXT_LENGTH = 8000
NO_ANSWER = ("", _lazy("Nothing now"))
# The position that needs no text.
AGREE = "agree"


@dataclass(frozen=True, slots=True)
class AnswerFields:
    """The fields of a form that answer one finding of a rule or one violation."""

    finding: FindingText | None
    violation: Violation | None
    position: BoundField
    text: BoundField

    @property
    def is_open(self) -> bool:
        """Return whether either field has a value or an error."""
        return any(field.errors or field.value() for field in (self.position, self.text))


class ResponseForm(LanguageForm):
    """The response to a notice: an optional answer to each finding and each violation, and a text on the whole."""

    response = forms.CharField(
        label=_lazy("Your response to the notice as a whole"),
        help_text=_lazy("Say what you see differently, or what you have done about it. You can add to it later."),
        error_messages={"required": _lazy("Write your response.")},
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    files = FilesField(
        label=_lazy("Files that show it"),
        help_text=_lazy("For example an invoice, a test report, a letter from your carrier. You can add more later."),
    )
    final = forms.BooleanField(
        label=SAID_EVERYTHING,
        help_text=_lazy("If you don't tick this, nobody decides before your time to respond is over."),
        required=False,
    )

    field_order = ("response", "language", "files", "final")

    def __init__(
        self, *args: Any, findings: Sequence[FindingText], violations: Sequence[Violation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._findings = {f"rule-{finding.rule}": finding for finding in findings}
        self._violations = {f"case-{violation.case_id}": violation for violation in violations}
        asked: dict[str, forms.Field] = {}
        for name, finding in self._findings.items():
            asked |= _answer_fields(
                name,
                _("What is your answer to “%(title)s”?") % {"title": finding.title},
                _("What you say about “%(title)s”") % {"title": finding.title},
                FindingAnswer.Position.choices,
            )
        for name, violation in self._violations.items():
            case = {"case": violation.case.reference}
            asked |= _answer_fields(
                name,
                _("What is your answer to case %(case)s?") % case,
                _("What you say about case %(case)s") % case,
                Dispute.Position.choices,
            )
        self.fields = asked | self.fields

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in (*self._findings, *self._violations):
            position, text = given.get(f"{name}-position"), given.get(f"{name}-text")
            if position and position != AGREE and not text and not self.has_error(f"{name}-text"):
                self.add_error(f"{name}-text", _lazy("Say why, in a sentence or more."))
            if text and not position and not self.has_error(f"{name}-position"):
                self.add_error(f"{name}-position", _lazy("Choose your answer, or delete the text of your answer."))
        return given

    def finding_fields(self) -> Iterator[AnswerFields]:
        """Return the fields of each finding."""
        for name, finding in self._findings.items():
            yield AnswerFields(finding, None, self[f"{name}-position"], self[f"{name}-text"])

    def violation_fields(self) -> Iterator[AnswerFields]:
        """Return the fields of each violation."""
        for name, violation in self._violations.items():
            yield AnswerFields(None, violation, self[f"{name}-position"], self[f"{name}-text"])

    def response_fields(self) -> Iterator[BoundField]:
        """Return the fields of the response as a whole."""
        return (self[name] for name in ("response", "language", "files", "final"))

    def answers(self) -> list[NoticeAnswer]:
        """Return the answers as the service takes them."""
        answers = [NoticeAnswer(*self._answer_to(name), rule=finding.rule) for name, finding in self._findings.items()]
        for name, violation in self._violations.items():
            position, text = self._answer_to(name)
            if position == AGREE and not text:
                text = _agreement_text(self.cleaned_data["language"])
            answers.append(NoticeAnswer(position, text, case_id=violation.case_id))
        return [answer for answer in answers if answer.position]

    def _answer_to(self, name: str) -> tuple[str, str]:
        return self.cleaned_data[f"{name}-position"], self.cleaned_data[f"{name}-text"]


def _answer_fields(name: str, label: str, words: str, choices: Sequence[tuple[str, Promise]]) -> dict[str, forms.Field]:
    return {
        f"{name}-position": forms.ChoiceField(label=label, choices=[NO_ANSWER, *choices], required=False),
        f"{name}-text": forms.CharField(
            label=words, max_length=MAX_TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3})
        ),
    }


def _agreement_text(language: str) -> str:
    """Return the text of an answer that only agrees, in the language in which the business writes."""
    with translation.override(language):
        return str(Dispute.Position.AGREE.label)


class AddForm(FilesForm):
    """Words and files that are added to a response, and whether the business has said everything now. Whoever had said
    everything adds files alone.
    """

    text = forms.CharField(
        label=_lazy("What you want to add"),
        required=False,
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    final = forms.BooleanField(label=SAID_EVERYTHING, required=False)
    field_order = ("text", "files", "final")

    def __init__(self, *args: Any, said_everything: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if said_everything:
            self.fields = {"files": self.fields["files"]}
        self.order_fields(self.field_order)


class MoreTimeForm(LanguageForm):
    """A request for time until a later day, with the reasons."""

    until = forms.DateField(
        label=_lazy("Until when do you need time?"),
        error_messages={"required": _lazy("Choose a day.")},
        widget=DateInput,
    )
    reason = forms.CharField(
        label=_lazy("Why do you need more time?"),
        help_text=_lazy("For example: papers must come from somebody else. Say what you wait for, and when it comes."),
        max_length=MAX_TEXT_LENGTH,
        error_messages={"required": _lazy("Say why you need more time.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ("until", "reason", "language")


class AppealForm(PostForm):
    """The reasons of an appeal against a decision on the standing, with files."""

    text = forms.CharField(
        label=_lazy("Why should the decision be different?"),
        help_text=_lazy(
            "Say what is wrong in the decision, and what you want instead. Name facts that were not known, and files "
            "that show them."
        ),
        max_length=MAX_TEXT_LENGTH,
        error_messages={"required": _lazy("Say why the decision should be different.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    files = FilesField(label=_lazy("Files that show it"))
