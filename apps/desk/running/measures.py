"""What is measured of the running program, at the moment of the question."""

import shutil
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from apps.core import clock
from apps.core.health import is_broker_there, stores_away
from apps.core.queue_signs import queues_wait
from apps.work.models import Item
from apps.work.selectors import overdue


@dataclass(frozen=True, slots=True)
class Running:
    """The measures of the running program. Ages are in seconds, 0 where nothing waits; shares are of 1.

    `queues_wait` is usually below 15, since each queue has sweeps; it is infinite where a queue never gave a sign.

    `unsealed_days` counts the days between the last sealed one and today; 1 is usual, 0 while nothing was ever sealed.
    `entries` counts the numbers given to entries of shipments so far: those of transactions that failed too.
    """

    broker_away: int
    stores_away: int
    queues_wait: float
    deliveries_wait: float
    deliveries_parked: int
    timers_wait: float
    evaluations_wait: float
    webhooks_wait: float
    jobs_wait: float
    decisions_overdue: int
    commits_wait: float
    connections_used: float
    disk_used: float
    unsealed_days: int
    entries: int


# Waiting work is found by the indexes that the workers use. The role of the site does not see which process
# serves another role, so connections are counted by database, and commits that wait for a standby are its own. These
# began by the server's clock.
_STATEMENT = """
SELECT
    coalesce(extract(epoch FROM %(now)s - (
        SELECT min(due_at) FROM events_delivery WHERE state = 'pending' AND due_at < %(now)s)), 0)::float8,
    (SELECT count(*) FROM events_delivery WHERE state = 'parked'),
    coalesce(extract(epoch FROM %(now)s - (SELECT min(due_at) FROM events_timer WHERE due_at < %(now)s)), 0)::float8,
    coalesce(extract(epoch FROM %(now)s - (SELECT min(due_since) FROM ledger_watch)), 0)::float8,
    coalesce(extract(epoch FROM %(now)s - (
        SELECT min(due_at) FROM partners_webhookdelivery WHERE done_at IS NULL AND due_at < %(now)s)), 0)::float8,
    coalesce(extract(epoch FROM %(now)s - (
        SELECT min(coalesce(beat_at, created_at)) FROM jobs_job WHERE state IN ('queued', 'running'))), 0)::float8,
    coalesce(extract(epoch FROM clock_timestamp() - (
        SELECT min(query_start) FROM pg_stat_activity WHERE wait_event = 'SyncRep')), 0)::float8,
    (SELECT sum(numbackends) FROM pg_stat_database)::float8 / current_setting('max_connections')::int,
    coalesce(%(today)s::date - (SELECT max(day) FROM seals_seal), 0),
    (SELECT coalesce(last_value, 0) FROM pg_sequences WHERE sequencename = 'ledger_shipment_id_seq')
"""


def running_measured() -> Running:
    """Measure the running program now. Two queries, two questions to Valkey, and one to each store on an S3 API."""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, {"now": clock.now(), "today": clock.today()})
        (delivery, parked, timer, evaluation, webhook, job, commit, connections, unsealed, entries) = cursor.fetchone()
    disk = shutil.disk_usage(settings.MEDIA_ROOT if settings.MEDIA_ROOT.exists() else settings.LOCAL_DIR)
    return Running(
        broker_away=int(not is_broker_there()),
        stores_away=len(stores_away()),
        queues_wait=queues_wait(),
        deliveries_wait=max(0, delivery),
        deliveries_parked=parked,
        timers_wait=max(0, timer),
        evaluations_wait=max(0, evaluation),
        webhooks_wait=max(0, webhook),
        jobs_wait=max(0, job),
        decisions_overdue=Item.objects.filter(overdue(), closed_at=None).count(),
        commits_wait=max(0, commit),
        connections_used=connections,
        disk_used=disk.used / disk.total,
        unsealed_days=unsealed,
        entries=entries or 0,
    )
