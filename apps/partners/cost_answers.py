"""The answer of the API about what goods cost at the border."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from msgspec import Meta

from apps.partners.answers import Answer, Moment
from apps.tariff.agencies import AGENCIES, ASKED_BY, AgencyNeed, needs_of
from apps.tariff.citations import Law
from apps.tariff.costs import (
    CHECKED,
    CURRENCY,
    NOT_HELD,
    VERSION,
    Certainty,
    CostAmount,
    CostQuestion,
    Costs,
    EntryType,
    Preference,
    TariffGoods,
)
from apps.tariff.models import Edition
from apps.tariff.restrictions import GoodsRestriction, restrictions_of

Money = Annotated[str, Meta(pattern=r"^[0-9]+(\.[0-9]+)?$", description="US dollars, as a decimal number.")]
StandingCode = Annotated[
    str,
    Meta(
        description="`owed`; `possible`: owed or not, as a list or a fact decides that is not known here; "
        "`not_computed`: look the amount up.",
        extra_json_schema={"enum": list(Certainty)},
    ),
]


class LawAnswer(Answer, frozen=True, kw_only=True):
    """A law and the address of its text."""

    citation: str
    address: str

    @classmethod
    def of(cls, law: Law) -> Self:
        return cls(citation=law.citation, address=law.address)


class AmountAnswer(Answer, frozen=True, kw_only=True):
    """A duty or a fee, and how it came to be."""

    key: str
    name: str
    amount: Money | None
    standing: StandingCode
    rate: Annotated[str, Meta(description="As the law writes it; empty for a fixed fee.")]
    base: Annotated[Money | None, Meta(description="The value to which the rate applies, in whole dollars.")]
    law: LawAnswer
    effective_from: date | None
    effective_until: Annotated[date | None, Meta(description="The last day; null while no end is known.")]
    notes: list[str]

    @classmethod
    def of(cls, amount: CostAmount) -> Self:
        return cls(
            key=amount.key,
            name=str(amount.name),
            amount=_money(amount.amount),
            standing=amount.standing,
            rate=amount.rate,
            base=_money(amount.base),
            law=LawAnswer.of(amount.law),
            effective_from=amount.first,
            effective_until=amount.last,
            notes=[str(note) for note in amount.notes],
        )


class TotalAnswer(Answer, frozen=True, kw_only=True):
    """The sum of all amounts: both figures are the same if every amount is owed."""

    least: Money
    most: Annotated[Money | None, Meta(description="null if an amount is not computed.")]


class EntryAnswer(Answer, frozen=True, kw_only=True):
    """How the goods are entered."""

    entry_type: Annotated[str, Meta(description="The code of the entry type; empty for mail of past days.")]
    name: str
    formal: bool
    broker: str
    law: LawAnswer
    documents: list[str]

    @classmethod
    def of(cls, entry: EntryType) -> Self:
        return cls(
            entry_type=entry.entry_type,
            name=str(entry.name),
            formal=entry.formal,
            broker=str(entry.broker),
            law=LawAnswer.of(entry.law),
            documents=[str(paper) for paper in entry.documents],
        )


class PreferenceAnswer(Answer, frozen=True, kw_only=True):
    """A lower rate that a trade agreement gives, if the goods keep its rules and the importer claims it."""

    program: str
    name: str
    rate: str
    claimed: bool

    @classmethod
    def of(cls, preference: Preference) -> Self:
        return cls(
            program=preference.program,
            name=str(preference.name),
            rate=preference.rate,
            claimed=preference.claimed,
        )


class RestrictionAnswer(Answer, frozen=True, kw_only=True):
    """What the law says of goods of the line before all else, for example that they may not be imported."""

    text: str
    law: LawAnswer

    @classmethod
    def of(cls, restriction: GoodsRestriction) -> Self:
        return cls(text=str(restriction.sentence), law=LawAnswer.of(restriction.law))


class NeedAnswer(Answer, frozen=True, kw_only=True):
    """The goods of the line about which an agency asks, and the law."""

    goods: str
    law: LawAnswer


class CostAgencyAnswer(Answer, frozen=True, kw_only=True):
    """An agency that may ask for data or permits on goods of the line."""

    code: str
    name: str
    asks: str
    needs: list[NeedAnswer]

    @classmethod
    def of(cls, code: str, needs: Sequence[AgencyNeed]) -> Self:
        goods = [NeedAnswer(goods=str(need.goods), law=LawAnswer.of(need.law)) for need in needs]
        return cls(code=code, name=str(AGENCIES[code]), asks=str(ASKED_BY[code]), needs=goods)


class TariffEditionAnswer(Answer, frozen=True, kw_only=True):
    """The tariff that is loaded."""

    day: Annotated[date | None, Meta(description="The day from which the edition holds; null if not stated.")]
    loaded_at: Moment


class MeasuresTableAnswer(Answer, frozen=True, kw_only=True):
    """The table of added duties."""

    version: int
    checked: Annotated[date, Meta(description="Nothing that was announced later is counted.")]
    not_held: list[str]


class CostsAnswer(Answer, frozen=True, kw_only=True):
    """What goods cost at the border on a day, and who must agree."""

    hs: str
    description: Annotated[list[str], Meta(description="From the top of the tariff.")]
    origin: str
    mode: str
    value: Money
    currency: str
    day: date
    amounts: list[AmountAnswer]
    total: TotalAnswer
    entry: EntryAnswer
    restrictions: list[RestrictionAnswer]
    agencies: Annotated[
        list[CostAgencyAnswer], Meta(description="Empty: the table knows of none, which does not say that none asks.")
    ]
    preferences: list[PreferenceAnswer]
    notes: list[str]
    tariff: TariffEditionAnswer | None
    table: MeasuresTableAnswer

    @classmethod
    def of(cls, question: CostQuestion, goods: TariffGoods, costs: Costs, edition: Edition | None) -> Self:
        return cls(
            hs=goods.code,
            description=goods.texts,
            origin=question.origin,
            mode=question.mode,
            value=f"{question.value:f}",
            currency=CURRENCY,
            day=question.day,
            amounts=[AmountAnswer.of(each) for each in costs.amounts],
            total=TotalAnswer(least=f"{costs.least:.2f}", most=_money(costs.most)),
            entry=EntryAnswer.of(costs.entry),
            restrictions=[RestrictionAnswer.of(each) for each in restrictions_of(goods.code, question.mode)],
            agencies=[CostAgencyAnswer.of(code, needs) for code, needs in needs_of(goods.code).items()],
            preferences=[PreferenceAnswer.of(each) for each in costs.preferences],
            notes=[str(note) for note in costs.notes],
            tariff=TariffEditionAnswer(day=edition.day, loaded_at=edition.loaded_at) if edition else None,
            table=MeasuresTableAnswer(version=VERSION, checked=CHECKED, not_held=[str(each) for each in NOT_HELD]),
        )


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
