"""Every number that a policy must state: its key, type, unit, bounds and label.

A policy is complete when it has exactly these keys. The rules read the numbers as typed values (`terms.py`).
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.policy.keys import Key, Unit

TIERS = (1, 2, 3)
AGE_STEPS = (1, 2, 3)
# The numbers of the criteria of applications, whose texts stand in `applications/criteria.py`; a test compares the two.
CRITERIA = ("1.1", "2.1", "2.2", "3.1", "4.1", "4.2", "5.1", "6.1", "6.2", "7.1", "7.2", "8.1", "9.1", "10.1", "10.2")


def _months(name: str, label: Promise, *, low: int = 1) -> Key:
    return Key(name, Unit.MONTHS, label, low=low, high=120)


def _days(name: str, label: Promise) -> Key:
    return Key(name, Unit.DAYS, label, low=1, high=365)


def _notice_days(name: str, label: Promise) -> Key:
    return Key(name, Unit.DAYS, label, high=365)


def _workdays(name: str, label: Promise) -> Key:
    return Key(name, Unit.WORKDAYS, label, low=1, high=60)


def _share(name: str, label: Promise) -> Key:
    return Key(name, Unit.SHARE, label, high=1, whole=False)


def _rate(name: str, label: Promise) -> Key:
    # No number of clean parcels shows a rate of 1.
    # Four decimals are hundredths of a percent, to which a member's rate is cut: both are shown as they are compared.
    return Key(name, Unit.SHARE, label, low=0.01, high=0.999, whole=False, decimals=4)


def _confidence(name: str, label: Promise) -> Key:
    return Key(name, Unit.SHARE, label, low=0.5, high=0.999, whole=False)


def _factor(name: str, label: Promise) -> Key:
    return Key(name, Unit.FACTOR, label, high=100, whole=False)


def _points(name: str, label: Promise) -> Key:
    return Key(name, Unit.POINTS, label, whole=False)


def _parcels(name: str, label: Promise) -> Key:
    return Key(name, Unit.PARCELS, label)


def _tier(name: str, label: Promise) -> Key:
    return Key(name, Unit.TIER, label, high=3)


def _flag(name: str, label: str | Promise) -> Key:
    return Key(name, Unit.FLAG, label, high=1)


def _tier_keys(tier: int) -> Iterator[Key]:
    yield _parcels(f"tier.{tier}.enter.exams", _lazy("parcels opened at random, to enter"))
    yield _parcels(f"tier.{tier}.keep.exams", _lazy("parcels opened at random, to keep"))
    yield _rate(f"tier.{tier}.compliance", _lazy("compliance rate: shown to enter, not disproved to keep"))
    yield _points(f"tier.{tier}.enter.points", _lazy("points allowed for each 100 parcels opened at random, to enter"))
    yield _points(f"tier.{tier}.keep.points", _lazy("points allowed for each 100 parcels opened at random, to keep"))
    yield _points(f"tier.{tier}.enter.grave_points", _lazy("points allowed for fraud and gross negligence, to enter"))
    yield _points(f"tier.{tier}.keep.grave_points", _lazy("points allowed for fraud and gross negligence, to keep"))
    yield _months(f"tier.{tier}.months", _lazy("months in the program"), low=0)


def _benefit_keys(tier: int) -> Iterator[Key]:
    yield _factor(
        f"benefit.{tier}.exam_rate", _lazy("rate of exams not drawn at random, as a multiple of the ordinary rate")
    )
    yield _flag(f"benefit.{tier}.front_of_line", _lazy("examined first when examined"))
    yield _share(f"benefit.{tier}.data_corrections", _lazy("share of data correction requests waived"))
    yield _share(f"benefit.{tier}.penalty_offset", _lazy("penalty mitigation offset"))
    yield _flag(f"benefit.{tier}.account_manager", _lazy("account manager"))
    yield _flag(f"benefit.{tier}.certificate", _lazy("logo and certificate"))


SECTIONS: tuple[tuple[str, str | Promise, tuple[Key, ...]], ...] = (
    (
        "eligibility",
        _lazy("Who may apply"),
        (
            Key("eligibility.sales", Unit.SALES, _lazy("sales that make a high-volume seller")),
            Key("eligibility.revenue", Unit.USD, _lazy("revenue that makes a high-volume seller")),
            _months("eligibility.period_months", _lazy("within any period of")),
            _months("eligibility.look_back_months", _lazy("during the last")),
        ),
    ),
    (
        "clocks",
        _lazy("Clocks"),
        (
            _days("clock.decision_days", _lazy("a decision on an application")),
            _days("clock.information_days", _lazy("the applicant's time to answer a request for information")),
            _days("clock.response_days", _lazy("the seller's time to respond to a notice")),
            _days("clock.appeal_days", _lazy("time to appeal")),
            _days("clock.appeal_false_statement_days", _lazy("time to appeal, for false information at a validation")),
            _days("clock.appeal_decision_days", _lazy("a decision on an appeal")),
            _days(
                "clock.appeal_keep_days",
                _lazy("further days for which a supervisor may keep an appealed critical change in effect, once"),
            ),
            _days("clock.critical_review_days", _lazy("review of a suspension at once")),
            _days(
                "clock.critical_lapse_days", _lazy("from a suspension at once until it lapses, if nobody reviewed it")
            ),
            _days(
                "clock.change_decision_days", _lazy("a decision on a proposed change, once the time to respond is over")
            ),
            _days("clock.change_lapse_days", _lazy("further days, after which an undecided proposed change lapses")),
            _months("clock.reentry_months", _lazy("from a removal until the business may apply again")),
            _days("clock.departure_days", _lazy("the owner's time to confirm a departure that an officer started")),
            _days("clock.conditions_days", _lazy("conditions, at the longest if no corrective plan runs longer")),
            _days(
                "clock.full_examination_days",
                _lazy("full examination after a suspension that nobody reviewed, at the longest"),
            ),
            _months("clock.suspension_months", _lazy("a suspension, at the longest; conditions follow")),
            _days(
                "clock.restriction_review_days", _lazy("a decision on a review of conditions that a member asks for")
            ),
            _months("clock.validation_months", _lazy("validation after certification")),
            _days("clock.petition_seizure_days", _lazy("a petition to CBP, from its notice of a seizure")),
            _days("clock.petition_penalty_days", _lazy("a petition to CBP, from its notice of a penalty")),
            _days(
                "clock.agency_hold_days", _lazy("until an agency looks again at a parcel that it holds, at the longest")
            ),
            _days(
                "clock.operation_report_days", _lazy("the results of a special operation, from the end of its last day")
            ),
            Key("clock.status_hours", Unit.HOURS, _lazy("how long a partner may rely on an answer"), low=1, high=720),
        ),
    ),
    (
        "sources",
        _lazy("Sources of disputed violations"),
        (
            _workdays("source.tell_days", _lazy("to tell the source of a dispute")),
            _days("source.confirm_days", _lazy("the source's time to confirm, or the violation stops counting")),
            _days("source.more_days", _lazy("further days, if the business adds facts in that time")),
            _workdays("source.notice_days", _lazy("to tell the business of a violation that counts again")),
        ),
    ),
    (
        "criteria",
        _lazy("Criteria of an application"),
        (
            *(
                _flag(f"criterion.{number}", _lazy("criterion %s is a must, asked before approval") % number)
                for number in CRITERIA
            ),
            *(
                _flag(f"criterion.{number}.file", _lazy("criterion %s is not sent without a file") % number)
                for number in CRITERIA
            ),
        ),
    ),
    (
        "decisions",
        _lazy("Decisions on applications"),
        (
            _flag("decision.countersign_denials", _lazy("a second officer countersigns each denial")),
            _share(
                "decision.second_look", _lazy("share of decisions that a second officer reads again, drawn at random")
            ),
        ),
    ),
    (
        "impartiality",
        _lazy("Impartial officers"),
        (
            _months(
                "impartial.months",
                _lazy("from the day an officer leaves a business's team until the officer may act on the business"),
                low=0,
            ),
        ),
    ),
    (
        "requests",
        _lazy("Exams that a member asks for"),
        (
            Key("request.max_exams", Unit.PARCELS, _lazy("parcels, at most, that a member may have opened"), high=1000),
            _months("request.months", _lazy("within any period of")),
        ),
    ),
    (
        "changes",
        _lazy("Taking something away"),
        (
            Key(
                "change.at_once_per_hour",
                Unit.SUSPENSIONS,
                _lazy("suspensions at once by one source in an hour"),
                low=1,
            ),
            _flag("change.second_officer_demotion", _lazy("a second officer agrees to each demotion")),
            _flag("change.second_officer_suspension", _lazy("a second officer agrees to each suspension")),
            _flag("change.second_officer_removal", _lazy("a second officer agrees to each removal")),
            _flag("change.second_officer_validation", _lazy("a second officer agrees to each denial of revalidation")),
        ),
    ),
    (
        "assurance",
        _lazy("Before a change is proposed"),
        (
            Key("assurance.tier", Unit.TIER, _lazy("lowest tier whose members are called first"), low=1, high=3),
            Key(
                "assurance.hours",
                Unit.HOURS,
                _lazy("from the message about a finding until a change may be proposed"),
                low=1,
                high=720,
            ),
        ),
    ),
    (
        "safety",
        _lazy("Safety of an account"),
        (
            Key(
                "safety.wait_hours",
                Unit.HOURS,
                _lazy("from a change of payout account, signatory, storefront or e-mail until the change counts"),
                high=720,
            ),
        ),
    ),
    (
        "policy",
        _lazy("Changes of the policy"),
        (
            _notice_days("policy.comment_days", _lazy("time to comment on a draft that takes something away")),
            _notice_days("policy.notice_days", _lazy("from publication until something may be taken away")),
        ),
    ),
    (
        "realised",
        _lazy("Benefits, promised and received"),
        (
            _months("realised.months", _lazy("whole months that the realised exam rate looks at")),
            _parcels("realised.least_parcels", _lazy("fewest parcels for which a realised exam rate is shown")),
            _confidence("realised.confidence", _lazy("two-sided confidence of the interval of a realised exam rate")),
            Key(
                "realised.margin",
                Unit.SHARE,
                _lazy("excess over the promised exam rate that must be ruled out before a promise counts as kept"),
                low=0.01,
                high=10,
                whole=False,
            ),
        ),
    ),
    (
        "windows",
        _lazy("Windows, in whole calendar months including the current one"),
        (
            _months("window.record_months", _lazy("exams that the compliance rate looks at")),
            _months("window.points_months", _lazy("violations and exams that the points look at")),
            _months("window.critical_months", _lazy("how long a critical violation bars every tier")),
            _months("window.suspend_months", _lazy("how long a critical violation with a recorded basis suspends")),
        ),
    ),
    (
        "rate",
        _lazy("Compliance rate"),
        (
            Key(
                "rate.prior_exams",
                Unit.PARCELS,
                _lazy("exams of an average seller that complete each record"),
                high=100,
            ),
            _rate("rate.prior_compliance", _lazy("compliance rate of the average seller")),
            Key(
                "rate.false_alarms",
                Unit.SHARE,
                _lazy("members a year, at most, that comply and are proposed for a lower tier all the same"),
                low=0.0001,
                high=0.2,
                whole=False,
            ),
            Key(
                "rate.alternative",
                Unit.FACTOR,
                _lazy("share of wrong parcels that the evidence looks for, as a multiple of the share allowed"),
                low=1.1,
                high=20,
                whole=False,
            ),
        ),
    ),
    (
        "exams",
        _lazy("Parcels opened at random, in every tier"),
        (
            _share("exams.least_share", _lazy("least share of a member's parcels")),
            _parcels("exams.least_yearly", _lazy("least number a year")),
            _share(
                "exams.most_share", _lazy("share of a member's parcels that the least number a year does not exceed")
            ),
        ),
    ),
    (
        "risk",
        _lazy("Parcels that are declared before they are loaded"),
        (
            _share(
                "risk.screening_chance",
                _lazy("chance to be wrong from which a parcel by air is screened before it is loaded"),
            ),
            Key(
                "risk.information_hours",
                Unit.HOURS,
                _lazy("time to give information about a declared parcel"),
                low=1,
                high=720,
            ),
            Key(
                "risk.screening_hours",
                Unit.HOURS,
                _lazy("time to screen a declared parcel, or it is not loaded"),
                low=1,
                high=720,
            ),
        ),
    ),
    (
        "selection",
        _lazy("How a port divides its exams"),
        (
            _share("selection.unseen_share", _lazy("share for parcels of a kind that was never seen")),
            _share("selection.random_least", _lazy("least share that is drawn at random")),
            _share("selection.random_most", _lazy("greatest share that is drawn at random")),
        ),
    ),
    (
        "partners",
        _lazy("What reports of carriers, marketplaces and brokers earn them"),
        (
            _days("partner.timely_days", _lazy("a report is timely within, from the day of the parcel")),
            Key("partner.parcels_least", Unit.PARCELS, _lazy("parcels from which on a month counts"), low=1),
            _share("partner.better_share", _lazy("share of complete and of timely reports for the better tier")),
            _share("partner.least_share", _lazy("share below which a partner is limited")),
            _factor("partner.better_questions", _lazy("quota of the better tier")),
            _factor("partner.limited_questions", _lazy("quota of a limited partner")),
            _days("partner.notice_days", _lazy("notice before a limit begins")),
        ),
    ),
    (
        "weights",
        _lazy("Weight of a violation"),
        (
            _factor("weight.severity.critical", _lazy("critical")),
            _factor("weight.severity.major", _lazy("major")),
            _factor("weight.severity.moderate", _lazy("moderate")),
            _factor("weight.severity.minor", _lazy("minor")),
            _factor("weight.culpability.fraud", _lazy("fraud")),
            _factor("weight.culpability.gross_negligence", _lazy("gross negligence")),
            _factor("weight.culpability.negligence", _lazy("negligence")),
            _factor("weight.culpability.clerical", _lazy("clerical error")),
            _factor("weight.attribution.seller", _lazy("the seller's own")),
            _factor("weight.attribution.broker", _lazy("the customs broker's")),
            _factor("weight.attribution.carrier", _lazy("the carrier's")),
            _factor("weight.attribution.third_party", _lazy("another third party's")),
            _factor("weight.self_disclosed", _lazy("disclosed by the seller first")),
            *(
                key
                for step in AGE_STEPS
                for key in (
                    _months(f"age.{step}.months", _lazy("age from which it weighs less")),
                    _factor(f"age.{step}.factor", _lazy("its factor from that age on")),
                )
            ),
        ),
    ),
    *((f"tier{tier}", _lazy("Tier %d") % tier, tuple(_tier_keys(tier))) for tier in TIERS),
    (
        "caps",
        _lazy("What holds a tier back"),
        (
            _factor(
                "critical.own_attribution", _lazy("attribution weight from which a critical violation is one's own")
            ),
            _tier("validation.certified_tier", _lazy("highest tier without a current validation")),
            _months("validation.valid_months", _lazy("how long a validation is current, to enter")),
            _months("validation.grace_months", _lazy("further months, to keep")),
            _months("review.every_months", _lazy("annual review due")),
            _months("review.grace_months", _lazy("further months, to keep")),
            _tier("review.overdue_tier", _lazy("highest tier while the annual review is overdue")),
            _tier("plan.enter_tier", _lazy("highest tier to enter while a corrective plan is open")),
            _tier("plan.keep_tier", _lazy("highest tier to keep while a corrective plan is open")),
            _tier("hold.enter_tier", _lazy("highest tier to enter while a screening hold stands")),
            _tier("hold.keep_tier", _lazy("highest tier to keep while a screening hold stands")),
        ),
    ),
    *((f"benefits{tier}", _lazy("Benefits of tier %d") % tier, tuple(_benefit_keys(tier))) for tier in (0, *TIERS)),
)

KEYS: dict[str, Key] = {key.name: key for _name, _title, keys in SECTIONS for key in keys}
