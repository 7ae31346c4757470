"""The duty of the tariff: the general rate, that of column 2, or that of a trade agreement that is claimed."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.tariff.citations import Law
from apps.tariff.costs import laws
from apps.tariff.costs.amounts import Certainty, CostAmount
from apps.tariff.costs.questions import CostQuestion, TariffGoods
from apps.tariff.costs.rates import Rate, RateUnit, measures_of, rate_read, rate_shown
from apps.tariff.costs.roundings import cents, dollars_even, units_counted
from apps.tariff.costs.rules.preferences import preference_claimed

# HTSUS general note 3(b): products of these countries owe the rates of column 2.
COLUMN_2_COUNTRIES = frozenset({"BY", "RU"})
MISSING: Mapping[RateUnit, Promise] = {
    RateUnit.WEIGHT: _lazy("The duty depends on the weight. Enter the net weight."),
    RateUnit.QUANTITY: _lazy("The duty depends on the number. Enter how many pieces or pairs there are."),
    RateUnit.LITERS: _lazy("The duty depends on the volume. Enter the liters."),
    RateUnit.AREA: _lazy("The duty depends on the area. Enter the square meters."),
}


def duty(question: CostQuestion, goods: TariffGoods) -> CostAmount:
    """Compute the duty of the tariff."""
    name, text, law = _rate_owed(question, goods)
    rate, text = rate_read(text), rate_shown(text)
    if rate is None:
        note = _("This rate needs more than the value, the weight and the number. Look it up in the tariff.")
        return CostAmount("duty", name, None, Certainty.NOT_COMPUTED, law, text, notes=(note,))
    if missing := tuple(each for each in measures_of(rate) if each not in question.measured):
        notes = tuple(MISSING[each] for each in missing)
        return CostAmount("duty", name, None, Certainty.NOT_COMPUTED, law, text, notes=notes, missing=missing)
    base = dollars_even(question.value)
    return CostAmount("duty", name, cents(_sum(rate, base, question)), Certainty.OWED, law, text, base)


def _rate_owed(question: CostQuestion, goods: TariffGoods) -> tuple[str, str, Law]:
    """Return the name, the text and the law of the rate that goods owe."""
    preference = preference_claimed(question, goods)
    if question.origin in COLUMN_2_COUNTRIES:
        return _("Duty, column 2 of the tariff"), goods.column_2, laws.COLUMN_2
    if preference:
        return _("Duty under a trade agreement"), preference.rate, laws.TARIFF
    return _("Duty, general rate"), goods.general, laws.TARIFF


def _sum(rate: Rate, base: Decimal, question: CostQuestion) -> Decimal:
    total = Decimal(0)
    for term in rate:
        if term.measured is None:
            total += base * term.amount / 100
        else:
            units = question.measured[term.measured] / term.size
            total += units_counted(units, term.amount) * term.amount
    return total
