"""Changes of who signs, and of an address to sign in: told to every owner, stopped by one, done after the wait."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.events.timers import fire
from apps.notices.models import Message
from apps.shippers.models import Membership, Shipper, WaitingChange
from apps.shippers.roles import SIGNERS, is_guarded, waits
from apps.shippers.services import (
    address_change_ask,
    invitation_accept,
    invitation_send,
    member_change,
    member_remove,
    shipper_create,
    waiting_change_do,
    waiting_change_stop,
)
from tests.outbox import deliver
from tests.people import on_team, seller, signed_in

pytestmark = pytest.mark.shipper(months=0)

OVER = timedelta(hours=72, seconds=1)
Role = Membership.Role


def joined(shop: Shipper, role: str, email: str = "bo@shop.example") -> User:
    return on_team(shop, role, seller(email))


def role_of(shop: Shipper, person: User) -> str:
    return shop.team.get(user=person).role


def after_the_wait() -> None:
    with clock.at(clock.now() + OVER):
        fire()
        deliver()


@given(before=st.sampled_from(["", *Role]), after=st.sampled_from(["", *Role]), ksn=st.sampled_from([None, "KS1"]))
def test_what_waits_asks_for_the_factor_and_only_a_number_is_guarded(before: str, after: str, ksn: str | None) -> None:
    shop = Shipper(ksn=ksn)
    if waits(shop, before, after):
        assert is_guarded(shop, before, after)
        assert before != after
    if ksn is None:
        assert not is_guarded(shop, before, after)
    elif after in SIGNERS and before != after:
        assert waits(shop, before, after)
    elif before == Role.SIGNATORY:
        assert not waits(shop, before, after), "a business can stop somebody from signing at once"


class TestRoles:
    def test_right_to_sign_comes_after_the_wait(self, ada: User, shipper: Shipper) -> None:
        bo = joined(shipper, Role.PREPARER)
        change = member_change(actor=ada, shipper_id=shipper.pk, user_id=bo.pk, role="signatory")
        assert isinstance(change, WaitingChange)
        assert role_of(shipper, bo) == "preparer"
        with pytest.raises(Conflict, match="waits already"):
            member_change(actor=ada, shipper_id=shipper.pk, user_id=bo.pk, role="owner")
        after_the_wait()
        assert role_of(shipper, bo) == "signatory"
        change.refresh_from_db()
        assert change.state == "done"

    def test_right_to_sign_ends_at_once(self, ada: User, shipper: Shipper) -> None:
        bo = joined(shipper, Role.SIGNATORY)
        member_change(actor=ada, shipper_id=shipper.pk, user_id=bo.pk, role="viewer")
        assert role_of(shipper, bo) == "viewer"
        assert not WaitingChange.objects.exists()

    def test_every_owner_is_told_and_stops_the_change(self, ada: User, shipper: Shipper) -> None:
        eve, cy = joined(shipper, Role.VIEWER, "eve@shop.example"), joined(shipper, Role.OWNER, "cy@shop.example")
        Shipper.objects.filter(pk=shipper.pk).update(email="office@shop.example")
        change = member_change(actor=ada, shipper_id=shipper.pk, user_id=eve.pk, role="owner")
        deliver()
        assert {each.to[0] for each in mail.outbox} == {ada.email, cy.email, "office@shop.example"}
        assert all(f"/home/waiting/{change.pk}/" in each.body for each in mail.outbox)
        waiting_change_stop(actor=cy, change_id=change.pk)
        after_the_wait()
        waiting_change_do(change_id=change.pk)
        assert role_of(shipper, eve) == "viewer"
        with pytest.raises(Conflict):
            waiting_change_stop(actor=ada, change_id=change.pk)

    def test_owner_is_not_removed_before_the_wait(self, ada: User, shipper: Shipper) -> None:
        cy = joined(shipper, Role.OWNER)
        change = member_remove(actor=ada, shipper_id=shipper.pk, user_id=cy.pk)
        assert role_of(shipper, cy) == "owner"
        after_the_wait()
        assert not shipper.team.filter(user=cy).exists()
        change.refresh_from_db()
        assert (change.state, change.after) == ("done", "")

    def test_two_owners_who_remove_each_other_leave_one(self, ada: User, shipper: Shipper) -> None:
        cy = joined(shipper, Role.OWNER)
        member_remove(actor=ada, shipper_id=shipper.pk, user_id=cy.pk)
        member_remove(actor=cy, shipper_id=shipper.pk, user_id=ada.pk)
        after_the_wait()
        assert shipper.team.get().role == "owner"
        assert set(WaitingChange.objects.values_list("state", flat=True)) == {"done", "lapsed"}

    def test_owner_stops_the_own_removal_once_and_another_owner_stops_the_next(
        self, ada: User, shipper: Shipper
    ) -> None:
        cy, bo = joined(shipper, Role.OWNER, "cy@shop.example"), joined(shipper, Role.OWNER)
        waiting_change_stop(actor=cy, change_id=member_remove(actor=ada, shipper_id=shipper.pk, user_id=cy.pk).pk)
        again = member_change(actor=ada, shipper_id=shipper.pk, user_id=cy.pk, role="viewer")
        with pytest.raises(NotAllowed):
            waiting_change_stop(actor=cy, change_id=again.pk)
        page = signed_in(cy).get(reverse("portal:waiting_change", args=[again.pk])).content.decode()
        assert "another owner has to stop it" in page
        assert "Stop this change</button>" not in page
        waiting_change_stop(actor=bo, change_id=again.pk)
        with clock.at(clock.now() + timedelta(days=370)):
            later = member_remove(actor=ada, shipper_id=shipper.pk, user_id=cy.pk)
            assert waiting_change_stop(actor=cy, change_id=later.pk).state == "stopped"

    def test_owner_who_asked_to_leave_takes_that_back_each_time(self, ada: User, shipper: Shipper) -> None:
        joined(shipper, Role.OWNER)
        for _time in range(2):
            change = member_remove(actor=ada, shipper_id=shipper.pk, user_id=ada.pk)
            assert waiting_change_stop(actor=ada, change_id=change.pk).state == "stopped"

    def test_change_lapses_for_a_person_who_left(self, ada: User, shipper: Shipper) -> None:
        bo = joined(shipper, Role.PREPARER)
        member_change(actor=ada, shipper_id=shipper.pk, user_id=bo.pk, role="signatory")
        member_remove(actor=ada, shipper_id=shipper.pk, user_id=bo.pk)
        after_the_wait()
        assert not shipper.team.filter(user=bo).exists()
        assert WaitingChange.objects.get().state == "lapsed"

    def test_invited_signatory_reads_at_first(self, ada: User, shipper: Shipper) -> None:
        invitation_send(actor=ada, shipper_id=shipper.pk, email="bo@shop.example", role="signatory")
        deliver()
        token = re.search(r"/invitations/([^/\s]+)/", mail.outbox[-1].body)[1]
        bo = seller("bo@shop.example")
        assert invitation_accept(actor=bo, token=token).role == "viewer"
        after_the_wait()
        assert role_of(shipper, bo) == "signatory"

    def test_others_neither_see_nor_stop_the_change(self, ada: User, shipper: Shipper) -> None:
        bo, vi = joined(shipper, Role.PREPARER), joined(shipper, Role.VIEWER, "vi@shop.example")
        change = member_change(actor=ada, shipper_id=shipper.pk, user_id=bo.pk, role="signatory")
        with pytest.raises(NotAllowed):
            waiting_change_stop(actor=vi, change_id=change.pk)
        with pytest.raises(NotFound):
            waiting_change_stop(actor=seller("eve@shop.example"), change_id=change.pk)
        waiting_change_stop(actor=bo, change_id=change.pk)

    def test_nothing_waits_before_approval(self) -> None:
        ada = seller("new@shop.example")
        shop = shipper_create(actor=ada)
        bo = joined(shop, Role.PREPARER)
        member_change(actor=ada, shipper_id=shop.pk, user_id=bo.pk, role="signatory")
        assert role_of(shop, bo) == "signatory"


class TestAddresses:
    def test_address_changes_after_the_wait(self, ada: User, shipper: Shipper) -> None:
        cy = joined(shipper, Role.OWNER)
        change = address_change_ask(user=ada, email="new@shop.example")
        told = Message.objects.filter(kind="shippers.address_waits")
        assert {message.recipient for message in told} == {ada, cy}
        deliver()
        assert {each.to[0] for each in mail.outbox} == {"ada@shop.example", cy.email}
        after_the_wait()
        ada.refresh_from_db()
        assert ada.email == "new@shop.example"
        address = EmailAddress.objects.get(user=ada)
        assert (address.email, address.verified, address.primary) == ("new@shop.example", True, True)
        change.refresh_from_db()
        assert change.state == "done"

    def test_person_or_an_owner_stops_it_and_nobody_else(self, ada: User, shipper: Shipper) -> None:
        bo = joined(shipper, Role.PREPARER)
        change = address_change_ask(user=bo, email="thief@shop.example")
        with pytest.raises(NotFound):
            waiting_change_stop(actor=joined(shipper, Role.SIGNATORY, "si@shop.example"), change_id=change.pk)
        waiting_change_stop(actor=ada, change_id=change.pk)
        after_the_wait()
        bo.refresh_from_db()
        assert bo.email == "bo@shop.example"

    def test_newer_change_replaces_the_one_that_waits(self, ada: User) -> None:
        first, second = (address_change_ask(user=ada, email=f"{n}@shop.example") for n in (1, 2))
        first.refresh_from_db()
        assert (first.state, second.state) == ("stopped", "waiting")

    def test_address_that_somebody_else_took_meanwhile_lapses(self, ada: User) -> None:
        change = address_change_ask(user=ada, email="new@shop.example")
        seller("new@shop.example")
        after_the_wait()
        ada.refresh_from_db()
        change.refresh_from_db()
        assert (ada.email, change.state) == ("ada@shop.example", "lapsed")
