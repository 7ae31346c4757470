"""A winter of which January is archived: parcels of January and February, and some that moved between the months."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import connection

from apps.accounts.models import User
from apps.core import clock
from apps.evaluation.services import evaluate_shippers
from apps.evaluation.verification import evaluations, watches
from apps.ledger import services
from apps.ledger.models import ArchiveAct
from apps.ledger.services.archives import month_restore, months_archive
from apps.ledger.verification import cases, parcels, tallies
from apps.seals.services import seals_make
from apps.seals.verification import seals
from apps.shippers.models import Shipper
from tests.evaluation.ledger import member, recording, violation
from tests.people import staff_known

JANUARY = date(2025, 1, 1)
# January and February are no longer open.
NOW = datetime(2025, 8, 1, 12, tzinfo=UTC)


def moment(month: int, day: int) -> datetime:
    return datetime(2025, month, day, 17, tzinfo=UTC)


def sent(shipper: Shipper, reference: str, day: str, **more: object) -> dict[str, object]:
    goods = {"description": "Tea “green”, 茶", "value": "12.50", "currency": "USD", "origin": "CN"}
    return {"ksn": shipper.ksn, "issuer": "UPSN", "reference": reference, "date": day, **goods, **more}


def tell(*facts: dict[str, object], reporter: str = "usps", kind: str = "carrier") -> services.BatchCounts:
    return services.shipments_record(recording=recording(reporter, kind), facts=list(enumerate(facts)))


def winter(*, sealed: bool = True) -> Shipper:
    """Record January and February: parcels of each month, one that moved from January, and one that moved there."""
    with clock.at(moment(1, 15)):
        shipper = member(date(2025, 1, 2))
        tell(
            sent(shipper, "IN", "2025-01-10"), sent(shipper, "OUT", "2025-01-14"), sent(shipper, "TWICE", "2025-01-11")
        )
        drawn = {"examined": True, "exam_basis": "random", "exam_result": "discrepant"}
        tell(sent(shipper, "DRAWN", "2025-01-12", **drawn), reporter="cbp", kind="agency")
        violation(shipper, date(2025, 1, 12), shipment="UPSN:DRAWN")
        evaluate_shippers(shipper_ids=[shipper.pk])
    with clock.at(moment(2, 3)):
        tell(
            sent(shipper, "OUT", "2025-02-01"),
            sent(shipper, "BACK", "2025-02-02"),
            sent(shipper, "STAYS", "2025-02-02"),
        )
        tell(sent(shipper, "TWICE", "2025-01-11", disposition="seized"))
    with clock.at(moment(2, 4)):
        tell(sent(shipper, "BACK", "2025-01-30"))
        evaluate_shippers(shipper_ids=[shipper.pk])
    if sealed:
        with clock.at(moment(2, 6)):
            seals_make()
    return shipper


def content() -> str:
    """Return the digest of all entries of shipments, byte for byte."""
    digest = hashlib.sha256()
    copy = "COPY (SELECT * FROM ledger_shipment ORDER BY id, date) TO STDOUT (FORMAT binary)"
    with connection.cursor() as cursor, cursor.copy(copy) as rows:
        for chunk in rows:
            digest.update(chunk)
    return digest.hexdigest()


def supervisor() -> User:
    return staff_known("supervisor", email="su@staff.example")


def officer() -> User:
    return staff_known("officer", email="of@staff.example")


def archived(folder: Path | str, *, before: date = date(2025, 2, 1)) -> list[ArchiveAct]:
    with clock.at(NOW):
        return list(months_archive(before=before, folder=folder, actor=supervisor()))


def restored(folder: Path | str) -> ArchiveAct:
    with clock.at(NOW):
        return month_restore(month=JANUARY, folder=folder, actor=supervisor())


def differences(*checks: Callable) -> list[str]:
    with clock.at(NOW):
        return [difference for check in checks or CHECKS for difference in check().differences]


CHECKS = (parcels, tallies, cases, evaluations, watches, seals)
