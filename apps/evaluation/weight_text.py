"""The weight of one violation for people: each factor with its number, the product, and the fall with age."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.core.lazy import Promise
from apps.core.shares import percent_exact
from apps.evaluation.formats import number, points_text
from apps.evaluation.offenses import offense_of
from apps.evaluation.record import Offense, month_number, month_start
from apps.evaluation.rules.points import has_points
from apps.evaluation.third_parties import NOTICE_DAYS
from apps.evaluation.weights import age_starts, attribution_of, factors_of, lighter_weights, loss_of, weight_at
from apps.ledger.models import Violation
from apps.ledger.vocabulary import COUNTING, GRAVE, RECORDED_BASIS, Attribution, Culpability, Determination, Severity
from apps.policy.selectors import Calendar, terms_of
from apps.policy.terms import ONE, Terms

ZERO_WEIGHT_REASONS: dict[str, Promise] = {
    Determination.ALLEGED: _lazy("It weighs nothing now: an allegation does not count before it is sustained."),
    Determination.REVERSED: _lazy("It weighs nothing: it was reversed."),
}

# In what the parcel counts as wrong that an exam at random opened, by whether the exam followed a wrong one.
FOUND_AT_RANDOM: dict[bool, Promise] = {
    False: _lazy("An exam at random found it. In your compliance rate, the parcel counts as %(part)s wrong."),
    True: _lazy(
        "An exam that followed another wrong parcel found it. It does not lower your compliance rate. In the "
        "evidence by which a tier is lost, the parcel counts as %(part)s wrong."
    ),
}


@dataclass(frozen=True, slots=True)
class FactorText:
    """A factor of the weight: its name, its value for the violation, and its number in the policy."""

    label: str | Promise
    value: str | Promise
    number: str


@dataclass(frozen=True, slots=True)
class WeightStep:
    """The weight of the violation from a day on. `now` marks the present step."""

    day: date
    weight: str
    now: bool


@dataclass(frozen=True, slots=True)
class WindowEnd:
    """The first day on which a rule no longer looks at the violation."""

    rule: str
    day: date


@dataclass(frozen=True, slots=True)
class WeightText:
    """The weight of a violation as texts.

    `counts`: the violation weighs something now, makes a parcel of an exam at random wrong, or bars every tier.
    `remark` says why it weighs nothing, or in what the parcel counts. An allegation has the factors and steps that the
    violation would have if it were sustained; what was reversed has no steps.
    """

    counts: bool
    remark: str | Promise
    factors: list[FactorText]
    product: str
    steps: list[WeightStep]
    window_ends: list[WindowEnd]


def weight_text(violation: Violation, calendar: Calendar, *, today: date) -> WeightText:
    """Return the weight of a violation today, as texts for people."""
    terms, offense = terms_of(calendar.on(today)), offense_of(violation, calendar)
    weights, windows = terms.weights, terms.windows
    age = max(0, month_number(today) - offense.month)
    judging = lighter_weights(offense, weights, age)
    factor, _next = judging.age_step(age)
    over = age >= windows.points_months
    weight = weight_at(offense, weights, age) if not over and _weighs(offense) else 0
    loss = _loss_now(offense, terms, today)
    bars = _bars(offense, terms) and age < windows.critical_months
    falls = weight and not over and violation.determination != Determination.REVERSED
    remark = ZERO_WEIGHT_REASONS.get(violation.determination, "")
    if not remark and loss:
        followed = offense.drawn is not None and offense.drawn.followed
        remark = FOUND_AT_RANDOM[followed] % {"part": percent_exact(loss / ONE)}
    elif not remark and over:
        remark = _("It weighs nothing now: it is older than the %(months)s months that the rules look at.") % {
            "months": windows.points_months
        }
    elif not remark and not weight and offense.self_disclosed and not _weighs(offense):
        remark = _("It has no points, because you disclosed it first.")
    elif not remark and not weight:
        remark = _("It weighs nothing: it was not your own doing.")
    elif not remark and offense.attribution != violation.attribution:
        remark = _(
            "It weighs as your own doing. The same kind of third party did the same twice, and you had %(days)s days "
            "in between to see to it."
        ) % {"days": NOTICE_DAYS}
    elif not remark and judging is not weights:
        remark = _("The weights were raised after it happened. It keeps those of its own day, which are lighter.")
    named = factors_of(offense, judging)
    return WeightText(
        counts=violation.determination in COUNTING and (weight > 0 or loss > 0 or bars),
        remark=remark,
        factors=[
            FactorText(_("How grave it is"), Severity(offense.severity).label, _points(named.severity)),
            FactorText(_("Culpability"), Culpability(offense.culpability).label, _points(named.culpability)),
            FactorText(_("Whose fault"), Attribution(offense.attribution).label, _points(named.attribution)),
            FactorText(
                _("Disclosed by you first"),
                _("Yes") if offense.self_disclosed else _("No"),
                _points(named.self_disclosed),
            ),
            FactorText(
                _("Age"),
                ngettext("%(count)s month", "%(count)s months", age) % {"count": number(age)},
                _points(factor),
            ),
        ],
        product=_points(weight),
        steps=_steps(offense, terms, age) if falls else [],
        window_ends=_window_ends(violation, offense, terms),
    )


def _weighs(offense: Offense) -> bool:
    """Return whether a violation has a weight of its own, besides what it makes of the rate or the evidence."""
    return offense.culpability in GRAVE or has_points(offense)


def _loss_now(offense: Offense, terms: Terms, today: date) -> int:
    """Return the wrong part of the parcel that an exam at random opened, while the rules look at it; 0 without one."""
    drawn = offense.drawn
    if drawn is None or month_number(today) - drawn.month >= terms.windows.record_months:
        return 0
    return loss_of(offense, terms.weights)


def _bars(offense: Offense, terms: Terms) -> bool:
    """Return whether a violation bars every tier as long as the rule of critical ones looks at it."""
    own = attribution_of(offense, terms.weights) >= terms.caps.own_attribution
    return offense.severity == Severity.CRITICAL and own


def _points(millionths: int) -> str:
    return points_text(millionths / ONE)


def _steps(offense: Offense, terms: Terms, age: int) -> list[WeightStep]:
    """Return the steps in which the weight falls, from the present step to the end of the window."""
    weights, window = terms.weights, terms.windows.points_months
    ages = sorted(age_starts(offense, weights))
    present = max((start for start in ages if start <= age), default=0)
    starts = [present, *(start for start in ages if age < start < window)]
    steps = [(start, weight_at(offense, weights, start)) for start in starts] + [(window, 0)]
    return [
        WeightStep(month_start(offense.month + start), _points(weight), start == present) for start, weight in steps
    ]


def _window_ends(violation: Violation, offense: Offense, terms: Terms) -> list[WindowEnd]:
    windows = terms.windows
    ends = []
    if offense.drawn:
        rule = _("Evidence by which a tier is lost") if offense.drawn.followed else _("Compliance rate")
        ends.append(WindowEnd(rule, month_start(offense.drawn.month + windows.record_months)))
    looked_at = []
    if offense.culpability in GRAVE:
        looked_at.append((_("Fraud and gross negligence"), windows.points_months))
    elif has_points(offense):
        looked_at.append((_("Violations by negligence"), windows.points_months))
    if _bars(offense, terms):
        looked_at.append((_("Critical violations: it bars every tier"), windows.critical_months))
        if violation.determination == Determination.SUSTAINED and offense.basis in RECORDED_BASIS:
            looked_at.append((_("Critical violations: it suspends"), windows.suspend_months))
    return [*ends, *(WindowEnd(rule, month_start(offense.month + months)) for rule, months in looked_at)]
