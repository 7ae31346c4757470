"""An evaluation in plain sentences: the finding of each rule, and the steps to the next tier."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.evaluation.finding import Finding
from apps.evaluation.formats import day, exams_in_order_text, number
from apps.evaluation.models import Evaluation
from apps.evaluation.readers import Reader
from apps.evaluation.rules import RULES, time_in_program
from apps.evaluation.tier_path import EXAM_RULES, TierPath
from apps.policy.selectors import terms_of
from apps.policy.terms import TOP, Terms


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding for people. `enter` and `keep` are the highest tiers that the rule allows.

    `binding`: no other rule allows less, so the finding decides which tier may be entered. `keeping` says what keeping
    the tier held asks, where the rule would not let the shipper enter it; "" elsewhere.
    """

    rule: str
    title: str
    sentence: str
    observed: str
    required: str
    enter: int
    keep: int
    binding: bool
    keeping: str


def findings_of(evaluation: Evaluation) -> list[Finding]:
    """Return the stored findings of an evaluation."""
    return msgspec.convert(evaluation.findings, list[Finding])


def finding_texts_of(evaluation: Evaluation, reader: Reader = Reader.SELLER) -> list[FindingText]:
    """Return the findings of an evaluation in the reader's words and language, the binding findings first."""
    return finding_texts(findings_of(evaluation), enter=evaluation.enter, reader=reader)


def finding_texts(
    findings: Iterable[Finding],
    *,
    enter: int,
    keeping: Mapping[str, str] | None = None,
    reader: Reader = Reader.SELLER,
) -> list[FindingText]:
    """Return findings in the reader's words and language, the binding findings first.

    `enter` is the tier that all allow, `keeping` by rule what keeping the tier held asks (`keep_text`).
    """
    texts = []
    for finding in findings:
        rule = RULES[finding.rule]
        texts.append(
            FindingText(
                rule=finding.rule,
                title=str(rule.TITLE),
                sentence=rule.sentence(finding, reader),
                observed=rule.value_text(finding.observed),
                required=rule.value_text(finding.required),
                enter=finding.enter,
                keep=finding.keep,
                binding=finding.enter == enter < TOP,
                keeping=(keeping or {}).get(finding.rule, ""),
            )
        )
    return sorted(texts, key=lambda text: not text.binding)


def path_to_next(evaluation: Evaluation, held: int, reader: Reader = Reader.SELLER) -> list[str]:
    """Return the steps to the tier after the one held: a sentence for each rule that does not allow that tier yet.

    There are none for who holds the top tier.
    """
    if held == TOP:
        return []
    terms, tier = terms_of(evaluation.policy), held + 1
    return [
        RULES[finding.rule].path(finding, tier, terms, reader)
        for finding in findings_of(evaluation)
        if finding.enter < tier
    ]


def summary_sentence(evaluation: Evaluation) -> str:
    """Return the answer of an evaluation in one sentence."""
    counts = {"enter": evaluation.enter, "keep": evaluation.keep}
    if evaluation.suspend:
        return _("A sustained critical violation with a recorded basis suspends this member at once.")
    if evaluation.enter == evaluation.keep:
        return _("The record allows tier %(enter)s.") % counts
    return _("The record allows entering tier %(enter)s, and keeping tier %(keep)s where it is held.") % counts


@dataclass(frozen=True, slots=True)
class PathTexts:
    """The two ways to a tier: all steps of `together`, or only to `wait` (None where waiting does not help)."""

    together: list[str]
    wait: str | None


def path_texts(found: TierPath, terms: Terms) -> PathTexts:
    """Return a path to a tier in sentences. Both ways are empty if the record allows the tier already."""
    together = list(_together(found, terms))
    # Where time in the program alone is missing, the step says until when to wait.
    waits = not found.exams and {finding.rule for finding in found.blocking} == {time_in_program.CODE}
    return PathTexts(together, _wait(found) if together and found.day and not waits else None)


def _together(found: TierPath, terms: Terms) -> Iterator[str]:
    if found.exams:
        yield " ".join(_exams(found.exams, found.exam_months))
    for finding in found.blocking:
        if not (found.exams and finding.rule in EXAM_RULES):
            yield RULES[finding.rule].path(finding, found.tier, terms)


def _exams(count: int, months: int | None) -> Iterator[str]:
    yield exams_in_order_text(count)
    if months:
        yield ngettext(
            "With the exams that every member gets at least, this takes about %(months)s month. You can ask for more "
            "exams.",
            "With the exams that every member gets at least, this takes about %(months)s months. You can ask for more "
            "exams.",
            months,
        ) % {"months": number(months)}


def _wait(found: TierPath) -> str:
    assert found.day is not None
    when = {"day": day(found.day)}
    if "critical_violation" in found.rising:
        return _("Wait until %(day)s: then your critical violation no longer bars you.") % when
    if "time_in_program" in found.rising:
        return _("Wait until %(day)s: then you have been a member long enough.") % when
    days: set[date] = {offense.day for offense in found.eased}
    if len(days) == 1:
        when["violation"] = day(days.pop())
        return _("Wait until %(day)s: then your violation of %(violation)s counts for less.") % when
    return _("Wait until %(day)s: then earlier violations count for less.") % when
