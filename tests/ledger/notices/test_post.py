"""The service of allegations by post: by whom, with what proof, and never before the allegation was written."""

from datetime import timedelta

import pytest

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import identify_file
from apps.ledger import services
from apps.ledger.models import Case, Seller
from tests.ledger.notices.allegations import passed, raw, sustain, tell, with_team
from tests.outbox import deliver
from tests.people import staff

RECEIPT = [identify_file("receipt.pdf", [b"%PDF-1.4\nA receipt that was signed\n%%EOF\n"])]


def test_a_business_without_a_team_is_served_by_post(ada):
    shipper, officer = with_team(), staff("officer")
    tell(raw(shipper, date=clock.today() - timedelta(days=5)))
    deliver()
    case = {"actor": officer, "case_id": Case.objects.get().pk}
    with pytest.raises(InvalidInput):
        services.service_by_post(day=clock.today() + timedelta(days=1), note="Letter.", files=RECEIPT, **case)
    with pytest.raises(InvalidInput) as refused:
        services.service_by_post(day=clock.today(), note="RR 7 US.", files=[], **case)
    assert set(refused.value.fields) == {"file"}
    with pytest.raises(InvalidInput, match="written on"):
        services.service_by_post(day=clock.today() - timedelta(days=1), note="RR 7 US.", files=RECEIPT, **case)
    service = services.service_by_post(day=clock.today(), note="RR 7 US.", files=RECEIPT, **case)
    assert (service.channel, service.recorded_by) == ("post", officer)
    assert [(proof.name, proof.uploaded_by) for proof in service.case.service_proofs.all()] == [
        ("receipt.pdf", officer)
    ]
    assert sustain().rejected
    with clock.at(passed(service)):
        assert sustain().amended == 1
    tell(raw(with_team(ada), "C2"))
    case |= {"case_id": Case.objects.get(reference="C2").pk}
    with pytest.raises(Conflict, match="has a team"):
        services.service_by_post(day=clock.today(), note="A.", files=RECEIPT, **case)


@pytest.mark.parametrize(
    "changed",
    [{}, {"category": "counterfeit"}, {"note": "Another act."}, {"culpability": "fraud"}],
    ids=["of an old act", "of another category", "of other words", "of more blame"],
)
def test_a_letter_of_a_day_before_the_allegation_serves_nothing(changed):
    """It leaves no time to answer, and said something else or nothing."""
    with clock.at(clock.now() - timedelta(days=50 if changed else 0)):
        tell(raw(with_team(), date=clock.today() - timedelta(days=60)))
        deliver()
    if changed:
        tell({"reference": "C1", **changed})
        deliver()
    posted = {"actor": staff("officer"), "case_id": Case.objects.get().pk, "note": "RR 7 US.", "files": RECEIPT}
    with pytest.raises(InvalidInput, match="written on"):
        services.service_by_post(day=clock.today() - timedelta(days=40), **posted)
    assert services.service_by_post(day=clock.today(), **posted).answer_by > clock.now() + timedelta(days=30)
    assert sustain().rejected


def test_a_letter_stands_although_a_sum_was_reported_since():
    with clock.at(clock.now() - timedelta(days=40)):
        tell(raw(with_team()))
    tell({"reference": "C1", "revenue_loss": "12.00", "currency": "USD"})
    day = clock.today() - timedelta(days=35)
    services.service_by_post(
        actor=staff("officer"), case_id=Case.objects.get().pk, day=day, note="RR 7 US.", files=RECEIPT
    )
    assert sustain().amended == 1


def test_a_letter_of_a_day_before_the_seller_was_linked_serves_nothing():
    shipper = with_team()
    with clock.at(clock.now() - timedelta(days=40)):
        tell({"seller": "S1"} | {name: told for name, told in raw(shipper).items() if name != "ksn"})
    services.seller_link(seller_id=Seller.objects.get(code="S1").pk, shipper_id=shipper.pk)
    with pytest.raises(InvalidInput, match="written on"):
        services.service_by_post(
            actor=staff("officer"),
            case_id=Case.objects.get().pk,
            day=clock.today() - timedelta(days=35),
            note="RR 7 US.",
            files=RECEIPT,
        )


def test_service_by_post_is_recorded_and_the_violation_determined_by_two_who_did_not_allege():
    shipper, (first, second, third) = with_team(), (staff("officer", email=f"{n}@staff.example") for n in "abc")
    fact = {"reference": "NY-7", "ksn": shipper.ksn, "date": clock.today(), "category": "counterfeit"}
    case_id = services.violation_allege(actor=first, fact=fact, reason="So it was.").pk
    deliver()
    posted = {"case_id": case_id, "day": clock.today(), "note": "RR 7 US.", "files": RECEIPT}
    with pytest.raises(Conflict, match="somebody else records how it was served"):
        services.service_by_post(actor=first, **posted)
    service = services.service_by_post(actor=second, **posted)
    sustained = {"case_id": case_id, "fact": {"determination": "sustained"}, "reason": "It is so."}
    with clock.at(passed(service)):
        for who in (first, second):
            with pytest.raises(Conflict, match="somebody else determines it"):
                services.violation_determine(actor=who, **sustained)
        services.violation_determine(actor=third, **sustained)
