"""The answer with all facts of a shipper that a rule may read (docs/verify/README.md)."""

from datetime import date
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from apps.partners.answers import Answer, Day, Moment


class IdentityFact(Answer, frozen=True, kw_only=True):
    """An identity under which facts of the shipper were reported, or of another that is judged together with it: of
    that one only the number of the identity is told.
    """

    id: int
    source: str | None
    code: str | None


class LinkFact(Answer, frozen=True, kw_only=True):
    """A link of an identity: from then on it belongs to the shipper (`mine`) or no longer."""

    identity: int
    mine: bool
    reason: str | None
    recorded_at: Moment
    known_from: Moment


class ControlledFact(Answer, frozen=True, kw_only=True):
    """An identity of another business that is judged together with the shipper: from then on it counts on days since
    one, or no longer.
    """

    identity: int
    since: date | None
    known_from: Moment


class MonthFact(Answer, frozen=True, kw_only=True):
    """A change of the counts of a calendar month, by parcels that count from a day."""

    identity: int
    month: str
    counts_from: date
    known_from: Moment
    counts: dict[str, int]


class ViolationFact(Answer, frozen=True, kw_only=True):
    """An entry of a violation. One without an identity tells only that the entry before no longer counts."""

    case: int
    revision: int
    recorded_at: Moment
    known_from: Moment
    identity: int | None
    voided: bool
    id: int | UnsetType = UNSET
    date: Day | UnsetType = UNSET
    category: str | UnsetType = UNSET
    culpability: str | UnsetType = UNSET
    attribution: str | UnsetType = UNSET
    basis: str | UnsetType = UNSET
    self_disclosed: bool | UnsetType = UNSET
    determination: str | UnsetType = UNSET
    parcel: int | UnsetType | None = UNSET
    told_on: Annotated[Day | UnsetType, Meta(description="The day of `recorded_at`.")] = UNSET


class ParcelFact(Answer, frozen=True, kw_only=True):
    """An entry of a violation's parcel. One without an identity tells only that the entry before no longer counts."""

    parcel: int
    revision: int
    recorded_at: Moment
    known_from: Moment
    identity: int | None
    month: str | None
    drawn: bool
    followed: bool
    discrepant: bool


class ProgramEntryFact(Answer, frozen=True, kw_only=True):
    """An act of the program, or an entry that takes one back."""

    id: int
    takes_back: int | None
    kind: str
    date: date
    recorded_at: Moment
    known_from: Moment


class DeclaredMonthFact(Answer, frozen=True, kw_only=True):
    """The count of a completed month of all that are judged together, for days since one: its parcels as others
    reported them, those that could be declared before they arrived, and those that were.
    """

    month: str
    since: date | None
    known_from: Moment
    parcels: int
    could: int
    declared: int


class StoredEvaluationAnswer(Answer, frozen=True, kw_only=True):
    """An evaluation as it was stored, with the finding of each rule."""

    id: int
    as_of: date
    known_at: Moment
    policy_version: int
    retrospective: bool
    enter: int
    keep: int
    suspend: bool
    quiet_until: date | None
    clean_left: int | None
    findings: list[dict[str, Any]]


class FactsAnswer(Answer, frozen=True, kw_only=True):
    """All facts of a shipper that a rule may read, and the evaluations that were made of them."""

    format: str
    ksn: str
    known_at: Moment
    archived: Annotated[
        list[str],
        Meta(description="The months whose parcels are left out, as 2025-01: their entries are in files."),
    ]
    identities: list[IdentityFact]
    links: list[LinkFact]
    controlled: list[ControlledFact]
    months: list[MonthFact]
    violations: list[ViolationFact]
    parcels: list[ParcelFact]
    program_entries: list[ProgramEntryFact]
    declared_months: list[DeclaredMonthFact]
    evaluations: list[StoredEvaluationAnswer]
