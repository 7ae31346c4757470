"""The rules, each in its own file, and the answer that they give together: the lowest tier that any of them allows."""

from datetime import date
from types import ModuleType

import msgspec

from apps.evaluation.finding import Finding, earliest
from apps.evaluation.record import Record
from apps.evaluation.rules import (
    annual_review,
    compliance_rate,
    corrective_plan,
    critical_violation,
    minimum_history,
    points,
    screening_hold,
    time_in_program,
    validation_current,
)
from apps.policy.terms import Terms

RULES: dict[str, ModuleType] = {
    rule.CODE: rule
    for rule in (
        minimum_history,
        compliance_rate,
        critical_violation,
        points,
        time_in_program,
        validation_current,
        annual_review,
        corrective_plan,
        screening_hold,
    )
}
_FIND = tuple(rule.find for rule in RULES.values())


class Answer(msgspec.Struct, frozen=True):
    """What the rules say of a record. Until `quiet_until`, and before `clean_left` further clean parcels, it stands."""

    enter: int
    keep: int
    suspend: bool
    findings: tuple[Finding, ...]
    quiet_until: date | None
    clean_left: int | None


def judge(record: Record, terms: Terms) -> Answer:
    findings = tuple([find(record, terms) for find in _FIND])
    enter = min([finding.enter for finding in findings])
    keep = min([finding.keep for finding in findings])
    to_enter = _all_of([finding.clean_enter for finding in findings if finding.enter == enter])
    to_keep = _all_of([finding.clean_keep for finding in findings if finding.keep == keep])
    return Answer(
        enter=enter,
        keep=keep,
        suspend=any(finding.suspend for finding in findings),
        findings=findings,
        quiet_until=earliest([record.ahead, *[finding.moves for finding in findings]]),
        clean_left=min((count for count in (to_enter, to_keep) if count is not None), default=None),
    )


def _all_of(counts: list[int | None]) -> int | None:
    """How many clean parcels raise every binding rule: the tier rises only when all of them do."""
    needed = 0
    for count in counts:
        if count is None:
            return None
        needed = max(needed, count)
    return needed
