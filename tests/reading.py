"""The reading grade of a page, and its text."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from apps.guidance.grades import MAX_GRADE, grade

# Each of these begins a new sentence, whatever mark the text before it ends with.
TEXT = ("p", "li", "h1", "h2", "h3", "h4", "td", "th", "dt", "dd", "br", "div")
BLOCKS = frozenset((*TEXT, "caption", "summary", "figcaption", "label", "legend", "option", "button"))
# The names of countries and zones in a list of choices are nobody's sentences.
SKIPPED = frozenset(("script", "style", "template", "svg", "nav", "header", "footer", "select"))


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
