"""The calculation: a question and a line of the tariff in, all amounts and the way of entry out."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.embargoes import Embargo, embargo_of
from apps.tariff.costs import laws
from apps.tariff.costs.amounts import Certainty, CostAmount, Costs
from apps.tariff.costs.measures import CHECKED, EMERGENCY_FIRST, EMERGENCY_LAST
from apps.tariff.costs.questions import CostQuestion, TariffGoods, is_returned
from apps.tariff.costs.rules.added_duties import added_duties
from apps.tariff.costs.rules.duty import duty
from apps.tariff.costs.rules.entry import entry_of, is_formal
from apps.tariff.costs.rules.harbor_fee import harbor_fee
from apps.tariff.costs.rules.mail import mail_duty
from apps.tariff.costs.rules.preferences import preferences
from apps.tariff.costs.rules.processing_fee import processing_fee
from apps.tariff.costs.rules.small_value import CHINA, LAST_DAY, LAST_DAY_OF_CHINA, passes_free

# 19 CFR 143.21(a) leaves goods of chapter 99 that are worth more out of the informal entry.
MAX_INFORMAL_OF_CHAPTER_99 = Decimal(250)


def costs_of(question: CostQuestion, goods: TariffGoods) -> Costs | Embargo:
    """Return what goods cost at the border and how they are entered; the embargo of goods that may not be imported."""
    if embargo := embargo_of(question.origin):
        return embargo
    amounts = tuple(_amounts(question, goods))
    return Costs(
        amounts,
        entry_of(question),
        tuple(preferences(question, goods)),
        tuple(_notes(question, amounts)),
    )


def _amounts(question: CostQuestion, goods: TariffGoods) -> Iterator[CostAmount]:
    if passes_free(question):
        last = LAST_DAY_OF_CHINA if question.origin in CHINA else LAST_DAY
        name = _("Free of duty as goods of small value")
        yield CostAmount("duty", name, Decimal(0), Certainty.OWED, laws.SMALL_VALUE, last=last)
        return
    if mail := mail_duty(question):
        yield mail
        return
    base = duty(question, goods)
    yield base
    yield from added_duties(question, base.amount)
    yield from (fee for fee in (processing_fee(question), harbor_fee(question)) if fee)


def _notes(question: CostQuestion, amounts: tuple[CostAmount, ...]) -> Iterator[str]:
    if question.origin == "US" and not is_returned(question):
        yield _(
            "Goods of the United States that come back as they left may enter free of duty under the code 9801.00.10. "
            "Enter this code to see what they cost."
        )
    if question.origin == "UA":
        yield _("Goods of the Crimea region may not be imported (31 CFR 589.208).")
    if EMERGENCY_FIRST <= question.day <= EMERGENCY_LAST and not passes_free(question):
        yield _(
            "On this day emergency duties under IEEPA were collected, too. They are not counted: the Supreme Court "
            "held on February 20, 2026, that the act gives no power to impose them."
        )
    if question.day > CHECKED:
        yield _("Added duties that began or ended after the table was last checked are not in these figures.")
    has_added = any(each.rate and each.first for each in amounts if each.key not in ("duty", "processing_fee"))
    if has_added and not is_formal(question) and question.value > MAX_INFORMAL_OF_CHAPTER_99:
        yield _(
            "The regulation leaves goods that owe an added duty and are worth more than $250 out of the informal "
            "entry. Ask the broker who files whether a formal entry is needed."
        )
