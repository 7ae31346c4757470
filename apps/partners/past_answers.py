"""The answers of the API about a past day of a member, as `answers.py` has the others."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from msgspec import Meta

from apps.evaluation.rules import RulesAnswer as RulesAnswer
from apps.partners.answers import Answer, FindingAnswer, Moment, StatusCode, Tier
from apps.standing.models import Change
from apps.standing.selectors import PastStanding

KINDS = ["declared_month", "identity", "parcels", "program_entry", "violation"]
Day = date


class PastStandingAnswer(Answer, frozen=True, kw_only=True):
    """The standing that a member had at the end of a past day, as it was decided."""

    status: StatusCode
    validated: bool
    tier: Tier
    examine_all: bool
    since: Annotated[datetime, Meta(tz=True, description="Since when all of this has been as it is.")]

    @classmethod
    def of(cls, change: Change) -> Self:
        return cls(
            status=change.status,
            validated=change.validated,
            tier=change.tier,
            examine_all=change.examine_all,
            since=change.at,
        )


class PastRulesAnswer(Answer, frozen=True, kw_only=True):
    """The answer of the rules on a past day, from the entries known at one time."""

    known_at: Moment
    enter: Tier
    keep: Tier
    suspend: bool
    findings: list[FindingAnswer]

    @classmethod
    def of(cls, answer: RulesAnswer, known_at: datetime) -> Self:
        return cls(
            known_at=known_at,
            enter=answer.enter,
            keep=answer.keep,
            suspend=answer.suspend,
            findings=FindingAnswer.each_of(answer.findings, enter=answer.enter),
        )


class LaterEntryAnswer(Answer, frozen=True, kw_only=True):
    """An entry about the past that became known later, with the codes of the rules that changed with it."""

    kind: Annotated[str, Meta(extra_json_schema={"enum": KINDS})]
    date: Day | None
    known_from: Moment
    facts: dict[str, Any]
    changed: Annotated[
        list[str], Meta(description="The rules whose finding changed with all that became known at that time.")
    ]


class PastAnswer(Answer, frozen=True, kw_only=True):
    """The standing of a member on a past day, and what the rules say of the day by what was known then and now."""

    ksn: str
    as_of: date
    policy_version: Annotated[int, Meta(description="The policy that was in force on the day.")]
    standing: Annotated[PastStandingAnswer | None, Meta(description="null: it was not a member yet.")]
    by_then: PastRulesAnswer
    by_now: PastRulesAnswer
    known_later: list[LaterEntryAnswer]

    @classmethod
    def of(cls, ksn: str, past: PastStanding) -> Self:
        answers = past.answers
        return cls(
            ksn=ksn,
            as_of=answers.as_of,
            policy_version=answers.policy.version,
            standing=PastStandingAnswer.of(past.held_then) if past.held_then else None,
            by_then=PastRulesAnswer.of(answers.then, answers.known_at),
            by_now=PastRulesAnswer.of(answers.now, answers.until),
            known_later=[
                LaterEntryAnswer(
                    kind=entry.kind,
                    date=entry.date,
                    known_from=entry.known_from,
                    facts=entry.facts,
                    changed=[change.rule for change in step.changes],
                )
                for step in answers.steps
                for entry in step.entries
            ],
        )
