"""The messages that endpoints receive: what happened and where to ask, and nothing of what a question would tell."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from apps.core import clock
from apps.partners.corrections.models import PartnerCorrection
from apps.partners.feed.models import FeedEntry
from apps.partners.webhooks.models import WebhookDelivery


def contents_of(deliveries: Sequence[WebhookDelivery]) -> dict[int, bytes]:
    """Return the content of each delivery's message by the delivery's number: the same at every attempt."""
    places = [delivery.seq for delivery in deliveries if delivery.seq is not None]
    entries = FeedEntry.objects.select_related("change__shipper", "policy").in_bulk(places)
    told = [delivery.correction_id for delivery in deliveries if delivery.correction_id is not None]
    corrections = PartnerCorrection.objects.select_related("shipper").in_bulk(told) if told else {}
    return {
        delivery.pk: _correction(delivery, corrections[delivery.correction_id])
        if delivery.correction_id
        else _content(delivery, entries)
        for delivery in deliveries
    }


def _correction(delivery: WebhookDelivery, correction: PartnerCorrection) -> bytes:
    data = {"correction": correction.seq, "ksn": correction.shipper.ksn}
    return _encode(delivery.kind, correction.at, data)


def _content(delivery: WebhookDelivery, entries: Mapping[int, FeedEntry]) -> bytes:
    if delivery.seq is None:
        return _encode(delivery.kind, delivery.created_at, {"endpoint": delivery.endpoint_id})
    entry = entries[delivery.seq]
    if entry.change:
        return _encode(delivery.kind, entry.change.at, {"seq": entry.seq, "ksn": entry.change.shipper.ksn})
    assert entry.policy
    at = clock.start_of(entry.policy.first_day)
    return _encode(delivery.kind, at, {"seq": entry.seq, "policy_version": entry.policy.version})


def _encode(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode({"type": str(kind), "timestamp": at.astimezone(UTC), "data": data})
