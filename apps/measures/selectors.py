"""Reads of releases, editions and baselines."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from apps.core import clock
from apps.core.rows import row_get
from apps.measures.definitions import Improvement, Measure, MeasureLine, Statistic
from apps.measures.disclosure import Key
from apps.measures.facts import PeriodFacts
from apps.measures.figures import figures_of
from apps.measures.headline import MEASURES
from apps.measures.models import Baseline, Edition, Explanation, Release, RevisionCause, Target
from apps.measures.periods import Period, PeriodKind

# The desk lists so many businesses behind a figure.
MAX_BEHIND = 50


class FigureSource(NamedTuple):
    """The part of a line that comes from one business, or from one case."""

    business: int
    numerator: Decimal | int
    denominator: int


def editions() -> QuerySet[Edition]:
    """Return all editions with their releases, the latest period and edition first."""
    return Edition.objects.select_related("release", "policy").order_by("-release__first", "-release__number")


def edition_of(code: str) -> Edition:
    """Return an edition by its code; raise NotFound if there is none."""
    return row_get(editions().filter(code=code), "There is no such edition.", code="unknown_edition")


def editions_latest(kind: PeriodKind, *, periods: int) -> list[Edition]:
    """Return the latest edition of each of the last periods of a kind, the earliest period first. One query."""
    latest: dict[Any, Edition] = {}
    for edition in editions().filter(release__kind=kind)[: periods * 2]:
        latest.setdefault(edition.release.first, edition)
    return list(latest.values())[:periods][::-1]


def editions_of(period: Period) -> list[Edition]:
    """Return the editions of a period, the first one first."""
    found = editions().filter(release__kind=period.kind, release__first=period.first)
    return sorted(found, key=lambda edition: edition.release.number)


def editions_last(kind: PeriodKind, *, begun: date, until: date) -> list[list[Edition]]:
    """Return the editions of the periods of a kind that began on some day or later and before another, the earliest
    period and edition first. One query.
    """
    found = editions().filter(release__kind=kind, release__first__gte=begun, release__first__lt=until)
    by_period = groupby(reversed(found), key=lambda edition: edition.release.first)
    return [list(of_period) for _first, of_period in by_period]


def edition_codes() -> list[str]:
    """Return the codes of all editions, the latest first."""
    return list(Edition.objects.order_by("-released_at").values_list("code", flat=True))


def years_released() -> list[int]:
    """Return the fiscal years of which figures were released, the latest first."""
    firsts = Edition.objects.filter(release__kind=PeriodKind.YEAR).values_list("release__first", flat=True)
    return sorted({first.year + 1 for first in firsts}, reverse=True)


def baseline_of(kind: PeriodKind) -> Baseline | None:
    """Return the baseline of a kind of period that counts now; None before there is one."""
    return Baseline.objects.filter(kind=kind).select_related("edition__release").order_by("-pk").first()


def releases_ahead() -> QuerySet[Release]:
    """Return the releases to come, the next one first."""
    return Release.objects.filter(due_at__gt=clock.now(), edition__isnull=True).order_by("due_at", "-first")


def releases_past(*, count: int) -> QuerySet[Release]:
    """Return the last releases whose moment has come, the latest first, each with its edition if it was released."""
    return Release.objects.filter(due_at__lte=clock.now()).select_related("edition").order_by("-due_at")[:count]


def line_of(edition: Edition, measure: str, line: str) -> dict[str, Any] | None:
    """Return a line as an edition published it; None if the edition has no such line."""
    for found in edition.published["measures"]:
        if found["code"] == measure:
            return next((each for each in found["lines"] if each["code"] == line), None)
    return None


def measures_missed(edition: Edition) -> list[str]:
    """Return the measures of which a published line missed its target in an edition."""
    return [
        measure["code"]
        for measure in edition.published["measures"]
        if any(line["meets_target"] is False for line in measure["lines"])
    ]


def measures_met(edition: Edition) -> list[str]:
    """Return the measures of which every published line with a target met the target in an edition."""
    met = []
    for measure in edition.published["measures"]:
        judged = [line["meets_target"] for line in measure["lines"] if line["meets_target"] is not None]
        if judged and all(judged):
            met.append(measure["code"])
    return met


def explanation_of(edition: Edition, measure: str) -> Explanation | None:
    """Return what the program last said publicly about a measure in an edition; None if it said nothing."""
    return explanations_of([edition]).get((edition.pk, measure))


def explanations_of(found: Iterable[Edition]) -> dict[tuple[int, str], Explanation]:
    """Return what the program last said publicly about the measures of editions, by edition and measure."""
    said = Explanation.objects.filter(edition__in=[edition.pk for edition in found], approval__isnull=False)
    latest_last = said.select_related("approval").order_by("approval")
    return {(explanation.edition_id, explanation.measure): explanation for explanation in latest_last}


def explanations_waiting(edition: Edition) -> list[Explanation]:
    """Return the last explanation of each measure of an edition that waits for a second person."""
    latest = edition.explanations.order_by("measure", "-pk").distinct("measure").select_related("approval", "by")
    return [explanation for explanation in latest if not hasattr(explanation, "approval")]


def targets_on(first: date | None) -> dict[Key, Target]:
    """Return the approved target of each line for periods that begin on a day; without a day, the last targets of all.

    A line whose target was given up is left out.
    """
    approved = Target.objects.filter(approval__isnull=False).select_related("approval")
    if first:
        approved = approved.filter(since__lte=first)
    found = {(target.measure, target.line): target for target in approved.order_by("since", "approval")}
    return {key: target for key, target in found.items() if target.value is not None}


def reason_of_target(target: Target) -> str:
    """Return why a target was set, in the language of the reader where the target began with the program."""
    line = MEASURES[target.measure].line(target.line)
    return str(line.target.reason) if target.by_id is None and line.target else target.reason


def causes_of(found: Iterable[Edition]) -> dict[tuple[int, str], RevisionCause]:
    """Return why editions revised their measures, by edition and measure. First editions revise nothing."""
    causes = RevisionCause.objects.filter(edition__in=[edition.pk for edition in found])
    return {(cause.edition_id, cause.measure): cause for cause in causes}


def measures_revised(edition: Edition) -> list[str]:
    """Return the measures of an edition of which some published figure differs from the edition before."""
    before = [each for each in editions_of(edition.period) if each.release.number < edition.release.number]
    if not before:
        return []
    values = {
        (measure["code"], line["code"]): line["value"]
        for measure in before[-1].published["measures"]
        for line in measure["lines"]
    }
    return [
        measure["code"]
        for measure in edition.published["measures"]
        if any(values.get((measure["code"], line["code"])) != line["value"] for line in measure["lines"])
    ]


@transaction.atomic
def behind_line(edition: Edition, measure: Measure, line: MeasureLine) -> list[FigureSource]:
    """Return who is behind a line of an edition, those that pull the figure the wrong way first; at most `MAX_BEHIND`.

    Reads the facts of the edition again, as they were known at its moment.
    """
    known_at = datetime.fromisoformat(edition.exact[measure.code]["known_at"])
    parts = figures_of(measure, PeriodFacts(edition.period, known_at))[line.code].parts
    behind = [FigureSource(business, numerator, denominator) for business, (numerator, denominator) in parts.items()]
    is_wanted = measure.direction == Improvement.HIGHER and line.statistic == Statistic.SHARE
    behind.sort(key=lambda each: (each.numerator - each.denominator if is_wanted else -each.numerator, each.business))
    return behind[:MAX_BEHIND]
