"""The search over guidance, help and the codes of goods."""

from functools import lru_cache
from html.parser import HTMLParser

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from apps.guidance.library import reader_language
from apps.guidance.passages import Passage, guidance_passages
from apps.guidance.selectors import MAX_WORDS_LENGTH, passages_find
from apps.portal.site_pages import help_context
from apps.tariff.selectors.suggestions import codes_suggest


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the pages, the questions of the help and the codes that fit typed words."""
    words = request.GET.get("q", "").strip()[:MAX_WORDS_LENGTH]
    language = reader_language()
    context = {
        "q": words,
        "passages": passages_find(words, language, passages(language)) if words else [],
        "codes": codes_suggest(words).suggestions[:3] if words else [],
        "guidance_here": True,
    }
    return render(request, "portal/guidance/search.html", context)


def passages(language: str) -> tuple[Passage, ...]:
    """Return all passages of a language: the pages of guidance, the costs and the questions of the help."""
    helped = help_passages(language, tuple(help_context().items()))
    return (*guidance_passages(language), costs_passage(language), *helped)


@lru_cache(maxsize=8)
def costs_passage(language: str) -> Passage:
    """Return the page that works out costs as the search reads it."""
    with override(language):
        return Passage(
            "page",
            reverse("portal:guidance_costs"),
            _("What will it cost, and who must agree?"),
            _("Work out the US duty, added duties and fees of a parcel, and see which agencies must agree."),
            _("duty calculator, how much duty, tariff rate, import tax, customs fees, landed cost, section 301, MPF"),
            "",
        )


@lru_cache(maxsize=8)
def help_passages(language: str, figures: tuple[tuple[str, object], ...]) -> tuple[Passage, ...]:
    """Return the questions and answers of the help page, read from the page itself. `figures` are its numbers."""
    with override(language):
        reader = _Questions(reverse("portal:help"))
        reader.feed(render_to_string("portal/public/help_questions.html", dict(figures)))
        return tuple(reader.found)


class _Questions(HTMLParser):
    """Collect each heading of the third level that has an id, with the text up to the next heading."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.found: list[Passage] = []
        self._id: str | None = None
        self._title: list[str] = []
        self._text: list[str] = []
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("h2", "h3"):
            self._id, self._title, self._text = dict(attrs).get("id"), [], []
            self._in_heading = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h2", "h3"):
            self._in_heading = False
        if tag == "p" and self._id:
            title, text = ("".join(each).strip() for each in (self._title, self._text))
            self.found.append(Passage("help", f"{self.address}#{self._id}", title, "", "", text))
            self._id = None

    def handle_data(self, data: str) -> None:
        (self._title if self._in_heading else self._text).append(data)
