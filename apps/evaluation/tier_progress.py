"""How far a record is on the way to a tier, and how much room is left before a tier is lost: shares for a picture."""

from math import log1p
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.core.lazy import Promise
from apps.evaluation.finding import RuleFinding
from apps.evaluation.record import Record
from apps.evaluation.rules import RULES, RulesAnswer, compliance_rate, minimum_history, points, time_in_program
from apps.policy.terms import ENTER, ONE, Terms


class RuleProgress(NamedTuple):
    """What a rule counts, beside what entering a tier asks of it, in words. `reached` is the share of the way, 1 where
    the rule lets the record enter.
    """

    title: Promise
    said: str
    reached: float


def progress_to(tier: int, record: Record, terms: Terms, answer: RulesAnswer) -> list[RuleProgress]:
    """Return how far a record is on the way to a tier, by each rule that counts something."""
    asked, findings = terms.requirement(tier), {finding.rule: finding for finding in answer.findings}
    least_share = min(record.least_share, terms.least_exams.share_exact)
    allowed = points.points_allowed(record.drawn(terms.windows.points_months), asked, least_share)
    return [
        _more(findings[minimum_history.CODE], asked.exams[ENTER], tier),
        _rate(findings[compliance_rate.CODE], asked.compliance / ONE, tier),
        _less(findings[points.CODE], allowed, tier),
        _more(findings[time_in_program.CODE], asked.months, tier),
    ]


def _more(finding: RuleFinding, asked: int, tier: int) -> RuleProgress:
    """Return the progress by a rule that asks for a number."""
    return _progress(finding, tier, _("%(has)s, asked: %(asked)s"), asked, _share(finding.observed or 0, asked))


def _rate(finding: RuleFinding, asked: float, tier: int) -> RuleProgress:
    """Return the progress by the compliance rate: how much may be wrong, as a share of what is wrong."""
    return _progress(finding, tier, _("%(has)s, asked: %(asked)s"), asked, _share(1 - asked, 1 - finding.observed))


def _less(finding: RuleFinding, allowed: float, tier: int) -> RuleProgress:
    """Return the progress by a rule that allows a number: what is allowed, as a share of what there is."""
    return _progress(finding, tier, _("%(has)s, allowed: %(asked)s"), allowed, _share(allowed, finding.observed))


def _progress(finding: RuleFinding, tier: int, text: str, asked: float, share: float) -> RuleProgress:
    rule = RULES[finding.rule]
    said = text % {"has": rule.value_text(finding.observed), "asked": rule.value_text(asked)}
    return RuleProgress(rule.TITLE, said, 1.0 if finding.enter >= tier else share)


def _share(part: float, whole: float) -> float:
    return min(1.0, part / whole) if whole > 0 else 1.0


def room_left(answer: RulesAnswer, tier: int) -> float:
    """Return how much room is left before what was found wrong proves too much against a tier: 1 while nothing was
    found, 0 where a lower tier is proposed.

    Each finding multiplies the evidence, so the room is measured by its logarithm.
    """
    rules = [finding for finding in answer.findings if finding.rule in (compliance_rate.CODE, points.CODE)]
    return min(
        max(0.0, 1 - log1p(finding.detail["evidence"][tier - 1]) / log1p(finding.detail["threshold"]))
        for finding in rules
    )
