"""The headline measures of the program, in the order of the pages and files: those that say most come first."""

from apps.measures.definitions import Measure
from apps.measures.headline import cases, exams, parcel_data, violations
from apps.measures.periods import PeriodKind

_ORDER = (
    *(cases.DECISIONS, cases.VALIDATIONS, cases.TIPS, cases.APPEALS),
    *(exams.RANDOM_EXAMS, exams.WRONG_PARCELS, violations.REPEATS, exams.EXAM_RATES, exams.RELEASE_TIMES),
    *(parcel_data.COMPLETENESS, parcel_data.MAIL, parcel_data.LOW_VALUE, violations.REVENUE),
)
MEASURES: dict[str, Measure] = {measure.code: measure for measure in _ORDER}


def measures_of(kind: PeriodKind) -> list[Measure]:
    """Return the measures that are computed for periods of a kind."""
    return [measure for measure in MEASURES.values() if measure.kind == kind]
