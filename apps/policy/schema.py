"""Every number that a policy must state: its key, type, unit, bounds and label.

A policy is complete when it has exactly these keys. The rules read the numbers as typed values (`terms.py`).
"""

from collections.abc import Iterator

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
    points_key,
    rate_key,
    share_key,
    tier_key,
    workdays_key,
)


def tier_keys(tier: int) -> Iterator[NumberKey]:
    """Yield the keys of what a tier asks for."""
    yield parcels_key(f"tier.{tier}.enter.exams", "parcels opened at random, to enter")
    yield parcels_key(f"tier.{tier}.keep.exams", "parcels opened at random, to keep")
    yield rate_key(f"tier.{tier}.compliance", "compliance rate: shown to enter, not disproved to keep")
    yield points_key(f"tier.{tier}.enter.grave_points", "points allowed for fraud and gross negligence, to enter")
    yield points_key(f"tier.{tier}.keep.grave_points", "points allowed for fraud and gross negligence, to keep")
    yield months_key(f"tier.{tier}.months", "months in the program", low=0)


def benefit_keys(tier: int) -> Iterator[NumberKey]:
    """Yield the keys of what a tier promises."""
    yield factor_key(
        f"benefit.{tier}.exam_rate", "rate of exams not drawn at random, as a multiple of the ordinary rate"
    )
    yield flag_key(f"benefit.{tier}.front_of_line", "examined first when examined")
    yield share_key(f"benefit.{tier}.data_corrections", "share of data correction requests waived")
    yield share_key(f"benefit.{tier}.penalty_offset", "penalty mitigation offset")
    yield flag_key(f"benefit.{tier}.account_manager", "account manager")
    yield flag_key(f"benefit.{tier}.certificate", "logo and certificate")


TIERS = (1, 2, 3)
AGE_STEPS = (1, 2, 3)
# The numbers of the criteria of applications, whose texts stand in `applications/criteria.py`; a test compares the two.
CRITERIA = ("1.1", "2.1", "2.2", "3.1", "4.1", "4.2", "5.1", "6.1", "6.2", "7.1", "7.2", "8.1", "9.1", "10.1", "10.2")


SECTIONS: tuple[tuple[str, str, tuple[NumberKey, ...]], ...] = (
    (
        "eligibility",
        "Who may apply",
        (
            NumberKey("eligibility.sales", Unit.SALES, "sales that make a high-volume seller"),
            NumberKey("eligibility.revenue", Unit.USD, "revenue that makes a high-volume seller"),
            months_key("eligibility.period_months", "within any period of"),
            months_key("eligibility.look_back_months", "during the last"),
        ),
    ),
    (
        "clocks",
        "Clocks",
        (
            days_key("clock.decision_days", "a decision on an application"),
            days_key("clock.information_days", "the applicant's time to answer a request for information"),
            days_key("clock.response_days", "the seller's time to respond to a notice"),
            days_key("clock.appeal_days", "time to appeal"),
            days_key("clock.appeal_false_statement_days", "time to appeal, for false information at a validation"),
            days_key("clock.appeal_decision_days", "a decision on an appeal"),
            days_key(
                "clock.appeal_keep_days",
                "further days for which a supervisor may keep an appealed critical change in effect, once",
            ),
            days_key("clock.critical_review_days", "review of a suspension at once"),
            days_key("clock.critical_lapse_days", "from a suspension at once until it lapses, if nobody reviewed it"),
            days_key("clock.change_decision_days", "a decision on a proposed change, once the time to respond is over"),
            days_key("clock.change_lapse_days", "further days, after which an undecided proposed change lapses"),
            months_key("clock.reentry_months", "from a removal until the business may apply again"),
            days_key("clock.departure_days", "the owner's time to confirm a departure that an officer started"),
            days_key("clock.conditions_days", "conditions, at the longest if no corrective plan runs longer"),
            days_key(
                "clock.full_examination_days",
                "full examination after a suspension that nobody reviewed, at the longest",
            ),
            months_key("clock.suspension_months", "a suspension, at the longest; conditions follow"),
            days_key("clock.restriction_review_days", "a decision on a review of conditions that a member asks for"),
            months_key("clock.validation_months", "validation after certification"),
            days_key("clock.petition_seizure_days", "a petition to CBP, from its notice of a seizure"),
            days_key("clock.petition_penalty_days", "a petition to CBP, from its notice of a penalty"),
            days_key("clock.finding_days", "a decision on a parcel that an exam at random found wrong"),
            days_key("clock.agency_hold_days", "until a hold of a parcel by an agency ends, at the longest"),
            days_key("clock.operation_report_days", "the results of a special operation, from the end of its last day"),
            NumberKey("clock.status_hours", Unit.HOURS, "how long a partner may rely on an answer", low=1, high=720),
        ),
    ),
    (
        "disclosures",
        "After a prior disclosure",
        (
            days_key("disclosure.tender_days", "to pay duties that were lost, once CBP has written the amount"),
            days_key("disclosure.pattern_days", "days on which a category is disclosed, so that a plan is opened"),
            months_key("disclosure.pattern_months", "within the last"),
            days_key("disclosure.plan_days", "time for each item of that plan"),
        ),
    ),
    (
        "sources",
        "Sources of disputed violations",
        (
            workdays_key("source.tell_days", "to tell the source of a dispute"),
            days_key("source.confirm_days", "the source's time to confirm, or the violation stops counting"),
            days_key("source.more_days", "further days, if the business adds facts in that time"),
            workdays_key("source.notice_days", "to tell the business of a violation that counts again"),
        ),
    ),
    (
        "criteria",
        "Criteria of an application",
        (
            *(
                flag_key(f"criterion.{number}", f"criterion {number} is a must, asked before approval")
                for number in CRITERIA
            ),
            *(
                flag_key(f"criterion.{number}.file", f"criterion {number} is not sent without a file")
                for number in CRITERIA
            ),
        ),
    ),
    (
        "decisions",
        "Decisions on applications",
        (
            flag_key("decision.countersign_denials", "a second officer countersigns each denial"),
            share_key("decision.second_look", "share of decisions that a second officer reads again, drawn at random"),
        ),
    ),
    (
        "impartiality",
        "Impartial officers",
        (
            months_key(
                "impartial.months",
                "from the day an officer leaves a business's team until the officer may act on the business",
                low=0,
            ),
        ),
    ),
    (
        "requests",
        "Exams that a member asks for",
        (
            NumberKey("request.max_exams", Unit.PARCELS, "parcels, at most, that a member may have opened", high=1000),
            months_key("request.months", "within any period of"),
        ),
    ),
    (
        "changes",
        "Taking something away",
        (
            NumberKey(
                "change.at_once_per_hour", Unit.SUSPENSIONS, "suspensions at once by one source in an hour", low=1
            ),
            flag_key("change.second_officer_demotion", "a second officer agrees to each demotion"),
            flag_key("change.second_officer_suspension", "a second officer agrees to each suspension"),
            flag_key("change.second_officer_removal", "a second officer agrees to each removal"),
            flag_key("change.second_officer_validation", "a second officer agrees to each denial of revalidation"),
        ),
    ),
    (
        "assurance",
        "Before a change is proposed",
        (
            NumberKey("assurance.tier", Unit.TIER, "lowest tier whose members are called first", low=1, high=3),
            NumberKey(
                "assurance.hours",
                Unit.HOURS,
                "from the message about a finding until a change may be proposed",
                low=1,
                high=720,
            ),
        ),
    ),
    (
        "safety",
        "Safety of an account",
        (
            NumberKey(
                "safety.wait_hours",
                Unit.HOURS,
                "from a change of payout account, signatory, storefront or e-mail until the change counts",
                high=720,
            ),
        ),
    ),
    (
        "policy",
        "Changes of the policy",
        (
            notice_days_key("policy.comment_days", "time to comment on a draft that takes something away"),
            notice_days_key("policy.notice_days", "from publication until something may be taken away"),
        ),
    ),
    (
        "realised",
        "Benefits, promised and received",
        (
            months_key("realised.months", "whole months that the realised exam rate looks at"),
            parcels_key("realised.least_parcels", "fewest parcels for which a realised exam rate is shown"),
            confidence_key("realised.confidence", "two-sided confidence of the interval of a realised exam rate"),
            NumberKey(
                "realised.margin",
                Unit.SHARE,
                "excess over the promised exam rate that must be ruled out before a promise counts as kept",
                low=0.01,
                high=10,
                whole=False,
            ),
        ),
    ),
    (
        "windows",
        "Windows, in whole calendar months including the current one",
        (
            months_key("window.record_months", "exams that the compliance rate looks at"),
            months_key("window.points_months", "violations and exams that the points look at"),
            months_key("window.critical_months", "how long a critical violation bars every tier"),
            months_key("window.suspend_months", "how long a critical violation with a recorded basis suspends"),
            months_key("window.declared_months", "months that are counted for the parcels declared in time"),
        ),
    ),
    (
        "rate",
        "Compliance rate",
        (
            NumberKey(
                "rate.prior_exams", Unit.PARCELS, "exams of an average seller that complete each record", high=100
            ),
            rate_key("rate.prior_compliance", "compliance rate of the average seller"),
            NumberKey(
                "rate.false_alarms",
                Unit.SHARE,
                "members a year, at most, that comply and are proposed for a lower tier all the same",
                low=0.0001,
                high=0.2,
                whole=False,
            ),
            NumberKey(
                "rate.alternative",
                Unit.FACTOR,
                "share of wrong parcels that the evidence looks for, as a multiple of the share allowed",
                low=1.1,
                high=20,
                whole=False,
            ),
        ),
    ),
    (
        "exams",
        "Parcels opened at random, in every tier",
        (
            share_key("exams.least_share", "least share of a member's parcels"),
            parcels_key("exams.least_yearly", "least number a year"),
            share_key("exams.most_share", "share of a member's parcels that the least number a year does not exceed"),
            parcels_key("exams.after_wrong", "least number a month after an exam at random found one wrong"),
            months_key("exams.after_wrong_months", "for so long after the month of the last such exam"),
        ),
    ),
    (
        "declared",
        "Parcels declared before they arrive, so that they can be drawn",
        (
            share_key("declared.enter_share", "least share of all parcels of a member, to enter a tier"),
            share_key("declared.keep_share", "least share of those that could be declared, to keep a tier"),
            parcels_key("declared.least_parcels", "fewest parcels for which a share is asked for"),
        ),
    ),
    (
        "risk",
        "Parcels that are declared before they are loaded",
        (
            share_key(
                "risk.screening_chance", "chance to be wrong from which a parcel by air is screened before it is loaded"
            ),
            NumberKey(
                "risk.information_hours",
                Unit.HOURS,
                "time to give information about a declared parcel",
                low=1,
                high=720,
            ),
            NumberKey(
                "risk.screening_hours",
                Unit.HOURS,
                "time to screen a declared parcel, or it is not loaded",
                low=1,
                high=720,
            ),
        ),
    ),
    (
        "selection",
        "How a port divides its exams",
        (
            share_key("selection.unseen_share", "share for parcels of a kind that was never seen"),
            share_key("selection.random_least", "least share that is drawn at random"),
            share_key("selection.random_most", "greatest share that is drawn at random"),
        ),
    ),
    (
        "partners",
        "What reports of carriers, marketplaces and brokers earn them",
        (
            days_key("partner.timely_days", "a report is timely within, from the day of the parcel"),
            NumberKey("partner.parcels_least", Unit.PARCELS, "parcels from which on a month counts", low=1),
            share_key("partner.better_share", "share of complete and of timely reports for the better tier"),
            share_key("partner.least_share", "share below which a partner is limited"),
            factor_key("partner.better_questions", "quota of the better tier"),
            factor_key("partner.limited_questions", "quota of a limited partner"),
            days_key("partner.notice_days", "notice before a limit begins"),
            notice_days_key("partner.repeat_days", "an answer of the better tier is used again for so long"),
        ),
    ),
    (
        "weights",
        "Weight of a violation",
        (
            factor_key("weight.severity.critical", "critical"),
            factor_key("weight.severity.major", "major"),
            factor_key("weight.severity.moderate", "moderate"),
            factor_key("weight.severity.minor", "minor"),
            factor_key("weight.culpability.fraud", "fraud"),
            factor_key("weight.culpability.gross_negligence", "gross negligence"),
            factor_key("weight.culpability.negligence", "negligence"),
            factor_key("weight.culpability.clerical", "clerical error"),
            factor_key("weight.attribution.seller", "the seller's own"),
            factor_key("weight.attribution.broker", "the customs broker's"),
            factor_key("weight.attribution.carrier", "the carrier's"),
            factor_key("weight.attribution.third_party", "another third party's"),
            factor_key("weight.self_disclosed", "disclosed by the seller first"),
            *(
                key
                for step in AGE_STEPS
                for key in (
                    months_key(f"age.{step}.months", "age from which it weighs less"),
                    factor_key(f"age.{step}.factor", "its factor from that age on"),
                )
            ),
        ),
    ),
    *((f"tier{tier}", f"Tier {tier}", tuple(tier_keys(tier))) for tier in TIERS),
    (
        "caps",
        "What holds a tier back",
        (
            factor_key("critical.own_attribution", "attribution weight from which a critical violation is one's own"),
            tier_key("validation.certified_tier", "highest tier without a current validation"),
            months_key("validation.valid_months", "how long a validation is current, to enter"),
            months_key("validation.grace_months", "further months, to keep"),
            months_key("review.every_months", "annual review due"),
            months_key("review.grace_months", "further months, to keep"),
            tier_key("review.overdue_tier", "highest tier while the annual review is overdue"),
            tier_key("plan.enter_tier", "highest tier to enter while a corrective plan is open"),
            tier_key("plan.keep_tier", "highest tier to keep while a corrective plan is open"),
            tier_key("hold.enter_tier", "highest tier to enter while a screening hold stands"),
            tier_key("hold.keep_tier", "highest tier to keep while a screening hold stands"),
        ),
    ),
    *((f"benefits{tier}", f"Benefits of tier {tier}", tuple(benefit_keys(tier))) for tier in (0, *TIERS)),
)

KEYS: dict[str, NumberKey] = {key.name: key for _name, _title, keys in SECTIONS for key in keys}
