"""What exams find, how often and how soon parcels are examined, and whether somebody decides about the wrong ones."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _lazy

from apps.measures.definitions import (
    LEDGER,
    EvidenceKind,
    FirstTarget,
    Improvement,
    LineRow,
    Measure,
    MeasureLine,
    Statistic,
)
from apps.measures.facts import PeriodFacts
from apps.measures.headline.parcel_data import parcel_atom
from apps.measures.periods import PeriodKind


def _random_exams_rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for group in facts.parcels:
        if group.drawn:
            line = "members" if group.member else "others"
            yield LineRow(line, group.business, group.wrong, group.drawn, f"drawn {line}")


RANDOM_EXAMS = Measure(
    code="random-exams",
    kind=PeriodKind.QUARTER,
    direction=Improvement.LOWER,
    title=_lazy("Parcels found wrong by random exams"),
    question=_lazy("How many parcels break a rule, of members and of others?"),
    numerator=_lazy("Parcels in which the exam found something wrong"),
    denominator=_lazy(
        "Parcels that an agency drew at random, opened, and reported the result of. A parcel is a member's if the "
        "business was a member when the day of the parcel began, also if the business disowned the parcel later."
    ),
    left_out=_lazy(
        "Exams for any other reason, since these look where something is suspected, and parcels that are drawn at "
        "random more often than all parcels of a port: for members of few parcels, after a wrong one, or because the "
        "seller asked for exams"
    ),
    source=LEDGER,
    reliability=_lazy(
        "Good. A random draw treats all parcels alike. The range is wide where few parcels were drawn. A finding that "
        "is reversed later still counts here. Members chose to apply, so a difference between members and others does "
        "not show by itself what membership does."
    ),
    lines=(
        MeasureLine(
            "members",
            _lazy("Parcels of members found wrong"),
            Statistic.SHARE,
            FirstTarget(
                Decimal("0.05"),
                _lazy("A member should send at least 19 parcels of 20 without fault. A random exam shows it best."),
            ),
        ),
        MeasureLine("others", _lazy("Parcels of others found wrong"), Statistic.SHARE),
    ),
    rows=_random_exams_rows,
    evidence=EvidenceKind.PARCELS,
    no_target=_lazy("The program has no say over businesses that are not members. Their figure is for comparison."),
)


def _wrong_parcels_rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for business, done in facts.wrong_parcels:
        yield LineRow("in_time", business, int(done), 1, "wrong parcels due")


WRONG_PARCELS = Measure(
    code="wrong-parcels",
    kind=PeriodKind.QUARTER,
    direction=Improvement.HIGHER,
    title=_lazy("Wrong parcels decided in time"),
    question=_lazy("Where an exam at random finds a parcel wrong, does somebody decide about it by the promised day?"),
    numerator=_lazy("Parcels of which a violation stood as sustained, mitigated or reversed when the last day ended"),
    denominator=_lazy(
        "Parcels of businesses that an exam at random found wrong, and for which the last day to decide was in the "
        "quarter"
    ),
    left_out=_lazy(
        "Parcels that no known business had sent when the exam was recorded, and parcels that by the last day were "
        "found in order, taken back, or no longer the business's"
    ),
    source=LEDGER,
    reliability=_lazy(
        "High. A parcel about which nobody decided in time is a fault of the program, since it keeps the business from "
        "rising. A later decision does not change the figure."
    ),
    lines=(
        MeasureLine(
            "in_time",
            _lazy("Decided in time"),
            Statistic.SHARE,
            FirstTarget(
                Decimal("0.95"),
                _lazy("A parcel without a decision keeps a business from rising. Very few parcels should wait longer."),
            ),
        ),
    ),
    rows=_wrong_parcels_rows,
    evidence=EvidenceKind.PARCELS_AND_VIOLATIONS,
)


def _exam_rates_rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for group in facts.parcels:
        if group.evidence:
            line = "members" if group.member else "others"
            yield LineRow(line, group.business, group.examined, group.parcels, parcel_atom(group))


EXAM_RATES = Measure(
    code="exam-rates",
    kind=PeriodKind.QUARTER,
    direction=Improvement.NEITHER,
    title=_lazy("How often parcels are examined"),
    question=_lazy("Are parcels of members examined less often than those of others, as the program promises?"),
    numerator=_lazy("Parcels that were examined for any reason but a random draw"),
    denominator=_lazy(
        "Parcels that somebody other than the seller reported. A parcel is a member's if the business was a member "
        "when the day of the parcel began."
    ),
    left_out=_lazy("Exams drawn at random: every tier has them, and no benefit reduces them"),
    source=LEDGER,
    reliability=_lazy(
        "Good. An exam that nobody reported is missing. What each tier is promised, and what its members received, is "
        "told once a year, on the page about the promises."
    ),
    lines=(
        MeasureLine("members", _lazy("Parcels of members examined"), Statistic.SHARE),
        MeasureLine("others", _lazy("Parcels of others examined"), Statistic.SHARE),
    ),
    rows=_exam_rates_rows,
    evidence=EvidenceKind.PARCELS,
    no_target=_lazy("What is promised depends on the tier. The policy has a number for each tier."),
)


def _release_times_rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for group in facts.parcels:
        if not group.evidence:
            continue
        whose = "members" if group.member else "others"
        exams = (group.prompt_exams, group.timed_exams)
        rest = (group.prompt - group.prompt_exams, group.timed - group.timed_exams)
        for kind, (prompt, timed) in (("examined", exams), ("not examined", rest)):
            if timed:
                atom = f"timed {whose} {kind}"
                yield LineRow(whose, group.business, prompt, timed, atom)
                if kind == "examined":
                    yield LineRow(f"{whose}_examined", group.business, prompt, timed, atom)


RELEASE_TIMES = Measure(
    code="release-times",
    kind=PeriodKind.QUARTER,
    direction=Improvement.HIGHER,
    title=_lazy("Parcels released within a day"),
    question=_lazy(
        "Do parcels move on quickly, and are examined parcels of members at the front of the line, as the program "
        "promises?"
    ),
    numerator=_lazy("Parcels that were released within 24 hours after they arrived"),
    denominator=_lazy(
        "Parcels that somebody other than the seller reported, with the moments of their arrival and their release. A "
        "parcel is a member's if the business was a member when the day of the parcel began."
    ),
    left_out=_lazy(
        "Parcels that were not released, such as seized ones, parcels of which one of the moments was not reported, "
        "and those whose release was reported as before their arrival"
    ),
    source=LEDGER,
    reliability=_lazy(
        "Fair. The moments are those that carriers and agencies report. A parcel that waits for months counts once it "
        "is released, so long waits show late."
    ),
    lines=(
        MeasureLine("members", _lazy("Parcels of members released within a day"), Statistic.SHARE),
        MeasureLine("others", _lazy("Parcels of others released within a day"), Statistic.SHARE),
        MeasureLine("members_examined", _lazy("Examined parcels of members released within a day"), Statistic.SHARE),
        MeasureLine("others_examined", _lazy("Examined parcels of others released within a day"), Statistic.SHARE),
    ),
    rows=_release_times_rows,
    evidence=EvidenceKind.PARCELS,
    no_target=_lazy(
        "The policy promises a place in the line, and no number of hours. Carriers and ports decide about the hours "
        "too."
    ),
)
