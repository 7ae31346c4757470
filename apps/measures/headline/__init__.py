"""The headline measures of the program, in the order of the pages and files: those that say most come first."""

from apps.measures.definitions import Measure
from apps.measures.headline import (
    appeals,
    completeness,
    decisions,
    exam_rates,
    low_value,
    mail,
    random_exams,
    release_times,
    repeats,
    revenue,
    tips,
    validations,
    wrong_parcels,
)
from apps.measures.periods import PeriodKind

_ORDER = (
    *(decisions, validations, tips, appeals),
    *(random_exams, wrong_parcels, repeats, exam_rates, release_times),
    *(completeness, mail, low_value, revenue),
)
MEASURES: dict[str, Measure] = {module.MEASURE.code: module.MEASURE for module in _ORDER}


def measures_of(kind: PeriodKind) -> list[Measure]:
    """Return the measures that are computed for periods of a kind."""
    return [measure for measure in MEASURES.values() if measure.kind == kind]
