"""The text of a page as HTML.

The Markdown that is read has paragraphs, headings, lists, links, emphasis and notes `[^1]` that lead to a source. HTML
in a text is shown as text: the reader of Markdown knows no other element.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from apps.guidance.library import GuidancePage

NOTE = re.compile(r"\[\^(\d+)\]")
# `{response_days}` is a number of the policy, `{2025-08-29}` a day in the form of the reader's language.
BLANK = re.compile(r"\{([a-z_]+|\d{4}-\d\d-\d\d)\}")


def page_html(page: GuidancePage, figures: Mapping[str, object]) -> SafeString:
    """Return the text of a page as HTML with numbers of the policy and days filled in. HTML in the text is escaped."""
    html = _render(text_filled(page.text, figures), page.language)
    return SafeString(html)  # nosec B703 # the reader of Markdown escapes all HTML of the text


def page_headings(page: GuidancePage) -> list[tuple[str, str]]:
    """Return the parts of a page: the id that the HTML gives each heading, and its words."""
    tokens = _markdown().parse(page.text)
    headings = [text for token, text in pairwise(tokens) if _is_heading(token)]
    return [(_part_id(number), plain(text.content)) for number, text in enumerate(headings, start=1)]


def text_filled(text: str, figures: Mapping[str, object]) -> str:
    """Return a text with its blanks filled in; raise KeyError for a name that `figures` lacks."""
    return BLANK.sub(lambda found: _figure_text(found[1], figures), text)


def plain(text: str) -> str:
    """Return a text without the marks of Markdown, for the search and for counts of words."""
    unlinked = re.sub(r"\[([^\]^]*)\]\([^)]*\)", r"\1", NOTE.sub("", text))
    return re.sub(r"^(#+|-|\d+\.) +|\*\*", "", unlinked, flags=re.MULTILINE)


def _figure_text(name: str, figures: Mapping[str, object]) -> str:
    return date_format(date.fromisoformat(name), "DATE_FORMAT") if name[0].isdigit() else str(figures[name])


@lru_cache(maxsize=256)
def _render(text: str, language: str) -> str:
    reader = _markdown()
    tokens = reader.parse(text)
    for number, heading in enumerate(filter(_is_heading, tokens), start=1):
        heading.attrSet("id", _part_id(number))
    return reader.renderer.render(tokens, reader.options, {})


def _is_heading(token: Token) -> bool:
    return token.type == "heading_open"


def _part_id(number: int) -> str:
    return f"part-{number}"


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    reader = MarkdownIt("zero").enable(["heading", "list", "link", "emphasis"])
    reader.inline.ruler.before("link", "note", _note_read)
    reader.add_render_rule("note", _note_html)
    return reader


def _note_read(state: StateInline, silent: bool) -> bool:
    found = NOTE.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("note", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _note_html(_self: object, tokens: Sequence[Token], index: int, _options: Any, _environment: Any) -> str:
    number = escape(tokens[index].content)
    said = escape(_("Source"))
    return f'<sup><a href="#source-{number}"><span class="usa-sr-only">{said} </span>{number}</a></sup>'
