"""The months that a clean shop needs to reach each tier, computed by the rules themselves."""

from datetime import date
from math import floor

from apps.core.clock import anniversary
from apps.evaluation.record import Entry, Month, month_number, record_of
from apps.evaluation.rules import judge
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.schema import TIERS
from apps.policy.terms import Terms

MAX_MONTHS = 120
MONTHS_A_YEAR = 12
_ENROLLED = date(2024, 1, 1)


def months_to_tiers(terms: Terms, parcels: int, exam_share: float) -> dict[int, int | None]:
    """Return the months that a clean shop needs to reach each tier; None for a tier that takes more than `MAX_MONTHS`.

    The shop sends `parcels` a month. The share `exam_share` of its parcels is opened at random, or the least share of
    the policy where that is more, and all are in order. The shop enrols on the first of a month, is validated at the
    end of the time that the policy gives for a validation, and does each annual review on time.
    """
    first = month_number(_ENROLLED)
    share = max(exam_share, terms.least_exams.share_of(parcels * MONTHS_A_YEAR))
    reached: dict[int, int | None] = dict.fromkeys(TIERS)
    months: list[Month] = []
    entries = [Entry(ProgramEntryKind.ENROLLED, _ENROLLED)]
    for done in range(1, MAX_MONTHS + 1):
        # The share of some numbers is a binary fraction just below a whole number of exams.
        drawn = floor(parcels * done * share + 1e-9) - floor(parcels * (done - 1) * share + 1e-9)
        months.append(Month(first + done - 1, parcels, drawn, 0, drawn))
        day = anniversary(_ENROLLED, done)
        visit = done - terms.clocks.validation_months
        if visit >= 0 and visit % terms.caps.validation_months == 0:
            entries.append(Entry(ProgramEntryKind.VALIDATED, day))
        if done % terms.caps.review_months == 0:
            entries.append(Entry(ProgramEntryKind.ANNUAL_REVIEW, day))
        enter = judge(record_of(day, months, (), entries), terms).enter
        for tier in TIERS:
            if reached[tier] is None and enter >= tier:
                reached[tier] = done
    return reached
