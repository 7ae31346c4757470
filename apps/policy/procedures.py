"""The numbers of a policy about its procedures: who may apply, the times, and the safeguards of decisions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The bounds of a high-volume seller, which may apply.

    `sales` and `revenue` (US dollars) are counted in any period of `period_months` within the last `look_back_months`.
    """

    sales: int
    revenue: int
    period_months: int
    look_back_months: int


@dataclass(frozen=True, slots=True)
class Clocks:
    """The calendar days, months or hours within which something must be done."""

    decision_days: int
    information_days: int
    response_days: int
    appeal_days: int
    appeal_false_statement_days: int
    appeal_decision_days: int
    appeal_keep_days: int
    critical_review_days: int
    critical_lapse_days: int
    change_decision_days: int
    change_lapse_days: int
    reentry_months: int
    departure_days: int
    conditions_days: int
    full_examination_days: int
    suspension_months: int
    restriction_review_days: int
    validation_months: int
    petition_seizure_days: int
    petition_penalty_days: int
    finding_days: int
    agency_hold_days: int
    operation_report_days: int
    status_hours: int


@dataclass(frozen=True, slots=True)
class Disclosures:
    """What follows an accepted prior disclosure.

    Duties are paid within `tender_days`. A category that is disclosed on `pattern_days` days of `pattern_months` months
    leads to a plan with `plan_days` for each item.
    """

    tender_days: int
    pattern_days: int
    pattern_months: int
    plan_days: int


@dataclass(frozen=True, slots=True)
class SourceTimes:
    """The times of the source of a disputed violation, after 15 U.S.C. 1681i(a).

    `tell_days` and `notice_days` are working days: to tell the source of the dispute, and the business of a violation
    that counts again. `confirm_days` and `more_days` are calendar days.
    """

    tell_days: int
    confirm_days: int
    more_days: int
    notice_days: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """The checks of decisions on applications.

    `countersign_denials`: a second officer countersigns each denial (1) or not (0). `second_look`: the share of
    decisions, drawn at random, that a second officer reads again.
    """

    countersign_denials: int
    second_look: float


@dataclass(frozen=True, slots=True)
class ChangeSafeguards:
    """The safeguards of changes that take something away.

    `at_once_per_hour`: the number of members that may be suspended at once in an hour because of one source. The others
    say for each kind of change whether a second officer must agree (1) or not (0).
    """

    at_once_per_hour: int
    second_officer_demotion: int
    second_officer_suspension: int
    second_officer_removal: int
    second_officer_validation: int


@dataclass(frozen=True, slots=True)
class Assurance:
    """The lowest tier whose members are called before a change is proposed, and the hours that they then have."""

    tier: int
    hours: int


@dataclass(frozen=True, slots=True)
class ExamRequests:
    """The most parcels that a member may ask to have opened within a number of calendar months."""

    max_exams: int
    months: int


@dataclass(frozen=True, slots=True)
class ParcelRisk:
    """The numbers of the answer to a parcel that is declared before it is loaded.

    A parcel by air whose chance to be wrong is at least `screening_chance` is screened first. A carrier that is asked
    for information answers within `information_hours`; one that is asked to screen, within `screening_hours`.
    """

    screening_chance: float
    information_hours: int
    screening_hours: int


@dataclass(frozen=True, slots=True)
class SelectionShares:
    """The shares by which a port divides the parcels that it can open on a day, beyond those that a hard rule selects.

    `unseen_share` goes to parcels of a kind that was never seen, and counts what exams by risk open of that kind. The
    share drawn at random follows what exams find, between `random_least` and `random_most`; the rest goes by risk. Of
    the clean parcels of a group, exams by choice open no larger share than `group_most` times the share of all; a group
    of fewer than `group_least` counts as if it had so many.
    """

    unseen_share: float
    random_least: float
    random_most: float
    group_most: float
    group_least: int


@dataclass(frozen=True, slots=True)
class PolicyChanges:
    """The calendar days to comment on a draft that takes something away, and from its publication to its first day."""

    comment_days: int
    notice_days: int


@dataclass(frozen=True, slots=True)
class RealisedRates:
    """The numbers by which a realised exam rate is compared with the promised one.

    The window, in whole months; the fewest parcels; the two-sided confidence; and `margin`, the excess over the
    promised rate that must be ruled out before the promise counts as kept, as a share of the promised rate.
    """

    months: int
    least_parcels: int
    confidence: float
    margin: float


@dataclass(frozen=True, slots=True)
class PartnerTerms:
    """What reports of carriers, marketplaces and brokers earn them, month by month.

    A report is timely within `timely_days` of the day of the parcel. From `parcels_least` parcels on, a month earns the
    better tier at `better_share` of complete and of timely reports, and the limited one below `least_share`, which
    begins `notice_days` after its announcement. `better_questions` and `limited_questions` multiply the quota. A
    partner of the better tier is not asked again for `repeat_days` what it answered about such goods; 0 asks always.
    """

    timely_days: int
    parcels_least: int
    better_share: float
    least_share: float
    better_questions: float
    limited_questions: float
    notice_days: int
    repeat_days: int
