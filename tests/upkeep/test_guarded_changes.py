"""Changes that a thief would make wait, are told to every owner and to the contact address, and can be stopped."""

from datetime import timedelta

import pytest
from django.core import mail

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, NotAllowed
from apps.events.timers import fire
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.upkeep import services
from apps.upkeep.models import ChangeRequest
from apps.upkeep.parts import GUARDED
from apps.upkeep.selectors import profile_of
from apps.work.selectors import items_open
from tests.applications.answers import ANSWERS
from tests.outbox import deliver
from tests.people import on_team, seller
from tests.upkeep.profiles import DECISION, WORDS

pytestmark = pytest.mark.shipper(applied=True)
OVER = timedelta(hours=72, seconds=1)


@pytest.fixture
def bo(shipper: Shipper) -> User:
    """Return a second owner, who reads Spanish."""
    return on_team(shipper, "owner", seller("bo@shop.example", language="es"))


def asked(actor: User, shop: Shipper) -> ChangeRequest:
    typed = {"rows": [{"marketplace": "Bazaar", "seller_id": "S-9", "url": "https://bazaar.example/s-9"}]}
    return services.change_request_submit(actor=actor, shipper_id=shop.pk, part="storefronts", typed=typed, **WORDS)


def waits() -> bool:
    return items_open().filter(kind="change_request").exists()


def test_guarded_parts_are_those_that_a_thief_would_change() -> None:
    assert {"payout", "storefronts", "contacts", "owners", "sale"} == GUARDED


def test_change_waits_and_then_goes_to_an_officer(ada: User, officer: User, shipper: Shipper) -> None:
    request = asked(ada, shipper)
    assert request.state == "waiting"
    assert not waits()
    with pytest.raises(Conflict):
        services.change_request_accept(actor=officer, request_id=request.pk, **DECISION)
    with pytest.raises(Conflict, match="already"):
        asked(ada, shipper)
    with clock.at(clock.now() + timedelta(hours=71)):
        assert not fire()
    with clock.at(clock.now() + OVER):
        assert fire() == 1
        deliver()
        assert waits()
        services.change_request_accept(actor=officer, request_id=request.pk, **DECISION)
    assert shipper.storefronts.get().seller_id == "S-9"


def test_every_owner_and_the_contact_address_are_told(ada: User, bo: User, shipper: Shipper) -> None:
    Shipper.objects.filter(pk=shipper.pk).update(email="office@shop.example")
    on_team(shipper, "viewer", seller("vi@shop.example"))
    request = asked(ada, shipper)
    deliver()
    link = f"/home/{shipper.pk}/profile/requests/{request.pk}/"
    told = {each.to[0]: each for each in mail.outbox}
    assert {ada.email, bo.email, "office@shop.example"} == told.keys()
    assert all(link in each.body for each in told.values())
    assert Message.objects.filter(kind="upkeep.change_request_waits", recipient=bo, link=link).exists()


def test_contact_address_of_an_owner_gets_one_mail(ada: User, shipper: Shipper) -> None:
    Shipper.objects.filter(pk=shipper.pk).update(email=ada.email.upper())
    asked(ada, shipper)
    deliver()
    assert len(mail.outbox) == 1


def test_any_owner_stops_the_change_and_no_officer_gets_it(ada: User, bo: User, shipper: Shipper) -> None:
    request = asked(ada, shipper)
    services.change_request_withdraw(actor=bo, request_id=request.pk)
    with clock.at(clock.now() + OVER):
        assert not fire()
        services.change_request_hand_over(request_id=request.pk)
        deliver()
    assert not waits()
    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert profile_of(shipper.pk).part("storefronts").typed == ANSWERS["storefronts"]


def test_who_may_not_sign_stops_nothing(ada: User, shipper: Shipper) -> None:
    vi = on_team(shipper, "preparer", seller("vi@shop.example"))
    with pytest.raises(NotAllowed):
        services.change_request_withdraw(actor=vi, request_id=asked(ada, shipper).pk)
