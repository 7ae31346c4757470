"""What people chose to open: the member reads the share of its parcels afterwards, and the register has the watch."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.agencies.watchlists.models import Sighting, WatchedGoods
from apps.agencies.watchlists.selectors import parcels_chosen
from apps.agencies.watchlists.services import goods_end, sighting_close
from apps.core import clock
from apps.ledger.models import Shipment
from apps.measures.reasons.actions import actions_final
from apps.measures.reasons.columns import FinalAction
from apps.measures.reasons.models import RegisterRow
from apps.shippers.models import Membership, Shipper
from tests.agencies.goods import proposed, watched
from tests.evaluation.ledger import parcels, recording
from tests.people import seller, signed_in
from tests.portal.members import member_of

pytestmark = pytest.mark.shipper(months=0)
PRESS = {"name": "Pill presses", "phrases": "pill press"}


def opened(shipper: Shipper, basis: str, number: int = 1, **given: str) -> None:
    """Have an agency report parcels of today that were opened."""
    exam = {"examined": True, "exam_basis": basis, "exam_result": "clean", "issuer": "usps"}
    parcels(shipper, clock.today(), number, recorded=recording("cbp", "agency"), **exam | given)


def ended() -> list[FinalAction]:
    """Return the watches that are ready for the register."""
    return [action for action in actions_final(before=clock.now()) if action.kind == "watchedgoods"]


def test_member_reads_the_share_that_people_chose_when_the_watches_of_these_days_have_ended(
    shipper: Shipper, officer: User
) -> None:
    with clock.at(clock.now() - timedelta(days=150)):
        watched(officer, **PRESS)
        for basis in ("random", "operation", "referral", "risk"):
            opened(shipper, basis, 2)
        opened(shipper, "risk", 3, description="Pill press")
        opened(shipper, "random", 1, description="Pill press")
    watched(officer, **PRESS)
    opened(shipper, "risk", 5, description="Pill press")
    assert Shipment.objects.filter(examined=True).count() == 17
    chosen = parcels_chosen(shipper.pk)
    assert (chosen.parcels, chosen.opened) == (12, 7)
    assert clock.add_days(clock.today(), -90) > chosen.last > clock.add_days(clock.today(), -122)
    client = signed_in(Membership.objects.get(shipper=shipper).user)
    page = " ".join(client.get(reverse("portal:record", args=[shipper.pk])).content.decode().split())
    assert "people chose to open 7 of your 12 parcels (58.3%)" in page


@pytest.mark.parametrize(("result", "outcome"), [("goods", "upheld"), ("other", "unfounded")])
def test_watch_that_fell_on_one_business_is_an_action_of_the_register_when_it_has_ended(
    shipper: Shipper, officer: User, result: str, outcome: str
) -> None:
    goods = watched(officer, **PRESS)
    proposed(officer, **PRESS)
    opened(shipper, "risk", 3, description="Pill press")
    parcels(member_of(seller("bob@shop.example"), months=0), clock.today(), 2, description="Pill press")
    sighting = Sighting.objects.filter(found=3).get()
    sighting_close(actor=officer, sighting_id=sighting.pk, result=result, conclusion="Told.")
    assert not ended()
    goods_end(actor=officer, goods_id=goods.pk, reasons="They are gone.")
    with clock.at(clock.now() + timedelta(days=1)):
        (action,) = ended()
    assert (action.record, action.business, action.values["outcome"]) == (goods.pk, shipper.pk, outcome)
    assert action.values["decided_by"] == "two_persons"
    assert action.values.keys() <= {field.name for field in RegisterRow._meta.get_fields()}


def test_watch_of_goods_that_several_send_and_one_that_was_never_confirmed_are_no_actions(
    shipper: Shipper, officer: User
) -> None:
    watched(officer, **PRESS)
    opened(shipper, "risk", 2, description="Pill press")
    parcels(member_of(seller("bob@shop.example"), months=0), clock.today(), 2, description="Pill press")
    proposed(officer, name="Dies", phrases="tablet die")
    for goods in WatchedGoods.objects.all():
        goods_end(actor=officer, goods_id=goods.pk, reasons="They are gone.")
    with clock.at(clock.now() + timedelta(days=1)):
        assert not ended()
