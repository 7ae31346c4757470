"""Text with invisible characters is refused, with a message that says what to do, unless a language needs them."""

import pytest
from django import forms

from apps.core.errors import InvalidInput
from apps.core.text import PlainTextForm, file_name, hidden_character_message, plain_code, text_required

DECEIVING = {
    "nothing": "Blue\0Kite",
    "a bell": "Blue\aKite",
    "an override": "invoice\u202efdp.exe",
    "an isolate": "Blue\u2066Kite",
    "an end of direction": "Blue\u202cKite",
    "a tag": "Blue\U000e0041Kite",
    "a blank letter": "Blue\u3164Kite",
    "half a character": "Blue\ud800Kite",
    "private use": "Blue\ue000Kite",
    "a line separator": "Blue\u2028Kite",
    "an interlinear mark": "Blue\ufff9Kite",
    "not a character": "Blue\uffffKite",
}
ONE_LINE_ONLY = {
    "a line": "Blue\nSubject: Kite",
    "a return": "Blue\rKite",
    "a zero width space": "Blue\u200bKite",
    "a soft hyphen": "Blue\u00adKite",
    "a byte order mark": "Blue\ufeffKite",
}
HONEST = [
    "Blue Kite Toys LLC",
    "O’Brien & Söhne, Łódź",
    "深圳市蓝风筝玩具有限公司",
    "می\u200cخواهم",  # Persian writes with non-joiners
    "क\u094d\u200dष",  # Hindi with joiners
    "👩\u200d🔧 Ada",
    "שלום\u200f (2024)",
    "ABC\u200e שלום",
    "ข้าวผัด",
    "e\u0301",
]


class Sample(PlainTextForm):
    name = forms.CharField(required=False)
    story = forms.CharField(required=False, widget=forms.Textarea)
    share = forms.DecimalField(required=False)


@pytest.mark.parametrize("kind", DECEIVING)
def test_deceiving_characters_are_refused_everywhere(kind: str):
    form = Sample({"name": DECEIVING[kind], "story": DECEIVING[kind], "share": "1"})
    assert form.errors.keys() == {"name", "story"}
    assert form.cleaned_data == {"share": 1}


@pytest.mark.parametrize("kind", ONE_LINE_ONLY)
def test_running_text_may_break_where_a_name_may_not(kind: str):
    assert Sample({"name": ONE_LINE_ONLY[kind], "story": ONE_LINE_ONLY[kind]}).errors.keys() == {"name"}


@pytest.mark.parametrize("text", HONEST)
def test_characters_that_languages_need_are_accepted(text: str):
    assert hidden_character_message(text) == ""
    assert Sample({"name": text}).is_valid()


@pytest.mark.parametrize("text", ["a\u200db", "\u200dab", "Blue\u200fKite", "\u200f"])
def test_marks_without_a_use_in_the_text_are_refused(text: str):
    assert hidden_character_message(text)


def test_the_message_says_where_the_character_is():
    assert hidden_character_message("Blue Kite\u202e Toys") == (
        "After “Blue Kite” there is a character that can't be seen (U+202E). Delete that part and type it again."
    )
    assert "begins with" in hidden_character_message("\u202eBlue")
    assert "could not be read" in hidden_character_message("Blu\ufffd Kite")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("license.pdf", "license.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ada\\license.pdf", "license.pdf"),
        ("a\0b\r\nc.pdf", "abc.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("  营业执照 (1).pdf ", "营业执照 (1).pdf"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"),
        ("a." + "x" * 500, "a." + "x" * 19),
        ("", "file"),
        ("..", "file"),
        ("\u202e/", "file"),
    ],
)
def test_a_file_keeps_its_own_name_made_safe(given: str, kept: str):
    assert file_name(given) == kept


@pytest.mark.parametrize(
    ("typed", "plain"), [("４２-1103331", "42-1103331"), ("٩٥٠٣", "9503"), ("ＫＳ２", "KS2"), ("九", "九"), ("²", "2")]
)
def test_codes_are_read_in_the_digits_of_every_keyboard(typed: str, plain: str):
    assert plain_code(typed) == plain


def test_a_text_that_is_required_loses_the_blanks_around_it():
    assert text_required("  Papers are late.\n", "reason") == "Papers are late."


@pytest.mark.parametrize(
    ("message", "told"), [("", "Say why, in a sentence or more."), ("Write the note.", "Write the note.")]
)
def test_a_text_of_blanks_is_refused_beside_its_field(message: str, told: str):
    with pytest.raises(InvalidInput, match=told) as refusal:
        text_required("\u3000\n\t", "reason", message)

    assert refusal.value.fields == {"reason": [told]}
