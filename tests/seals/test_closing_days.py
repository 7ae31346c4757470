"""A day is not sealed while a transaction can still write to it, and nothing is written to it afterwards."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from apps.core import clock
from apps.ledger.models import ClosedDay, Shipment
from apps.seals.models import Seal
from apps.seals.services import seals_make
from apps.seals.verification import seals as seals_compared
from tests.evaluation.ledger import report
from tests.seals.days import FIRST, noon

NEXT = clock.add_days(FIRST, 1)


def facts(reference: str, seller: str = "S1") -> list[dict[str, str]]:
    return [{"seller": seller, "date": f"{FIRST}", "reference": reference}]


@pytest.mark.slow
def test_a_day_waits_for_a_writer_that_began_before_midnight(live_db: str) -> None:
    with clock.at(noon(FIRST)):
        report(facts("FIRST"))
    written, sealed_once = Event(), Event()

    def write() -> None:
        with transaction.atomic(), clock.at(clock.start_of(NEXT) - timedelta(seconds=1)):
            report(facts("LATE"))
            written.set()
            sealed_once.wait()
        connection.close()

    writer = Thread(target=write)
    writer.start()
    written.wait()
    with clock.at(noon(NEXT)):
        try:
            assert seals_make() == []
            assert not ClosedDay.objects.exists()
            # Who writes to another day waits for nobody.
            report(facts("NEXT-DAY", seller="S2"))
        finally:
            sealed_once.set()
            writer.join()
        assert [seal.entries for seal in seals_make()] == [2]
        assert seals_compared().differences == []
    with clock.at(clock.start_of(NEXT) - timedelta(seconds=1)):
        report(facts("TOO-LATE"))
    assert Shipment.objects.get(parcel__reference="TOO-LATE").recorded_at == clock.start_of(NEXT)
    assert Seal.objects.get().entries == 2
