"""Leaving the program: what ends, what is kept, and the way back."""

import pytest

from apps.accounts.models import User
from apps.applications import services as applications
from apps.applications.models import Application
from apps.core.errors import Conflict, NotAllowed
from apps.notices.models import Message
from apps.shippers.models import Membership
from apps.standing.models import Change, Standing, Status
from apps.standing.services import member_leave
from tests.applications import answers
from tests.people import seller
from tests.portal.members import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return seller()


@pytest.fixture
def member(ada: User, officer: User) -> Standing:
    """Return a business that applied, was approved and is enrolled."""
    application = answers.approved(officer, ada)
    settle()
    return Standing.objects.get(pk=application.shipper_id)


def test_the_team_is_told_and_partners_see_that_it_left(member: Standing, ada: User) -> None:
    member_leave(actor=ada, shipper_id=member.pk, reasons="We close the shop.")
    change = Change.objects.latest("pk")
    assert (change.status, change.reasons, change.note) == (Status.WITHDRAWN, ["left"], "We close the shop.")
    assert Message.objects.filter(recipient=ada, kind="standing.left").exists()


def test_who_does_not_sign_for_the_business_does_not_end_its_membership(member: Standing) -> None:
    preparer = seller("pat@shop.example")
    Membership.objects.create(shipper=member.shipper, user=preparer, role=Membership.Role.PREPARER)
    with pytest.raises(NotAllowed):
        member_leave(actor=preparer, shipper_id=member.pk)


def test_who_left_applies_again_from_the_old_answers_and_is_a_member_again(
    member: Standing, ada: User, officer: User
) -> None:
    with pytest.raises(Conflict):
        applications.application_start(actor=ada, shipper_id=member.pk)
    member_leave(actor=ada, shipper_id=member.pk)
    again = applications.application_start(actor=ada, shipper_id=member.pk)
    assert again.sections.get(key="business").data["name"] == "Blue Kite Toys LLC"
    applications.section_save(
        actor=ada, application_id=again.pk, key="payout", typed=answers.ANSWERS["payout"], version=0
    )
    applications.application_submit(actor=ada, application_id=again.pk, signed_name="Ada Park")
    answers.checked(officer, applications.application_take(actor=officer, application_id=again.pk))
    applications.application_approve(actor=officer, application_id=again.pk)
    ksn = member.shipper.ksn
    settle()
    member.refresh_from_db()
    assert (member.status, member.shipper.ksn) == (Status.ACTIVE, ksn), "the number stays the same"
    assert Application.objects.filter(shipper_id=member.pk, ended_at=None).get() == again
