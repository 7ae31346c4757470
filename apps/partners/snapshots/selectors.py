import zlib
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from apps.core import clock
from apps.partners.rosters.models import RosterEntry
from apps.partners.scopes import STATUS_ALL, STATUS_READ
from apps.partners.snapshots.models import Snapshot
from apps.partners.systems.models import Partner

# zlib's number for the format of gzip, with a window of 32 KB.
GZIP = zlib.MAX_WBITS | 16
CHUNK = 2**16


def partners_due() -> list[int]:
    """Return the partners that follow somebody, and have no snapshot of today."""
    follows = Q(scopes__contains=[STATUS_ALL]) | Exists(RosterEntry.objects.filter(partner=OuterRef("pk"), until=None))
    of_today = Snapshot.objects.filter(partner=OuterRef("pk"), as_of__gte=clock.start_of(clock.today()))
    due = Partner.objects.filter(follows, ~Exists(of_today), active=True, scopes__contains=[STATUS_READ])
    return list(due.order_by("pk").values_list("pk", flat=True))


def snapshot_latest(partner_id: int) -> Snapshot | None:
    """Return the latest snapshot of a partner without its content; None where there is none."""
    return Snapshot.objects.filter(partner=partner_id).defer("content").order_by("-as_of", "-pk").first()


def content_plain(snapshot: Snapshot) -> Iterator[bytes]:
    """Yield the file of a snapshot in parts, as it was before it was compressed."""
    decoder, left = zlib.decompressobj(GZIP), bytes(snapshot.content)
    while part := decoder.decompress(left, CHUNK):
        yield part
        left = decoder.unconsumed_tail
