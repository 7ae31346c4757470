from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any, Self

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.errors import NotFound
from apps.evaluation.explain import findings_of, path_to_next, sentences
from apps.evaluation.selectors import evaluation_latest
from apps.ledger.models import Recording, Reporter
from apps.ledger.selectors import recordings_brought_by
from apps.partners.models import FeedEntry
from apps.policy.models import Policy
from apps.policy.selectors import terms_of
from apps.policy.terms import TOP, Terms
from apps.shippers.models import Shipper
from apps.shippers.selectors import abilities_of
from apps.standing.selectors import benefits_promised


@dataclass(frozen=True, slots=True)
class Access:
    """A partner's system, signed in: what its token and its partner both allow."""

    partner_id: int
    reporter_id: int
    scopes: frozenset[str]
    is_authenticated: bool = True


# By hand, because every call asks it: what a token opens is what it was given for and its partner may do by now.
_ACCESS = """
SELECT partner.id, partner.reporter_id, partner.scopes, token.scope
FROM oauth2_provider_accesstoken AS token JOIN partners_partner AS partner ON partner.client_id = token.application_id
WHERE token.token_checksum = %s AND token.expires > %s AND partner.active
"""


def access_of(token: str) -> Access | None:
    """What a bearer token opens; None if it is unknown, expired or revoked, or its partner inactive."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCESS, [checksum(token), clock.now()])
        found = cursor.fetchone()
    if found is None:
        return None
    partner_id, reporter_id, granted, asked = found
    return Access(partner_id, reporter_id, frozenset(granted) & frozenset(asked.split()))


def checksum(token: str) -> str:
    """Under which a token is found."""
    return sha256(token.encode()).hexdigest()


@lru_cache(maxsize=10_000)
def partner_of(token: str) -> int:
    """Whose token it is: that never changes, whether or not it is still good. Raises LookupError if nobody's."""
    access = access_of(token)
    if access is None:
        raise LookupError
    return access.partner_id


@dataclass(frozen=True, slots=True)
class Known:
    """A shipper as a partner may know it, by its number."""

    ksn: str
    status: str
    validated: bool
    tier: int
    examine_all: bool
    since: datetime
    as_of: datetime
    terms: Terms

    @classmethod
    def of(cls, as_of: datetime, *row: Any) -> Self:
        ksn, status, validated, tier, examine_all, since, policy_id, published_at = row
        terms = _published_terms(policy_id, published_at)
        return cls(ksn, status, validated, tier, examine_all, since, as_of, terms)

    @property
    def mark(self) -> str:
        """Equal for two answers that tell the same."""
        held = f"{self.status}-{self.tier}-{self.validated:d}{self.examine_all:d}"
        return f"{held}-{self.terms.version}-{self.since.timestamp():.0f}"

    def shown(self) -> dict[str, Any]:
        return {
            "ksn": self.ksn,
            "known": True,
            "status": self.status,
            "validated": self.validated,
            "tier": self.tier,
            "benefits": [
                {"code": benefit.code, "value": benefit.value}
                for benefit in benefits_promised(
                    self.terms, status=self.status, tier=self.tier, examine_all=self.examine_all
                )
            ],
            **({"examine_all": True} if self.examine_all else {}),
            "as_of": self.as_of.isoformat(timespec="seconds"),
            "valid_until": (self.as_of + timedelta(hours=self.terms.clocks.status_hours)).isoformat(timespec="seconds"),
            "policy_version": self.terms.version,
        }


@lru_cache(maxsize=64)
def _published_terms(policy_id: int, _published_at: datetime) -> Terms:
    return terms_of(Policy.objects.get(pk=policy_id))


def feed_after(seq: int, limit: int) -> list[dict]:
    """The changes of standing that follow that place of the public feed, as partners see them."""
    rows = (
        FeedEntry.objects.filter(seq__gt=seq)
        .order_by("seq")
        .values(
            "seq",
            ksn=F("change__shipper__ksn"),
            status=F("change__status"),
            tier=F("change__tier"),
            changed_at=F("change__at"),
            reasons=F("change__reasons"),
        )
    )
    return list(rows[:limit])


def reporter_of(access: Access) -> Reporter:
    """As whom the partner reports."""
    return Reporter.objects.get(pk=access.reporter_id)


def recording_of(access: Access, recording_id: int) -> Recording:
    """One of the partner's own recordings; raises NotFound for any other."""
    recording = recordings_brought_by(access.reporter_id).filter(pk=recording_id).first()
    if recording is None:
        raise NotFound(_("You have no recording of this number."))
    return recording


def recording_outcome(recording: Recording) -> dict[str, Any]:
    """What became of a recording, as it was answered to who brought it."""
    return {
        "recording": recording.pk,
        "accepted": recording.accepted,
        "amended": recording.amended,
        "duplicates": recording.duplicates,
        "rejected": list(recording.rejections.order_by("index").values("index", "errors")),
    }


def recording_shown(recording: Recording) -> dict[str, Any]:
    reversal = Recording.objects.filter(reverses=recording).first()
    return recording_outcome(recording) | {
        "kind": recording.kind,
        "started_at": recording.started_at,
        "finished_at": recording.finished_at,
        "reverses": recording.reverses_id,
        "reversed_by": reversal and reversal.pk,
    }


def shipper_read_by(user: User, ksn: str) -> Shipper | None:
    """The shipper of that number, if the user is on its team or is staff who may read everything."""
    shipper = Shipper.objects.filter(ksn=ksn).first()
    if shipper and ("read_everything" in held(user) or abilities_of(user, shipper.pk)):
        return shipper
    return None


def evaluation_shown(shipper: Shipper) -> dict[str, Any] | None:
    """The evaluation that the shipper's standing rests on, with each rule's finding; None before the first."""
    evaluation = evaluation_latest(shipper.pk)
    if evaluation is None:
        return None
    texts = {text.rule: text for text in sentences(evaluation)}
    return {
        "ksn": shipper.ksn,
        "as_of": evaluation.as_of,
        "policy_version": evaluation.policy.version,
        "enter": evaluation.enter,
        "keep": evaluation.keep,
        "suspend": evaluation.suspend,
        "quiet_until": evaluation.quiet_until,
        "findings": [
            {
                "rule": finding.rule,
                "title": texts[finding.rule].title,
                "observed": finding.observed,
                "required": finding.required,
                "enter": finding.enter,
                "keep": finding.keep,
                "binding": texts[finding.rule].binding,
                "explanation": texts[finding.rule].sentence,
            }
            for finding in findings_of(evaluation)
        ],
        "path_to_next": path_to_next(evaluation, min(evaluation.enter + 1, TOP)),
    }
