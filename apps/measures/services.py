"""The writes of the measures: the calendar, the editions, and the baselines."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db import transaction

from apps.core import clock
from apps.core.errors import Conflict
from apps.core.text import text_required
from apps.events.services import record
from apps.events.timers import NewTimer, timers_clear, timers_set
from apps.measures.causes import changes_since
from apps.measures.definitions import Statistic
from apps.measures.disclosure import Key, changed_by_few, lines_withheld
from apps.measures.documents import EditionFacts, PeriodTarget, digest_of_document, document_of
from apps.measures.facts import PeriodFacts
from apps.measures.figures import LineFigures, digest_of, figures_of
from apps.measures.headline import MEASURES, measures_of
from apps.measures.models import Baseline, Edition, Release, RevisionCause
from apps.measures.periods import PeriodKind
from apps.measures.ports import ports_release
from apps.measures.selectors import targets_on
from apps.measures.studies import studies_release
from apps.measures.timetable import known_at, releases_between

AHEAD = timedelta(days=366)
DUE = "measures.release_due"


@transaction.atomic
def releases_plan(*, since: datetime | None = None) -> list[Release]:
    """Put the releases of the year ahead into the calendar, and set the timer of each; return the new ones, by moment.

    A release that is in the calendar stays as it was announced, and only a period with a first edition is revised.
    `since` is the moment from which on releases are planned, now unless a simulation looks back.
    """
    now = clock.now()
    known = set(Release.objects.values_list("kind", "first", "number"))
    planned = []
    for period, number, due_at in sorted(releases_between(since or now, now + AHEAD), key=attrgetter("due_at")):
        key = (period.kind.value, period.first, number)
        if key not in known and (number == 1 or (*key[:2], 1) in known):
            known.add(key)
            planned.append(Release(kind=period.kind.value, first=period.first, number=number, due_at=due_at))
    made = Release.objects.bulk_create(planned)
    timers_set([NewTimer(DUE, _subject(release), release.due_at) for release in made])
    return made


@transaction.atomic
def edition_release(*, release_id: int) -> Edition:
    """Compute the figures of a release from the facts known by its day, and publish them as an edition, once.

    Returns the existing edition if the release was made before. Raises Conflict before the moment of the release. The
    first edition of each kind of period becomes its baseline.
    """
    # The release itself is never changed and can't be locked: the unique key of the edition keeps a second one out.
    release = Release.objects.get(pk=release_id)
    if made := Edition.objects.filter(release=release).first():
        return made
    now = clock.now()
    if now < release.due_at:
        raise Conflict("The moment of this release has not come.", code="too_early")
    before = _edition_before(release)
    facts = PeriodFacts(release.period, known_at(release.due_at))
    figures, moments = _figures(facts, before)
    lines = _by_key(figures)
    withheld = lines_withheld(lines, amounts=_amounts(figures), before=_withheld(before))
    studies = studies_release(
        facts,
        before=before.published.get("studies", []) if before else [],
        moments=before.studies if before else {},
    )
    tables, table_parts = _tables(facts, before, lines, withheld)
    code = f"{release.kind}-{release.first:%Y-%m}-{release.number}"
    document = document_of(
        EditionFacts(
            code=code,
            period=release.period,
            number=release.number,
            released_at=now,
            known_at=facts.known_at,
            policy_version=facts.policy.version,
            revises=before.code if before else None,
            targets=_targets(release),
        ),
        figures,
        withheld,
        studies.published,
        tables,
    )
    edition = Edition.objects.create(
        release=release,
        code=code,
        known_at=facts.known_at,
        released_at=now,
        policy=facts.policy,
        exact=_exact(figures, moments, withheld),
        studies=studies.moments,
        data_digest=digest_of(figures, [*table_parts, *studies.parts]),
        document=document,
        digest=digest_of_document(document),
    )
    if before:
        _causes_keep(edition, before, facts, moments)
    record("measures.edition_released", subject=("edition", edition.pk), release_id=release.pk)
    timers_clear(subject=_subject(release), kinds=[DUE])
    if not Baseline.objects.filter(kind=release.kind).exists():
        baseline_set(edition=edition, reason="The first edition of its kind.")
    return edition


@transaction.atomic
def baseline_set(*, edition: Edition, reason: str) -> Baseline:
    """Make an edition the baseline of its kind of period from now on. The baseline before stays on record."""
    return Baseline.objects.create(
        kind=edition.release.kind,
        edition=edition,
        data_digest=edition.data_digest,
        set_at=clock.now(),
        reason=text_required(reason, "reason", "Say why this edition is the baseline."),
    )


def _causes_keep(edition: Edition, before: Edition, facts: PeriodFacts, moments: Mapping[str, datetime]) -> None:
    """Keep why each measure of a revision changed since the edition before."""
    changes = changes_since(facts, before.known_at)
    RevisionCause.objects.bulk_create(
        RevisionCause(
            edition=edition,
            measure=code,
            late=changes[MEASURES[code].evidence].late,
            corrected=changes[MEASURES[code].evidence].corrected,
            kept=moment != facts.known_at,
        )
        for code, moment in moments.items()
    )


def _targets(release: Release) -> dict[Key, PeriodTarget]:
    """Return the targets by which the figures of a release are judged: those of the period, which begin with it."""
    return {
        key: PeriodTarget(target.value.normalize(), target.reason)
        for key, target in targets_on(release.first).items()
        if target.value is not None
    }


def _figures(
    facts: PeriodFacts, before: Edition | None
) -> tuple[dict[str, dict[str, LineFigures]], dict[str, datetime]]:
    """Return the figures of each measure, and the moment of the facts of each.

    Where the change of a measure since the edition before would tell of few businesses, the measure keeps the facts of
    that edition.
    """
    earlier: dict[datetime, PeriodFacts] = {}
    figures: dict[str, dict[str, LineFigures]] = {}
    moments: dict[str, datetime] = {}
    for measure in measures_of(facts.period.kind):
        figures[measure.code], moments[measure.code] = figures_of(measure, facts), facts.known_at
        if before is None or measure.code not in before.exact:
            continue
        moment = datetime.fromisoformat(before.exact[measure.code]["known_at"])
        then = figures_of(measure, earlier.setdefault(moment, PeriodFacts(facts.period, moment)))
        if changed_by_few(then, figures[measure.code]):
            figures[measure.code], moments[measure.code] = then, moment
    return figures, moments


def _tables(
    facts: PeriodFacts, before: Edition | None, lines: Mapping[Key, LineFigures], withheld: Collection[Key]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the tables that are published with the lines, and what each business adds to them.

    A revision repeats those of the edition before: in a table by port, few businesses change each cell.
    """
    if before or facts.period.kind != PeriodKind.QUARTER:
        return before.published.get("tables", []) if before else [], []
    ports = ports_release(facts, lines, withheld)
    return [ports.published], ports.parts


def _exact(
    figures: Mapping[str, Mapping[str, LineFigures]], moments: Mapping[str, datetime], withheld: set[Key]
) -> dict[str, Any]:
    """Return the unrounded sums as they are kept for the program."""
    return {
        measure: {
            "known_at": moments[measure].isoformat(),
            "lines": {
                code: {
                    "numerator": str(line.numerator),
                    "denominator": line.denominator,
                    "value": _text(line, MEASURES[measure].line(code).statistic),
                    "businesses": line.businesses,
                    "withheld": (measure, code) in withheld,
                }
                for code, line in lines.items()
            },
        }
        for measure, lines in figures.items()
    }


def _text(line: LineFigures, statistic: Statistic) -> str | None:
    value = line.value(statistic)
    return None if value is None else str(value)


def _by_key(figures: Mapping[str, Mapping[str, LineFigures]]) -> dict[Key, LineFigures]:
    return {(measure, code): line for measure, lines in figures.items() for code, line in lines.items()}


def _amounts(figures: Mapping[str, Mapping[str, LineFigures]]) -> list[Key]:
    return [
        (measure, line.code)
        for measure in figures
        for line in MEASURES[measure].lines
        if line.statistic in (Statistic.AMOUNT, Statistic.ESTIMATE)
    ]


def _withheld(before: Edition | None) -> list[Key]:
    """Return the lines that the edition before withheld. Each edition keeps those of the ones before."""
    return [
        (measure, code)
        for measure, kept in (before.exact if before else {}).items()
        for code, line in kept["lines"].items()
        if line["withheld"]
    ]


def _edition_before(release: Release) -> Edition | None:
    """Return the last edition of the same period, if there is one."""
    editions = Edition.objects.filter(release__kind=release.kind, release__first=release.first)
    return editions.order_by("-release__number").first()


def _subject(release: Release) -> tuple[str, int]:
    return ("release", release.pk)
