from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from apps.core import clock
from apps.ledger import services
from apps.ledger.models import Parcel, Recording, Reporter, Tally
from apps.ledger.services import BatchCounts
from apps.ledger.verification import cases, parcels, tallies
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper
from tests.evaluation.ledger import reporter_of

TODAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return TODAY


def reporter(kind: str = "carrier", code: str = "") -> Reporter:
    return reporter_of(code or f"the-{kind}", kind)


def recording_of(who: Reporter) -> Recording:
    return services.recording_open(reporter=who, kind=Recording.Kind.API)


def shipment(reference: str = "1Z001", **more: Any) -> dict[str, Any]:
    return {"issuer": "UPSN", "reference": reference, "ksn": "", "seller": "S1", "date": "2026-03-16"} | more


def report(*facts: dict[str, Any], kind: str = "carrier") -> BatchCounts:
    """Record facts under a new recording."""
    return services.shipments_record(recording=recording_of(reporter(kind)), facts=list(enumerate(facts)))


def tally(*names: str) -> dict[str, int]:
    """Return the sum of all tallies, by default of their first counts."""
    names = names or ("shipments", "evidence", "examined", "discrepant")
    return {name: sum(getattr(row, name) for row in Tally.objects.all()) for name in names}


def present(reference: str = "1Z001") -> Parcel:
    return Parcel.objects.get(reference=reference)


def assert_consistent() -> None:
    """Assert that parcels, tallies and cases agree with the entries."""
    for verdict in (parcels(), tallies(), cases()):
        assert verdict.differences == []


@pytest.fixture
def lin() -> Shipper:
    """Return an enrolled shipper that is not due."""
    return enrolled()


def enrolled(enroll_on: date = date(2025, 1, 1)) -> Shipper:
    shipper = Shipper.objects.create(ksn=new_ksn(), name="Lin Trading")
    services.program_entry_record(shipper_id=shipper.pk, kind="enrolled", date=enroll_on)
    rest(shipper)
    return shipper


def rest(shipper: Shipper, clean_left: int | None = 100) -> None:
    """Set the shipper's watch as an evaluation does."""
    watch = shipper.watch
    watch.due_since, watch.urgency, watch.clean_left = None, 0, clean_left
    watch.save()


type Report = Callable[..., BatchCounts]
