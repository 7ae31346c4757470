"""The tokens by which typed words and the terms of the lexicon are compared: the same for both sides."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from pathlib import Path

from apps.core.csv_rows import table_rows

# Words of different regions for one thing, such as "móvil" and "celular".
SAME_WORDS = Path(__file__).parent / "same_words.csv"
MAX_TOKENS = 16
# The longest word by which choices are counted.
MAX_LENGTH = 40
# A letter alone belongs to the word after it: "t-shirt" and "t shirt" are "tshirt".
_LETTER = re.compile(r"\b([b-df-hj-np-tv-xz])[- ](?=[a-z]{4})")
_RUN = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# A name ends at a word that leads to a purpose or a material: "stand for a phone" is a stand.
_JOINS = frozenset(
    [
        *("for", "with", "of", "in", "from", "by", "without", "to", "and", "or"),
        *("de", "para", "con", "del", "sin", "en", "a", "al", "y", "o", "por"),
    ]
)
_EMPTY = _JOINS | frozenset(
    ["the", "an", "our", "my", "it", "is", "el", "la", "los", "las", "un", "una", "unos", "unas", "que", "se", "su"]
)
# Words of how goods are packed. They count little, and they are never the thing itself: a "knife set" is knives.
PACKED = frozenset(
    [
        *("set", "kit", "pack", "pcs", "piece", "pair", "lot", "bundle", "pieza", "piez", "jueg", "par", "paquet"),
        *("套装", "套", "礼盒", "礼包", "装", "盒装"),
    ]
)
_PACKED_CHINESE = ("套装", "礼盒", "礼包", "套组")
_EMPTY_CHINESE = frozenset("的和用款式个只条件")
_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "feet": "foot",
    "teeth": "tooth",
    "mice": "mouse",
    "knives": "knife",
    "scarves": "scarf",
    "shelves": "shelf",
    "leaves": "leaf",
    "loaves": "loaf",
    "people": "person",
}


class Language(StrEnum):
    """The languages of the lexicon, as its columns are named."""

    ENGLISH = "en"
    SPANISH = "es"
    CHINESE = "zh"


def folded(text: str) -> str:
    """Return a text in small letters, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = re.sub(r"['’`]s?\b", "", "".join(char for char in plain if not unicodedata.combining(char)))
    return _LETTER.sub(r"\1", letters)


def has_chinese(text: str) -> bool:
    """Tell whether a text holds Chinese characters."""
    return _CHINESE.search(text) is not None


def tokens_of(text: str, language: Language) -> tuple[list[str], str]:
    """Return the tokens of a text, without repetition, and the token of the thing that the text names; "" for none.

    A token of English or Spanish is a word without its ending; of Chinese, which has no spaces, one or two characters
    beside one another. English and Chinese name the thing last, Spanish first.
    """
    runs = _RUN.findall(folded(text))
    if language == Language.CHINESE:
        tokens = [token for run in runs for token in _characters(run)]
        last = next((run for run in reversed(runs) if has_chinese(run)), "")
        for packed in _PACKED_CHINESE:
            last = last.removesuffix(packed) or last
        return list(dict.fromkeys(tokens)), last[-1:]
    stem = _STEMS[language]
    words = [run for run in runs if not has_chinese(run)]
    tokens = [stem(word) for word in words if _names(word)]
    same, head = same_words(language), _head(words, stem, language)
    return list(dict.fromkeys(same.get(token, token) for token in tokens)), same.get(head, head)


@lru_cache
def same_words(language: Language) -> Mapping[str, str]:
    """Return the tokens that mean the same as another one, each with the token that stands for all of them."""
    if language == Language.CHINESE:
        return {}
    rows = [row["words"].split("|") for row in table_rows(SAME_WORDS) if row["language"] == language]
    stem = _STEMS[language]
    return {stem(word): stem(first) for first, *words in rows for word in words if stem(word) != stem(first)}


def choice_words(text: str) -> dict[str, str]:
    """Return the words by which sellers' choices are counted, whatever their language, each as the text writes it."""
    words: dict[str, str] = {}
    for run in _RUN.findall(folded(text)):
        if has_chinese(run):
            words |= {run[at : at + 2]: run[at : at + 2] for at in range(len(run) - 1)}
        elif _names(run):
            words.setdefault(_spanish(_english(run))[:MAX_LENGTH], run)
    return dict(islice(words.items(), MAX_TOKENS))


def _names(word: str) -> bool:
    return word not in _EMPTY and not word.isdecimal() and len(word) > 1


def _head(words: Sequence[str], stem: Callable[[str], str], language: Language) -> str:
    name: list[str] = []
    for word in words:
        if word in _JOINS and name:
            break
        if _names(word) and stem(word) not in PACKED:
            name.append(stem(word))
    if not name:
        return ""
    return name[-1] if language == Language.ENGLISH else name[0]


def _characters(run: str) -> list[str]:
    if not has_chinese(run):
        return [run] if _names(run) else []
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    return [*pairs, *(char for char in run if char not in _EMPTY_CHINESE)]


def _english(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return _IRREGULAR.get(word, word)


def _spanish(word: str) -> str:
    """Take the endings of number and gender away: "zapatillas" and "zapatilla" are "zapatill"."""
    if len(word) > 4 and word.endswith("ces"):
        return word[:-3] + "z"
    if len(word) > 3 and word.endswith("s"):
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith(("a", "o", "e")) else word


_STEMS = {Language.ENGLISH: _english, Language.SPANISH: _spanish}
