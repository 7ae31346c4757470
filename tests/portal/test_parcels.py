"""A parcel: found by any part of its number, with its times, the reason of its exam, and what to do."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from apps.core import clock
from apps.core.languages import day_in_words
from apps.ledger.models import Parcel, Recording, Shipment
from apps.ledger.selectors import revisions_of
from apps.ledger.services import recording_open, reporter_ensure, shipments_record
from apps.ledger.vocabulary import Disposition, ExamBasis
from apps.portal.history.shipments import exam_reason, parcel_times, state_advice
from apps.portal.history.wording import decision_text
from apps.shippers.models import Shipper
from tests.people import seller
from tests.portal.members import member_of, parcels
from tests.portal.pages import at, page_text

pytestmark = pytest.mark.shipper(months=0)
ARRIVED, RELEASED = datetime(2026, 3, 2, 4, tzinfo=UTC), datetime(2026, 3, 4, 9, tzinfo=UTC)


def told(shop: Shipper, *, reporter: str = "UPSN", kind: str = "carrier", **fields: object) -> Parcel:
    """Record a report of one parcel, by default by its carrier, and return the parcel."""
    recording = recording_open(reporter=reporter_ensure(code=reporter, kind=kind), kind=Recording.Kind.API)
    fact = {"issuer": "UPSN", "reference": "1ZX47Q9023", "ksn": shop.ksn, "date": clock.today()} | fields
    assert not shipments_record(recording=recording, facts=[(0, fact)]).rejected
    return Parcel.objects.get(reference=fact["reference"])


@pytest.mark.parametrize("typed", ["1ZX47Q9023", "X47Q", "x47q", "9023", "1Z X47-Q90", "q 90"])
def test_a_parcel_is_found_by_any_part_of_its_number(shipper: Shipper, portal: Client, typed: str) -> None:
    told(shipper)
    parcels(shipper, clock.today(), 3, description="Mug")
    html = page_text(portal, at("shipments", shipper), text=typed)
    assert re.findall(r'<a href="[^"]*/shipments/\d+/">([^<]+)</a>', html) == ["1ZX47Q9023"]
    assert "1 shipment<" in html


def test_a_number_with_hyphens_of_its_own_is_found_as_written(shipper: Shipper, portal: Client) -> None:
    told(shipper, reference="AB-12-CD")
    assert "AB-12-CD" in page_text(portal, at("shipments", shipper), text="b-12")


def test_the_parcels_of_others_are_not_found(shipper: Shipper, portal: Client) -> None:
    told(member_of(seller("other@shop.example"), months=0))
    assert "1ZX47Q9023</a>" not in page_text(portal, at("shipments", shipper), text="X47Q")


def steps(parcel: Parcel) -> list[tuple[str, datetime | None, bool]]:
    return [(str(step.label), step.at, step.is_report) for step in parcel_times(revisions_of(parcel))]


def test_times_stand_in_their_order_from_the_filing_to_the_release(shipper: Shipper) -> None:
    held = datetime(2026, 3, 2, 12, tzinfo=UTC)
    told(shipper, arrived_at=ARRIVED.isoformat(), disposition="held", reported_at=held.isoformat())
    parcel = told(
        shipper,
        arrived_at=ARRIVED.isoformat(),
        released_at=RELEASED.isoformat(),
        disposition="released",
        examined=True,
        reported_at=datetime(2026, 3, 5, tzinfo=UTC).isoformat(),
    )
    assert steps(parcel) == [
        ("Arrived", ARRIVED, False),
        ("Held", held, True),
        # Told after the release, so nobody knows when it was.
        ("Examined", None, False),
        ("Released", RELEASED, False),
    ]


def test_a_state_without_a_time_has_the_time_of_its_report(shipper: Shipper) -> None:
    parcel = told(shipper, disposition="released")
    entry = Shipment.objects.get(parcel=parcel)
    assert steps(parcel) == [("Released", entry.recorded_at, True)]


def test_the_page_tells_times_where_the_business_is(shipper: Shipper, portal: Client) -> None:
    Shipper.objects.filter(pk=shipper.pk).update(time_zone="Asia/Shanghai")
    parcel = told(shipper, arrived_at=ARRIVED.isoformat())
    html = page_text(portal, at("shipment", shipper, parcel))
    assert "March 2, 2026, noon" in html
    assert "Times are in Shanghai time, where your business is." in html


def test_a_held_parcel_says_what_to_do(shipper: Shipper, portal: Client) -> None:
    html = page_text(portal, at("shipment", shipper.pk, told(shipper, disposition="held").pk))
    assert "Held: what to do" in html
    assert "Ask your carrier or customs broker today what is missing" in html
    html = page_text(portal, at("shipment", shipper.pk, told(shipper, reference="1ZB", disposition="released").pk))
    assert "what to do" not in html


def test_a_seized_parcel_names_the_petition_and_its_time(shipper: Shipper, portal: Client) -> None:
    html = page_text(portal, at("shipment", shipper.pk, told(shipper, disposition="seized").pk))
    assert "within 30 days from the day on which CBP mailed that notice" in html


def test_every_state_but_released_says_what_to_do() -> None:
    for state in Disposition.values:
        assert bool(state_advice(state, front_of_line=False)) == (state != Disposition.RELEASED)
    assert not state_advice("lost", front_of_line=True)
    first, plain = (state_advice("held", front_of_line=promised) for promised in (True, False))
    assert len(first) == len(plain) + 1


def test_every_reason_of_an_exam_has_words() -> None:
    told_reasons = {str(exam_reason(examined=True, basis=basis, opened=True)) for basis in [*ExamBasis.values, ""]}
    assert len(told_reasons) == len(ExamBasis.values) + 1
    assert str(exam_reason(examined=False, basis="random", opened=False)) == "Not examined."
    unconfirmed = exam_reason(examined=True, basis="random", opened=False)
    assert str(unconfirmed) not in told_reasons, "nobody says that a parcel was drawn unless an agency does"


@pytest.mark.parametrize(
    ("reporter", "kind", "says"),
    [
        ("cbp", "agency", "An agency opened this parcel at random after a wrong one was found"),
        ("UPSN", "carrier", "no agency has confirmed it"),
    ],
)
def test_an_exam_after_a_wrong_one_says_for_what_it_counts(
    shipper: Shipper, portal: Client, reporter: str, kind: str, says: str
) -> None:
    exam = {"exam_basis": "follow_up", "exam_result": "clean"}
    assert says in page_text(portal, at("shipment", shipper.pk, told(shipper, reporter=reporter, kind=kind, **exam).pk))


def test_a_parcel_found_wrong_says_until_when_somebody_decides_and_whose_fault_a_delay_is(
    shipper: Shipper, portal: Client
) -> None:
    found = told(shipper, reporter="cbp", kind="agency", exam_basis="random", exam_result="discrepant")
    due = clock.add_days(clock.today(), 60)
    html = page_text(portal, at("shipment", shipper, found))
    assert f"Somebody decides by {day_in_words(due)} what the exam means" in html
    assert "fault" not in html
    assert decision_text(clock.end_of(due)).startswith("Somebody decides")
    with clock.at(clock.end_of(due) + timedelta(seconds=1)):
        assert "This delay is the program's fault, and not yours." in decision_text(clock.end_of(due))
    clean = told(shipper, reference="1ZB", reporter="cbp", kind="agency", exam_basis="random", exam_result="clean")
    assert "what the exam means" not in page_text(portal, at("shipment", shipper, clean))
