"""The pages on which officers find their work, with 100,000 open applications against 1,000.

Measured are the home, the list of work, that list filtered by country and state, and the list of applications. Each
world is a database of its own, and the two take turns. The result is about the page whose time grew the most, in pages
per second: a ratio of 0.67 says that the page takes 1.5 times as long, which is the most that is allowed.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.accounts.second_factor import SET_UP_HERE
from apps.accounts.services import staff_create
from apps.core.database_rights import as_owner
from benchmarks.common import Result, own_database, vacuum

APPLICATIONS = 100_000
FEW = 1_000
OFFICERS = 40
TURNS = 8
PAGES_PER_TURN = 3
PAGES = {
    "home": "/admin/",
    "list of work": "/admin/work/item/",
    "list of work, filtered": "/admin/work/item/?country=CN&state=submitted&whose=nobody",
    "list of applications": "/admin/applications/application/",
}

# In the order in which they are filled. Nobody looks at the versions of their rows here, so that none are kept.
TABLES = ("shippers_shipper", "applications_application", "work_item")
# Every fourth is being reviewed, every tenth waits on the seller, and of the rest nobody has taken any.
SHIPPERS = """
INSERT INTO shippers_shipper (name, trade_name, country, email, phone, website, consents, created_at)
SELECT 'Shop ' || n, '', (ARRAY['CN', 'VN', 'DE', 'MX', 'TR'])[1 + n %% 5], 's' || n || '@shop.example', '', '', '{}',
    now()
FROM generate_series(1, %(count)s) n
"""
APPLYING = """
INSERT INTO applications_application (
    shipper_id, state, created_by_id, created_at, submitted_at, decide_by, paused_at, reviewer_id
)
SELECT id, CASE WHEN id %% 10 = 0 THEN 'info_requested' WHEN id %% 4 = 0 THEN 'in_review' ELSE 'submitted' END,
    %(officer)s, now(), sent, sent + interval '90 days', CASE WHEN id %% 10 = 0 THEN now() END,
    CASE WHEN id %% 10 = 0 OR id %% 4 = 0 THEN %(officer)s + id %% %(officers)s END
FROM shippers_shipper, LATERAL (SELECT now() - interval '1 day' * (id %% 100) AS sent) times
"""
WAITING = """
INSERT INTO work_item (
    kind, subject_type, subject_id, shipper_id, title, state, country, chapters, holder_id, opened_at, due_at,
    target_on, paused_at
)
SELECT 'application', 'application', application.id, shipper.id, shipper.name, application.state, shipper.country,
    ARRAY[lpad((1 + shipper.id %% 97)::text, 2, '0')], application.reviewer_id, application.submitted_at,
    application.decide_by, (application.submitted_at + interval '42 days')::date, application.paused_at
FROM applications_application application JOIN shippers_shipper shipper ON shipper.id = application.shipper_id
"""


def run(*, rows: int | None = None) -> Result:
    rows = rows or APPLICATIONS
    # A line for each request would be told beside the figures.
    logging.getLogger("apps").setLevel(logging.WARNING)
    large = connection.settings_dict["NAME"]
    seed(rows)
    with own_database():
        small = connection.settings_dict["NAME"]
        seed(FEW)
        seconds: dict[tuple[str, str], list[float]] = {(world, page): [] for world in (large, small) for page in PAGES}
        for _turn in range(TURNS):
            for world in (large, small):
                with in_database(world):
                    look(world, seconds)
    times = {key: median(taken) for key, taken in seconds.items()}
    page = max(PAGES, key=lambda page: times[large, page] / times[small, page])
    return Result(
        f"queue ({page})", 1 / times[large, page], 1 / times[small, page], "pages/s", rows, bound=round(1 / 1.5, 2)
    )


def look(world: str, seconds: dict[tuple[str, str], list[float]]) -> None:
    """Ask for each page: once to get warm, since the connection is new, then on the clock."""
    client = sign_in()
    for page, path in PAGES.items():
        for number in range(1 + PAGES_PER_TURN):
            begun = time.perf_counter()
            answer = client.get(path, headers={"host": "localhost"})
            taken = time.perf_counter() - begun
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}.")
            if number:
                seconds[world, page].append(taken)


def seed(count: int) -> None:
    """Make `count` businesses with an open application each, and officers who hold some of them."""
    first, *_others = [
        staff_create(email=f"officer{number}@staff.example", roles=["officer"]).pk for number in range(OFFICERS)
    ]
    supervisor = staff_create(email="supervisor@staff.example", roles=["supervisor"])
    TOTP.activate(supervisor, generate_totp_secret())
    with as_owner(), connection.cursor() as cursor:
        given = {"count": count, "officer": first, "officers": OFFICERS}
        for table, statement in zip(TABLES, (SHIPPERS, APPLYING, WAITING), strict=True):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement, given)
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    vacuum()


def sign_in() -> Client:
    """Return a client that is signed in as the supervisor, with a second factor."""
    user = User.objects.get(email="supervisor@staff.example")
    client = Client()
    client.force_login(user)
    session = client.session
    session[SET_UP_HERE] = user.pk
    session.save()
    return client


@contextmanager
def in_database(name: str) -> Iterator[None]:
    """Have Django ask that database meanwhile."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
