"""The answers of the API about rosters and snapshots."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from apps.partners.answers import Answer, BenefitAnswer, Moment, StatusAnswer, StatusCode, Tier

# The form of the file of a snapshot; a later one gets another number.
FORMAT = "known-shipper-snapshot/1"

Place = Annotated[
    int, Meta(description="Place in the array, or line after the first that is not blank, counted from 0.")
]
SellerId = Annotated[str | UnsetType, Meta(description="Your own ID of the seller, where the line gave one.")]


class RosterLineAnswer(Answer, frozen=True, kw_only=True):
    """The outcome of a line: `added`; `present`, on the roster before; `unknown`; or `malformed`."""

    index: Place
    outcome: Literal["added", "present", "unknown", "malformed"]
    ksn: str | UnsetType = UNSET
    seller: SellerId = UNSET
    standing: Annotated[
        StatusAnswer | UnsetType, Meta(description="What the number stands for now, read after the roster was changed.")
    ] = UNSET
    errors: Annotated[
        dict[str, list[str]] | UnsetType, Meta(description="Why the line is unknown or malformed, and what to do.")
    ] = UNSET


class RosterAnswer(Answer, frozen=True, kw_only=True):
    results: Annotated[list[RosterLineAnswer], Meta(description="In the order of the lines.")]
    added: int
    present: int
    unknown: int
    malformed: int
    removed: Annotated[int, Meta(description="How many entries are on the roster no longer.")]


class RemovalLineAnswer(Answer, frozen=True, kw_only=True):
    """The outcome of a line: `removed`; `absent`, not on the roster; or `malformed`."""

    index: Place
    outcome: Literal["removed", "absent", "malformed"]
    ksn: str | UnsetType = UNSET
    seller: SellerId = UNSET
    errors: dict[str, list[str]] | UnsetType = UNSET


class RemovalsAnswer(Answer, frozen=True, kw_only=True):
    results: Annotated[list[RemovalLineAnswer], Meta(description="In the order of the lines.")]
    removed: Annotated[int, Meta(description="How many entries are on the roster no longer.")]


class RosterEntryAnswer(Answer, frozen=True, kw_only=True):
    """An entry of the roster, with what its number stands for now."""

    ksn: str
    seller: SellerId = UNSET
    since: Moment
    standing: StatusAnswer


class RosterPageAnswer(Answer, frozen=True, kw_only=True):
    results: list[RosterEntryAnswer]
    next: Annotated[int, Meta(description="Give this as `after` to go on. An empty page is the end.")]


class SnapshotBenefitsAnswer(Answer, frozen=True, kw_only=True):
    """The benefits of the sellers of a status and a tier, where every parcel is examined or not."""

    status: StatusCode
    tier: Tier
    examine_all: bool
    benefits: list[BenefitAnswer]


class SnapshotHeadAnswer(Answer, frozen=True, kw_only=True):
    """The first line of a snapshot."""

    format: str
    as_of: Moment
    valid_until: Annotated[datetime, Meta(tz=True, description="How long it may be relied on without the feed.")]
    cursor: Annotated[int, Meta(description="Give this as `after` to the feed: what has changed since.")]
    rosters_after: Annotated[int, Meta(description="Give this as `after` to your roster: whom you listed since.")]
    policy_version: int
    benefits: Annotated[
        list[SnapshotBenefitsAnswer],
        Meta(description="A status, tier and examination that has no row here has no benefits."),
    ]
    sellers: Annotated[int, Meta(description="How many lines of sellers follow.")]


class SnapshotSellerAnswer(Answer, frozen=True, kw_only=True):
    """A line of a snapshot: a seller, sorted by its number."""

    ksn: str
    status: StatusCode
    validated: bool
    tier: Tier
    examine_all: bool


class SnapshotSignatureAnswer(Answer, frozen=True, kw_only=True):
    """The last line of a snapshot: a JWT. Its `sha256` is the digest of all lines before it, `sub` your client id."""

    signature: str
