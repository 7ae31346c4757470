"""The public page of an edition: its two days, the figures as published then, and how far they revised earlier ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.errors import NotFound
from apps.core.lazy import Promise
from apps.measures.definitions import Improvement, Statistic
from apps.measures.headline import MEASURES
from apps.measures.models import Edition
from apps.measures.selectors import causes_of, edition_of, editions_of, line_of
from apps.portal.performance.figures import cause_text, change_text, figure_text, interval_text, target_text


@dataclass(frozen=True, slots=True)
class LinePublished:
    """A line as an edition published it, in words. `before` is the figure of the edition before, `change` how far the
    figure moved from there; both are "" in a first edition. `is_known`: the program still has the line, so its title is
    in the language of the reader; else it is English.
    """

    title: str | Promise
    is_known: bool
    figure: str
    interval: str
    target: str
    met: bool | None
    before: str
    change: str


@dataclass(frozen=True, slots=True)
class MeasurePublished:
    """A measure as an edition published it. `code` is "" if the measure has no page any more. `cause` says why a
    revision changed the figures.
    """

    code: str
    title: str | Promise
    lines: list[LinePublished]
    cause: str


@require_safe
def edition(request: HttpRequest, code: str) -> HttpResponse:
    """Show an edition, with the figures and targets that were published then."""
    found = edition_found(code)
    of_period = editions_of(found.period)
    before = next((each for each in reversed(of_period) if each.release.number < found.release.number), None)
    causes = causes_of([found])
    context = {
        "edition": found,
        "before": before,
        "others": [each for each in of_period if each != found],
        "measures": [
            _published_measure(measure, before, cause_text(causes.get((found.pk, measure["code"]))))
            for measure in found.published["measures"]
        ],
        "has_ports": "tables" in found.published,
        "performance_here": True,
    }
    return render(request, "portal/performance/edition.html", context)


def edition_found(code: str) -> Edition:
    """Return an edition by its code; raise Http404 if there is none."""
    try:
        return edition_of(code)
    except NotFound as error:
        raise Http404(_("There is no such edition.")) from error


def _published_measure(measure: Mapping[str, Any], before: Edition | None, cause: str) -> MeasurePublished:
    """Return a measure in words. A measure or a line that the program no longer has keeps its published title."""
    known = MEASURES.get(measure["code"])
    titles = {line.code: line.title for line in known.lines} if known else {}
    return MeasurePublished(
        code=measure["code"] if known else "",
        title=known.title if known else measure["title"],
        lines=[_line(measure, line, titles.get(line["code"]), before) for line in measure["lines"]],
        cause=cause,
    )


def _line(
    measure: Mapping[str, Any], line: dict[str, Any], title: Promise | None, before: Edition | None
) -> LinePublished:
    statistic = Statistic(line["statistic"])
    earlier = line_of(before, measure["code"], line["code"]) if before else None
    return LinePublished(
        title=title or line["title"],
        is_known=title is not None,
        figure=figure_text(statistic, line),
        interval=interval_text(line),
        target=target_text(Improvement(measure["direction"]), statistic, line["target"]),
        met=line["meets_target"],
        before=figure_text(statistic, earlier),
        change=change_text(statistic, earlier, line),
    )
