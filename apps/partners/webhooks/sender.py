"""The sender of a worker process: takes leases, sends outside of any transaction, and records what came of it.

One event loop holds all connections, so that a receiver that answers slowly costs no thread. Everything that concerns
the database happens in `turn`, in the thread of the caller.
"""

import asyncio
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from queue import SimpleQueue
from ssl import SSLContext
from typing import Any

import msgspec
import structlog
from django.db import close_old_connections, connection

from apps.core import clock
from apps.core.outages import OUTAGES
from apps.partners.corrections.models import PartnerCorrection
from apps.partners.feed.models import FeedEntry
from apps.partners.webhooks.models import AttemptError, WebhookDelivery
from apps.partners.webhooks.selectors import keys_of
from apps.partners.webhooks.services.deliveries import deliveries_claim, outcomes_record
from apps.partners.webhooks.signatures import signed_headers
from apps.partners.webhooks.transport import AttemptOutcome, PinnedTransport, message_post


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


log = structlog.get_logger(__name__)

# How many messages of a process are on their way at once, and how many of them may be to endpoints that fail.
MAX_AT_ONCE = 400
MAX_FAILING_AT_ONCE = 100
PAUSE_SECONDS = 1.0
STOP_SECONDS = 16.0


class Sender:
    """The sender of due deliveries. `run` goes on in its thread until `stop`; `drain` ends when nothing is due."""

    def __init__(self, *, ssl_context: SSLContext | None = None) -> None:
        self.transport = PinnedTransport(ssl_context)
        # The deliveries on their way, by number, and whether the endpoint of each fails.
        self.held: dict[int, bool] = {}
        self.back: SimpleQueue[tuple[int, AttemptOutcome]] = SimpleQueue()
        self.unrecorded: dict[int, AttemptOutcome] = {}
        self.woken = threading.Event()
        self.stopping = False
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, name="webhooks", daemon=True).start()

    def wake(self) -> None:
        """Have the sender look for due deliveries."""
        self.woken.set()

    def run(self) -> None:
        """Send due deliveries at each wake-up and after each outcome, until the sender is stopped."""
        while not self.stopping or self.held:
            self.woken.wait()
            self.woken.clear()
            try:
                close_old_connections()
                while self.turn():
                    pass
            except Exception:
                # A delivery that is lost here is sent again when its lease has ended.
                log.exception("webhooks_not_sent")
                connection.close()
                time.sleep(PAUSE_SECONDS)
                self.woken.set()
        connection.close()

    def drain(self) -> None:
        """Send due deliveries in the thread of the caller, and wait for the outcome of each."""
        while self.turn() or self.held:
            if self.held:
                self.woken.wait()
                self.woken.clear()

    def stop(self) -> None:
        """Take no further leases, and wait a while for the deliveries that are on their way."""
        self.stopping = True
        end = time.monotonic() + STOP_SECONDS
        while self.held and time.monotonic() < end:
            time.sleep(0.05)

    def close(self) -> None:
        """End the thread that holds the connections."""
        self.loop.call_soon_threadsafe(self.loop.stop)

    def turn(self) -> int:
        """Record the outcomes that came back, lease due deliveries, and send them; return how many were leased."""
        self._record()
        free = 0 if self.stopping else MAX_AT_ONCE - len(self.held)
        if not free:
            return 0
        failing = max(0, MAX_FAILING_AT_ONCE - sum(self.held.values()))
        deliveries = deliveries_claim(free=free, failing=failing)
        keys = keys_of({delivery.endpoint_id for delivery in deliveries})
        contents = contents_of(deliveries)
        for delivery in deliveries:
            content = contents[delivery.pk]
            headers = signed_headers(delivery.name, clock.now(), content, keys[delivery.endpoint_id])
            self.held[delivery.pk] = delivery.endpoint.failing_since is not None
            asyncio.run_coroutine_threadsafe(
                self._send(delivery.pk, delivery.endpoint.url, content, headers), self.loop
            )
        return len(deliveries)

    async def _send(self, number: int, url: str, content: bytes, headers: dict[str, str]) -> None:
        try:
            outcome = await message_post(self.transport, url, content, headers)
        except Exception:
            log.exception("webhook_attempt_failed", delivery=number)
            outcome = AttemptOutcome(error=AttemptError.INTERNAL)
        self.back.put((number, outcome))
        self.woken.set()

    def _record(self) -> None:
        while not self.back.empty():
            number, outcome = self.back.get()
            self.unrecorded[number] = outcome
        if not self.unrecorded:
            return
        try:
            outcomes_record(outcomes=self.unrecorded)
        except OUTAGES:
            raise
        except Exception:
            # One that can't be recorded must not keep the others.
            log.exception("webhook_outcomes_not_recorded")
            for number, outcome in self.unrecorded.items():
                try:
                    outcomes_record(outcomes={number: outcome})
                except OUTAGES:
                    raise
                except Exception:
                    log.exception("webhook_outcome_not_recorded", delivery=number)
        for number in self.unrecorded:
            self.held.pop(number, None)
        self.unrecorded.clear()


@cache
def process_sender() -> Sender:
    """Return the sender of this process, at work since the first call."""
    sender = Sender()
    threading.Thread(target=sender.run, name="webhooks-turns", daemon=True).start()
    return sender
