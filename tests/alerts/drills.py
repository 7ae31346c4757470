"""The drills: for each alert a way in which the program breaks, and the step of its runbook that mends it."""

import os
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass

import httpx
import psycopg
from psycopg import sql

from config.engines import OWNER, SITE
from tests.chaos.clients import Receiver
from tests.chaos.log import Log
from tests.chaos.site import FILES_BYTES, Site

# With which a site is set up for the drills: one who operates, and a partner that takes webhooks.
SCENE = """
from apps.partners.models import Partner
from apps.partners.webhooks.services.endpoints import EndpointChoice, endpoint_create
from tests.people import staff
staff("supervisor")
partner = Partner.objects.get(name="FOLL")
endpoint_create(partner_id=partner.pk, choice=EndpointChoice(url={url!r}))
"""
# Work of each kind, as if it had waited for ten minutes.
AGO = """
from datetime import timedelta
from apps.core import clock
ago = clock.now() - timedelta(minutes=10)
"""
WORK = f"""{AGO}
from apps.events.models import Delivery
from apps.jobs.services import job_start
from apps.ledger.models import Watch
Delivery.objects.filter(pk=Delivery.objects.latest("pk").pk).update(state="pending", due_at=ago)
Watch.objects.filter(pk=Watch.objects.earliest("pk").pk).update(due_since=ago)
with clock.at(ago):
    job_start(kind="targeting.count_declared", arguments={{"month": "2025-01-01"}})
"""
TIMER = f"""{AGO}
from apps.events.timers import timer_set
from apps.shippers.models import Shipper
member = Shipper.objects.earliest("pk")
timer_set("standing.restriction_near", subject=("shipper", member.pk), at=ago, shipper_id=member.pk)
"""
MESSAGE = f"""{AGO}
from apps.partners.models import WebhookDelivery, WebhookEndpoint
from apps.partners.webhooks.services.deliveries import endpoint_test
endpoint = WebhookEndpoint.objects.get()
with clock.at(ago):
    endpoint_test(partner_id=endpoint.partner_id, endpoint_id=endpoint.pk)
"""
PARKED = """
from apps.events.models import Delivery
Delivery.objects.filter(pk=Delivery.objects.latest("pk").pk).update(state="parked")
"""
REPLAYED = """
from apps.accounts.models import User
from apps.events.models import Delivery
from apps.events.services import delivery_replay
delivery_replay(
    actor=User.objects.get(email="supervisor@staff.example"),
    delivery_ids=list(Delivery.objects.filter(state="parked").values_list("pk", flat=True)),
)
"""
LATE = f"""{AGO}
from apps.standing import work
from apps.work.services import item_open
item_open(title="A case", due_at=ago, kind=work.CONTROL.code, subject=("control", 1))
"""
DECIDED = """
from apps.standing import work
from apps.work.services import item_close
item_close(kind=work.CONTROL.code, subject=("control", 1))
"""
# A day of which something was recorded, and which nobody sealed.
UNSEALED = """
from datetime import timedelta
from django.core.management import call_command
from apps.core import clock
with clock.at(clock.now() - timedelta(days=6)):
    call_command("import_history", {file!r}, *{fields!r})
with clock.at(clock.now() - timedelta(days=4)):
    call_command("seal")
"""


@dataclass(frozen=True, slots=True)
class Drill:
    """A drill by its name, with the alerts that must fire.

    `breaks` breaks the program, and returns the step that mends it, as the alerts name it.
    """

    name: str
    alerts: tuple[str, ...]
    breaks: Callable[[Site], Callable[[], object]]


def scene_set(site: Site) -> None:
    """Let in who acts in the drills."""
    python(site, SCENE.format(url=Receiver(Log(site.folder / "webhooks.ndjson")).url))


def python(site: Site, code: str) -> str:
    return site.manage("shell", "--verbosity", "0", "-c", code)


def _end(site: Site, name: str) -> None:
    """Kill all processes of a kind."""
    for pid in site.pids_of(name):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if process := site.processes.get(name):
        process.wait()


def web_ends(site: Site) -> Callable[[], object]:
    _end(site, "web")
    return lambda: site.start("web")


def database_ends(site: Site) -> Callable[[], object]:
    _end(site, "postgres")
    return site.engines_start


def broker_ends(site: Site) -> Callable[[], object]:
    _end(site, "valkey")
    return site.engines_start


def worker_ends(site: Site) -> Callable[[], object]:
    _end(site, "worker")
    python(site, WORK)
    return lambda: site.start("worker")


def beat_ends(site: Site) -> Callable[[], object]:
    _end(site, "beat")
    python(site, TIMER)
    return lambda: site.start("beat")


def sender_ends(site: Site) -> Callable[[], object]:
    _end(site, "webhooks")
    python(site, MESSAGE)
    return lambda: site.start("webhooks")


def handler_fails(site: Site) -> Callable[[], object]:
    python(site, PARKED)
    return lambda: python(site, REPLAYED)


def decision_is_late(site: Site) -> Callable[[], object]:
    python(site, LATE)
    return lambda: python(site, DECIDED)


def day_is_unsealed(site: Site) -> Callable[[], object]:
    history = site.folder / "old.csv"
    history.write_text("seller,reference,date\nS1,OLDEST,2025-01-10\n")
    fields = ["--source", "history", *(f"--map={name}={name}" for name in ("seller", "reference", "date"))]
    python(site, UNSEALED.format(file=str(history), fields=fields))
    return lambda: site.manage("seal")


def connections_run_short(site: Site) -> Callable[[], object]:
    held = ExitStack()
    [(most,)] = site.rows("SELECT current_setting('max_connections')::int")
    while site.rows("SELECT sum(numbackends) FROM pg_stat_database")[0][0] <= most * 0.85:
        for _number in range(10):
            held.enter_context(psycopg.connect(site.engine().database_url(OWNER)))
    return held.close


def standby_is_away(site: Site) -> Callable[[], object]:
    """Have commits wait for a standby that is not there, and somebody commit."""

    def standby_name(name: str) -> None:
        with psycopg.connect(site.engine().database_url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("ALTER SYSTEM SET synchronous_standby_names = {}").format(name))
            connection.execute("SELECT pg_reload_conf()")

    def commit() -> None:
        with psycopg.connect(site.engine().database_url(SITE)) as connection:
            connection.execute("SELECT pg_logical_emit_message(true, 'drill', '')")

    standby_name("standby")
    threading.Thread(target=commit, daemon=True).start()
    return lambda: standby_name("")


def disk_fills(site: Site) -> Callable[[], object]:
    """Fill the disk of files, which is a small one of the site's own."""
    large = site.files / "large"
    large.write_bytes(bytes(FILES_BYTES * 95 // 100))
    return large.unlink


def store_is_away(site: Site) -> Callable[[], object]:
    """Cut the way to the store of archived months."""
    way = site.ways["store"]
    way.cut(3600)
    return lambda: way.cut(0)


def requests_fail(site: Site) -> Callable[[], object]:
    """Hold a lock that all requests with a session wait for, until the database ends their statements."""
    holder = psycopg.connect(site.engine().database_url(OWNER))
    holder.execute("LOCK TABLE accounts_session")
    ended = threading.Event()

    def visit() -> None:
        while not ended.is_set():
            with suppress(httpx.HTTPError):
                httpx.get(f"{site.url}/", cookies={"sessionid": "x" * 32}, timeout=30)

    threading.Thread(target=visit, daemon=True).start()

    def release() -> None:
        holder.close()
        ended.set()

    return release


DRILLS = (
    Drill("web process killed", ("SiteAway",), web_ends),
    Drill("PostgreSQL killed", ("SiteAway",), database_ends),
    Drill("Valkey killed", ("BrokerAway",), broker_ends),
    Drill("worker killed, with work", ("QueuesWait", "DeliveriesWait", "EvaluationsWait", "JobsWait"), worker_ends),
    Drill("beat killed, with a timer", ("QueuesWait", "TimersWait"), beat_ends),
    Drill("sender killed, with a message", ("QueuesWait", "WebhooksWait"), sender_ends),
    Drill("handler failed too often", ("DeliveriesParked",), handler_fails),
    Drill("decision late", ("DecisionsOverdue",), decision_is_late),
    Drill("days not sealed", ("SealsWait",), day_is_unsealed),
    Drill("connections held", ("ConnectionsShort",), connections_run_short),
    Drill("standby away", ("CommitsWait",), standby_is_away),
    Drill("disk of files full", ("DiskShort",), disk_fills),
    Drill("store of archives away", ("StoresAway",), store_is_away),
    Drill("table locked, requests ended", ("RequestsFail",), requests_fail),
)
