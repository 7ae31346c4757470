"""Text that a person wrote in one language, for readers of another."""

from datetime import date, datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.errors import Invalid
from apps.core.lazy import Promise, later


def language_checked(code: str) -> str:
    """The code of a language of the site; raises Invalid for any other."""
    if code not in dict(settings.LANGUAGES):
        message = _("Choose the language in which you write.")
        raise Invalid(message, fields={"language": [message]})
    return code


def language_chosen(*codes: str) -> str:
    """The first of these that is given, else the site's own language. Raises Invalid as above.

    Given are what somebody said that they write in, then what they read.
    """
    return language_checked(next(filter(None, codes), settings.LANGUAGE_CODE))


# A sentence for each language of the site: how a language is named in a sentence differs from how it is named alone.
WRITTEN: dict[str, Promise] = {
    "en": _lazy("Written in English"),
    "es": _lazy("Written in Spanish"),
    "zh-hans": _lazy("Written in Simplified Chinese"),
}


def language_named(code: str) -> str:
    """“Written in English”; nothing for whoever reads that language."""
    return "" if code == get_language() else str(WRITTEN[code])


def with_language(text: str, code: str) -> Promise:
    """What somebody wrote, for a plain message: under the name of its language, where that is not the reader's."""
    return later(lambda: "\n".join(filter(None, [language_named(code), text])))


def day_in_words(day: date) -> Promise:
    """A day, or the day of a moment, as the reader of a message writes days."""
    return later(lambda: date_format(localtime(day) if isinstance(day, datetime) else day, "DATE_FORMAT"))
