"""The reading grade of an English page: the years of school that its text takes (Flesch-Kincaid)."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

# Each of these begins a new sentence, whatever mark the text before it ends with.
TEXT = ("p", "li", "h1", "h2", "h3", "h4", "td", "th", "dt", "dd", "br", "div")
BLOCKS = frozenset((*TEXT, "caption", "summary", "figcaption", "label", "legend", "option", "button"))
# The names of countries and zones in a list of choices are nobody's sentences.
SKIPPED = frozenset(("script", "style", "template", "svg", "nav", "header", "footer", "select"))
MAX_GRADE = 8


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text whose sentences end with ".", "!", "?" or ":" or with a line.

    0.39 * words a sentence + 11.8 * syllables a word - 15.59 (J. P. Kincaid and others, "Derivation of new readability
    formulas for Navy enlisted personnel", 1975).
    """
    sentences = [re.findall(r"[A-Za-z][A-Za-z’']*", part) for part in re.split(r"[.!?:](?:\s|$)|\n", text)]
    words = [word for sentence in sentences for word in sentence]
    spoken = sum(1 for sentence in sentences if sentence)
    return 0.39 * len(words) / spoken + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Count the syllables of an English word by its groups of vowels, without a silent e at its end."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    bare = re.sub(r"(?<=[^aeiouyl])e(s|d)?$|(?<=[aeiouy]l)e(s|d)?$", "", bare) if len(bare) > 2 else bare
    return max(1, len(re.findall(r"[aeiouy]+", bare)))


def assert_readable(pages: Mapping[str, str]) -> None:
    """Fail for pages whose main part takes more than the eighth grade of school."""
    hard = {path: grade(main_text(html)) for path, html in pages.items() if "<main" in html}
    assert not {path: round(found, 1) for path, found in hard.items() if found > MAX_GRADE}


def main_text(html: str) -> str:
    """Return the text of the main part of a page, a line for each block."""
    reader = _Reader()
    reader.feed(html[html.index("<main") : html.index("</main>")])
    return re.sub(r"[ \t]+", " ", "".join(reader.parts))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.skipping += tag in SKIPPED
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.skipping -= tag in SKIPPED
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.parts.append(" ".join(data.split()) + " ")
