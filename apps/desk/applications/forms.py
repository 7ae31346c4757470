"""Forms by which officers ask an applicant for information and decide an application."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override

from apps.applications.models import InquiryDraft
from apps.applications.paragraphs import DUPLICATES, EXPLANATIONS, REQUESTS
from apps.applications.reasons import CHOOSABLE_REASONS
from apps.applications.selectors import InquiryQuestion, questions_about
from apps.core.forms import choice_field, choices_of
from apps.core.lazy import Promise
from apps.desk.forms import StaffForm, language_field, text_field
from apps.shippers.matches import BusinessMatch
from apps.shippers.models import Shipper

REMOVED = _lazy("Why is it another business than the one that was removed?")
UNLINKED = _lazy("Why do you approve while reported histories are not linked?")
UNLINKED_ARE = _lazy(
    "Warning: these were reported under a code or the name of this business, and are not linked to it: {histories}. If "
    "they are its own, link them first, on the panel “Vetting”. If they are not, say what shows it."
)
# At the end of the name of the button that takes paragraphs into the text.
TAKE = "take"
# At the beginning of the name of a field for the question about a place; the code of the place follows.
ABOUT = "about-"


class ParagraphsInput(forms.CheckboxSelectMultiple):
    """Paragraphs to choose, and a button that puts the chosen ones into the text, where they can be changed."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return format_html(
            '{}<p><button type="submit" class="button" name="{}">{}</button></p>',
            super().render(name, value, attrs, renderer),
            f"{name}-{TAKE}",
            _lazy("Put the chosen ones into the text in English, to change them"),
        )


def _paragraphs(table: Mapping[str, Promise]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_lazy("Paragraphs that the reader gets in their own language"),
        choices=list(table.items()),
        required=False,
        widget=ParagraphsInput,
    )


class ParagraphsForm(StaffForm):
    """A text to write, and paragraphs to go above it as they are or to be taken into it."""

    def redrawn(self) -> dict[str, Any] | None:
        if f"{self.add_prefix('canned')}-{TAKE}" not in self.data:
            return None
        values = {name: self[name].value() for name in self.fields}
        with override("en"):
            taken = [str(text) for code, text in choices_of(self, "canned") if code in (values["canned"] or [])]
        text = "\n\n".join([*taken, (values["text"] or "").strip()]).strip()
        return values | {"canned": [], "text": text, "language": "en"}


class AskForm(ParagraphsForm):
    """A request for information: a question about each place that the officer chose beside the answers, and a text and
    paragraphs about all of them. `draft` is what the server kept; `names` are the names of the files asked about.

    The form is drawn by a template of its own, whose buttons add and remove places. A place that was sent and is not in
    the draft, such as one removed in another window, keeps its text.
    """

    drawn_by = "admin/desk/review/asking.html"
    canned = _paragraphs(REQUESTS)
    text = text_field(_lazy("What else do you need to know? The applicant reads this."), required=False, rows=3)
    language = language_field(required=False)

    def __init__(
        self, *args: Any, draft: InquiryDraft | None = None, names: Mapping[int, str] | None = None, **kwargs: Any
    ) -> None:
        if draft:
            kept = {"text": draft.text, "canned": draft.canned, "language": draft.language}
            kwargs["initial"] = kept | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        kept_texts = {each["about"]: each["text"] for each in draft.questions} if draft else {}
        start = self.add_prefix(ABOUT)
        sent = [name.removeprefix(start) for name in self.data if name.startswith(start)]
        taken = [name.removeprefix(ABOUT) for name in self.initial if name.startswith(ABOUT)]
        codes = list(dict.fromkeys([*kept_texts, *sent, *taken]))
        self.questions = questions_about(codes, kept_texts, names or {})
        for question in self.questions:
            asked = text_field(question.words, required=False, rows=2)
            asked.initial = question.text
            self.fields[f"{ABOUT}{question.place.code}"] = asked

    @property
    def codes(self) -> set[str]:
        """Return the codes of the places in the request."""
        return {question.place.code for question in self.questions}

    @property
    def places(self) -> list[tuple[forms.BoundField, InquiryQuestion]]:
        """Return the field of each place, with the place."""
        return [(self[f"{ABOUT}{question.place.code}"], question) for question in self.questions]

    @property
    def rest(self) -> list[forms.BoundField]:
        """Return the fields about the whole request."""
        return [self[name] for name in ("canned", "text", "language")]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        asked = {name.removeprefix(ABOUT): given.pop(name) for name in list(given) if name.startswith(ABOUT)}
        return given | {"questions": asked}


class ApproveForm(StaffForm):
    """Remarks to the record. They are needed where something speaks against the approval.

    `removed`: the business is very likely one that was removed. `unlinked`: histories under its codes or its name that
    are not linked to the business, in words.
    """

    text = text_field(_lazy("Remarks to the record"), required=False, rows=2)

    def __init__(self, *args: Any, removed: bool = False, unlinked: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        asked = [REMOVED] if removed else []
        if unlinked:
            asked.append(UNLINKED)
            text.help_text = format_lazy(UNLINKED_ARE, histories="; ".join(unlinked))
        if asked:
            text.label, text.required = format_lazy("{}" + " {}" * (len(asked) - 1), *asked), True


def _explanation() -> forms.CharField:
    return text_field(
        _lazy("If other information contradicts the grounds: why do they still hold? Only staff read this."),
        required=False,
        rows=2,
    )


class DenyForm(ParagraphsForm):
    reasons = forms.MultipleChoiceField(
        label=_lazy("Reasons"),
        choices=[(reason.value, reason.label) for reason in CHOOSABLE_REASONS],
        widget=forms.CheckboxSelectMultiple,
    )
    canned = _paragraphs(EXPLANATIONS)
    text = text_field(
        _lazy("What was found? The applicant reads this. Not needed where a paragraph says it."), required=False
    )
    language = language_field(required=False)
    explanation = _explanation()


class CountersignForm(StaffForm):
    explanation = _explanation()


class RefuseForm(ParagraphsForm):
    duplicate_of = forms.TypedChoiceField(
        label=_lazy("Which record is the same business? The applicant is not told which."),
        coerce=int,
        widget=forms.RadioSelect,
    )
    canned = _paragraphs(DUPLICATES)
    text = text_field(_lazy("What was found? The applicant reads this."), required=False)
    language = language_field(required=False)

    def __init__(self, *args: Any, matches: Iterable[BusinessMatch] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "duplicate_of").choices = [
            (match.shipper.pk, f"{match.shipper}, {_number(match.shipper)} ({match.strength})") for match in matches
        ]


def _number(shipper: Shipper) -> str:
    """Return the number that distinguishes a business from another of the same name, as the vetting panel does."""
    return shipper.ksn or _lazy("Business %(number)s") % {"number": shipper.pk}


class SendBackForm(StaffForm):
    text = text_field(_lazy("Why? The officer reads this as a note."), rows=3)


class SecondLookForm(StaffForm):
    agrees = forms.TypedChoiceField(
        label=_lazy("Do you agree with the decision?"),
        choices=[("yes", _lazy("I agree")), ("no", _lazy("I disagree"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = text_field(_lazy("What would you have decided, and why? Needed where you disagree."), required=False, rows=3)
