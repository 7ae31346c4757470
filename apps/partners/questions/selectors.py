from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from apps.partners.answers import StatusAnswer
from apps.policy.selectors import terms_published
from apps.policy.terms import Terms


@dataclass(frozen=True, slots=True)
class KnownShipper:
    """A shipper that was asked for by its number: its standing, and the policy in force, at the moment `as_of`.

    `superseded_on` is the day on which another policy takes effect that is published already.
    """

    ksn: str
    status: str
    validated: bool
    tier: int
    examine_all: bool
    since: datetime
    as_of: datetime
    terms: Terms
    superseded_on: date | None

    @classmethod
    def of_row(cls, as_of: datetime, *row: Any) -> Self:
        """Read a row of `ASK_ONE` or `ASK_MANY`."""
        ksn, status, validated, tier, examine_all, since, policy_id, published_at, superseded_on = row
        terms = terms_published(policy_id, published_at)
        return cls(ksn, status, validated, tier, examine_all, since, as_of, terms, superseded_on)

    @property
    def etag(self) -> str:
        """The entity tag of the answer: equal for two answers that tell the same."""
        standing = f"{self.status}-{self.tier}-{self.validated:d}{self.examine_all:d}"
        return f'W/"{standing}-{self.terms.version}-{self.since.timestamp():.0f}"'

    def answer(self) -> StatusAnswer:
        return StatusAnswer.of(
            ksn=self.ksn,
            status=self.status,
            validated=self.validated,
            tier=self.tier,
            examine_all=self.examine_all,
            as_of=self.as_of,
            terms=self.terms,
            superseded_on=self.superseded_on,
        )
