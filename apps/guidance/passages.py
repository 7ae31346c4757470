"""The texts that the search of guidance looks through, and the form of the words that it searches for.

PostgreSQL has a dictionary for English and for Spanish. Chinese is written without spaces: each pair of neighboring
characters stands as a word, in the texts and in what is typed.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from apps.guidance.library import GuidancePage, pages
from apps.guidance.markup import BLANK, plain

# The text search configuration of PostgreSQL by language. The last one changes no word.
CONFIGURATIONS = {"en": "english", "es": "spanish", "zh-hans": "simple"}
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
# These are in half of all questions, and say nothing about what is meant.
_EMPTY_CHINESE = re.compile(
    r"怎么办|怎么样|怎么|怎样|如何|什么|为什么|吗|呢|的|了|我|您|你|是不是|可以|能不能|请问|需要|要"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A page, or a question and its answer, that the search may find.

    `kind` is `page` or `help`. `words` are what people search for and the text does not say.
    """

    kind: str
    address: str
    title: str
    summary: str
    words: str
    text: str


def passage_of(page: GuidancePage) -> Passage:
    """Return a page of guidance as the search reads it."""
    text = BLANK.sub("", plain(page.text))
    return Passage("page", page.address, page.title, page.summary, page.words, text)


@cache
def guidance_passages(language: str) -> tuple[Passage, ...]:
    """Return all pages of guidance in a language as the search reads them."""
    return tuple(passage_of(page) for page in pages(language).values())


def search_text(text: str, language: str) -> str:
    """Return a text as the search compares it: also without its accents, and with Chinese as pairs of characters.

    Spanish keeps the accents besides: the dictionary finds the stem of “clasificación” by its accent, and people leave
    accents out.
    """
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    if language == "es":
        return f"{text} {bare}"
    if language != "zh-hans":
        return bare
    return _CHINESE.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", bare.lower())


def search_words(text: str, language: str) -> str:
    """Return typed words as the search compares them; of Chinese without the words that ask."""
    if language != "zh-hans":
        return search_text(text, language)
    left = _EMPTY_CHINESE.sub(" ", text)
    return search_text(left if left.strip() else text, language)


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for first, second in pairwise(run):
        yield first + second
