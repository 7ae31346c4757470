"""What one violation weighs, for people: each factor with its number, their product, and how it falls with age."""

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

WHY_NOTHING: dict[str, Promise] = {
    Determination.ALLEGED: _lazy("It weighs nothing now: an allegation does not count before it is sustained."),
    Determination.REVERSED: _lazy("It weighs nothing: it was reversed."),
}


@dataclass(frozen=True, slots=True)
class FactorText:
    """A factor: what it is about, what it is here, and its number in the policy."""

    label: str | Promise
    value: str | Promise
    number: str


@dataclass(frozen=True, slots=True)
class Step:
    """From a day on it weighs so much."""

    day: date
    weight: str
    now: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """Until the day before this one a rule looks at the violation."""

    what: str
    day: date


@dataclass(frozen=True, slots=True)
class WeightText:
    """`counts`: whether it weighs anything now; where it does not, `why_nothing` says why.

    The factors and steps of an allegation are those that it would have if it were sustained.
    """

    counts: bool
    why_nothing: str | Promise
    factors: list[FactorText]
    product: str
    steps: list[Step]
    leaves: list[Leaving]


def weight_text(violation: Violation, terms: Terms, *, today: date) -> WeightText:
    """What a violation weighs under these terms."""
    offense, weights, windows = offense_of(violation), terms.weights, terms.windows
    age = max(0, month_number(today) - offense.month)
    factor, _next = weights.age_step(age)
    over = age >= windows.record_months
    plain = weight_of(offense, weights)
    weight = 0.0 if over else plain * factor
    why = WHY_NOTHING.get(violation.determination, "")
    if not why and over:
        why = _("It weighs nothing now: it is older than the %(months)s months that the rules look at.") % {
            "months": windows.record_months
        }
    elif not why and not weight:
        why = _("It weighs nothing: it was not your own doing.")
    named = factors_of(offense, weights)
    return WeightText(
        counts=violation.determination in COUNTING and weight > 0,
        why_nothing=why,
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
        leaves=_leaves(violation, terms),
    )


def _steps(month: int, plain: float, terms: Terms, age: int) -> list[Step]:
    """How the weight falls, from the present step to the end of the window."""
    window = terms.windows.record_months
    present = max((start for start, _factor in terms.weights.age if start <= age), default=0)
    starts = [present, *(start for start, _factor in terms.weights.age if age < start < window)]
    steps = [(start, plain * terms.weights.age_step(start)[0]) for start in starts] + [(window, 0.0)]
    return [Step(month_start(month + start), number(round(weight, 2)), start == present) for start, weight in steps]


def _leaves(violation: Violation, terms: Terms) -> list[Leaving]:
    offense, windows = offense_of(violation), terms.windows
    looked_at = [(_("Compliance rate"), windows.record_months), (_("Recent violations"), windows.points_months)]
    if offense.severity == Severity.CRITICAL and (
        terms.weights.attribution[offense.attribution] >= terms.caps.own_attribution
    ):
        looked_at.append((_("Critical violations: it bars every tier"), windows.critical_months))
        if violation.determination == Determination.SUSTAINED and offense.basis in RECORDED_BASIS:
            looked_at.append((_("Critical violations: it suspends"), windows.suspend_months))
    return [Leaving(what, month_start(offense.month + months)) for what, months in looked_at]
