"""The answers of the API about the policy and its drafts, as `answers.py` has the others."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from apps.partners.answers import Answer, Moment
from apps.policy.models import Comment


class NumberAnswer(Answer, frozen=True, kw_only=True):
    """A number of the policy."""

    key: str
    label: str
    value: int | float
    unit: str
    authority: str
    reason: str


class SectionAnswer(Answer, frozen=True, kw_only=True):
    code: str
    title: str
    numbers: list[NumberAnswer]


class ConventionsAnswer(Answer, frozen=True, kw_only=True):
    """All that one needs beside the numbers of a policy to compute as the rules do."""

    severity: Annotated[
        dict[str, dict[str, str]], Meta(description="The severity of a violation, by category and culpability.")
    ]
    counting_determinations: list[str]
    suspending_determinations: list[str]
    suspending_bases: list[str]
    grave_culpabilities: list[str]
    random_exam_bases: list[str]
    follow_up_exam_bases: list[str]
    third_parties: Annotated[
        dict[str, int],
        Meta(description="How long after notice, in days and in months, the act of a third party weighs as one's own."),
    ]
    windows: Annotated[dict[str, list[str]], Meta(description="The keys of the windows of each rule that looks back.")]
    rules: Annotated[dict[str, str], Meta(description="What each rule asks, by its code.")]
    words: Annotated[dict[str, str], Meta(description="Conventions in words, by subject.")]


class CommentAnswer(Answer, frozen=True, kw_only=True):
    """A comment on a draft of the policy, with the answer of the program."""

    id: int
    speaker: Annotated[str, Meta(extra_json_schema={"enum": Comment.Speaker.values})]
    on: date
    language: str
    text: str
    left_out: Annotated[int, Meta(description="How many pieces were left out because they are personal data.")]
    answer: str | None


class PolicyAnswer(Answer, frozen=True, kw_only=True):
    version: int
    state: str
    effective_from: date
    published_at: Moment
    summary: str
    sections: list[SectionAnswer]
    comments: list[CommentAnswer]
    conventions: ConventionsAnswer


class ChangedNumberAnswer(Answer, frozen=True, kw_only=True):
    """A number of a draft that differs from the policy before it."""

    key: str
    label: str
    unit: str
    before: int | float | None
    after: int | float | None
    takes_away: Annotated[bool, Meta(description="The change takes something away from sellers.")]
    authority: str
    reason: str


class WhatIfAnswer(Answer, frozen=True, kw_only=True):
    """The members who would move under a draft, counted. Counts are rounded; null where a count is withheld, because it
    could tell of few members.
    """

    compared_with: int
    as_of: date
    members: int | None
    down: int | None
    up: int | None
    suspended: int | None
    matrix: Annotated[
        list[list[int | None]],
        Meta(description="`matrix[before][after]`: members by their tier now and their tier under the draft."),
    ]
    rules_down: Annotated[
        dict[str, int | None], Meta(description="Members who would fall, by the rules that decide it.")
    ]
    rules_up: Annotated[
        dict[str, int | None], Meta(description="Members who would rise, by the rules that held them back.")
    ]


class DraftAnswer(Answer, frozen=True, kw_only=True):
    """A draft of the policy that is open for comment."""

    version: int
    effective_from: date | None
    comments_until: date | None
    summary: str
    changes: list[ChangedNumberAnswer]
    what_if: WhatIfAnswer | None
    comments: list[CommentAnswer]


class DraftsAnswer(Answer, frozen=True, kw_only=True):
    results: list[DraftAnswer]


class CommentReceivedAnswer(Answer, frozen=True, kw_only=True):
    """A comment was received. The public reads the comment once somebody has looked for personal data in it."""

    comment: int
    version: int
