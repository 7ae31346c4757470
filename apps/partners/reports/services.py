from collections.abc import Callable, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.db import transaction

from apps.ledger.models import Recording
from apps.ledger.services import (
    Outcome,
    recording_finish,
    recording_open,
    recording_reverse,
    shipments_record,
    violations_record,
)
from apps.partners.systems.models import Partner


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
