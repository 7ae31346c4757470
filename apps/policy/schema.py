"""Every number that a policy must state: its key, type, unit, bounds and label.

A policy is complete when it has exactly these keys. The rules read the numbers as typed values (`terms.py`).
"""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.policy.keys import (
    NumberKey,
    Unit,
    confidence_key,
    days_key,
    factor_key,
    flag_key,
    months_key,
    notice_days_key,
    parcels_key,
    rate_key,
    share_key,
    tier_key,
    workdays_key,
)
from apps.policy.tier_keys import benefit_keys, tier_keys

TIERS = (1, 2, 3)
AGE_STEPS = (1, 2, 3)
# The numbers of the criteria of applications, whose texts stand in `applications/criteria.py`; a test compares the two.
CRITERIA = ("1.1", "2.1", "2.2", "3.1", "4.1", "4.2", "5.1", "6.1", "6.2", "7.1", "7.2", "8.1", "9.1", "10.1", "10.2")


SECTIONS: tuple[tuple[str, str | Promise, tuple[NumberKey, ...]], ...] = (
    (
        "eligibility",
        _lazy("Who may apply"),
        (
            NumberKey("eligibility.sales", Unit.SALES, _lazy("sales that make a high-volume seller")),
            NumberKey("eligibility.revenue", Unit.USD, _lazy("revenue that makes a high-volume seller")),
            months_key("eligibility.period_months", _lazy("within any period of")),
            months_key("eligibility.look_back_months", _lazy("during the last")),
        ),
    ),
    (
        "clocks",
        _lazy("Clocks"),
        (
            days_key("clock.decision_days", _lazy("a decision on an application")),
            days_key("clock.information_days", _lazy("the applicant's time to answer a request for information")),
            days_key("clock.response_days", _lazy("the seller's time to respond to a notice")),
            days_key("clock.appeal_days", _lazy("time to appeal")),
            days_key(
                "clock.appeal_false_statement_days", _lazy("time to appeal, for false information at a validation")
            ),
            days_key("clock.appeal_decision_days", _lazy("a decision on an appeal")),
            days_key(
                "clock.appeal_keep_days",
                _lazy("further days for which a supervisor may keep an appealed critical change in effect, once"),
            ),
            days_key("clock.critical_review_days", _lazy("review of a suspension at once")),
            days_key(
                "clock.critical_lapse_days", _lazy("from a suspension at once until it lapses, if nobody reviewed it")
            ),
            days_key(
                "clock.change_decision_days", _lazy("a decision on a proposed change, once the time to respond is over")
            ),
            days_key("clock.change_lapse_days", _lazy("further days, after which an undecided proposed change lapses")),
            months_key("clock.reentry_months", _lazy("from a removal until the business may apply again")),
            days_key("clock.departure_days", _lazy("the owner's time to confirm a departure that an officer started")),
            days_key("clock.conditions_days", _lazy("conditions, at the longest if no corrective plan runs longer")),
            days_key(
                "clock.full_examination_days",
                _lazy("full examination after a suspension that nobody reviewed, at the longest"),
            ),
            months_key("clock.suspension_months", _lazy("a suspension, at the longest; conditions follow")),
            days_key(
                "clock.restriction_review_days", _lazy("a decision on a review of conditions that a member asks for")
            ),
            months_key("clock.validation_months", _lazy("validation after certification")),
            days_key("clock.petition_seizure_days", _lazy("a petition to CBP, from its notice of a seizure")),
            days_key("clock.petition_penalty_days", _lazy("a petition to CBP, from its notice of a penalty")),
            days_key("clock.finding_days", _lazy("a decision on a parcel that an exam at random found wrong")),
            days_key("clock.agency_hold_days", _lazy("until a hold of a parcel by an agency ends, at the longest")),
            days_key(
                "clock.operation_report_days", _lazy("the results of a special operation, from the end of its last day")
            ),
            NumberKey(
                "clock.status_hours", Unit.HOURS, _lazy("how long a partner may rely on an answer"), low=1, high=720
            ),
        ),
    ),
    (
        "disclosures",
        _lazy("After a prior disclosure"),
        (
            days_key("disclosure.tender_days", _lazy("to pay duties that were lost, once CBP has written the amount")),
            days_key(
                "disclosure.pattern_days", _lazy("days on which a category is disclosed, so that a plan is opened")
            ),
            months_key("disclosure.pattern_months", _lazy("within the last")),
            days_key("disclosure.plan_days", _lazy("time for each item of that plan")),
        ),
    ),
    (
        "sources",
        _lazy("Sources of disputed violations"),
        (
            workdays_key("source.tell_days", _lazy("to tell the source of a dispute")),
            days_key("source.confirm_days", _lazy("the source's time to confirm, or the violation stops counting")),
            days_key("source.more_days", _lazy("further days, if the business adds facts in that time")),
            workdays_key("source.notice_days", _lazy("to tell the business of a violation that counts again")),
        ),
    ),
    (
        "criteria",
        _lazy("Criteria of an application"),
        (
            *(
                flag_key(f"criterion.{number}", _lazy("criterion %s is a must, asked before approval") % number)
                for number in CRITERIA
            ),
            *(
                flag_key(f"criterion.{number}.file", _lazy("criterion %s is not sent without a file") % number)
                for number in CRITERIA
            ),
        ),
    ),
    (
        "decisions",
        _lazy("Decisions on applications"),
        (
            flag_key("decision.countersign_denials", _lazy("a second officer countersigns each denial")),
            share_key(
                "decision.second_look", _lazy("share of decisions that a second officer reads again, drawn at random")
            ),
        ),
    ),
    (
        "impartiality",
        _lazy("Impartial officers"),
        (
            months_key(
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
            NumberKey(
                "request.max_exams", Unit.PARCELS, _lazy("parcels, at most, that a member may have opened"), high=1000
            ),
            months_key("request.months", _lazy("within any period of")),
        ),
    ),
    (
        "changes",
        _lazy("Taking something away"),
        (
            NumberKey(
                "change.at_once_per_hour",
                Unit.SUSPENSIONS,
                _lazy("suspensions at once by one source in an hour"),
                low=1,
            ),
            flag_key("change.second_officer_demotion", _lazy("a second officer agrees to each demotion")),
            flag_key("change.second_officer_suspension", _lazy("a second officer agrees to each suspension")),
            flag_key("change.second_officer_removal", _lazy("a second officer agrees to each removal")),
            flag_key(
                "change.second_officer_validation", _lazy("a second officer agrees to each denial of revalidation")
            ),
        ),
    ),
    (
        "assurance",
        _lazy("Before a change is proposed"),
        (
            NumberKey("assurance.tier", Unit.TIER, _lazy("lowest tier whose members are called first"), low=1, high=3),
            NumberKey(
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
            NumberKey(
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
            notice_days_key("policy.comment_days", _lazy("time to comment on a draft that takes something away")),
            notice_days_key("policy.notice_days", _lazy("from publication until something may be taken away")),
        ),
    ),
    (
        "realised",
        _lazy("Benefits, promised and received"),
        (
            months_key("realised.months", _lazy("whole months that the realised exam rate looks at")),
            parcels_key("realised.least_parcels", _lazy("fewest parcels for which a realised exam rate is shown")),
            confidence_key(
                "realised.confidence", _lazy("two-sided confidence of the interval of a realised exam rate")
            ),
            NumberKey(
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
            months_key("window.record_months", _lazy("exams that the compliance rate looks at")),
            months_key("window.points_months", _lazy("violations and exams that the points look at")),
            months_key("window.critical_months", _lazy("how long a critical violation bars every tier")),
            months_key("window.suspend_months", _lazy("how long a critical violation with a recorded basis suspends")),
            months_key("window.declared_months", _lazy("months that are counted for the parcels declared in time")),
        ),
    ),
    (
        "rate",
        _lazy("Compliance rate"),
        (
            NumberKey(
                "rate.prior_exams",
                Unit.PARCELS,
                _lazy("exams of an average seller that complete each record"),
                high=100,
            ),
            rate_key("rate.prior_compliance", _lazy("compliance rate of the average seller")),
            NumberKey(
                "rate.false_alarms",
                Unit.SHARE,
                _lazy("members a year, at most, that comply and are proposed for a lower tier all the same"),
                low=0.0001,
                high=0.2,
                whole=False,
            ),
            NumberKey(
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
            share_key("exams.least_share", _lazy("least share of a member's parcels")),
            parcels_key("exams.least_yearly", _lazy("least number a year")),
            share_key(
                "exams.most_share", _lazy("share of a member's parcels that the least number a year does not exceed")
            ),
            parcels_key("exams.after_wrong", _lazy("least number a month after an exam at random found one wrong")),
            months_key("exams.after_wrong_months", _lazy("for so long after the month of the last such exam")),
        ),
    ),
    (
        "declared",
        _lazy("Parcels declared before they arrive, so that they can be drawn"),
        (
            share_key("declared.enter_share", _lazy("least share of all parcels of a member, to enter a tier")),
            share_key("declared.keep_share", _lazy("least share of those that could be declared, to keep a tier")),
            parcels_key("declared.least_parcels", _lazy("fewest parcels for which a share is asked for")),
        ),
    ),
    (
        "risk",
        _lazy("Parcels that are declared before they are loaded"),
        (
            share_key(
                "risk.screening_chance",
                _lazy("chance to be wrong from which a parcel by air is screened before it is loaded"),
            ),
            NumberKey(
                "risk.information_hours",
                Unit.HOURS,
                _lazy("time to give information about a declared parcel"),
                low=1,
                high=720,
            ),
            NumberKey(
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
            share_key("selection.unseen_share", _lazy("share for parcels of a kind that was never seen")),
            share_key("selection.random_least", _lazy("least share that is drawn at random")),
            share_key("selection.random_most", _lazy("greatest share that is drawn at random")),
            factor_key(
                "selection.group_most",
                _lazy("of the clean parcels of a group, opened by choice, at most so many times the share of all"),
            ),
            parcels_key(
                "selection.group_least", _lazy("clean parcels that a smaller group counts as having for that bound")
            ),
        ),
    ),
    (
        "partners",
        _lazy("What reports of carriers, marketplaces and brokers earn them"),
        (
            days_key("partner.timely_days", _lazy("a report is timely within, from the day of the parcel")),
            NumberKey("partner.parcels_least", Unit.PARCELS, _lazy("parcels from which on a month counts"), low=1),
            share_key("partner.better_share", _lazy("share of complete and of timely reports for the better tier")),
            share_key("partner.least_share", _lazy("share below which a partner is limited")),
            factor_key("partner.better_questions", _lazy("quota of the better tier")),
            factor_key("partner.limited_questions", _lazy("quota of a limited partner")),
            days_key("partner.notice_days", _lazy("notice before a limit begins")),
            notice_days_key("partner.repeat_days", _lazy("an answer of the better tier is used again for so long")),
        ),
    ),
    (
        "weights",
        _lazy("Weight of a violation"),
        (
            factor_key("weight.severity.critical", _lazy("critical")),
            factor_key("weight.severity.major", _lazy("major")),
            factor_key("weight.severity.moderate", _lazy("moderate")),
            factor_key("weight.severity.minor", _lazy("minor")),
            factor_key("weight.culpability.fraud", _lazy("fraud")),
            factor_key("weight.culpability.gross_negligence", _lazy("gross negligence")),
            factor_key("weight.culpability.negligence", _lazy("negligence")),
            factor_key("weight.culpability.clerical", _lazy("clerical error")),
            factor_key("weight.attribution.seller", _lazy("the seller's own")),
            factor_key("weight.attribution.broker", _lazy("the customs broker's")),
            factor_key("weight.attribution.carrier", _lazy("the carrier's")),
            factor_key("weight.attribution.third_party", _lazy("another third party's")),
            factor_key("weight.self_disclosed", _lazy("disclosed by the seller first")),
            *(
                key
                for step in AGE_STEPS
                for key in (
                    months_key(f"age.{step}.months", _lazy("age from which it weighs less")),
                    factor_key(f"age.{step}.factor", _lazy("its factor from that age on")),
                )
            ),
        ),
    ),
    *((f"tier{tier}", _lazy("Tier %d") % tier, tuple(tier_keys(tier))) for tier in TIERS),
    (
        "caps",
        _lazy("What holds a tier back"),
        (
            factor_key(
                "critical.own_attribution", _lazy("attribution weight from which a critical violation is one's own")
            ),
            tier_key("validation.certified_tier", _lazy("highest tier without a current validation")),
            months_key("validation.valid_months", _lazy("how long a validation is current, to enter")),
            months_key("validation.grace_months", _lazy("further months, to keep")),
            months_key("review.every_months", _lazy("annual review due")),
            months_key("review.grace_months", _lazy("further months, to keep")),
            tier_key("review.overdue_tier", _lazy("highest tier while the annual review is overdue")),
            tier_key("plan.enter_tier", _lazy("highest tier to enter while a corrective plan is open")),
            tier_key("plan.keep_tier", _lazy("highest tier to keep while a corrective plan is open")),
            tier_key("hold.enter_tier", _lazy("highest tier to enter while a screening hold stands")),
            tier_key("hold.keep_tier", _lazy("highest tier to keep while a screening hold stands")),
        ),
    ),
    *((f"benefits{tier}", _lazy("Benefits of tier %d") % tier, tuple(benefit_keys(tier))) for tier in (0, *TIERS)),
)

KEYS: dict[str, NumberKey] = {key.name: key for _name, _title, keys in SECTIONS for key in keys}
