"""The conventions of the rules that are no numbers of a policy, for whoever computes with a published policy."""

from typing import Any

from apps.evaluation import counterevidence, third_parties
from apps.evaluation.rules import RULES
from apps.ledger.vocabulary import (
    COUNTING,
    DRAWN_BASES,
    FOLLOWED_BASES,
    GRAVE,
    RECORDED_BASIS,
    Category,
    Culpability,
    Determination,
    severity_of,
)
from apps.policy.models import Policy
from apps.policy.selectors import policy_public

# The window of each rule that looks back, by the keys of the policy.
WINDOWS = {
    "minimum_history": ["window.record_months"],
    "compliance_rate": ["window.record_months"],
    "points": ["window.points_months"],
    "grave_violations": ["window.points_months"],
    "declared_parcels": ["window.declared_months"],
    "critical_violation": ["window.critical_months", "window.suspend_months"],
}
WORDS = {
    "days": "Days are days in New York. An evaluation counts what is dated on its day or before.",
    "months": "A month is a calendar month. Windows include the current one, and ages are differences of months, so "
    "that both move on the first of a month, in steps. Time in the program, a validation and an annual review "
    "count to the same day of a later month, or its last day if that month is shorter.",
    "boundaries": "What reaches a requirement meets it: at least as many exams and as high a rate, at most as many "
    "points. A validation or a review is current until the day before it runs out.",
    "acts": "The last enrolment counts, and the last validation unless it was ended after that. An annual review is "
    "due from the later of the last enrolment and the last review.",
    "exams": "Only parcels count that an agency opened and whose choice did not depend on the parcel. One that was "
    "found wrong counts as wrong once a violation of it is decided, by severity times attribution, at most as one; "
    "until then as wholly wrong for the rate, and as in order for the evidence. Exams that followed a wrong parcel "
    "count in the evidence alone. For the points, the least share of exams is the smallest of the versions in force on "
    "the day of the evaluation or before.",
    "declared": "A month of declared parcels counts from the first day after it, and is counted once. To enter, a "
    "share of all its parcels is asked for; to keep, a share of those that could be declared.",
    "arithmetic": "Shares, factors and points are whole millionths, and each product is cut to whole millionths. The "
    "compliance rate is cut to hundredths of a percent.",
    "evidence": " ".join((counterevidence.__doc__ or "").split()),
    "weights": "An act is weighed by the weights and age steps in force on the day of the evaluation, or by those in "
    "force on its own day where the product is lighter; before the first policy, by those of the first.",
    "together": "Numbers under common control are judged together from the day on which they were bound: the exams and "
    "violations of each are those of all. Acts of the program stay with the number for which they were done.",
    "third_parties": " ".join((third_parties.__doc__ or "").split()),
    "tier": "The tier is the lowest that any rule allows.",
}


def policy_with_conventions(policy: Policy) -> dict[str, Any]:
    """Return a policy as the API shows it, with all that one needs beside its numbers to compute as the rules do."""
    return policy_public(policy) | {"conventions": conventions()}


def conventions() -> dict[str, Any]:
    """Return the conventions: codes as the rules group them, the windows of the rules, and words for the rest."""
    return {
        "severity": {
            category: {culpability: severity_of(category, culpability).value for culpability in Culpability.values}
            for category in Category.values
        },
        "counting_determinations": sorted(COUNTING),
        "suspending_determinations": [Determination.SUSTAINED.value],
        "suspending_bases": sorted(RECORDED_BASIS),
        "grave_culpabilities": sorted(GRAVE),
        "random_exam_bases": sorted(DRAWN_BASES),
        "follow_up_exam_bases": sorted(FOLLOWED_BASES),
        "third_parties": {"notice_days": third_parties.NOTICE_DAYS, "notice_months": third_parties.NOTICE_MONTHS},
        "windows": WINDOWS,
        "rules": {code: " ".join((rule.__doc__ or "").split()) for code, rule in RULES.items()},
        "words": WORDS,
    }
