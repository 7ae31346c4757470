"""Forms and fields that several pages of the desk share."""

import re
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.forms.utils import pretty_name
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.errors import InvalidInput
from apps.core.files import ACCEPTED, IdentifiedFile, identify_file
from apps.core.forms import DateInput
from apps.core.lazy import Promise, later
from apps.core.lifecycle import Text
from apps.core.uploads import accept_files, incoming_files
from apps.ledger.vocabulary import Attribution, Culpability

# One for all forms of the desk: each renderer makes a template engine of its own, which compiles every template anew.
PLAIN = DjangoTemplates()


class UnchosenSelect(forms.Select):
    """A list to choose from that begins with no choice: a browser would send the first one that nobody chose."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        if any(str(option["value"]) == "" for _group, options, _index in groups for option in options):
            return groups
        selected = any(option["selected"] for _group, options, _index in groups for option in options)
        return [(None, [self.create_option(name, "", _("Choose"), not selected, 0)], 0), *groups]


class StaffForm(forms.Form):
    """A form on a page of the desk: drawn plainly, for the admin's own style sheet. Without fields it is a button.

    A list to choose from begins with no choice, unless the field or the page gives the form what to begin with.
    """

    default_renderer = PLAIN
    use_required_attribute = False
    # Django's forms keep what was sent under this name, but a field may have it too.
    files: Any
    # The template that draws the form with its buttons, for a form that is more than its fields.
    drawn_by: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField) and type(field.widget) is forms.Select and field.initial is None:
                # Choices given to the field itself would stay, whatever rows the form gives it later.
                field.widget = UnchosenSelect(field.widget.attrs, field.widget.choices)
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _missing(name, field)

    def redrawn(self) -> dict[str, Any] | None:
        """Return the values with which to draw the form anew, where a button of the form asked for that; else None."""
        return None


# What to do where a field that must be filled in is empty, by the kind of the field.
_MISSING: tuple[tuple[type[forms.Field], Promise], ...] = (
    (forms.BooleanField, _lazy("Tick “%(field)s” to go on.")),
    (forms.ChoiceField, _lazy("Choose from “%(field)s”.")),
    (forms.DateField, _lazy("Enter a day in “%(field)s”.")),
    (forms.FileField, _lazy("Choose a file for “%(field)s”.")),
    (forms.Field, _lazy("Fill in “%(field)s”.")),
)
# A label may go on with a second sentence, such as who reads what is written.
_FIRST_SENTENCE = re.compile(r"(.+?[?!]|.+?(?=\.))(?:\s|\.|$)")


def _missing(name: str, field: forms.Field) -> Promise:
    """Return what to do where a field is empty, with the first sentence of its label."""
    said = next(words for kind, words in _MISSING if isinstance(field, kind))

    def in_words() -> str:
        label = str(field.label or pretty_name(name))
        first = _FIRST_SENTENCE.match(label)
        return said % {"field": first[1] if first else label}

    return later(in_words)


def text_field(label: Any, *, required: bool = True, rows: int = 5) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=8000, widget=forms.Textarea(attrs={"rows": rows}))


def unchosen_field(label: Text, choices: Any) -> forms.ChoiceField:
    """Make the field for one of several choices, of which none is made for the officer."""
    return forms.ChoiceField(label=label, choices=choices, widget=UnchosenSelect)


def culpability_field() -> forms.ChoiceField:
    """Make the field for how culpable a violation is that is alleged."""
    return unchosen_field(_lazy("Culpability"), Culpability.choices)


def attribution_field() -> forms.ChoiceField:
    """Make the field for whose fault a violation is."""
    return unchosen_field(_lazy("Attributed to"), Attribution.choices)


def language_field(*, required: bool = True) -> forms.ChoiceField:
    """Make the field for the language in which the officer writes; an optional field that is left out means English."""
    return forms.TypedChoiceField(
        label=_lazy("Language in which you write"),
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        required=required,
        empty_value=settings.LANGUAGE_CODE,
    )


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.Field):
    """Several files, each of a type that is taken, and scanned; clean, it is a list of `Identified`."""

    widget = FilesInput(attrs={"accept": ACCEPTED})

    def clean(self, value: Any) -> list[IdentifiedFile]:
        taken, refused = accept_files(incoming_files(super().clean(value) or []))
        if refused:
            raise forms.ValidationError(refused)
        return taken


def files_field() -> FilesField:
    """Make the field for files that officers add to what they record."""
    return FilesField(
        label=_lazy("Evidence"),
        required=False,
        help_text=_lazy(
            "Up to 10 files: PDF, PNG, JPEG, Word, Excel or CSV. They are scanned, and only staff see them."
        ),
    )


class FileForm(StaffForm):
    """A form that takes one file; its cleaned `files` are a list with the file that was read, or an empty list."""

    file = forms.FileField(label=_lazy("A file to go with it"), required=False, widget=forms.FileInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        file = given.pop("file", None)
        try:
            given["files"] = [identify_file(file.name, file.chunks())] if file else []
        except InvalidInput as refusal:
            self.add_error("file", str(refusal.message))
        return given


class PostForm(FileForm):
    """A message of an officer to a team, its language, and a file."""

    text = text_field(_lazy("What do you write? The team reads this."))
    language = language_field(required=False)
    field_order = ("text", "language", "file")


class ReasonsForm(StaffForm):
    text = text_field(_lazy("Reasons of the decision. The applicant reads this."))
    language = language_field(required=False)


class NoteForm(StaffForm):
    text = text_field(_lazy("Note, for staff only"), rows=3)


class WordsForm(ReasonsForm):
    """A text of an officer to a business, and its language. `asked` is the label of the text."""

    asked = _lazy("Reasons. The business reads this.")
    optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = self.asked
        self.fields["text"].required = not self.optional
        self.fields["text"].widget.attrs["rows"] = 3


class AcceptForm(WordsForm):
    asked = _lazy("Remarks. The business reads this.")
    optional = True


class DueForm(WordsForm):
    """Reasons, and another day by which to answer."""

    due = forms.DateField(label=_lazy("Answer due by"), widget=DateInput)
    field_order = ("text", "language", "due")


class DeclineForm(DueForm):
    asked = _lazy("What is missing. The business reads this.")


def reasons_field(label: Text, help_text: Text = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=8000, widget=forms.Textarea(attrs={"rows": 5}))


class DecisionForm(StaffForm):
    """A decision that the business reads."""

    reasons = reasons_field(_lazy("Reasons"), _lazy("The business reads them. Name what you relied on."))
    language = language_field()


class RecordForm(StaffForm):
    """Reasons that the program keeps to itself."""

    reasons = reasons_field(_lazy("Reasons"), _lazy("Only staff read them. Name what you relied on."))
