"""The weight of one violation for people: each factor with its number, the product, and the fall with age."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.core.lazy import Promise
from apps.evaluation.formats import number
from apps.evaluation.record import month_number, month_start
from apps.evaluation.selectors import offense_of
from apps.evaluation.weights import factors_of, weight_of
from apps.ledger.models import Violation
from apps.ledger.vocabulary import COUNTING, RECORDED_BASIS, Attribution, Culpability, Determination, Severity
from apps.policy.terms import Terms

ZERO_WEIGHT_REASONS: dict[str, Promise] = {
    Determination.ALLEGED: _lazy("It weighs nothing now: an allegation does not count before it is sustained."),
    Determination.REVERSED: _lazy("It weighs nothing: it was reversed."),
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

    `counts`: the violation weighs something now. If it does not, `zero_reason` gives the reason. An allegation has the
    factors and steps that the violation would have if it were sustained.
    """

    counts: bool
    zero_reason: str | Promise
    factors: list[FactorText]
    product: str
    steps: list[WeightStep]
    window_ends: list[WindowEnd]


def weight_text(violation: Violation, terms: Terms, *, today: date) -> WeightText:
    """Return the weight of a violation under a policy's terms, as texts for people."""
    offense, weights, windows = offense_of(violation), terms.weights, terms.windows
    age = max(0, month_number(today) - offense.month)
    factor, _next = weights.age_step(age)
    over = age >= windows.record_months
    plain = weight_of(offense, weights)
    weight = 0.0 if over else plain * factor
    reason = ZERO_WEIGHT_REASONS.get(violation.determination, "")
    if not reason and over:
        reason = _("It weighs nothing now: it is older than the %(months)s months that the rules look at.") % {
            "months": windows.record_months
        }
    elif not reason and not weight:
        reason = _("It weighs nothing: it was not your own doing.")
    named = factors_of(offense, weights)
    return WeightText(
        counts=violation.determination in COUNTING and weight > 0,
        zero_reason=reason,
        factors=[
            FactorText(_("How grave it is"), Severity(offense.severity).label, number(named.severity)),
            FactorText(_("Culpability"), Culpability(offense.culpability).label, number(named.culpability)),
            FactorText(_("Whose fault"), Attribution(offense.attribution).label, number(named.attribution)),
            FactorText(
                _("Disclosed by you first"),
                _("Yes") if offense.self_disclosed else _("No"),
                number(named.self_disclosed),
            ),
            FactorText(
                _("Age"),
                ngettext("%(count)s month", "%(count)s months", age) % {"count": number(age)},
                number(factor),
            ),
        ],
        product=number(round(weight, 2)),
        steps=_steps(offense.month, plain, terms, age) if plain and not over else [],
        window_ends=_window_ends(violation, terms),
    )


def _steps(month: int, plain: float, terms: Terms, age: int) -> list[WeightStep]:
    """Return the steps in which the weight falls, from the present step to the end of the window."""
    window = terms.windows.record_months
    present = max((start for start, _factor in terms.weights.age if start <= age), default=0)
    starts = [present, *(start for start, _factor in terms.weights.age if age < start < window)]
    steps = [(start, plain * terms.weights.age_step(start)[0]) for start in starts] + [(window, 0.0)]
    return [
        WeightStep(month_start(month + start), number(round(weight, 2)), start == present) for start, weight in steps
    ]


def _window_ends(violation: Violation, terms: Terms) -> list[WindowEnd]:
    offense, windows = offense_of(violation), terms.windows
    looked_at = [(_("Compliance rate"), windows.record_months), (_("Recent violations"), windows.points_months)]
    if offense.severity == Severity.CRITICAL and (
        terms.weights.attribution[offense.attribution] >= terms.caps.own_attribution
    ):
        looked_at.append((_("Critical violations: it bars every tier"), windows.critical_months))
        if violation.determination == Determination.SUSTAINED and offense.basis in RECORDED_BASIS:
            looked_at.append((_("Critical violations: it suspends"), windows.suspend_months))
    return [WindowEnd(rule, month_start(offense.month + months)) for rule, months in looked_at]
