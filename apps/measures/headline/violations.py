"""Violations: who breaks a rule again, and the money that is owed, assessed, left after mitigation, and collected."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.measures.definitions import (
    LEDGER,
    EstimatedFigure,
    EvidenceKind,
    FirstTarget,
    Improvement,
    LineRow,
    Measure,
    MeasureLine,
    Statistic,
)
from apps.measures.facts import PeriodFacts
from apps.measures.periods import PeriodKind
from apps.measures.ratios import BusinessExams, amount_estimate

REPEAT_MONTHS = 12


def _repeats_rows(facts: PeriodFacts) -> Iterator[LineRow]:
    days = defaultdict[int, list[date]](list)
    for violation in facts.violations:
        days[violation.business].append(violation.date)
    for business, dates in sorted(days.items()):
        first, *later = sorted(dates)
        # The year before: only of its violations are the twelve months after over.
        if first < facts.period.first:
            again = any(first < day <= clock.anniversary(first, REPEAT_MONTHS) for day in later)
            yield LineRow("again", business, int(again), 1, "violated")


REPEATS = Measure(
    code="repeats",
    kind=PeriodKind.YEAR,
    direction=Improvement.LOWER,
    title=_lazy("Businesses with a second violation within a year"),
    question=_lazy("Does a business that broke a rule do better afterwards?"),
    numerator=_lazy("Businesses with another violation on a later day, within twelve months after the first"),
    denominator=_lazy(
        "Businesses with a violation in the fiscal year before, each by its first violation of that year"
    ),
    left_out=_lazy("Violations that are alleged and not decided, and those that were reversed"),
    source=LEDGER,
    reliability=_lazy(
        "Fair. A violation counts once it is decided, so the last months of a year still grow. A business that ships "
        "little has few chances to break a rule again."
    ),
    lines=(
        MeasureLine(
            "again",
            _lazy("Businesses with a second violation"),
            Statistic.SHARE,
            FirstTarget(Decimal("0.2"), _lazy("Four of five should not break a rule a second time.")),
        ),
    ),
    rows=_repeats_rows,
    evidence=EvidenceKind.VIOLATIONS,
)


GAP = "gap"


def _revenue_rows(facts: PeriodFacts) -> Iterator[LineRow]:
    for violation in facts.violations:
        if violation.currency != "USD" or violation.date < facts.period.first:
            continue
        amounts = {
            "owed": violation.loss,
            "assessed": violation.assessed,
            "mitigated": violation.mitigated,
            "collected": violation.collected,
        }
        for line, amount in amounts.items():
            if amount:
                yield LineRow(line, violation.business, amount, 1, line)
    # Behind the gap stand the businesses with a loss: how many others were examined protects none of them.
    for losses in facts.random_losses:
        if losses.found and losses.loss:
            yield LineRow(GAP, losses.business, losses.loss, losses.found, GAP)


def _revenue_gap(facts: PeriodFacts) -> Mapping[str, EstimatedFigure]:
    known = facts.random_losses
    exams = [
        BusinessExams(each.business, each.found, float(each.loss), float(each.value))
        for each in known
        if each.found is not None and each.loss is not None and each.value is not None
    ]
    gap = amount_estimate(exams, float(sum(each.declared for each in known)))
    if gap is None:
        return {}
    scale = {each.business: (str(each.declared), str(each.value)) for each in known}
    value, low, high = (Decimal(str(round(number, 2))) for number in (gap.value, gap.low, gap.high))
    return {GAP: EstimatedFigure(value, low, high, scale)}


REVENUE = Measure(
    code="revenue",
    kind=PeriodKind.YEAR,
    direction=Improvement.NEITHER,
    title=_lazy("Revenue owed, penalties and what was collected"),
    question=_lazy("How much money is at stake in violations, and how much of it comes in?"),
    numerator=_lazy(
        "The amounts of violations with a day in the year that were sustained or mitigated. The revenue gap is what is "
        "owed on all parcels and was not declared. It is estimated from exams drawn at random. The losses found there, "
        "over the declared value of the parcels opened there, are multiplied by the declared value of all parcels. "
        "Each exam weighs one over the probability of its draw. Where nobody recorded the probability, it is taken "
        "from how many parcels of the business were drawn that month."
    ),
    denominator=_lazy(
        "Nothing: these are amounts, not shares. The gap is about parcels with a value in US dollars that somebody "
        "other than the seller reported."
    ),
    left_out=_lazy(
        "Amounts in other currencies than US dollars, and violations that are alleged or were reversed. The gap leaves "
        "out parcels of sellers that nobody reports, parcels without a value, losses that an exam does not see, and "
        "penalties."
    ),
    source=LEDGER,
    reliability=_lazy(
        "Fair. Amounts are as the agencies reported them. A violation without a reported amount adds nothing, so the "
        "sums are probably too low. Money often comes in years later. The gap rests on few losses, so its range is "
        "wide. A loss counts once it is decided, so the gap of a first edition is probably too low."
    ),
    lines=(
        MeasureLine("owed", _lazy("Duties and fees that were not paid"), Statistic.AMOUNT),
        MeasureLine("assessed", _lazy("Penalties assessed"), Statistic.AMOUNT),
        MeasureLine("mitigated", _lazy("Penalties after mitigation"), Statistic.AMOUNT),
        MeasureLine("collected", _lazy("Collected"), Statistic.AMOUNT),
        MeasureLine(GAP, _lazy("Revenue gap: owed on all parcels and not declared, estimated"), Statistic.ESTIMATE),
    ),
    rows=_revenue_rows,
    evidence=EvidenceKind.PARCELS_AND_VIOLATIONS,
    no_target=_lazy("A target for penalties would make officers chase money instead of mistakes."),
    estimates=_revenue_gap,
)
