"""How the program deals with applications, first validations, tips and appeals."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _lazy

from apps.measures.definitions import (
    LEDGER,
    RECORDS,
    EvidenceKind,
    FirstTarget,
    Improvement,
    LineRow,
    Measure,
    MeasureLine,
    Statistic,
)
from apps.measures.facts import PeriodFacts
from apps.measures.periods import PeriodKind


def _decisions_rows(facts: PeriodFacts) -> Iterator[LineRow]:
    promised = facts.terms.clocks.decision_days
    for business, days in facts.decisions:
        yield LineRow("in_time", business, int(days <= promised), 1, "decided")
        for line in ("median", "ninth_decile"):
            yield LineRow(line, business, Decimal(str(round(days, 6))), 1, "decided")


DECISIONS = Measure(
    code="decisions",
    kind=PeriodKind.YEAR,
    direction=Improvement.HIGHER,
    title=_lazy("Applications decided in time"),
    question=_lazy("Does a business that applies get an answer within the time that the program promises?"),
    numerator=_lazy(
        "First decisions, approvals and denials alike, that came within the number of days that the policy promises. "
        "The days are counted from the moment at which the application was sent. The time in which the program waited "
        "for the applicant is not counted."
    ),
    denominator=_lazy("All first decisions on applications in the year"),
    left_out=_lazy("Applications that were withdrawn, and decisions on appeals, which have a measure of their own"),
    source=RECORDS,
    reliability=_lazy(
        "High. The moments come from the program's own records. An application that still waits is counted once it is "
        "decided, so a growing backlog shows late."
    ),
    lines=(
        MeasureLine(
            "in_time",
            _lazy("Decided within the promised days"),
            Statistic.SHARE,
            FirstTarget(
                Decimal("0.95"),
                _lazy(
                    "A promise means little unless nearly everybody gets what was promised. One case in twenty "
                    "may be hard."
                ),
            ),
        ),
        MeasureLine("median", _lazy("Days to the decision, for half of the applications"), Statistic.MEDIAN),
        MeasureLine(
            "ninth_decile", _lazy("Days to the decision, for nine of ten applications"), Statistic.NINTH_DECILE
        ),
    ),
    rows=_decisions_rows,
    evidence=EvidenceKind.EVENTS,
    no_target=_lazy("The days have no target of their own: the share says whether the promise was kept."),
)


def _validations_rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for business, done in facts.validations:
        yield LineRow("in_time", business, int(done), 1, "due")


VALIDATIONS = Measure(
    code="validations",
    kind=PeriodKind.YEAR,
    direction=Improvement.HIGHER,
    title=_lazy("First validations done in time"),
    question=_lazy("Does the program check what a new member said about itself, and does it do so in time?"),
    numerator=_lazy("Members that were validated by the day by which the policy asks for the first validation"),
    denominator=_lazy("Members whose first validation was due in the year"),
    left_out=_lazy("Members that left the program or were removed before that day, and later validations"),
    source=LEDGER,
    reliability=_lazy("High. A validation that was taken back later no longer counts, which can change past years."),
    lines=(
        MeasureLine(
            "in_time",
            _lazy("Validated in time"),
            Statistic.SHARE,
            FirstTarget(
                Decimal("0.95"),
                _lazy(
                    "Until the first validation, benefits rest on trust. Very few members should wait longer for it."
                ),
            ),
        ),
    ),
    rows=_validations_rows,
    evidence=EvidenceKind.PROGRAM_ENTRIES,
)


# Within so many days a tip should be closed. The texts below name the number.
MAX_TIP_DAYS = 30


def _tips_rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for tip, days in facts.tips:
        yield LineRow("in_time", tip, int(days <= MAX_TIP_DAYS), 1, "closed")
        yield LineRow("median", tip, Decimal(str(round(days, 6))), 1, "closed")


TIPS = Measure(
    code="tips",
    kind=PeriodKind.YEAR,
    direction=Improvement.HIGHER,
    title=_lazy("Tips from the public closed in time"),
    question=_lazy("Does the program look into what people report to it?"),
    numerator=_lazy("Tips that were closed within 30 days after they came"),
    denominator=_lazy("All tips that were closed in the year, whatever came of them"),
    left_out=_lazy("Tips that are still open"),
    source=RECORDS,
    reliability=_lazy(
        "High for the days. The time in which the program waited for an answer from the sender is counted too, so the "
        "figure is more likely too low than too high."
    ),
    lines=(
        MeasureLine(
            "in_time",
            _lazy("Closed within 30 days"),
            Statistic.SHARE,
            FirstTarget(Decimal("0.9"), _lazy("Some tips need an answer from abroad. Most do not.")),
        ),
        MeasureLine("median", _lazy("Days until a tip was closed, for half of the tips"), Statistic.MEDIAN),
    ),
    rows=_tips_rows,
    evidence=EvidenceKind.EVENTS,
    no_target=_lazy("The days have no target of their own: the share says whether tips were closed in time."),
)


def _appeals_rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for business, granted in facts.appeals:
        yield LineRow("overturned", business, int(granted), 1, "appealed")


APPEALS = Measure(
    code="appeals",
    kind=PeriodKind.YEAR,
    direction=Improvement.NEITHER,
    title=_lazy("Appeals that changed a decision"),
    question=_lazy("How often was a decision wrong, in the eyes of somebody who took no part in it?"),
    numerator=_lazy("Appeals that were granted"),
    denominator=_lazy("Appeals that were decided in the year, against denials of applications and against changes"),
    left_out=_lazy("Appeals that were withdrawn or that still wait"),
    source=RECORDS,
    reliability=_lazy(
        "High for the count. Only decisions that somebody appealed are looked at again, so the share says little of "
        "decisions that nobody appealed."
    ),
    lines=(MeasureLine("overturned", _lazy("Decisions overturned on appeal"), Statistic.SHARE),),
    rows=_appeals_rows,
    evidence=EvidenceKind.EVENTS,
    no_target=_lazy(
        "A target would reward the wrong thing: a low share can mean good decisions, or appeals that nobody hears."
    ),
)
