"""The pages of guidance, read from the files in `texts/`: one folder for each page, one file for each language.

A file begins with its front matter, TOML between two lines of `+++`. The English file has what holds for the page in
all languages: its number, owner, days of review, version and sources. A translation has its own title, summary and
search words, and the version of the English text that it translates.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, to_locale

from apps.guidance.sources import GuidanceSource

TEXTS = Path(__file__).parent / "texts"
ENGLISH = "en"
_FILE = re.compile(r"\A\+\+\+\n(?P<head>.*?)\n\+\+\+\n(?P<text>.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class GuidancePage:
    """A page of guidance in one language.

    `number` names the page in work items, and orders the lists. `owner` is the staff role that keeps the page right.
    `words` are what people search for and the text does not say. `tool` names what the site adds to the page: the
    search of codes, or the reader's own penalties.
    """

    slug: str
    language: str
    number: int
    is_journey: bool
    title: str
    summary: str
    words: str
    text: str
    owner: str
    reviewed: date
    review_due: date
    version: int
    translates: int
    sources: tuple[GuidanceSource, ...]
    tool: str

    @property
    def address(self) -> str:
        """Return the path of the page on the site."""
        return f"/guidance/{self.slug}/"


class BadPage(ValueError):
    """A file of guidance that has no front matter, or lacks a part of it."""


def languages() -> list[str]:
    """Return the codes of the languages in which each page is written."""
    return [code for code, _name in settings.LANGUAGES]


def reader_language() -> str:
    """Return the language of the reader: English where none of the site's languages is active."""
    language = get_language() or ENGLISH
    return language if language in languages() else ENGLISH


def slugs(folder: Path = TEXTS) -> list[str]:
    """Return the names of all pages, as in their addresses."""
    return sorted(each.name for each in folder.iterdir() if each.is_dir())


def page_read(slug: str, language: str, folder: Path = TEXTS) -> GuidancePage:
    """Read a page from its file; raise BadPage if a part of the front matter is missing."""
    main, _text = _parts(folder / slug / f"{ENGLISH}.md")
    own, text = _parts(folder / slug / f"{to_locale(language)}.md")
    try:
        return GuidancePage(
            slug=slug,
            language=language,
            number=main["number"],
            is_journey=main.get("journey", False),
            title=own["title"],
            summary=own["summary"],
            words=own["words"],
            text=text.strip(),
            owner=main["owner"],
            reviewed=main["reviewed"],
            review_due=main["review_due"],
            version=main["version"],
            translates=own["version"],
            sources=tuple(GuidanceSource(each) for each in main["sources"]),
            tool=main.get("tool", ""),
        )
    except KeyError as error:
        raise BadPage(f"{slug}/{language} has no {error} in its front matter.") from error


@cache
def pages(language: str) -> Mapping[str, GuidancePage]:
    """Return all pages in a language by their names, in the order of their numbers."""
    found = sorted((page_read(slug, language) for slug in slugs()), key=lambda page: page.number)
    return {page.slug: page for page in found}


def _parts(path: Path) -> tuple[dict[str, Any], str]:
    found = _FILE.match(path.read_text(encoding="utf-8")) if path.exists() else None
    if not found:
        raise BadPage(f"{path.parent.name}/{path.name} is missing, or does not begin with front matter.")
    return tomllib.loads(found["head"]), found["text"]
