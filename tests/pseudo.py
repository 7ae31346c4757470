"""A made-up translation that marks every text, so that text without a mark on a page is not translated."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from django.test import override_settings
from django.utils.translation import to_locale, trans_real

from apps.core import catalogs

# The language has no Latin letters, so that dates and texts of libraries, which are translated, do not look like words.
LANGUAGE = "zh-hans"
BEGIN, END = "⟦⟧"
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-label")
WORD = re.compile(r"[A-Za-z]{3,}")


@contextmanager
def pseudo_language(folder: Path) -> Iterator[None]:
    """Make LANGUAGE the made-up translation inside the `with` block. `folder` is an empty folder for its catalog."""
    catalog = Catalog(locale=to_locale(LANGUAGE))
    catalog.update(catalogs.texts_in_source(), no_fuzzy_matching=True)
    for message in catalog:
        if message.id:
            message.string = (_marked(message.id[-1]),) if message.pluralizable else _marked(message.id)
    target = folder / to_locale(LANGUAGE) / "LC_MESSAGES"
    target.mkdir(parents=True)
    with (target / "django.mo").open("wb") as file:
        write_mo(file, catalog)
    with override_settings(LOCALE_PATHS=[folder]):
        trans_real._translations.clear()
        yield
    trans_real._translations.clear()


def unmarked(html: str, *data: str) -> list[str]:
    """Return the texts of a page that are not translated, apart from `data`: names and codes of every language."""
    reader = _Reader()
    reader.feed(html)
    known = sorted(data, key=len, reverse=True)
    return [text for text in reader.said if WORD.search(_without(known, text))]


def _marked(text: str) -> str:
    return f"{BEGIN}{text}{END}"


def _without(known: list[str], text: str) -> str:
    for name in known:
        text = text.replace(name, "")
    return text


class _Reader(HTMLParser):
    """Collect the text outside of marks. A mark may span several elements, and marks may be nested."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._depth = 0
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in ("script", "style")
        for name, value in attrs:
            if name in SPOKEN and value:
                self.said.append(self._outside(value, depth=0)[0])

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            said, self._depth = self._outside(data, self._depth)
            self.said.append(said.strip())

    def _outside(self, text: str, depth: int) -> tuple[str, int]:
        outside = []
        for letter in text:
            depth += letter == BEGIN
            if not depth:
                outside.append(letter)
            depth -= letter == END
        return "".join(outside), depth
