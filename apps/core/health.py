"""The two probes by which a load balancer or an orchestrator asks after the site."""

from functools import cache

import structlog
from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from apps.core.database_role import is_role_limited

log = structlog.get_logger(__name__)

# How long the probe waits for the broker.
BROKER_SECONDS = 2


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that the process is alive."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if the database, its migrations, our role there and the broker are ready, else 503 with the rest."""
    missing = _missing_parts()
    if missing:
        log.warning("not_ready", missing=missing)
        return JsonResponse({"status": "not ready", "missing": missing}, status=503)
    return JsonResponse({"status": "ready"})


def _missing_parts() -> dict[str, str | list[str]]:
    missing: dict[str, str | list[str]] = {}
    try:
        pending = _migrations() - MigrationRecorder(connection).applied_migrations().keys()
        limited = not settings.DATABASE_ROLE_CHECKED or is_role_limited()
    except DatabaseError:
        missing["database"] = "does not answer"
    else:
        if pending:
            missing["migrations"] = sorted(".".join(migration) for migration in pending)
        if not limited:
            missing["database role"] = "may do more than it must: see `manage.py check_database_role`"
    if not is_broker_there():
        missing["broker"] = "does not answer"
    return missing


def is_broker_there() -> bool:
    """Say whether the broker answers."""
    try:
        patience = {"socket_timeout": BROKER_SECONDS, "socket_connect_timeout": BROKER_SECONDS}
        # pyrefly: ignore[not-callable] (celery has no types)
        with current_app.connection_for_write(transport_options=patience) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    except (OperationalError, ConnectionError, TimeoutError):
        return False
    return True


def stores_away() -> dict[str, str]:
    """Return the stores on an S3 API that don't answer or refuse, of files and of archived months: address to why."""
    stores = {address for address in (settings.FILES_URL, settings.ARCHIVES_FOLDER) if address.startswith("s3://")}
    if not stores:
        return {}
    # The library of the store takes half a second, and memory.
    from apps.core.s3 import why_away

    return {address: why for address in sorted(stores) if (why := why_away(address))}


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """List the migrations in the source of this program."""
    return frozenset(MigrationLoader(None).disk_migrations)
