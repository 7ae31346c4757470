"""The language in which a person wrote a text, for readers of other languages."""

from datetime import date, datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.lazy import Promise, later


def language_check(code: str) -> str:
    """Return the code of a language of the site; raise Invalid for any other."""
    if code not in dict(settings.LANGUAGES):
        message = _("Choose the language in which you write.")
        raise InvalidInput(message, fields={"language": [message]})
    return code


def language_of_text(*codes: str) -> str:
    """Return the first code that is not empty, else the code of English; raise Invalid for an unknown language.

    Callers give the language that the writer chose for the text, then the language in which the writer reads the site.
    """
    return language_check(next(filter(None, codes), settings.LANGUAGE_CODE))


# A sentence for each language of the site: how a language is named in a sentence differs from how it is named alone.
WRITTEN: dict[str, Promise] = {
    "en": _lazy("Written in English"),
    "es": _lazy("Written in Spanish"),
    "zh-hans": _lazy("Written in Simplified Chinese"),
}


def language_note(code: str) -> str:
    """Return the sentence “Written in English”, or "" if the reader reads this language."""
    return "" if code == get_language() else str(WRITTEN[code])


def with_language(text: str, code: str) -> Promise:
    """Return a text for a plain message, after a line that names its language if the reader reads another."""
    return later(lambda: "\n".join(filter(None, [language_note(code), text])))


def day_in_words(day: date) -> Promise:
    """Return a day, or the day of the program in which a moment falls, in the language of the reader."""
    return later(lambda: date_format(clock.day_of(day) if isinstance(day, datetime) else day, "DATE_FORMAT"))
