"""The answers of the API about the register of reasons."""

from datetime import date
from typing import Annotated, Self

import msgspec
from msgspec import Meta

from apps.measures.reasons.models import RegisterRow
from apps.measures.reasons.selectors import published_of
from apps.measures.reasons.vocabulary import (
    GROUNDS,
    RULE_NAMES,
    WIDER_GROUNDS,
    ActionEnd,
    ActorType,
    DayBand,
    EffectTiming,
    ObjectionUse,
    action_choices,
)
from apps.partners.answers import Answer

Month = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}$")]
ActionCode = Annotated[str, Meta(extra_json_schema={"enum": [code for code, _name in action_choices()]})]
OutcomeCode = Annotated[str, Meta(extra_json_schema={"enum": ActionEnd.values})]
AtOnceCode = Annotated[str, Meta(extra_json_schema={"enum": EffectTiming.values})]
GroundCode = Annotated[str, Meta(extra_json_schema={"enum": list(GROUNDS | WIDER_GROUNDS)})]
RuleCode = Annotated[str, Meta(extra_json_schema={"enum": list(RULE_NAMES)})]
HandCode = Annotated[str, Meta(extra_json_schema={"enum": ActorType.values})]
RedressCode = Annotated[str, Meta(extra_json_schema={"enum": ObjectionUse.values})]
DaysCode = Annotated[str, Meta(extra_json_schema={"enum": DayBand.values})]


class ReasonAnswer(Answer, frozen=True, kw_only=True):
    """A decision against a business, and nothing that tells which one. null: withheld, since too few share it."""

    id: int
    published: date
    decided_from: Annotated[Month, Meta(description="The first month of all decisions that look alike from outside.")]
    decided_until: Month
    action: ActionCode | None
    outcome: OutcomeCode | None
    at_once: Annotated[AtOnceCode | None, Meta(description="Whether it had effect before the business was heard.")]
    policy: Annotated[str | None, Meta(description="The version of the policy in force.")]
    ground: GroundCode | None
    rule: RuleCode | None
    response: RedressCode | None
    appeal: RedressCode | None
    days: Annotated[DaysCode | None, Meta(description="From the notice to the decision.")]
    begun_by: HandCode | None
    decided_by: HandCode | None

    @classmethod
    def of(cls, row: RegisterRow) -> Self:
        return msgspec.convert(published_of(row), cls)


class ReasonsAnswer(Answer, frozen=True, kw_only=True):
    results: list[ReasonAnswer]
    next: Annotated[int, Meta(description="Give it as `after` to go on.")]
