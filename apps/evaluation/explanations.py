"""An evaluation in plain sentences: the finding of each rule, and the path to a tier."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.evaluation.finding import RuleFinding
from apps.evaluation.formats import Reader, day, number
from apps.evaluation.models import Evaluation
from apps.evaluation.rules import ACT_RULES, RULES, critical_violation, time_in_program
from apps.evaluation.tier_path import PathReason, TierPath
from apps.policy.terms import TOP


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


def findings_of(evaluation: Evaluation) -> list[RuleFinding]:
    """Return the stored findings of an evaluation."""
    return msgspec.convert(evaluation.findings, list[RuleFinding])


def finding_texts_of(evaluation: Evaluation, reader: Reader = Reader.SELLER) -> list[FindingText]:
    """Return the findings of an evaluation in the reader's words and language, the binding findings first."""
    return finding_texts(findings_of(evaluation), enter=evaluation.enter, reader=reader)


def finding_texts(
    findings: Iterable[RuleFinding],
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
    """The two ways to a tier, if nothing else is recorded: all `steps`, or only to `wait` (None where waiting alone
    does not help, or is a step of the first way already). Without a day on which the steps are enough, `steps` say
    what the rules ask.
    """

    steps: list[str]
    wait: str | None


def path_texts(found: TierPath, reader: Reader = Reader.SELLER) -> PathTexts:
    """Return a path to a tier in sentences. Both ways are empty if the record allows the tier already."""
    if found.entry_day == found.today:
        return PathTexts([], None)
    waits_alone = found.entry_day == found.day
    wait = None if waits_alone or not found.entry_day else _wait(found.entry_day, found.entry_turn, reader)
    return PathTexts(list(_steps(found, reader)), wait)


def _steps(found: TierPath, reader: Reader) -> Iterator[str]:
    if found.day is None:
        yield from (RULES[finding.rule].sentence(finding, reader) for finding in found.blocking)
        return
    is_later = found.day > found.today
    if is_later:
        yield _wait(found.day, found.turn, reader)
    if found.exams:
        yield " ".join(_exams(found, reader, is_later=is_later))
    yield from (ACT_RULES[each.rule].act(each, reader) for each in found.blocking if each.rule in ACT_RULES)


def _exams(found: TierPath, reader: Reader, *, is_later: bool) -> Iterator[str]:
    text = (
        ngettext(
            "By then, %(count)s more parcel opened at random and found in order.",
            "By then, %(count)s more parcels opened at random and found in order.",
            found.exams,
        )
        if is_later
        else ngettext(
            "%(count)s more parcel opened at random and found in order.",
            "%(count)s more parcels opened at random and found in order.",
            found.exams,
        )
    )
    yield text % {"count": number(found.exams)}
    if found.exam_months is None:
        return
    if found.exam_months:
        yield ngettext(
            "With the exams that every member gets at least, this takes about %(months)s month.",
            "With the exams that every member gets at least, this takes about %(months)s months.",
            found.exam_months,
        ) % {"months": number(found.exam_months)}
    else:
        yield _(
            "The exams that every member gets at least are not enough for this: earlier exams grow too old meanwhile."
        )
    yield reader.chosen(seller=_("You can ask for more exams."), officer=_("The business can ask for more exams."))


def _wait(until: date, turn: PathReason | None, reader: Reader) -> str:
    """Return the day until which to wait, with the reason why the day comes no earlier."""
    assert turn is not None
    when = {"day": day(until)}
    if critical_violation.CODE in turn.rules:
        text = reader.chosen(
            seller=_("Wait until %(day)s: then your critical violation no longer bars you."),
            officer=_("Wait until %(day)s: then the critical violation no longer bars the business."),
        )
        return text % when
    if time_in_program.CODE in turn.rules:
        text = reader.chosen(
            seller=_("Wait until %(day)s: then you have been a member long enough."),
            officer=_("Wait until %(day)s: then the business has been a member long enough."),
        )
        return text % when
    if turn.policy:
        return _("Wait until %(day)s: then other numbers of the policy take effect.") % when
    days = {offense.day for offense in turn.eased}
    if len(days) == 1:
        when["violation"] = day(days.pop())
        text = reader.chosen(
            seller=_("Wait until %(day)s: then your violation of %(violation)s counts for less."),
            officer=_("Wait until %(day)s: then the violation of %(violation)s counts for less."),
        )
        return text % when
    return _("Wait until %(day)s: then earlier violations count for less.") % when
