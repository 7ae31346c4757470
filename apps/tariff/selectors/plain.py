"""The plain meanings of codes in the language of the reader."""

from django.utils.translation import get_language

from apps.tariff.lexicon.concepts import meanings
from apps.tariff.lexicon.tokens import Language

SIX = 6


def language_of(tag: str | None = None) -> Language:
    """Return the language of the lexicon for a language tag, else for the language that is active; else English."""
    begin = (tag or get_language() or "")[:2].lower()
    return Language(begin) if begin in Language else Language.ENGLISH


def plain_meaning(code: str, reader: Language) -> str:
    """Return the plain meaning of the first six digits of a code; "" if the lexicon does not have them."""
    concept = meanings().get(code[:SIX])
    return concept.meaning(reader) if concept else ""
