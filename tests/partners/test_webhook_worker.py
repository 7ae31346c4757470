"""The worker of the webhooks, as production runs it, killed at the worst moment."""

import pytest
from celery import current_app
from django.db import connection, transaction

from apps.core import clock
from apps.partners.models import WebhookDelivery, WebhookEndpoint
from apps.partners.webhooks.services.deliveries import QUEUE_NAME
from tests.live import Worker, eventually
from tests.outbox import deliver
from tests.partners.client import partner_client
from tests.partners.receivers import receiving
from tests.standing.evaluations import enrolled


def wake() -> None:
    current_app.send_task("webhooks.send", queue=QUEUE_NAME, ignore_result=True)


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return cursor.fetchone()[0]


@pytest.mark.slow
def test_a_worker_that_is_killed_between_send_and_commit_leaves_a_message_that_is_sent_again_under_its_id(
    live_db, worker: Worker
):
    with receiving() as receiver:
        partner = partner_client()
        partner.send("/api/v1/webhook-endpoints", {"url": receiver.url})
        partner.follow(enrolled())
        deliver()
        worker.start(queues=QUEUE_NAME)
        with transaction.atomic():
            # Keeps the worker from recording what the receiver has taken.
            WebhookEndpoint.objects.select_for_update().get()
            wake()
            eventually(lambda: receiver.received)
            eventually(somebody_waits_for_a_lock)
            worker.kill()
        assert WebhookDelivery.objects.get().state == "pending"
        # The time of the lease passes.
        WebhookDelivery.objects.update(leased_until=clock.now())

        worker.start(queues=QUEUE_NAME)
        wake()
        eventually(lambda: WebhookDelivery.objects.get().state == "delivered")
    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == WebhookDelivery.objects.get().name
    assert first.body == second.body
    assert WebhookDelivery.objects.get().log.count() == 1
