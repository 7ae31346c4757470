"""The translations of the site use the words of the glossary: one word is one thing, in every language."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

import pytest
from babel.messages import Message
from django.conf import settings

from apps.core import catalogs

GLOSSARY = settings.BASE_DIR / "docs" / "glossary.md"
COLUMNS = {"es": 1, "zh-hans": 2}
# The terms that English uses in everyday meanings as well, which other languages tell apart.
EVERYDAY = {
    "advice": "what an adviser gives",
    "attempt": "an attempt to call somebody",
    "certified": "confirmed by the source of a report",
    "check with a source": "a source is asked in many words",
    "competence": "a field of the API",
    "draft": "an application that was not sent yet, which Chinese tells from the draft of a law",
    "entry": "entering a country, a building or a tier",
    "finding": "of a visit, of a rule or of an officer, which Chinese tells apart",
    "import": "goods that enter a country",
    "look": "looking at a page",
    "recommendation": "advice of anybody",
    "recording": "the act of recording",
    "review": "looking again at anything; each kind has a term of its own",
    "service": "what somebody does for others",
    "source": "where goods come from",
    "stay": "remaining",
    "tender": "an offer",
    "usual value per kilogram": "a number that advice explains",
    "warning": "a call for caution",
    "further report": "one that came later",
    "departure": "leaving",
    "overdue": "the name of a placeholder, and a day that is over",
}
# Further forms of a word: verbs, and what the language says where a number stands beside the term.
FORMS: dict[tuple[str, str], tuple[str, ...]] = {
    ("appeal", "es"): ("apelar",),
    ("comment", "es"): ("comente",),
    ("consent", "es"): ("consintió",),
    ("dispute", "es"): ("impugnar", "impugna"),
    ("petition", "es"): ("pedir",),
    ("standing", "es"): ("sin condiciones",),
    ("status", "es"): ("situación",),
    ("evidence", "zh-hans"): ("证明", "证据"),
    ("standing", "zh-hans"): ("资格", "状况"),
    ("status", "zh-hans"): ("资格状况",),
    ("tier", "zh-hans"): ("级",),
    ("validated", "zh-hans"): ("验证",),
}
# Texts in which a word stands for something else than the term: by their beginnings.
OTHERWISE: dict[str, tuple[str, ...]] = {
    "officer": (
        *("Company officer", "owner or officer", "Owner or officer", "owners and officers", "Owners and officers"),
        *("I am not named as an owner", "No owner or officer", "The business itself applies, and its owner"),
    ),
    "member": ("Two administrators made you an account", "You are signed in as a member of staff"),
    "team": ("What the team did recently",),
    "seller": ("Give ksn or seller",),
    "policy": ("A security policy",),
    "shipment": ("Date of shipment",),
    "last day": ("The last day to answer a violation is near",),
    "violation": ("service of a violation",),
    "feed": ("food, drinks and feed for animals",),
    "tip": ("Toy guns must have the marking", "chests of drawers and wardrobes, which may tip over"),
}
LEFT_OUT = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
# Words of Spanish without a meaning of their own.
SMALL = {"a", "al", "con", "de", "del", "el", "en", "la", "las", "los", "para", "un", "una"}


def plain(text: str) -> str:
    """Return a text in small letters and without accents, which change between a noun and its plural."""
    parts = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def stem(word: str) -> str:
    """Return the part of a Spanish word that its forms share."""
    return word[: max(4, len(word) - 3)] if len(word) > 5 else word[:4]


def terms() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each English term of the glossary with its word in each language."""
    rows = [line.split("|")[1:4] for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    for row in rows[2:]:
        cells = [cell.strip() for cell in row]
        yield re.sub(r"\s*\(.*\)", "", cells[0]), {language: cells[place] for language, place in COLUMNS.items()}


def forms(text: str | Iterable[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def names(term: str, message: Message) -> bool:
    """Tell whether a text uses a term, in the singular or the plural, in the meaning of the glossary."""
    plural = {"criterion": "criteria"}.get(term) or re.sub(r"(?<=[^aeiou])y$", "ie", term) + "s"
    word = re.compile(rf"\b({re.escape(term)}|{re.escape(plural)})\b", re.IGNORECASE)
    said = [LEFT_OUT.sub("", form) for form in forms(message.id)]
    return any(map(word.search, said)) and not said[0].startswith(OTHERWISE.get(term, ()))


def says(translation: str, word: str, language: str) -> bool:
    """Tell whether a translation has a word of the glossary, in any form of the word."""
    if language == "zh-hans":
        return word in translation
    said = re.findall(r"\w+", plain(translation))
    return all(any(one.startswith(stem(part)) for one in said) for part in plain(word).split() if part not in SMALL)


def faults(language: str) -> Iterator[str]:
    """Yield each translation that uses another word than the glossary's."""
    messages = [message for message in catalogs.texts_of(language) if message.id]
    for term, words in terms():
        if term in EVERYDAY:
            continue
        allowed = (words[language], *FORMS.get((term, language), ()))
        for message in messages:
            translation = " ".join(forms(message.string))
            if names(term, message) and not any(says(translation, word, language) for word in allowed):
                yield f"{term} is {words[language]}: {forms(message.id)[0]!r} says {translation!r}"


@pytest.mark.parametrize("language", COLUMNS)
def test_translations_use_the_words_of_the_glossary(language: str) -> None:
    assert not list(faults(language))


def test_the_glossary_has_every_term_that_is_left_out() -> None:
    known = {term for term, _words in terms()}
    assert not {*EVERYDAY, *OTHERWISE, *(term for term, _language in FORMS)} - known


def test_another_word_is_found() -> None:
    assert says("Un funcionario decidió.", "funcionario", "es")
    assert says("Los funcionarios decidieron.", "funcionario", "es")
    assert not says("Un agente decidió.", "funcionario", "es")
    assert not says("会员", "成员", "zh-hans")
