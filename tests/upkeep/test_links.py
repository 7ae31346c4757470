"""Reported histories that an officer links to a business, and the objections of the business."""

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.core.files import identify_file
from apps.events.models import Event
from apps.ledger.models import Seller
from apps.ledger.selectors import violations_of
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.upkeep import services
from apps.upkeep.models import HistoryLink
from apps.work.selectors import items_open
from apps.work.services import work_claim
from tests.applications.answers import PDF
from tests.evaluation.ledger import violation
from tests.people import on_team, seller, staff
from tests.refusals import refused
from tests.upkeep.histories import GROUNDS, linked, objected
from tests.upkeep.profiles import DECISION


def test_link_brings_the_findings_of_customs_and_tells_the_team_why(officer: User, shop: Shipper):
    violation(shop, clock.today(), ksn="", seller="S-77", category="counterfeit")
    customs = Seller.objects.get(source="cbp", code="S-77")
    about = {"actor": officer, "shipper_id": shop.pk, "seller_ids": [customs.pk]}
    services.histories_link(grounds=GROUNDS, **about)
    assert violations_of(shop.pk).count() == 1
    message = Message.objects.get(kind="upkeep.history_linked")
    assert "cbp S-77" in message.body
    assert GROUNDS in message.body
    assert Event.objects.get(kind="upkeep.history_linked").actor == officer
    with pytest.raises(Conflict, match="linked to a business already"):
        services.histories_link(grounds=GROUNDS, **about)


def test_unlinked_history_no_longer_counts_and_the_team_is_told(officer: User, shop: Shipper):
    violation(shop, clock.today(), ksn="", seller="S-77")
    customs = Seller.objects.get(source="cbp", code="S-77")
    about = {"actor": officer, "shipper_id": shop.pk, "seller_ids": [customs.pk]}
    services.histories_link(grounds=GROUNDS, **about)
    services.histories_unlink(text="The register shows two firms.", **about)
    assert not violations_of(shop.pk).exists()
    assert HistoryLink.objects.get().ended_at
    assert "two firms" in Message.objects.get(kind="upkeep.history_unlinked").body
    services.histories_link(grounds=GROUNDS, **about)
    assert violations_of(shop.pk).count() == 1, "it may be linked again"


@pytest.mark.parametrize(("fault", "field"), [({"seller_ids": []}, "seller_ids"), ({"grounds": " "}, "grounds")])
def test_link_takes_histories_and_grounds(fault: dict, field: str, officer: User, shop: Shipper):
    other = Seller.objects.create(source="bazaar", code="S-1")
    given = {"seller_ids": [other.pk], "grounds": GROUNDS} | fault
    with refused(field):
        services.histories_link(actor=officer, shipper_id=shop.pk, **given)


def test_link_takes_an_officer_who_is_not_on_the_team(officer: User, shop: Shipper):
    with pytest.raises(NotAllowed):
        linked(staff("auditor"), shop)
    on_team(shop, "viewer", officer)
    with pytest.raises(Conflict, match="on this business's team"):
        linked(officer, shop, "S-8")


def test_objection_is_decided_by_somebody_who_did_not_link(ada: User, officer: User, shop: Shipper, supervisor: User):
    objection = objected(officer, shop, ada)
    item = items_open().get(kind="link_objection")
    with pytest.raises(Conflict, match="somebody else decides"):
        work_claim(actor=officer, item_id=item.pk)
    for decide in (services.objection_accept, services.objection_decline):
        with pytest.raises(Conflict, match="somebody else decides"):
            decide(actor=officer, objection_id=objection.pk, **DECISION)
    with pytest.raises(Conflict, match="Decide the objection"):
        services.histories_unlink(
            actor=officer, shipper_id=shop.pk, seller_ids=[objection.link.seller_id], text="It is not."
        )
    work_claim(actor=supervisor, item_id=item.pk)
    services.objection_accept(actor=supervisor, objection_id=objection.pk, **DECISION)
    objection.link.refresh_from_db()
    assert objection.link.ended_at
    assert objection.link.seller.shipper_id is None
    assert not items_open().filter(kind="link_objection").exists()


def test_declined_objection_keeps_the_history_and_is_not_made_again(ada: User, officer: User, shop: Shipper):
    objection = objected(officer, shop, ada)
    services.objection_decline(actor=staff("supervisor"), objection_id=objection.pk, **DECISION)
    assert Seller.objects.get(code=f"S-9-{shop.pk}").shipper == shop
    with pytest.raises(Conflict, match="objected already"):
        services.objection_submit(
            actor=ada, shipper_id=shop.pk, link_id=objection.link_id, text="Again.", language="en"
        )


def test_withdrawn_objection_may_be_made_again_with_files(ada: User, officer: User, shop: Shipper):
    objection = objected(officer, shop, ada)
    services.objection_withdraw(actor=ada, objection_id=objection.pk)
    again = services.objection_submit(
        actor=ada, shipper_id=shop.pk, link_id=objection.link_id, text="Not ours.", language="en",
        files=[identify_file("register.pdf", [PDF])],
    )  # fmt: skip
    assert again.files.get().name == "register.pdf"


def test_objection_is_for_the_team_alone(officer: User, shop: Shipper):
    link = linked(officer, shop)
    with pytest.raises(NotFound):
        services.objection_submit(
            actor=seller("eve@shop.example"), shipper_id=shop.pk, link_id=link.pk, text="No.", language="en"
        )
