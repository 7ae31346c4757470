"""The answers of the API: each type is what an endpoint sends and what the OpenAPI document says that it sends.

A field that is UNSET is left out of the answer. `schema.py` turns these types into the document, `renderers.py` into
JSON.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal, Self

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from apps.core import clock
from apps.evaluation.explanations import finding_texts, findings_of, path_texts
from apps.evaluation.finding import RuleFinding
from apps.evaluation.forecast import end_of_keeping
from apps.evaluation.judgments import PolicyJudgment
from apps.evaluation.models import Evaluation
from apps.policy.benefits import BENEFITS
from apps.policy.terms import TOP, Terms
from apps.shippers.matches.asked_names import NameAnswer, NameMatch, NameReason
from apps.standing.models import Status
from apps.standing.selectors import benefits_promised

StatusCode = Annotated[str, Meta(extra_json_schema={"enum": Status.values})]
BenefitCode = Annotated[str, Meta(extra_json_schema={"enum": list(BENEFITS)})]
Moment = Annotated[datetime, Meta(tz=True)]
NameAnswerCode = Annotated[str, Meta(extra_json_schema={"enum": list(NameAnswer)})]
NameReasonCode = Annotated[str, Meta(extra_json_schema={"enum": list(NameReason)})]
# The reason of a feed entry that tells of a policy; those of standing are `standing.members.states.Reason`.
POLICY = "policy"
# The reason of the entry with which a partner begins to follow a shipper: it stands for what held then.
LISTED = "listed"
# A name for the type where a field is called `date` itself.
Day = date
Tier = Annotated[int, Meta(ge=0, le=TOP)]


def valid_until(as_of: datetime, terms: Terms, superseded_on: date | None) -> datetime:
    """Return how long an answer of the moment `as_of` may be relied on: as long as the policy says, and not beyond the
    last day before another policy takes effect.
    """
    until = as_of + timedelta(hours=terms.clocks.status_hours)
    if superseded_on:
        until = min(until, clock.end_of(clock.add_days(superseded_on, -1)))
    return until.replace(microsecond=0)


def reference_to(answer: str) -> str:
    """Return where the OpenAPI document describes an answer."""
    return f"#/components/schemas/{answer}"


class Answer(Struct, frozen=True, kw_only=True):
    """An object that the API sends.

    `alternatives` are the types of an item that may be one of several: msgspec describes no union of such types.
    """

    alternatives: ClassVar[tuple[type["Answer"], ...]] = ()


class BenefitAnswer(Answer, frozen=True, kw_only=True):
    code: BenefitCode
    value: Annotated[
        float, Meta(description="The exam rate's multiple, the share waived or offset, or 1 where the benefit is had.")
    ]


class StatusAnswer(Answer, frozen=True, kw_only=True):
    """A shipper as a partner may know it, by its number."""

    ksn: str
    known: Literal[True]
    status: StatusCode
    validated: Annotated[bool, Meta(description="Verified on site, and not on paper only.")]
    tier: Tier
    benefits: tuple[BenefitAnswer, ...]
    examine_all: Annotated[
        Literal[True] | UnsetType,
        Meta(description="Sent only when true: every parcel is examined until a question is settled. Never says why."),
    ] = UNSET
    as_of: Moment
    valid_until: Annotated[
        datetime, Meta(tz=True, description="How long this answer may be relied on without asking again.")
    ]
    policy_version: int
    name_match: Annotated[
        NameAnswerCode | UnsetType | None,
        Meta(description="Sent only where a name was asked; null where `name_match_reason` says why there is none."),
    ] = UNSET
    name_match_reason: Annotated[
        NameReasonCode | UnsetType, Meta(description="Sent only where a name was asked: why the answer is as it is.")
    ] = UNSET

    @classmethod
    def of(
        cls,
        *,
        ksn: str,
        status: str,
        validated: bool,
        tier: int,
        examine_all: bool,
        as_of: datetime,
        terms: Terms,
        superseded_on: date | None,
    ) -> Self:
        """Tell of a shipper as its standing and the policy in force have it at the moment `as_of`.

        Another policy takes effect on the day `superseded_on`: nothing is promised beyond the day before.
        """
        as_of = as_of.replace(microsecond=0)
        benefits = benefits_promised(terms, status=status, tier=tier, examine_all=examine_all)
        return cls(
            ksn=ksn,
            known=True,
            status=status,
            validated=validated,
            tier=tier,
            benefits=tuple(BenefitAnswer(code=benefit.code, value=benefit.value) for benefit in benefits),
            examine_all=True if examine_all else UNSET,
            as_of=as_of,
            valid_until=valid_until(as_of, terms, superseded_on),
            policy_version=terms.version,
        )

    def with_name(self, match: NameMatch) -> Self:
        """Return this answer with the answer to a name."""
        return msgspec.structs.replace(self, name_match=match.answer, name_match_reason=match.reason)

    def of_the_past(self) -> Self:
        """Return this answer for a past moment: it tells nothing of any later time."""
        return msgspec.structs.replace(self, valid_until=self.as_of)


class UnknownAnswer(Answer, frozen=True, kw_only=True):
    """A number that nobody holds, or that is no Known Shipper Number."""

    ksn: Annotated[str, Meta(description="As you asked for it, without spaces and hyphens and in capitals.")]
    known: Literal[False] = False
    error: Annotated[str | UnsetType, Meta(description="Why this can't be a Known Shipper Number.")] = UNSET


class ChecksAnswer(Answer, frozen=True, kw_only=True):
    alternatives = (StatusAnswer, UnknownAnswer)

    results: Annotated[
        list[Any],
        Meta(
            description="In the order in which the numbers were asked for.",
            extra_json_schema={"items": {"oneOf": [{"$ref": reference_to(each.__name__)} for each in alternatives]}},
        ),
    ]


class StatusChangeAnswer(Answer, frozen=True, kw_only=True):
    """A change at its place in the feed: of a shipper's standing or, with the reason `policy`, of the policy in force.

    A policy changes the benefits of every tier, and names no shipper.
    """

    seq: int
    ksn: str | None
    status: StatusCode | None
    validated: bool | None
    tier: Tier | None
    examine_all: bool | None
    policy_version: Annotated[int, Meta(description="The policy in force at that time, which sets the benefits.")]
    changed_at: Moment
    reasons: list[str]


class StatusChangesAnswer(Answer, frozen=True, kw_only=True):
    results: list[StatusChangeAnswer]
    next: Annotated[
        int,
        Meta(
            description=(
                "Give this as `after` to go on. It lies beyond the last result where places follow that are not yours."
            )
        ),
    ]


class FindingAnswer(Answer, frozen=True, kw_only=True):
    rule: str
    title: str
    observed: Any
    required: Any
    enter: Annotated[int, Meta(description="The highest tier that this rule lets the shipper enter.")]
    keep: Annotated[int, Meta(description="The highest tier that this rule lets the shipper keep.")]
    binding: Annotated[bool, Meta(description="Whether the tier is as it is because of this rule.")]
    explanation: str

    @classmethod
    def each_of(cls, findings: Sequence[RuleFinding], *, enter: int) -> list[Self]:
        """Answer with the findings of all rules, of which `enter` is the tier that all allow to enter."""
        texts = {text.rule: text for text in finding_texts(findings, enter=enter)}
        return [
            cls(
                rule=finding.rule,
                title=str(texts[finding.rule].title),
                observed=finding.observed,
                required=finding.required,
                enter=finding.enter,
                keep=finding.keep,
                binding=texts[finding.rule].binding,
                explanation=str(texts[finding.rule].sentence),
            )
            for finding in findings
        ]


class EvaluationAnswer(Answer, frozen=True, kw_only=True):
    """The evaluation that a shipper's standing rests on, with the finding of each rule."""

    ksn: str
    as_of: date
    policy_version: int
    enter: int
    keep: int
    suspend: bool
    quiet_until: date | None
    findings: list[FindingAnswer]
    next_tier: Annotated[int | None, Meta(description="The tier after the one held; null where the top tier is held.")]
    path_to_next: Annotated[
        list[str],
        Meta(description="As of today, the steps that together lead to the next tier if nothing else is recorded."),
    ]
    next_tier_on: Annotated[
        Day | None,
        Meta(
            description="The first day, today or later, on which the next tier may be entered if nothing at all is "
            "recorded; null if there is none."
        ),
    ]
    kept_until: Annotated[
        Day | None,
        Meta(
            description="The first day, today or later, on which the record no longer keeps the tier held if nothing "
            "is recorded; null if it always does."
        ),
    ]

    @classmethod
    def of(cls, ksn: str, evaluation: Evaluation, held: int, judgment: PolicyJudgment) -> Self:
        """Answer for a shipper that holds a tier, with the judgment of today."""
        path = judgment.path(held + 1) if held < TOP else None
        return cls(
            ksn=ksn,
            as_of=evaluation.as_of,
            policy_version=evaluation.policy.version,
            enter=evaluation.enter,
            keep=evaluation.keep,
            suspend=evaluation.suspend,
            quiet_until=evaluation.quiet_until,
            findings=FindingAnswer.each_of(findings_of(evaluation), enter=evaluation.enter),
            next_tier=held + 1 if held < TOP else None,
            path_to_next=path_texts(path).steps if path else [],
            next_tier_on=path.entry_day if path else None,
            kept_until=end_of_keeping(judgment.facts, judgment.ahead, today=judgment.today, tier=held),
        )


class ProblemAnswer(Answer, frozen=True, kw_only=True):
    """A refusal (RFC 9457). Some kinds have further members."""

    type: Annotated[str, Meta(extra_json_schema={"format": "uri"})]
    title: str
    status: int
    detail: str
    instance: str
    request_id: Annotated[str, Meta(description="As in the header `X-Request-Id`. Name it when you ask us about it.")]
    code: Annotated[str | UnsetType, Meta(description="What it is more closely, where a kind has several cases.")] = (
        UNSET
    )
    errors: Annotated[
        dict[str, list[str]] | UnsetType,
        Meta(description="By member or parameter, what must be put right; inside lists and objects by `name.place`."),
    ] = UNSET
