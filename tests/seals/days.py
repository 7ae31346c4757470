"""A few recorded days, each with entries of every kind, and what an administrator of the database can do to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from django.db import connection

from apps.accounts.models import Access
from apps.audit.services import view_record
from apps.core import clock
from apps.ledger.models import Seller
from apps.ledger.services import seller_link
from apps.shippers.models import Shipper
from tests.evaluation.ledger import entry, member, report, violation
from tests.people import staff

FIRST = date(2026, 3, 16)
# The morning after the third day.
MORNING = datetime(2026, 3, 19, 12, tzinfo=UTC)


def noon(day: date) -> datetime:
    return clock.start_of(day) + timedelta(hours=12)


def three_days() -> Shipper:
    """Record entries on a day and on the day after the next, and acts of staff on the first; nothing is recorded in
    between.
    """
    with clock.at(noon(FIRST)):
        shipper = member(FIRST)
        report([sent(shipper, f"1Z{number:03d}") for number in range(7)])
        report([{"seller": "S1", "date": FIRST.isoformat(), "reference": "OF-S1"}])
        violation(shipper, FIRST)
        officer = staff("officer")
        view_record(actor=officer, subject=("shipper", shipper.pk), shipper_id=shipper.pk)
        Access.objects.create(user=officer, kind=Access.Kind.SIGNED_IN)
    with clock.at(noon(clock.add_days(FIRST, 2))):
        report([sent(shipper, "1Z003", disposition="seized")])
        entry(shipper, clock.add_days(FIRST, 2), "validated")
        seller_link(seller_id=Seller.objects.get(code="S1").pk, shipper_id=shipper.pk)
    return shipper


def sent(shipper: Shipper, reference: str, **more: object) -> dict[str, object]:
    goods = {"description": "Tea “green”, 茶\n", "value": "12.50", "currency": "USD", "origin": "CN", "mode": "air"}
    number = {"issuer": "UPSN", "reference": reference, "date": FIRST.isoformat()}
    return {"ksn": shipper.ksn, **number, **goods, "arrived_at": "2026-03-16T09:30:00-04:00", **more}


@contextmanager
def as_administrator(*tables: str) -> Iterator[None]:
    """Switch the triggers of some tables off, as their owner can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def leaf_of(data: bytes) -> bytes:
    """Return the hash of a leaf (RFC 9162, section 2.1.1), which the program lets the database compute."""
    return sha256(b"\x00" + data).digest()
