"""The merchandise processing fee: 19 CFR 24.23(b), with the limits of each fiscal year."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.tariff.citations import Law
from apps.tariff.costs import laws
from apps.tariff.costs.amounts import Certainty, CostAmount
from apps.tariff.costs.questions import CostQuestion, is_returned
from apps.tariff.costs.roundings import cents, dollars_even
from apps.tariff.costs.rules.entry import is_formal


class FiscalYear(NamedTuple):
    """The fees of a fiscal year, which begins in October: of an informal entry, and the bounds of a formal entry."""

    first: date
    last: date
    informal: Decimal
    minimum: Decimal
    maximum: Decimal
    law: Law


# In percent of the value; the notices of each year leave it as it is.
RATE = Decimal("0.3464")
YEARS = (
    FiscalYear(
        date(2024, 10, 1), date(2025, 9, 30), Decimal("2.62"), Decimal("32.71"), Decimal("634.62"), laws.FEES_2025
    ),
    FiscalYear(
        date(2025, 10, 1), date(2026, 9, 30), Decimal("2.69"), Decimal("33.58"), Decimal("651.50"), laws.FEES_2026
    ),
    FiscalYear(
        date(2026, 10, 1), date(2027, 9, 30), Decimal("2.77"), Decimal("34.58"), Decimal("670.86"), laws.FEES_2027
    ),
)


def processing_fee(question: CostQuestion) -> CostAmount | None:
    """Return the fee of an entry; None for an informal entry of mail and for goods that come back, which owe none.

    19 U.S.C. 58c(b)(8)(D) leaves out the goods of chapter 98, but for some that were worked on abroad.
    """
    if is_returned(question) or (question.mode == "post" and not is_formal(question)):
        return None
    year = next(year for year in YEARS if year.first <= question.day <= year.last)
    name, standing, notes = _("Merchandise processing fee"), Certainty.OWED, []
    if question.preference:
        standing = Certainty.POSSIBLE
        notes.append(_("Goods of some trade agreements do not owe this fee."))
    if not is_formal(question):
        notes.append(_("For each entry. Express carriers pay a fee for each waybill in its place."))
        return CostAmount(
            "processing_fee", name, year.informal, standing, year.law, "", None, year.first, year.last, tuple(notes)
        )
    base = dollars_even(question.value)
    fee = min(max(cents(base * RATE / 100), year.minimum), year.maximum)
    notes.insert(
        0,
        _("At least $%(least)s and at most $%(most)s for each entry.") % {"least": year.minimum, "most": year.maximum},
    )
    return CostAmount(
        "processing_fee", name, fee, standing, year.law, f"{RATE}%", base, year.first, year.last, tuple(notes)
    )
