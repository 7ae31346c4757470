"""The page of staff about the running program, and its measures for Prometheus."""

import os
import secrets
from collections.abc import Iterator

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.desk.running.conditions import PREFIX, conditions_of
from apps.desk.running.measures import Running, running_measured


def running_page(request: HttpRequest) -> HttpResponse:
    """Show what is wrong with the running program, and what to do; for whoever operates it."""
    if "operate" not in held(user_of(request)):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _lazy("How the program runs"),
        "conditions": conditions_of(running_measured()),
    }
    return TemplateResponse(request, "admin/desk/running.html", context)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all measures in Prometheus' form, to whoever sends `METRICS_TOKEN`; to others there is no such page.

    Times of requests are of all processes of this host if `PROMETHEUS_MULTIPROC_DIR` names a folder, else of the
    process that answers. All other measures are read now, and alike on each host.
    """
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    now = CollectorRegistry()
    now.register(RunningCollector(running_measured()))
    counted = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    return HttpResponse(generate_latest(now) + generate_latest(counted), content_type=CONTENT_TYPE_LATEST)


class RunningCollector(Collector):
    """What was measured now. Not by gauges: those of a process stand in its folder, and are told long afterwards."""

    def __init__(self, running: Running) -> None:
        self.running = running

    def collect(self) -> Iterator[Metric]:
        """Yield each measure with what it means."""
        for name, said in DESCRIPTIONS.items():
            yield GaugeMetricFamily(PREFIX + name, said, value=getattr(self.running, name))


DESCRIPTIONS = {
    "broker_away": "1 if the broker does not answer",
    "stores_away": "stores on an S3 API that do not answer or refuse, of files and of archived months",
    "queues_wait": "seconds since a worker took a task of the queue that waits longest",
    "deliveries_wait": "seconds since the oldest waiting delivery of an event was due",
    "deliveries_parked": "deliveries that failed too often",
    "timers_wait": "seconds since the oldest timer was due",
    "evaluations_wait": "seconds since the oldest due business became due",
    "webhooks_wait": "seconds since the oldest waiting webhook was due",
    "jobs_wait": "seconds without progress of the oldest unfinished job",
    "decisions_overdue": "open work past its day",
    "commits_wait": "seconds for which the oldest commit has waited for a standby",
    "connections_used": "share of the connections of the database",
    "disk_used": "share of the disk of files",
    "unsealed_days": "days since the last sealed one",
    "entries": "numbers given to entries of shipments so far",
}
