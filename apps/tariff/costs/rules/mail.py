"""The duty on mail worth $800 or less from August 29, 2025, to July 23, 2026, which took the place of all others."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.tariff.costs import laws
from apps.tariff.costs.amounts import Certainty, CostAmount
from apps.tariff.costs.questions import CostQuestion
from apps.tariff.costs.roundings import cents, dollars_even
from apps.tariff.costs.rules.small_value import is_small, passes_free

# The rate of the import surcharge, in percent (`laws.DE_MINIMIS_STAYS_ENDED`, section 3).
RATE = Decimal(10)
FIRST, LAST = date(2026, 2, 24), date(2026, 7, 23)


def mail_duty(question: CostQuestion) -> CostAmount | None:
    """Return the one duty of small mail; None for other goods, and for days without such a duty."""
    if question.mode != "post" or not is_small(question) or passes_free(question) or question.day > LAST:
        return None
    name = _("Duty on mail, in place of all other duties")
    if question.day < FIRST:
        note = _("The order asked for the emergency duty of the country, or for $80 to $200 a parcel.")
        return CostAmount("mail_duty", name, None, Certainty.NOT_COMPUTED, laws.DE_MINIMIS_ENDED, notes=(note,))
    base = dollars_even(question.value)
    amount = cents(base * RATE / 100)
    law = laws.DE_MINIMIS_STAYS_ENDED
    return CostAmount("mail_duty", name, amount, Certainty.OWED, law, f"{RATE}%", base, FIRST, LAST)
