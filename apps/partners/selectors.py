from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Self

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.errors import NotFound
from apps.ledger.models import Recording
from apps.ledger.selectors import recordings_of
from apps.partners.answers import StatusAnswer, StatusChangeAnswer
from apps.partners.models import FeedEntry, Partner
from apps.partners.scopes import LEDGER_WRITE
from apps.partners.statements import ACCESS
from apps.policy.models import Policy
from apps.policy.selectors import policies_in_order, terms_published
from apps.policy.terms import Terms
from apps.shippers.models import Shipper
from apps.shippers.selectors import abilities_of


@dataclass(frozen=True, slots=True)
class Access:
    """A partner's system, signed in: the scopes are those that both its token and its partner allow."""

    partner_id: int
    reporter_id: int
    scopes: frozenset[str]
    is_authenticated: bool = True


def access_of(token: str) -> Access | None:
    """Return what a bearer token opens; None if the token is unknown, expired or revoked, or its partner inactive."""
    with connection.cursor() as cursor:
        cursor.execute(ACCESS, {"checksum": token_checksum(token), "now": clock.now()})
        found = cursor.fetchone()
    if found is None:
        return None
    partner_id, reporter_id, granted, asked = found
    return Access(partner_id, reporter_id, frozenset(granted) & frozenset(asked.split()))


def token_checksum(token: str) -> str:
    """Return the digest under which a bearer token is kept."""
    return sha256(token.encode()).hexdigest()


@lru_cache(maxsize=10_000)
def partner_of(token: str) -> int:
    """Return whose token this is, which never changes, whether or not the token is still good.

    Raises LookupError for a token of nobody.
    """
    access = access_of(token)
    if access is None:
        raise LookupError
    return access.partner_id


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


def feed_after(seq: int, limit: int) -> list[StatusChangeAnswer]:
    """Return the changes that follow a place of the public feed, in order, at most `limit` of them."""
    entries = FeedEntry.objects.filter(seq__gt=seq).select_related("change__shipper", "policy").order_by("seq")
    policies = policies_in_order()
    return [_change_answer(entry, policies) for entry in entries[:limit]]


def _change_answer(entry: FeedEntry, policies: Sequence[Policy]) -> StatusChangeAnswer:
    """Return the answer for a place of the feed. `policies` are those published, the latest first."""
    if entry.policy:
        return StatusChangeAnswer.of_policy(entry.seq, entry.policy)
    assert entry.change is not None
    day = clock.day_of(entry.change.at)
    in_force = next((policy for policy in policies if policy.first_day <= day), policies[-1])
    return StatusChangeAnswer.of_standing(entry.seq, entry.change, in_force.version)


def feed_end() -> int:
    """Return the last place of the public feed, 0 while the feed is empty."""
    return FeedEntry.objects.aggregate(last=Max("seq"))["last"] or 0


def has_system(reporter_id: int) -> bool:
    """Return whether a reporter has a system here that may read the disputes of its reports."""
    return Partner.objects.filter(reporter=reporter_id, active=True, scopes__contains=[LEDGER_WRITE]).exists()


def recording_of(access: Access, recording_id: int) -> Recording:
    """Return one of the recordings that the partner's system sent; raise NotFound for any other."""
    client = Partner.objects.select_related("client").get(pk=access.partner_id).client.client_id
    recording = recordings_of(access.reporter_id, client).filter(pk=recording_id).first()
    if recording is None:
        raise NotFound(_("You have no recording of this number."))
    return recording


def shipper_read_by(user: User, ksn: str) -> Shipper | None:
    """Return the shipper of a number, if the user is on its team or is staff who may read everything."""
    shipper = Shipper.objects.filter(ksn=ksn).first()
    if shipper and ("read_everything" in held(user) or abilities_of(user, shipper.pk)):
        return shipper
    return None
