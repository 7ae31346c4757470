"""Snapshots of how the sellers of a partner stand: made once a day, signed, and kept for a week."""

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import chain
from typing import Any

from django.db import connection, transaction

from apps.core import clock
from apps.partners.answers import BenefitAnswer, valid_until
from apps.partners.encodings import GZIP
from apps.partners.renderers import json_of
from apps.partners.roster_answers import (
    FORMAT,
    SnapshotBenefitsAnswer,
    SnapshotHeadAnswer,
    SnapshotSellerAnswer,
    SnapshotSignatureAnswer,
)
from apps.partners.scopes import STATUS_ALL
from apps.partners.signatures.services import claims_sign
from apps.partners.snapshots.models import Snapshot
from apps.partners.snapshots.selectors import partners_due
from apps.partners.systems.models import Partner
from apps.policy.selectors import IN_FORCE_SQL, terms_published
from apps.policy.terms import TOP, Terms
from apps.standing.selectors import benefits_promised
from apps.standing.states import MEMBER

_SELLERS = """
SELECT shipper.ksn, standing.status, standing.validated, standing.tier,
    standing.examine_all OR standing.parcels_held AS examine_all
FROM standing_standing AS standing JOIN shippers_shipper AS shipper ON shipper.id = standing.shipper_id
WHERE shipper.ksn IS NOT NULL
"""
_FOLLOWED = """
AND standing.shipper_id IN (
    SELECT shipper_id FROM partners_rosterentry WHERE partner_id = %(partner)s AND until IS NULL
)
"""
_SNAPSHOT = f"""
SELECT feed_end.seq, roster_end.id, policy.id, policy.published_at, policy.superseded_on,
    count(seller.ksn) OVER (), seller.ksn, seller.status, seller.validated, seller.tier, seller.examine_all
FROM (SELECT coalesce(max(seq), 0) AS seq FROM partners_feedentry) AS feed_end
CROSS JOIN (
    SELECT coalesce(max(id), 0) AS id FROM partners_rosterentry WHERE partner_id = %(partner)s AND until IS NULL
) AS roster_end
CROSS JOIN ({IN_FORCE_SQL}) AS policy
LEFT JOIN ({{sellers}}) AS seller ON true
ORDER BY seller.ksn COLLATE "C"
"""  # noqa: S608 # nosec B608 # made of the constants of this module

OF_ALL = _SNAPSHOT.format(sellers=_SELLERS)
OF_FOLLOWED = _SNAPSHOT.format(sellers=_SELLERS + _FOLLOWED)


KEPT = timedelta(days=7)
SIGNATURE_TYPE = "known-shipper-snapshot+jwt"
# Any number that no other advisory lock of this program uses.
SNAPSHOT_LOCK = 0x6B737370


class _File:
    """A file of lines that is written once: compressed as it grows, with the digests of both forms."""

    def __init__(self) -> None:
        self._compressor = zlib.compressobj(wbits=GZIP)
        self._parts: list[bytes] = []
        self.digest = sha256()

    def write(self, lines: Iterable[Any]) -> None:
        for line in lines:
            content = json_of(line) + b"\n"
            self.digest.update(content)
            if part := self._compressor.compress(content):
                self._parts.append(part)

    def end(self) -> bytes:
        """Return the compressed file."""
        return b"".join([*self._parts, self._compressor.flush()])


@transaction.atomic
def snapshot_make(*, partner_id: int) -> Snapshot | None:
    """Make the snapshot of a partner, and return it; None where it has one of today, or another process makes it.

    One statement reads all of the snapshot. A change that had a place in the feed by then had been committed, so the
    standings have it; a change with a later place is in the feed after `cursor`, whether or not the standings have it
    already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [SNAPSHOT_LOCK, partner_id])
        (is_mine,) = cursor.fetchone()
    if not is_mine or partner_id not in partners_due():
        return None
    partner = Partner.objects.select_related("client").get(pk=partner_id)
    now = clock.now().replace(microsecond=0)
    # A cursor of the server: the rows of the whole program would fill the memory of a worker.
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            OF_ALL if STATUS_ALL in partner.scopes else OF_FOLLOWED,
            {"partner": partner_id, "today": clock.day_of(now)},
        )
        snapshot = _write(partner, now, iter(cursor))
    snapshot.save()
    return snapshot


@transaction.atomic
def snapshots_clear() -> int:
    """Delete the snapshots that are older than a week, and return their number."""
    deleted, _by_model = Snapshot.objects.filter(as_of__lt=clock.now() - KEPT).delete()
    return deleted


def _write(partner: Partner, now: datetime, rows: Iterable[tuple[Any, ...]]) -> Snapshot:
    rows = iter(rows)
    first = next(rows)
    place, rosters_after, policy_id, published_at, superseded_on, sellers = first[:6]
    terms = terms_published(policy_id, published_at)
    until = valid_until(now, terms, superseded_on)
    head = SnapshotHeadAnswer(
        format=FORMAT,
        as_of=now,
        valid_until=until,
        cursor=place,
        rosters_after=rosters_after,
        policy_version=terms.version,
        benefits=_benefits(terms),
        sellers=sellers,
    )
    file = _File()
    file.write([head])
    if sellers:
        file.write(_seller(*row[6:]) for row in chain([first], rows))
    signature = claims_sign(
        claims={"sub": partner.client.client_id, "cursor": place, "sha256": file.digest.hexdigest()},
        typ=SIGNATURE_TYPE,
        issued_at=now,
        valid_until=until,
    )
    file.write([SnapshotSignatureAnswer(signature=signature)])
    content = file.end()
    return Snapshot(
        partner=partner,
        as_of=now,
        valid_until=until,
        cursor=place,
        rosters_after=rosters_after,
        sellers=sellers,
        of_all=STATUS_ALL in partner.scopes,
        content=content,
        digest=file.digest.digest(),
        compressed_digest=sha256(content).digest(),
    )


def _seller(ksn: str, status: str, validated: bool, tier: int, examine_all: bool) -> SnapshotSellerAnswer:
    return SnapshotSellerAnswer(ksn=ksn, status=status, validated=validated, tier=tier, examine_all=examine_all)


def _benefits(terms: Terms) -> list[SnapshotBenefitsAnswer]:
    """Return the benefits of each status, tier and examination that has any."""
    kinds = [
        (status, tier, examine_all)
        for status in sorted(MEMBER)
        for tier in range(TOP + 1)
        for examine_all in (False, True)
    ]
    return [
        SnapshotBenefitsAnswer(
            status=status,
            tier=tier,
            examine_all=examine_all,
            benefits=[BenefitAnswer(code=benefit.code, value=benefit.value) for benefit in promised],
        )
        for status, tier, examine_all in kinds
        if (promised := benefits_promised(terms, status=status, tier=tier, examine_all=examine_all))
    ]
