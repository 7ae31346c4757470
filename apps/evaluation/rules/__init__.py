"""The rules, each in its own file, and their common answer: the lowest tier that any rule allows."""

from datetime import date
from typing import Any, Protocol

import msgspec

from apps.core.lazy import Promise
from apps.evaluation.finding import RuleFinding, earliest
from apps.evaluation.formats import Reader
from apps.evaluation.record import Record
from apps.evaluation.rules import (
    annual_review,
    compliance_rate,
    corrective_plan,
    critical_violation,
    declared_parcels,
    grave_violations,
    minimum_history,
    points,
    screening_hold,
    time_in_program,
    validation_current,
)
from apps.policy.terms import Terms


class Rule(Protocol):
    """The functions and constants of the module of a rule. The module's docstring explains the rule to the public."""

    @property
    def CODE(self) -> str:  # noqa: N802 (a constant of the module)
        """The code of the rule, which findings keep."""

    @property
    def TITLE(self) -> Promise:  # noqa: N802 (a constant of the module)
        """The name of the rule for people."""

    @staticmethod
    def find(record: Record, terms: Terms) -> RuleFinding:
        """Return the highest tiers that the rule allows on a record, under the terms of a policy."""

    @staticmethod
    def sentence(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
        """Return the explanation of a finding in one sentence or a few, in the words and the language of the reader."""

    @staticmethod
    def value_text(value: Any) -> str:
        """Return an observed or required value as text."""


class ActRule(Rule, Protocol):
    """A rule that waits for somebody's act. With the act, the rule allows every tier."""

    @staticmethod
    def act(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
        """Return the act that a finding waits for, in the words and the language of the reader."""


RULES: dict[str, Rule] = {
    rule.CODE: rule
    for rule in (
        minimum_history,
        compliance_rate,
        critical_violation,
        points,
        grave_violations,
        time_in_program,
        validation_current,
        annual_review,
        corrective_plan,
        screening_hold,
        declared_parcels,
    )
}
# The rules that further parcels opened at random can satisfy, and those that acts can. The others wait for a day.
EXAM_RULES: dict[str, Rule] = {rule.CODE: rule for rule in (minimum_history, compliance_rate, points)}
ACT_RULES: dict[str, ActRule] = {
    rule.CODE: rule for rule in (validation_current, annual_review, corrective_plan, screening_hold, declared_parcels)
}
_FIND = tuple(rule.find for rule in RULES.values())


class RulesAnswer(msgspec.Struct, frozen=True, gc=False):
    """The answer of the rules on a record.

    Without a further entry, the answer holds until the day `quiet_until`. It also holds until `clean_left` further
    parcels are recorded that were opened at random and found clean (None: no number changes the answer).
    """

    enter: int
    keep: int
    suspend: bool
    findings: tuple[RuleFinding, ...]
    quiet_until: date | None
    clean_left: int | None


def judge(record: Record, terms: Terms) -> RulesAnswer:
    """Apply all rules to a record under the terms of a policy."""
    findings = tuple([find(record, terms) for find in _FIND])
    enter = min([finding.enter for finding in findings])
    keep = min([finding.keep for finding in findings])
    to_enter = _all_of([finding.clean_enter for finding in findings if finding.enter == enter])
    to_keep = _all_of([finding.clean_keep for finding in findings if finding.keep == keep])
    return RulesAnswer(
        enter=enter,
        keep=keep,
        suspend=any(finding.suspend for finding in findings),
        findings=findings,
        quiet_until=earliest([record.next_effective, *[finding.moves for finding in findings]]),
        clean_left=min((count for count in (to_enter, to_keep) if count is not None), default=None),
    )


def _all_of(counts: list[int | None]) -> int | None:
    """Return the number of clean parcels that raises every binding rule, since the tier rises only when all rise."""
    needed = 0
    for count in counts:
        if count is None:
            return None
        needed = max(needed, count)
    return needed
