"""The share of parcels that are released within a day after they arrive, of members and of others."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _lazy

from apps.measures.definitions import LEDGER, EvidenceKind, Improvement, LineRow, Measure, MeasureLine, Statistic
from apps.measures.facts import PeriodFacts
from apps.measures.periods import PeriodKind


def _rows(facts: PeriodFacts) -> Iterator[LineRow]:
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


MEASURE = Measure(
    code="release-times",
    kind=PeriodKind.QUARTER,
    direction=Improvement.HIGHER,
    title=_lazy("Parcels released within a day"),
    question=_lazy(
        "Do parcels go on quickly, and do examined parcels of members stand at the front of the line, as the program "
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
    rows=_rows,
    evidence=EvidenceKind.PARCELS,
    no_target=_lazy(
        "The policy promises a place in the line, and no number of hours. Carriers and ports decide about the hours "
        "too."
    ),
)
