"""The harbor maintenance fee of goods that come by sea: 19 CFR 24.24(a)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from apps.tariff.costs import laws
from apps.tariff.costs.amounts import Certainty, CostAmount
from apps.tariff.costs.questions import CostQuestion
from apps.tariff.costs.roundings import cents, dollars_even
from apps.tariff.costs.rules.entry import is_formal

# In percent of the value.
RATE = Decimal("0.125")


def harbor_fee(question: CostQuestion) -> CostAmount | None:
    """Return the fee; None for goods that do not come by sea."""
    if question.mode != "sea":
        return None
    base = dollars_even(question.value)
    notes = []
    if not is_formal(question):
        notes.append(_("Some shipments of small value do not owe this fee. Ask the broker who files."))
    return CostAmount(
        "harbor_fee",
        _("Harbor maintenance fee"),
        cents(base * RATE / 100),
        Certainty.OWED if is_formal(question) else Certainty.POSSIBLE,
        laws.HARBOR_FEE,
        f"{RATE}%",
        base,
        notes=tuple(notes),
    )
