"""What the page of the tier says of the exams at random that the policy promises, and of what the ports could open."""

from django.urls import reverse

from apps.core import clock
from apps.ledger.services import DeclaredCount, declared_months_record
from apps.targeting.services import exam_record
from tests.partners.client import partner_client
from tests.people import seller, signed_in, staff
from tests.portal.members import member_of
from tests.portal.pages import page_text
from tests.targeting.draws import capacity, declared, drawn, promised, selected


def test_member_reads_how_many_exams_were_promised_drawn_opened_and_missing() -> None:
    owner = seller("owner@shop.example")
    shop = member_of(owner, months=1, monthly=2)
    page = reverse("portal:tier", args=[shop.pk])
    assert "We do not know how many of your parcels were to be opened" in page_text(signed_in(owner), page)
    capacity(staff("supervisor"), 2)
    declared(partner_client(), *(f"A{number}" for number in range(10)), ksn=shop.ksn)
    with promised(0.5):
        first, _second = selected(drawn())
    officer = staff("officer", email="examiner@staff.example")
    exam_record(actor=officer, lot_id=first.pk, result="clean", disposition="released")
    text = page_text(signed_in(owner), page)
    assert "10 of your parcels stood in a draw at a port" in text
    assert "about 5 of them were to be opened at random and to count. 2 were drawn, and 1 of these were opened" in text
    assert "about 3 exams are missing" in text


def test_member_reads_how_many_parcels_were_declared_in_time_and_what_to_do() -> None:
    owner = seller("owner@shop.example")
    shop = member_of(owner, months=1, monthly=2)
    month = clock.add_months(clock.month_of(clock.today()), -1)
    declared_months_record(month=month, counts=[DeclaredCount(shop.pk, parcels=200, could=160, declared=80)])
    text = page_text(signed_in(owner), reverse("portal:tier", args=[shop.pk]))
    assert "80 of your 200 parcels counted in the last 13 months were declared before they arrived: 40%." in text
    assert "160 of them could be declared, and 50% of these were. Keeping a tier asks for 90%." in text
    assert "Ask your carrier or broker to declare each parcel before it arrives." in text
