"""Checks of the text that people type, against invisible characters that deceive readers.

Most invisible characters are format characters of Unicode (category Cf). Some of them reverse the text that follows
(U+202A to U+202E, U+2066 to U+2069) and make “exe.pdf” look like “fdp.exe”: they are refused everywhere. Others are
part of how languages are written and are accepted there: joiners in Persian, Hindi or Thai, direction marks in Arabic
and Hebrew, word breaks in running text.
"""

import unicodedata
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from apps.core.errors import InvalidInput

MAX_FILE_NAME = 200

BREAKS = frozenset("\t\n\r")
# Soft hyphen, zero width space, word joiner, zero width no-break space: they break lines of running text, never a name.
WRAPPING = frozenset("\u00ad\u200b\u2060\ufeff")
JOINERS = frozenset("\u200c\u200d")
DIRECTION_MARKS = frozenset("\u200e\u200f\u061c")
# The Hangul fillers, which Unicode counts among the letters although they are invisible.
BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
# The scripts that use joiners come after Latin, Greek, Cyrillic and Armenian. So do the symbols that emoji join.
FIRST_JOINED = "\u0590"
UNREADABLE = "\ufffd"


class PlainTextForm(forms.Form):
    """A form that refuses invisible characters. Only the text of a text area may have several lines."""

    # Django's forms keep the files that were sent under this name, which a field may have too.
    files: Any

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, value in list(given.items()):
            if isinstance(value, str) and (fault := hidden_character_message(value, running=self._runs(name))):
                self.add_error(name, forms.ValidationError(fault, code="hidden_character"))
        return given

    def _runs(self, name: str) -> bool:
        return isinstance(self.fields[name].widget, forms.Textarea)


def hidden_character_message(text: str, *, running: bool = False) -> str:
    """Return a sentence about the first character of a text that is refused, and how to remove it; "" if none is.

    Running text may have line and word breaks. A name, a number or an address is one line.
    """
    directed = any(unicodedata.bidirectional(character) in ("R", "AL") for character in set(text) - DIRECTION_MARKS)
    for place, (previous, character) in enumerate(pairwise(" " + text)):
        if character == UNREADABLE:
            return _("“�” stands where a character could not be read. Type it again.")
        if _hides(character, previous, running=running, directed=directed):
            code = f"U+{ord(character):04X}"
            if before := text[max(0, place - 20) : place].strip():
                return _(
                    "After “%(before)s” there is a character that can't be seen (%(code)s). Delete that part and type "
                    "it again."
                ) % {"before": before, "code": code}
            return _(
                "This begins with a character that can't be seen (%(code)s). Delete the beginning and type it again."
            ) % {"code": code}
    return ""


def text_required(text: str, field: str, message: str = "") -> str:
    """Return a text without the blanks around it; raise Invalid, beside the field, if nothing is left.

    `message` says what to write. Without it, the text is a reason, and the message asks for the reason.
    """
    text = text.strip()
    if not text:
        message = message or _("Say why, in a sentence or more.")
        raise InvalidInput(message, fields={field: [message]})
    return text


def plain_code(typed: str) -> str:
    """Return a code in the letters and digits of ASCII; it may be typed in full-width letters or in Arabic digits."""
    wide = unicodedata.normalize("NFKC", typed)
    return "".join(str(unicodedata.decimal(character, character)) for character in wide)


def file_name(name: str) -> str:
    """Return a safe name for a file: no folders, no invisible characters, at most 200 characters, never empty."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(character for previous, character in pairwise(" " + base) if not _hides(character, previous))
    path = PurePosixPath(" ".join(seen.replace(UNREADABLE, "").split()).strip(". "))
    suffix = path.suffix[:20]
    return (path.stem[: MAX_FILE_NAME - len(suffix)] + suffix) or _("file")


def _hides(character: str, previous: str, *, running: bool = False, directed: bool = True) -> bool:
    if character in BREAKS or character in WRAPPING:
        return not running
    if character in JOINERS:
        return previous < FIRST_JOINED
    if character in DIRECTION_MARKS:
        return not directed
    # Control and format characters, halves of pairs, private and unassigned ones; separators of lines and paragraphs.
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or character in BLANK_LETTERS
