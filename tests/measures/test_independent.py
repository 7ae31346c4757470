"""Each published figure equals an independent query, also where the facts are odd.

The same queries are put to the editions of the simulated program (`tests/simulation/test_demonstration.py`).
"""

from datetime import date, timedelta
from functools import partial

import pytest

from apps.core import clock
from apps.ledger.models import Case, Shipment
from apps.ledger.services import violation_unconfirm
from apps.ledger.vocabulary import ReporterKind
from apps.measures.headline import MEASURES
from apps.measures.services import edition_release
from apps.shippers.models import Shipper
from tests.evaluation.ledger import parcels, recording, report, violation
from tests.measures.independent import QUERIES, differences
from tests.measures.world import FULL, IN_QUARTER, QUARTER, YEAR, business, members, noon, others, release


def wrong_parcels(shippers: list[Shipper]) -> None:
    """Record parcels about which a decision is due in the quarter: decided in time, too late, not any more, not at all;
    and parcels of which the exam is corrected in time and too late.
    """
    found, due = date(2026, 1, 9), date(2026, 3, 10)
    after = due + timedelta(days=1)
    for shipper in shippers:
        with clock.at(noon(found)):
            known = parcels(shipper, found, 7, drawn="discrepant", **FULL)
            cases = [violation(shipper, found, shipment=f"usps:{known[0]}", determination="alleged") for _two in "ab"]
            parcels(shipper, found, 1, drawn="discrepant", basis="follow_up", **FULL)
        agency = partial(recording, "cbp", ReporterKind.AGENCY)
        for day, decided, corrected in ((due, known[1], known[2]), (after, known[3], known[4])):
            with clock.at(noon(day)):
                violation(shipper, found, shipment=f"usps:{decided}")
                clean = {"reference": corrected, "issuer": "usps", "exam_basis": "random", "exam_result": "clean"}
                report([clean | {"ksn": shipper.ksn, "date": found}], recorded=agency())
        with clock.at(noon(due)):
            violation(shipper, None, reference=cases[0], determination="reversed")
            fell = violation(shipper, found, shipment=f"usps:{known[5]}")
            violation_unconfirm(case_id=Case.objects.get(reference=fell).pk)


def odd_facts() -> None:
    """Record facts that a statement could count wrongly: at the edge of a period, of a membership, of a definition."""
    shippers = members(12)
    wrong_parcels(shippers)
    others(11, hs="62 14 20")
    with clock.at(noon(IN_QUARTER)):
        agency = recording("cbp", ReporterKind.AGENCY)
        for number, shipper in enumerate(shippers):
            parcels(shipper, IN_QUARTER, 2, drawn="discrepant" if number % 3 else "clean", **FULL)
            parcels(shipper, IN_QUARTER, 1, **FULL | {"hs": "ABCDEF"})
            parcels(shipper, IN_QUARTER, 1, **FULL | {"origin": "ZZ", "mode": "post"})
            parcels(shipper, IN_QUARTER, 1, **FULL | {"value": "0", "mode": "zeppelin"})
            parcels(shipper, IN_QUARTER, 1, examined=True, exam_basis="risk", exam_result="clean", **FULL)
            for basis in ("follow_up", "surplus"):
                parcels(shipper, IN_QUARTER, 1, drawn="discrepant", basis=basis, **FULL)
            # Drawn, with no result yet; and drawn, as a carrier says.
            parcels(shipper, IN_QUARTER, 1, recorded=agency, examined=True, exam_basis="random", **FULL)
            parcels(shipper, IN_QUARTER, 1, examined=True, exam_basis="random", exam_result="clean", **FULL)
            agency = recording("cbp", ReporterKind.AGENCY)
            with clock.at(noon(IN_QUARTER) + timedelta(days=2)):
                for hours, examined in ((24, True), (25, True), (3, False), (-1, False)):
                    released_at = (noon(IN_QUARTER) + timedelta(hours=hours)).isoformat()
                    times = {"arrived_at": noon(IN_QUARTER).isoformat(), "released_at": released_at}
                    parcels(shipper, IN_QUARTER, 1, examined=examined, **FULL | times)
            parcels(shipper, IN_QUARTER, 1, **FULL | {"arrived_at": noon(IN_QUARTER).isoformat()})
            (reference,) = parcels(shipper, IN_QUARTER, 1, drawn="discrepant", **FULL | {"value": f"{number + 30}"})
            lost = {"shipment": f"usps:{reference}", "revenue_loss": f"{number + 5}", "currency": "USD"}
            violation(shipper, IN_QUARTER, **lost)
            # An allegation is no loss yet, and another currency is left out.
            violation(shipper, IN_QUARTER, **lost | {"determination": "alleged"})
            violation(shipper, IN_QUARTER, **lost | {"currency": "EUR"})
        parcels(business(), IN_QUARTER, 2, drawn="discrepant", **FULL)
        for shipper in shippers[:3]:
            day = shipper.changes.get().at.date() + timedelta(days=365)
            shipper.changes.create(
                at=noon(day), action="tests", status="removed", tier=0, validated=False, status_before="active"
            )
        violation(shippers[4], IN_QUARTER, revenue_loss="1000.50", penalty_assessed="300", currency="USD")
        violation(shippers[5], date(2025, 3, 1), revenue_loss="9", currency="USD")
    with clock.at(noon(date(2026, 3, 1))):
        violation(shippers[5], date(2026, 3, 1), collected="9", currency="USD")
    shipment = Shipment.objects.filter(hs="ABCDEF").first()
    assert shipment
    with clock.at(noon(date(2026, 7, 20))):
        number = {"reference": shipment.parcel.reference, "issuer": shipment.parcel.issuer}
        report([number | {"ksn": shippers[0].ksn, "date": date(2026, 4, 2), **FULL}])


@pytest.mark.parametrize("period", [QUARTER, YEAR], ids=lambda period: period.kind.value)
def test_figures_equal_independent_queries(period) -> None:
    odd_facts()
    for number in (1, 2):
        announced = release(period, number)
        with clock.at(announced.due_at):
            edition = edition_release(release_id=announced.pk)
        assert differences(edition) == []


def test_every_measure_has_an_independent_query() -> None:
    assert QUERIES.keys() == MEASURES.keys()
