from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import Application

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, Invalid
from apps.events.services import record
from apps.ledger.models import Recording, Reporter
from apps.ledger.services import (
    Outcome,
    recording_finish,
    recording_open,
    recording_reverse,
    reporter_ensure,
    reporter_limit,
    shipments_record,
    violations_record,
)
from apps.partners.clients import secret_digest
from apps.partners.models import FeedEntry, Partner
from apps.partners.scopes import SCOPES, STATUS_READ
from apps.partners.selectors import KnownShipper, feed_end, token_checksum
from apps.partners.statements import ASK_MANY, ASK_ONE
from apps.policy.models import Comment
from apps.policy.services import Commenter, comment_record

# Any number that no other advisory lock of this program uses.
FEED_LOCK = 0x6B735F66656564


@dataclass(frozen=True, slots=True)
class Credentials:
    """The credentials of a partner's system. The secret is nowhere else: only its digest is kept."""

    partner: Partner
    client_id: str
    client_secret: str


@transaction.atomic
def partner_create(
    *, name: str, scopes: Sequence[str], reporter_code: str, reporter_kind: str, competence: Sequence[str] = ()
) -> Credentials:
    """Let a partner's system in. What it reports counts as the reporter's of that code and kind. `competence`: the
    categories of violations that an agency determines by itself; none of them, if none is named.

    Raises Invalid for an unknown scope, kind or category, or the competence of what is no agency; Conflict if there is
    a partner of that name, or a reporter of that code and another kind.
    """
    if unknown := sorted(set(scopes) - SCOPES.keys()):
        raise Invalid(
            _("There is no scope %(unknown)s. There are: %(scopes)s.")
            % {"unknown": ", ".join(unknown), "scopes": ", ".join(SCOPES)},
            fields={"scopes": unknown},
        )
    if not reporter_code:
        raise Invalid(_("Say as whom the partner reports: a code of Latin letters and digits."), code="no_reporter")
    if Partner.objects.filter(name=name).exists():
        raise Conflict(_("There is a partner of that name already."), code="name_taken")
    known = Reporter.objects.filter(code=reporter_code).first()
    if known and known.kind != reporter_kind:
        raise Conflict(
            _("%(code)s is on record as a reporter of the kind %(kind)s. Choose that kind, or another code.")
            % {"code": reporter_code, "kind": known.kind},
            code="other_kind",
        )
    secret = generate_client_secret()
    client = Application.objects.create(
        name=name,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret_digest(secret),
        # The library's own hash is for passwords: slow on purpose.
        hash_client_secret=False,
    )
    reporter = reporter_ensure(code=reporter_code, kind=reporter_kind, name=name)
    if competence:
        reporter_limit(reporter=reporter, competence=competence)
    partner = Partner.objects.create(name=name, client=client, scopes=sorted(set(scopes)), reporter=reporter)
    return Credentials(partner, client.client_id, secret)


@transaction.atomic
def partner_switch(*, actor: User, partner_id: int, active: bool) -> Partner:
    """Shut a partner's system out, or let it in again. Its tokens stop, or go on, at once."""
    permissions.require(actor, "manage_partners")
    partner = Partner.objects.select_for_update(of=("self",)).get(pk=partner_id)
    if partner.active != active:
        partner.active = active
        partner.save(update_fields=["active"])
        record("partners.switched", subject=("partner", partner.pk), actor=actor, active=active)
    return partner


def partner_comment(*, partner_id: int, version: int, text: str, language: str) -> Comment:
    """Comment on the draft of a version that is open for comment, in the name of a partner."""
    commenter = Commenter(partner_id=partner_id)
    return comment_record(commenter=commenter, version=version, text=text, language=language)


class Facts(StrEnum):
    SHIPMENTS = "shipments"
    VIOLATIONS = "violations"


_RECORD: dict[Facts, Callable[..., Outcome]] = {
    Facts.SHIPMENTS: shipments_record,
    Facts.VIOLATIONS: violations_record,
}


@transaction.atomic
def facts_report(
    *, partner_id: int, facts: Facts, items: Sequence[tuple[int, Any]], key: str, request_digest: bytes
) -> tuple[Recording, bool]:
    """Record what one request of a partner brings, whole or not at all; under a key that the partner used before, give
    that recording again. Return the recording, and whether it was made before. Each item has its place in the request.

    Two requests with one key that come together are recorded once: the second waits for the first.
    Raises Conflict if the key was used for another request.
    """
    partner = Partner.objects.select_related("reporter", "client").get(pk=partner_id)
    recording = recording_open(
        reporter=partner.reporter,
        kind=Recording.Kind.API,
        client=partner.client.client_id,
        # Each client has keys of its own, also where two report as one reporter.
        key=sha256(f"{partner.client.client_id} {key}".encode()).hexdigest() if key else "",
        request_digest=request_digest,
    )
    if recording.finished_at is not None:
        return recording, True
    _RECORD[facts](recording=recording, facts=items)
    recording.refresh_from_db()
    return recording_finish(recording=recording), False


def recording_take_back(*, partner_id: int, recording_id: int, reason: str) -> Recording:
    """Take a recording back that this partner's system sent; raise NotFound for any other."""
    partner = Partner.objects.select_related("reporter", "client").get(pk=partner_id)
    return recording_reverse(
        recording_id=recording_id, reason=reason, reporter=partner.reporter, client=partner.client.client_id
    )


def shippers_ask(*, partner_id: int, ksns: Sequence[str]) -> list[KnownShipper | None]:
    """Return the shipper of each number, in the order of the numbers, with None for a number that nobody holds.

    The same statement notes who asked for which numbers.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(ASK_MANY, {"ksns": list(ksns), "partner": partner_id, "now": now, "today": clock.day_of(now)})
        return [KnownShipper.of_row(now, *row) if row[0] else None for row in cursor.fetchall()]


def shipper_ask(*, token: str, ksn: str) -> KnownShipper | None:
    """Answer the common question in one statement: is the token good, what does the number stand for, and who asked.

    None, and nothing noted, where the token is not good for the question or nobody holds the number.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            ASK_ONE,
            {
                "checksum": token_checksum(token),
                "now": now,
                "scope": STATUS_READ,
                "ksn": ksn,
                "today": clock.day_of(now),
            },
        )
        row = cursor.fetchone()
    return KnownShipper.of_row(now, *row) if row else None


_NUMBER_CHANGES = """
WITH fresh AS (
    SELECT shipper_id, max(id) AS last FROM standing_change
    WHERE id > coalesce((SELECT max(change_id) FROM partners_feedentry), 0) OR id = ANY (%(changes)s)
    GROUP BY shipper_id
), pending AS (
    SELECT change.id FROM standing_change AS change
    JOIN fresh ON change.shipper_id = fresh.shipper_id AND change.id <= fresh.last
    WHERE NOT EXISTS (SELECT FROM partners_feedentry AS entry WHERE entry.change_id = change.id)
)
INSERT INTO partners_feedentry (seq, change_id)
SELECT coalesce((SELECT max(seq) FROM partners_feedentry), 0) + row_number() OVER (ORDER BY id), id FROM pending
"""


@transaction.atomic
def feed_number(*, change_ids: Sequence[int]) -> None:
    """Give places in the public feed to these changes, and to all other committed changes that have none.

    One process at a time gives places and holds the lock until it has committed, so no reader sees a place before a
    lower one. A change that commits later than a change with a higher id also comes later in the feed. The feed keeps
    the order of the changes of one shipper: each change brings all earlier changes of its shipper with it.
    """
    if FeedEntry.objects.filter(change__in=change_ids).count() == len(set(change_ids)):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FEED_LOCK])
        cursor.execute(_NUMBER_CHANGES, {"changes": list(change_ids)})


@transaction.atomic
def feed_policy_number(*, policy_id: int) -> None:
    """Give a place in the public feed to a policy that has taken effect, once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FEED_LOCK])
    if not FeedEntry.objects.filter(policy=policy_id).exists():
        FeedEntry.objects.create(seq=feed_end() + 1, policy_id=policy_id)
