"""The pages of the desk that officers use most, at the size of the whole program: `python -m benchmarks desk`.

The program has 1,500,000 members with profiles, standings, evaluations, changes and violations, 3,000,000 parcels, and
100,000 pieces of open work. A page is asked as a browser asks, by an officer who is signed in, and each turn asks
another business, name or parcel. Each page has at most 150 ms at the median and 300 ms at the 95th percentile.
"""

import argparse
import math
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from statistics import median

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.accounts.second_factor import SET_UP_HERE
from apps.accounts.services import staff_create
from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.evaluation.services import evaluate_shippers
from apps.ledger.models import Violation
from apps.policy.selectors import policy_on
from apps.shippers.services import Profile
from benchmarks.common import at_once, own_database, vacuum
from benchmarks.evaluate import enrol_members
from benchmarks.ingest import batches, parts_of, record, seller_by_size, shares_of
from benchmarks.processors import Meter
from benchmarks.tables import parser_of, told_write

MEMBERS, PARCELS, OPEN_WORK = 1_500_000, 3_000_000, 100_000
TURNS = 20
MEDIAN, NINETY_FIFTH = 0.150, 0.300
# The members send 20 to 540 parcels a month, and one of 20,000 parcels of their past was a violation.
SIZES, VIOLATIONS = 8, 0.00005
FIRST = (
    "Amber",
    "Birch",
    "Blue",
    "Cedar",
    "Copper",
    "Dune",
    "Elm",
    "Fern",
    "Golden",
    "Green",
    "Harbor",
    "Iris",
    "Lotus",
)
SECOND = ("Bay", "Bridge", "Brook", "Crest", "Field", "Fox", "Gate", "Grove", "Kite", "Lantern", "Mill", "Moor", "Wren")
THIRD = ("Atelier", "Beauty", "Ceramics", "Garments", "Gifts", "Home", "Lamps", "Optics", "Shoes", "Tools", "Toys")
COUNTRIES = ("CN", "CN", "CN", "HK", "US", "US", "VN", "GB", "DE", "IN", "TR", "MX")

# What the program did on the members, as its services write it: standings with the change that made each, the last
# evaluation of each, and open work about some.
STANDINGS = """
INSERT INTO standing_standing (shipper_id, status, validated, tier, since, evaluation_id)
SELECT e.shipper_id, CASE e.shipper_id % 50 WHEN 0 THEN 'suspended' WHEN 1 THEN 'conditional' ELSE 'active' END,
    e.shipper_id % 3 = 0, e.enter, now(), e.id
FROM evaluation_evaluation e ORDER BY e.shipper_id
"""
CHANGES = """
INSERT INTO standing_change (
    shipper_id, at, action, status, validated, tier, examine_all, status_before, reasons, note, evaluation_id
)
SELECT s.shipper_id, now() - make_interval(days => (s.shipper_id % 900)::int), c.action, 'active', false,
    CASE c.action WHEN 'enroll' THEN 0 ELSE s.tier END, false, '', ARRAY[c.reason], '', s.evaluation_id
FROM standing_standing s CROSS JOIN (VALUES ('enroll', 'enrolled'), ('promote', 'tier_earned')) AS c (action, reason)
"""
EVALUATIONS = """
INSERT INTO evaluation_evaluation (
    shipper_id, policy_id, as_of, known_at, enter, keep, suspend, retrospective, findings, quiet_until, clean_left
)
SELECT s.id, %(policy)s, current_date, now(), s.id %% 4, s.id %% 4, false, false, %(findings)s, current_date + 30, 1000
FROM shippers_shipper s WHERE NOT EXISTS (SELECT FROM evaluation_evaluation e WHERE e.shipper_id = s.id)
"""
WORK = """
INSERT INTO work_item (
    kind, subject_type, subject_id, shipper_id, title, state, country, severity, holder_id, opened_at, due_at,
    target_on, paused_for
)
SELECT (ARRAY['application', 'proposed_change', 'allegation', 'dispute'])[1 + n %% 4],
    (ARRAY['application', 'proposedchange', 'violation', 'dispute'])[1 + n %% 4], n, s.id, s.name, '', s.country,
    n %% 5, CASE WHEN n %% 400 = 0 THEN %(officer)s END, now() - make_interval(hours => n %% 900),
    now() + make_interval(hours => n %% 2000 - 40), current_date + n %% 40 - 3, interval '0'
FROM (SELECT id, name, country, row_number() OVER (ORDER BY id)::int AS n FROM shippers_shipper LIMIT %(count)s) s
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and what its address is in a turn."""

    name: str
    address: Callable[[random.Random], str]


@dataclass(frozen=True, slots=True)
class Timed:
    """The seconds that a page took: at the median, and at the 95th percentile."""

    name: str
    median: float
    ninety_fifth: float

    @property
    def is_within(self) -> bool:
        return self.median <= MEDIAN and self.ninety_fifth <= NINETY_FIFTH


def main(arguments: list[str]) -> int:
    parser = parser_of("desk")
    parser.add_argument("--members", type=int, default=MEMBERS, help="how many members the program has (%(default)s)")
    parser.add_argument("--parcels", type=int, default=PARCELS, help="how many parcels are recorded (%(default)s)")
    parser.add_argument("--turns", type=int, default=TURNS, help="how often each page is asked (%(default)s)")
    options = parser.parse_args(arguments)
    with own_database():
        timed = list(_measure(options))
    lines = [f"{options.members:,} members, {options.parcels:,} parcels; milliseconds at the median, and at 95 %"]
    for page in timed:
        figures = f"{page.median * 1000:7.0f} {page.ninety_fifth * 1000:7.0f}"
        lines.append(f"{page.name:<40} {figures}{'' if page.is_within else '  above'}")
    told_write({"pages": [asdict(page) for page in timed]}, lines, as_json=options.json)
    return int(not all(page.is_within for page in timed))


def _measure(options: argparse.Namespace) -> Iterable[Timed]:
    officer = staff_create(email="officer@bench.example", roles=["officer"])
    TOTP.activate(officer, generate_totp_secret())
    members = program_make(options, officer)
    client = client_of(officer)
    for page in pages(members):
        yield time_of(client, page, options.turns)


def program_make(options: argparse.Namespace, officer: User) -> list[int]:
    """Make the members, what the program did on them, and their parcels; return the ids of the members."""
    members = enrol_members(options.members, sizes=SIZES, violations=VIOLATIONS, profile_of=profile_of)
    _acts_write(members, officer.pk)
    seller_of = seller_by_size(options.members)
    for part in parts_of(options.parcels):
        at_once(partial(record, meter=Meter()), shares_of(part), partial(batches, seller_of=seller_of))
    vacuum()
    return members


def client_of(officer: User) -> Client:
    """Return a client that has signed in as an officer with the second factor."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer)
    session = client.session
    session[SET_UP_HERE] = officer.pk
    session.save()
    return client


def profile_of(number: int) -> Profile:
    """Return the profile of a member: its name, which a dozen members may have, and its country."""
    words = (FIRST[number % 13], SECOND[number // 13 % 13], THIRD[number // 169 % 11], str(number // 1859 % 97))
    return Profile(business={"name": " ".join(words), "country": COUNTRIES[number % len(COUNTRIES)]})


def _acts_write(members: list[int], officer: int) -> None:
    evaluate_shippers(shipper_ids=members[:1000])
    findings = Evaluation.objects.order_by("id").values_list("findings", flat=True)[500]
    with connection.cursor() as cursor:
        given = {"policy": policy_on(clock.today()).pk, "findings": connection.ops.adapt_json_value(findings, None)}
        cursor.execute(EVALUATIONS, given)
        cursor.execute(STANDINGS)
        cursor.execute(CHANGES)
        cursor.execute(WORK, {"officer": officer, "count": OPEN_WORK})


def pages(members: list[int]) -> list[Page]:
    """Return the pages, from the home to the search."""
    violations = list(Violation.objects.order_by("pk").values_list("pk", flat=True)[:1000])

    def one(address: str, choices: list[int]) -> Callable[[random.Random], str]:
        return lambda chance: address.format(chance.choice(choices))

    def names(chance: random.Random) -> str:
        words = (FIRST, SECOND, THIRD)
        return "+".join(chance.choice(each) for each in words)

    def seller(chance: random.Random) -> int:
        """Return the number of a seller of a parcel, so that large sellers are asked for more often."""
        return seller_by_size(len(members))(0, chance)

    businesses, parcels = "/admin/shippers/shipper/", "/admin/ledger/parcel/"
    days = [clock.add_days(clock.today(), -back).isoformat() for back in range(1, 20)]
    return [
        Page("home", lambda _chance: "/admin/"),
        Page("my work", lambda _chance: "/admin/work/item/?whose=mine"),
        Page("all open work", lambda _chance: "/admin/work/item/"),
        Page("businesses, newest first", lambda _chance: businesses),
        Page("businesses of a country", lambda chance: f"{businesses}?country={chance.choice(COUNTRIES)}"),
        Page("businesses of a status", lambda chance: f"{businesses}?status={chance.choice(['active', 'suspended'])}"),
        Page(
            "businesses of a tier in a country",
            lambda chance: f"{businesses}?tier=3&country={chance.choice(COUNTRIES)}",
        ),
        Page("businesses by name", lambda chance: f"{businesses}?q={names(chance)}"),
        Page("a business", one(businesses + "{}/change/", members)),
        Page("parcels, latest first", lambda _chance: parcels),
        Page("parcels of a seller", lambda chance: f"{parcels}?business=S{seller(chance)}"),
        Page("parcels of a business by name", lambda chance: f"{parcels}?business={names(chance)}"),
        Page("parcels of a day", lambda chance: f"{parcels}?day={chance.choice(days)}"),
        Page("parcels of goods", lambda _chance: f"{parcels}?goods=6109"),
        Page("parcels of goods that nobody sends", lambda _chance: f"{parcels}?goods=violin"),
        Page(
            "goods of a seller of a day",
            lambda chance: f"{parcels}?business=S{seller(chance)}&goods=shirt&day={days[0]}",
        ),
        Page("a parcel by its number", lambda chance: f"{parcels}?q=1Z{chance.randrange(1000):016d}"),
        Page("violations of a category", lambda _chance: "/admin/ledger/violation/?category=marking"),
        Page("a violation", one("/admin/ledger/violation/{}/change/", violations)),
        Page("sellers of a source", lambda _chance: "/admin/ledger/seller/?source=bench"),
        Page("changes of standing", lambda _chance: "/admin/standing/change/?act=promote"),
        Page("standings of a tier", lambda _chance: "/admin/standing/standing/?tier=3"),
        Page("evaluations that let enter a tier", lambda _chance: "/admin/evaluation/evaluation/?enter=3"),
        Page("events of a business", one("/admin/events/event/?shipper_id={}", members)),
        Page("search of everything", lambda chance: f"search {names(chance)}"),
    ]


def time_of(client: Client, page: Page, turns: int) -> Timed:
    """Ask for a page, each turn anew after one that warms up; raise if it does not answer."""
    chance = random.Random(page.name)  # noqa: S311 - the same addresses in each run
    seconds = []
    for turn in range(turns + 1):
        address = page.address(chance)
        begun = time.perf_counter()
        if address.startswith("search "):
            answer = client.post("/admin/search/", {"text": address.removeprefix("search ").replace("+", " ")})
        else:
            answer = client.get(address)
        if turn:
            seconds.append(time.perf_counter() - begun)
        if answer.status_code != 200:
            raise RuntimeError(f"{page.name}: {address} answered {answer.status_code}.")
    return Timed(page.name, median(seconds), sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1])
