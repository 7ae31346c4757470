"""What a business says to a notice: to each finding, to each violation behind it, and to the whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.forms import DateInput
from apps.core.lazy import Promise
from apps.disputes.models import Dispute
from apps.evaluation.explain import FindingText
from apps.ledger.models import Violation
from apps.portal.files import FilesField
from apps.portal.forms import SellerForm
from apps.portal.talk.forms import PostForm
from apps.standing.models import FindingAnswer
from apps.standing.services import NoticeAnswer

LONGEST = 8000
SAY_NOTHING = ("", _lazy("Nothing now"))
# Whoever agrees need not say why.
AGREE = "agree"


@dataclass(frozen=True, slots=True)
class Asked:
    """A finding of a rule or a violation, as the form asks about it."""

    finding: FindingText | None
    violation: Violation | None
    position: BoundField
    text: BoundField

    @property
    def is_open(self) -> bool:
        """Whether something was typed here, or is wrong."""
        return any(field.errors or field.value() for field in (self.position, self.text))


class ResponseForm(SellerForm):
    """One answer to each finding and violation, left blank where nothing is said; and what is said to the whole."""

    response = forms.CharField(
        label=_lazy("Your response to the notice as a whole"),
        help_text=_lazy("Say what you see differently, or what you have done about it. You can send it once."),
        error_messages={"required": _lazy("Write your response.")},
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    language = forms.ChoiceField(
        label=_lazy("Language in which you write"),
        help_text=_lazy("The officer is told. You may write in any of these."),
        choices=settings.LANGUAGES,
    )
    files = FilesField(
        label=_lazy("Files that show it"),
        help_text=_lazy("For example an invoice, a test report, a letter of your carrier. You can add more later."),
    )

    def __init__(
        self, *args: Any, findings: Sequence[FindingText], violations: Sequence[Violation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()
        self._findings = {f"rule-{finding.rule}": finding for finding in findings}
        self._violations = {f"case-{violation.case_id}": violation for violation in violations}
        asked: dict[str, forms.Field] = {}
        for name, finding in self._findings.items():
            asked |= _fields(
                name,
                _("What do you say to “%(title)s”?") % {"title": finding.title},
                _("Your words on “%(title)s”") % {"title": finding.title},
                FindingAnswer.Position.choices,
            )
        for name, violation in self._violations.items():
            case = {"case": violation.case.reference}
            asked |= _fields(
                name,
                _("What do you say to case %(case)s?") % case,
                _("Your words on case %(case)s") % case,
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
                self.add_error(f"{name}-position", _lazy("Choose what you say to it, or delete your words on it."))
        return given

    def findings(self) -> Iterator[Asked]:
        for name, finding in self._findings.items():
            yield Asked(finding, None, self[f"{name}-position"], self[f"{name}-text"])

    def violations(self) -> Iterator[Asked]:
        for name, violation in self._violations.items():
            yield Asked(None, violation, self[f"{name}-position"], self[f"{name}-text"])

    def whole(self) -> Iterator[BoundField]:
        return (self[name] for name in ("response", "language", "files"))

    def answers(self) -> list[NoticeAnswer]:
        """What was said, as the service takes it."""
        said = [NoticeAnswer(*self._said(name), rule=finding.rule) for name, finding in self._findings.items()]
        for name, violation in self._violations.items():
            position, text = self._said(name)
            if position == AGREE and not text:
                text = _agreed(self.cleaned_data["language"])
            said.append(NoticeAnswer(position, text, case_id=violation.case_id))
        return [answer for answer in said if answer.position]

    def _said(self, name: str) -> tuple[str, str]:
        return self.cleaned_data[f"{name}-position"], self.cleaned_data[f"{name}-text"]


def _fields(name: str, label: str, words: str, choices: Sequence[tuple[str, Promise]]) -> dict[str, forms.Field]:
    return {
        f"{name}-position": forms.ChoiceField(label=label, choices=[SAY_NOTHING, *choices], required=False),
        f"{name}-text": forms.CharField(
            label=words, max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3})
        ),
    }


def _agreed(language: str) -> str:
    """The words of an answer that only agrees, in the language in which the business writes."""
    with translation.override(language):
        return str(Dispute.Position.AGREE.label)


class MoreTimeForm(PostForm):
    """Until when a business asks to have time, and why."""

    until = forms.DateField(
        label=_lazy("Until when do you need time?"),
        error_messages={"required": _lazy("Choose a day.")},
        widget=DateInput,
    )
    reason = forms.CharField(
        label=_lazy("Why do you need more time?"),
        help_text=_lazy("For example: papers must come from somebody else. Say what you wait for, and when it comes."),
        max_length=LONGEST,
        error_messages={"required": _lazy("Say why you need more time.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    # So a form leaves out a field that it inherits.
    text: Any = None
    files: Any = None
    field_order = ("until", "reason", "language")


class AppealForm(PostForm):
    text = forms.CharField(
        label=_lazy("Why should it be decided otherwise?"),
        help_text=_lazy(
            "Say what is wrong in the decision, and what you want instead. Name facts that were not known, and files "
            "that show them."
        ),
        max_length=LONGEST,
        error_messages={"required": _lazy("Say why it should be decided otherwise.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    files = FilesField(label=_lazy("Files that show it"))
