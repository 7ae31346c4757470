"""The list of guidance, each page of it, answers that depend on the case, the search, and the map of public pages."""

from functools import lru_cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.applications.selectors import clocks
from apps.guidance.checks import checks
from apps.guidance.decisions import DecisionGuide, DecisionQuestion, answers_in, question_next
from apps.guidance.decisions.all import DECISIONS
from apps.guidance.library import ENGLISH, pages, reader_language
from apps.guidance.markup import page_headings, page_html
from apps.guidance.passages import Passage, guidance_passages
from apps.guidance.selectors import MAX_WORDS_LENGTH, passages_find
from apps.ledger.selectors import ViolationMoney, violations_money
from apps.measures.headline import MEASURES
from apps.measures.selectors import edition_codes, years_released
from apps.portal.site_pages import help_context
from apps.shippers.selectors import memberships_of
from apps.tariff.selectors.suggestions import codes_suggest

# The tools that a page can name, each with the template that draws it.
TOOLS = {"codes": "portal/guidance/codes.html", "penalties": "portal/guidance/penalties.html"}
PUBLIC = (
    *("landing", "eligibility", "verify", "policy", "seals"),
    *("privacy", "terms", "help", "accessibility", "guidance", "guidance_costs"),
    *("performance", "performance_calendar", "performance_membership", "performance_guidance"),
    *("performance_promises", "performance_reasons"),
)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the journeys, the decisions and the subjects of guidance."""
    found = pages(reader_language()).values()
    context = {
        "journeys": [page for page in found if page.is_journey],
        "subjects": [page for page in found if not page.is_journey],
        "decisions": DECISIONS.values(),
        "guidance_here": True,
    }
    return render(request, "portal/guidance/index.html", context)


@require_safe
def page(request: HttpRequest, subject: str) -> HttpResponse:
    """Show a page of guidance in the language of the reader."""
    found = pages(reader_language()).get(subject)
    if found is None:
        raise Http404(_("There is no such page of guidance."))
    context: dict[str, Any] = {
        "page": found,
        "text": page_html(found, figures()),
        "headings": page_headings(found),
        "tool": TOOLS.get(found.tool),
        "check": checks(found.language).get(found.slug),
        "guidance_here": True,
    }
    if found.tool == "codes":
        words = request.GET.get("q", "").strip()
        context |= {"q": words, "found": codes_suggest(words) if words else None}
    if found.tool == "penalties" and isinstance(request.user, User):
        context["money"] = _money_of(request.user)
    return render(request, "portal/guidance/page.html", context)


def figures() -> dict[str, int]:
    """Return the numbers of today's policy that pages of guidance name."""
    times = clocks()
    return {
        "decision_days": times.decision_days,
        "response_days": times.response_days,
        "appeal_days": times.appeal_days,
    }


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Return the public pages in the form of sitemaps.org, and the day on which each page of guidance was reviewed."""
    site = settings.SITE["url"]
    paths = [reverse(f"portal:{name}") for name in PUBLIC]
    paths += [reverse("portal:guidance_decision", args=[key]) for key in DECISIONS]
    paths += [reverse("portal:performance_measure", args=[code]) for code in MEASURES]
    paths += [reverse("portal:performance_report", args=[year]) for year in years_released()]
    paths += [reverse("portal:performance_edition", args=[code]) for code in edition_codes()]
    entries = [f"<url><loc>{escape(site + path)}</loc></url>" for path in paths]
    for each in pages(ENGLISH).values():
        address = site + reverse("portal:guidance_page", args=[each.slug])
        entries.append(f"<url><loc>{escape(address)}</loc><lastmod>{each.reviewed:%Y-%m-%d}</lastmod></url>")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    return HttpResponse("\n".join([*lines, *entries, "</urlset>"]) + "\n", content_type="application/xml")


def _money_of(user: User) -> list[ViolationMoney]:
    """Return the money of the violations of all businesses on whose teams a person is."""
    return violations_money([place.shipper_id for place in memberships_of(user)])


# The name of the question that a form was sent for.
ASKED = "asked"


class QuestionForm(forms.Form):
    """One question with its choices as radio buttons."""

    use_required_attribute = False

    def __init__(self, question: DecisionQuestion, data: dict[str, str] | None) -> None:
        super().__init__(data)
        self.fields[question.key] = forms.ChoiceField(
            label=question.text,
            help_text=question.hint,
            choices=list(question.choices.items()),
            widget=forms.RadioSelect,
            error_messages={
                "required": _lazy("Choose one."),
                "invalid_choice": _lazy("Choose one of the answers."),
            },
        )


@require_safe
def decision(request: HttpRequest, decision: str) -> HttpResponse:
    """Show the next question of a decision, or the outcome of all answers in the address."""
    found = DECISIONS.get(decision)
    if found is None:
        raise Http404(_("There is no such page of guidance."))
    given = request.GET.dict()
    answers = answers_in(found, given)
    question = question_next(found, answers)
    context = {"decision": found, "answered": _answered_questions(found, answers), "guidance_here": True}
    if question is None:
        outcome = found.outcome(answers)
        library = pages(reader_language())
        context |= {"outcome": outcome, "pages": [library[slug] for slug in outcome.pages]}
        return render(request, "portal/guidance/outcome.html", context)
    form = QuestionForm(question, given if given.get(ASKED) == question.key else None)
    context |= {"form": form, "question": question, "answers": answers, "number": len(answers) + 1}
    return render(request, "portal/guidance/question.html", context, status=422 if form.errors else 200)


def _answered_questions(found: DecisionGuide, answers: dict[str, str]) -> list[dict[str, object]]:
    """Return each answered question with its answer, and the address at which to change the answer."""
    rows: list[dict[str, object]] = []
    before: dict[str, str] = {}
    for question in found.questions:
        if question.key in answers:
            change = urlencode(before)
            rows.append({"text": question.text, "answer": question.choices[answers[question.key]], "change": change})
            before[question.key] = answers[question.key]
    return rows


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
