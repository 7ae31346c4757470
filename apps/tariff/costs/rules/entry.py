"""How goods are entered, whether a broker is needed, and which papers are."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.tariff.costs import laws
from apps.tariff.costs.amounts import EntryType
from apps.tariff.costs.questions import CostQuestion
from apps.tariff.costs.rules.small_value import passes_free

MAX_INFORMAL_VALUE = Decimal(2_500)
FORMAL, INFORMAL, SMALL, MAIL = "01", "11", "86", "13"
# On this day the new entry of international mail began (`laws.MAIL_RULE`), which type 13 files by computer.
FIRST_MAIL_ENTRY = date(2026, 7, 24)


def is_formal(question: CostQuestion) -> bool:
    """Tell whether goods need a formal entry by their value: 19 CFR 143.21(a), and 19 CFR 145.12(a) for mail."""
    return question.value > MAX_INFORMAL_VALUE


def entry_of(question: CostQuestion) -> EntryType:
    """Return how the goods of a question are entered."""
    papers = tuple(_papers(question))
    if passes_free(question):
        name = _("Release of goods of small value, without duty")
        # Mail passed without an entry.
        return EntryType(
            "" if question.mode == "post" else SMALL, name, _("No broker is needed."), False, laws.SMALL_VALUE, papers
        )
    if is_formal(question):
        broker = _("In practice you need a licensed broker and a bond.")
        law = laws.MAIL_ENTRY if question.mode == "post" else laws.INFORMAL
        return EntryType(FORMAL, _("Formal entry"), broker, True, law, papers)
    if question.mode == "post":
        broker = _("In most cases no broker is needed. Ask your post office who declares the goods and pays the duty.")
        is_new = question.day >= FIRST_MAIL_ENTRY
        law = laws.MAIL_RULE if is_new else laws.MAIL_ENTRY
        return EntryType(MAIL if is_new else "", _("Mail entry"), broker, False, law, papers)
    broker = _("The owner, the buyer or a licensed broker may make it. Express carriers have brokers of their own.")
    return EntryType(INFORMAL, _("Informal entry"), broker, False, laws.INFORMAL, papers)


def _papers(question: CostQuestion) -> Iterator[str]:
    yield _("A commercial invoice: what the goods are, how many, the price, and who sells to whom")
    yield _("The code of ten digits, the country of origin and the value of each kind of goods")
    if is_formal(question):
        yield _("A customs bond")
    if question.preference:
        yield _("The proof of origin that the trade agreement asks for")
