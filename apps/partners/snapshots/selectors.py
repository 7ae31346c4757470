import zlib
from collections.abc import Iterator

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from apps.core import clock
from apps.core.replica import replica_read
from apps.partners.encodings import GZIP
from apps.partners.rosters.models import RosterEntry
from apps.partners.scopes import STATUS_ALL, STATUS_READ
from apps.partners.snapshots.models import Snapshot
from apps.partners.systems.models import Partner

CHUNK = 2**16


def partners_due() -> list[int]:
    """Return the partners that follow somebody and have no snapshot of today. For a partner that follows its roster,
    only a file of the roster counts; for a partner that follows every shipper, only a file of all shippers.
    """
    follows_all = ExpressionWrapper(Q(scopes__contains=[STATUS_ALL]), output_field=BooleanField())
    partners = Partner.objects.filter(active=True, scopes__contains=[STATUS_READ]).annotate(follows_all=follows_all)
    listed = RosterEntry.objects.filter(partner=OuterRef("pk"), until=None)
    of_today = Snapshot.objects.filter(
        partner=OuterRef("pk"), of_all=OuterRef("follows_all"), as_of__gte=clock.start_of(clock.today())
    )
    due = partners.filter(Q(follows_all=True) | Exists(listed), ~Exists(of_today))
    return list(due.order_by("pk").values_list("pk", flat=True))


def snapshot_latest(partner_id: int) -> Snapshot | None:
    """Return the latest snapshot that a partner may read, without its content; None where there is none.

    A file of every shipper is for a partner that may follow every shipper now.
    """
    readable = Q(of_all=False) | Q(partner__scopes__contains=[STATUS_ALL])
    snapshots = Snapshot.objects.filter(readable, partner=partner_id).defer("content")
    return snapshots.order_by("-as_of", "-pk").first()


def content_of(snapshot: Snapshot) -> bytes:
    """Return the file of a snapshot, compressed with gzip; from a replica that has it, since the file never changes."""

    def read(database: str) -> bytes | None:
        return Snapshot.objects.using(database).filter(pk=snapshot.pk).values_list("content", flat=True).first()

    return bytes(replica_read(read) or snapshot.content)


def content_plain(content: bytes) -> Iterator[bytes]:
    """Yield the file of a snapshot in parts, as it was before it was compressed."""
    decoder, left = zlib.decompressobj(GZIP), content
    while part := decoder.decompress(left, CHUNK):
        yield part
        left = decoder.unconsumed_tail
