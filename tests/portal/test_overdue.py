"""A limit says how many days are left, or since when it is over, on both sides; and who told of a violation."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.disputes.models import Dispute
from apps.disputes.services import dispute_open
from apps.ledger.models import Case, Service
from apps.ledger.vocabulary import Determination
from apps.notices.models import Message
from apps.portal.disputes.wording import DISCLOSED_TEXTS, STATE_TEXTS
from apps.shippers.models import Shipper
from tests.outbox import deliver
from tests.people import signed_in, staff
from tests.portal.members import violation
from tests.portal.pages import page_text


def owner_of(shipper: Shipper) -> User:
    return shipper.team.get().user


def alleged(shipper: Shipper, **fields: object) -> Case:
    reference = violation(shipper, clock.today(), determination="alleged", **fields)
    deliver()
    return Case.objects.get(reference=reference)


def read(client: Client, path: str) -> str:
    return " ".join(page_text(client, path).split())


def test_an_answer_that_nobody_decides_is_overdue_for_the_seller_and_for_the_desk(portal: Client, shipper: Shipper):
    case = alleged(shipper)
    dispute = dispute_open(
        final=True, actor=owner_of(shipper), shipper_id=shipper.pk, case_id=case.pk, position="dispute", text="Not so."
    )
    page, desk = reverse("portal:violation", args=[shipper.pk, case.pk]), signed_in(staff("officer"))
    at_desk = reverse("admin:disputes_dispute_change", args=[dispute.pk])
    days = (clock.day_of(dispute.decide_by) - clock.today()).days

    assert "an officer decides by" in read(portal, page)
    for shown in (read(portal, page), read(desk, at_desk)):
        assert f"({days} days left)" in shown

    ninety_days_later = clock.end_of(clock.add_days(clock.day_of(dispute.decide_by), 90))
    with clock.at(ninety_days_later):
        seller_reads, officer_reads = read(portal, page), read(desk, at_desk)
    assert "an officer should have decided by" in seller_reads
    assert "The delay is ours." in seller_reads
    for shown in (seller_reads, officer_reads):
        assert "overdue by 90 days" in shown
    Dispute.objects.update(state="noted", decided_at=clock.now())
    with clock.at(ninety_days_later):
        assert "overdue by" not in read(desk, at_desk), "what is decided is not overdue"


def test_the_days_to_answer_are_counted(portal: Client, shipper: Shipper):
    case = alleged(shipper)
    answer_by = Service.objects.get(case=case).answer_by
    with clock.at(answer_by - timedelta(days=3)):
        assert "(3 days left)" in read(portal, reverse("portal:violation", args=[shipper.pk, case.pk]))
        assert "3 days left" in read(portal, reverse("portal:shipper", args=[shipper.pk]))
    with clock.at(answer_by - timedelta(hours=1)):
        assert "(today)" in read(portal, reverse("portal:violation", args=[shipper.pk, case.pk]))


def test_nobody_reported_what_the_business_disclosed_itself(portal: Client, shipper: Shipper):
    case = alleged(shipper, self_disclosed=True)
    page = read(portal, reverse("portal:violation", args=[shipper.pk, case.pk]))
    home = read(portal, reverse("portal:shipper", args=[shipper.pk]))
    notice = Message.objects.get(kind__endswith="violation_served", recipient=owner_of(shipper))

    assert "You disclosed this yourself." in page
    assert "A violation that you disclosed yourself was recorded. It is not decided yet." in home
    assert "A violation that you disclosed yourself is on record" in home
    assert "A violation that you disclosed yourself is on record." in notice.body
    for text in (page, home, notice.body):
        assert "was reported" not in text
        assert "if the report is true" not in text


def test_what_others_reported_is_called_a_report(portal: Client, shipper: Shipper):
    case = alleged(shipper)
    assert "This was reported." in read(portal, reverse("portal:violation", args=[shipper.pk, case.pk]))
    assert "A violation was reported." in read(portal, reverse("portal:shipper", args=[shipper.pk]))


def test_every_state_of_a_disclosed_violation_is_explained():
    assert DISCLOSED_TEXTS.keys() == STATE_TEXTS.keys() == set(Determination)
