"""The added duties of the dated table that goods owe on a day."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.tariff.costs import laws
from apps.tariff.costs.amounts import Certainty, CostAmount
from apps.tariff.costs.measures import (
    MEASURES,
    SECTION_232,
    SECTION_232_FIRST,
    AddedDuty,
    DutyKind,
    has_code,
    has_part,
)
from apps.tariff.costs.questions import CostQuestion, is_returned
from apps.tariff.costs.roundings import cents, dollars_even


def added_duties(question: CostQuestion, duty: Decimal | None) -> Iterator[CostAmount]:
    """Yield the added duties of a question; `duty` is that of the tariff, None if not computed."""
    with_232 = may_owe_232(question)
    if with_232:
        yield CostAmount(
            "section_232",
            _("Duty under section 232"),
            None,
            Certainty.NOT_COMPUTED,
            laws.METALS,
            first=SECTION_232_FIRST,
            notes=(
                _("Goods of this code may be on a list of section 232, whole or in part. Ask a broker for the rate."),
                _("If they owe this duty, some of the other added duties do not apply."),
            ),
        )
    for measure in MEASURES:
        if _applies(measure, question):
            yield _amount(measure, question, duty, with_232)


def may_owe_232(question: CostQuestion) -> bool:
    """Tell whether goods may be on a list of section 232 on a day."""
    return question.day >= SECTION_232_FIRST and (
        has_code(SECTION_232, question.hs) or has_part(SECTION_232, question.hs)
    )


def _applies(measure: AddedDuty, question: CostQuestion) -> bool:
    if question.day < measure.first or (measure.last and question.day > measure.last):
        return False
    if measure.origins is not None and question.origin not in measure.origins:
        return False
    if question.preference and question.origin in measure.unless_claimed:
        return False
    hs = question.hs
    if measure.goods and not (has_code(measure.goods, hs) or has_part(measure.goods, hs)):
        return False
    return not (measure.but and has_code(measure.but, hs)) and not (
        measure.exceptions and has_code(measure.exceptions, hs)
    )


def _amount(measure: AddedDuty, question: CostQuestion, duty: Decimal | None, with_232: bool) -> CostAmount:
    base = dollars_even(question.value)
    notes = list(_doubts(measure, question, with_232))
    full = cents(base * measure.rate / 100)
    amount: Decimal | None = full
    rate = f"{measure.rate.normalize():f}%"
    if measure.kind is DutyKind.TOP_UP:
        notes.insert(0, _("Together with the duty of the tariff, at most %(rate)s of the value.") % {"rate": rate})
        amount = None if duty is None else max(Decimal(0), full - duty)
    standing = Certainty.NOT_COMPUTED if amount is None else Certainty.OWED
    # A note of doubt beside the sentence on the ceiling.
    if amount and len(notes) > (measure.kind is DutyKind.TOP_UP):
        standing = Certainty.POSSIBLE
    return CostAmount(
        measure.key,
        measure.name,
        amount,
        standing,
        measure.law,
        rate,
        base,
        measure.first,
        measure.last,
        tuple(notes),
    )


def _doubts(measure: AddedDuty, question: CostQuestion, with_232: bool) -> Iterator[str]:
    hs = question.hs
    if is_returned(question):
        yield _("Goods that come back as they left may not owe this duty. Ask a broker.")
    if with_232 and not measure.beside_232:
        yield _("Goods that owe a duty under section 232 do not owe this duty.")
    if question.preference and question.origin in measure.possibly_unless_claimed:
        yield _("Some goods under this trade agreement do not owe this duty.")
    if (measure.goods and not has_code(measure.goods, hs)) or (measure.but and has_part(measure.but, hs)):
        yield _("Only some goods of this code owe this duty. The ten digits of the code decide.")
    if measure.exceptions and has_part(measure.exceptions, hs):
        yield _("Only some goods of this code owe this duty. The ten digits of the code decide.")
    if measure.possible_exceptions and (
        has_code(measure.possible_exceptions, hs) or has_part(measure.possible_exceptions, hs)
    ):
        yield _("Goods of this code may be on the list of exceptions. Look the code up in the annex.")
    elif question.origin in measure.possible_origins:
        yield _("Some goods of this country are excepted by a list of their own. Look the code up in the annex.")
