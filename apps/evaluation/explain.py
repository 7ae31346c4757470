"""An evaluation in plain sentences: what each rule found, and what would lead to the next tier."""

from dataclasses import dataclass

import msgspec
from django.utils.translation import gettext as _

from apps.evaluation.finding import Finding
from apps.evaluation.models import Evaluation
from apps.evaluation.rules import RULES
from apps.policy.selectors import terms_of
from apps.policy.terms import TOP


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding for people. `enter` and `keep` are the highest tiers that the rule allows; the binding ones decide."""

    rule: str
    title: str
    sentence: str
    observed: str
    required: str
    enter: int
    keep: int
    binding: bool


def findings_of(evaluation: Evaluation) -> list[Finding]:
    return msgspec.convert(evaluation.findings, list[Finding])


def sentences(evaluation: Evaluation) -> list[FindingText]:
    """What each rule found, in the reader's language, the rules that decide first."""
    texts = []
    for finding in findings_of(evaluation):
        rule = RULES[finding.rule]
        texts.append(
            FindingText(
                rule=finding.rule,
                title=str(rule.TITLE),
                sentence=rule.sentence(finding),
                observed=rule.shown(finding.observed),
                required=rule.shown(finding.required),
                enter=finding.enter,
                keep=finding.keep,
                binding=finding.enter == evaluation.enter < TOP,
            )
        )
    return sorted(texts, key=lambda text: not text.binding)


def path_to_next(evaluation: Evaluation, tier: int) -> list[str]:
    """What it takes to enter a tier: a sentence for each rule that does not allow it yet; none if all do.

    `tier` is from 1 to 3.
    """
    terms = terms_of(evaluation.policy)
    return [
        RULES[finding.rule].path(finding, tier, terms) for finding in findings_of(evaluation) if finding.enter < tier
    ]


def summary(evaluation: Evaluation) -> str:
    """The answer in one sentence."""
    counts = {"enter": evaluation.enter, "keep": evaluation.keep}
    if evaluation.suspend:
        return _("A sustained critical violation with a recorded basis suspends this member at once.")
    if evaluation.enter == evaluation.keep:
        return _("The record allows tier %(enter)s.") % counts
    return _("The record allows to enter tier %(enter)s, and to keep tier %(keep)s where it is held.") % counts
