"""Shipments of one party under the number of a business are disowned together, and one decision settles them."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from apps.core import clock
from apps.core.errors import InvalidInput, NotAllowed, NotFound
from apps.disputes import services
from apps.disputes.models import Disowning, StatementState
from apps.disputes.services.disownings import MAX_NAMED, MAX_TOGETHER
from apps.ledger.models import ShippingSeen
from apps.ledger.selectors import months_of, parties_unlisted
from apps.notices.models import Message
from apps.shippers.models import Shipper, ShippingParty
from apps.work.models import Item
from tests.disputes.disowned import accepted, recommended
from tests.evaluation.ledger import taken_back_by_two
from tests.people import on_team, seller, signed_in
from tests.portal.members import member_of, parcels, settle

pytestmark = pytest.mark.shipper(monthly=5)
WHY = "We have no contract with them."


def shipped(shipper: Shipper, count: int, carrier: str = "ROGUE") -> ShippingSeen:
    parcels(shipper, clock.today(), count, carrier=carrier)
    return ShippingSeen.objects.get(shipper=shipper, role="carrier", code=carrier)


def disown(ada, party: ShippingSeen) -> list[Disowning]:
    return services.disownings_open(actor=ada, shipper_id=party.shipper_id, party_id=party.pk, text=WHY)


def counted(shipper: Shipper) -> int:
    return sum(month["shipments"] for month in months_of(shipper.pk, since=clock.add_months(clock.today(), -12)))


def items() -> list[Item]:
    return list(Item.objects.filter(kind="disowned_shipment", closed_at=None))


def test_accepted_all_count_no_longer_by_one_recording_that_can_be_taken_back(ada, shipper, officer) -> None:
    before = counted(shipper)
    rogue = shipped(shipper, 12)
    kept = shipped(shipper, 2, "FRIEND")
    said = disown(ada, rogue)
    assert len(said) == 12
    (item,) = items()
    assert item.subject_id == said[0].pk
    assert item.title.endswith("12 × ROGUE")
    accepted(officer, said[-1], reasons="A copied label.")
    assert counted(shipper) == before + 2
    (recording,) = {disowning.recording for disowning in Disowning.objects.filter(state=StatementState.ACCEPTED)}
    assert recording.amended == 12
    assert not items()
    told = Message.objects.get(kind="disownings.decided")
    assert f"and {12 - MAX_NAMED} more" in told.body
    settle()
    call_command("verify")
    taken_back_by_two(recording.pk)
    assert counted(shipper) == before + 14
    assert not kept.answer


def test_declined_all_stay_and_are_not_disowned_again_with_what_is_new(ada, shipper, officer) -> None:
    rogue = shipped(shipper, 3)
    said = disown(ada, rogue)
    before = counted(shipper)
    services.disowning_decide(actor=officer, disowning_id=said[0].pk, decision="decline", reasons="You ordered it.")
    assert counted(shipper) == before
    assert set(Disowning.objects.values_list("state", "reasons")) == {("declined", "You ordered it.")}
    assert not items()
    parcels(shipper, clock.today(), 1, carrier="ROGUE")
    assert len(disown(ada, rogue)) == 1
    assert disown(ada, rogue) == []


def test_what_is_disowned_after_the_recommendation_is_not_accepted_with_it(ada, shipper, officer) -> None:
    rogue = shipped(shipper, 2)
    first = recommended(disown(ada, rogue)[0])
    parcels(shipper, clock.today(), 1, carrier="ROGUE")
    (late,) = disown(ada, rogue)
    first.refresh_from_db()
    services.disowning_decide(actor=officer, disowning_id=first.pk, decision="accept", reasons="A copied label.")
    late.refresh_from_db()
    assert (late.state, late.recommended_by) == ("open", None)
    assert [item.subject_id for item in items()] == [late.pk]
    assert Disowning.objects.filter(state="accepted").count() == 2


def test_one_of_them_can_be_taken_back_and_the_others_wait_on(ada, shipper, officer) -> None:
    first, second, third = disown(ada, shipped(shipper, 3))
    before = counted(shipper)
    services.disowning_withdraw(actor=ada, disowning_id=first.pk)
    (item,) = items()
    assert (item.subject_id, item.due_at) == (second.pk, second.decide_by)
    services.disowning_withdraw(actor=ada, disowning_id=third.pk)
    assert [item.subject_id for item in items()] == [second.pk]
    accepted(officer, second, reasons="So it is.")
    assert counted(shipper) == before - 1
    assert not items()


def test_no_more_than_can_be_read_are_disowned_at_once(ada, shipper) -> None:
    rogue = shipped(shipper, MAX_TOGETHER + 5)
    assert len(disown(ada, rogue)) == MAX_TOGETHER
    assert len(disown(ada, rogue)) == 5
    assert len(items()) == 2


def test_what_was_disowned_by_itself_is_not_disowned_twice(ada, shipper) -> None:
    rogue = shipped(shipper, 2)
    services.disowning_open(actor=ada, shipper_id=shipper.pk, parcel_id=rogue.parcel_id, text=WHY)
    assert len(disown(ada, rogue)) == 1


def test_only_who_signs_for_the_business_says_so_with_a_reason_and_of_its_own(ada, shipper) -> None:
    rogue = shipped(shipper, 1)
    preparer = on_team(shipper, "preparer", seller("prep@shop.example"))
    with pytest.raises(NotAllowed):
        disown(preparer, rogue)
    with pytest.raises(NotFound):
        disown(seller("other@shop.example"), rogue)
    with pytest.raises(InvalidInput):
        services.disownings_open(actor=ada, shipper_id=shipper.pk, party_id=rogue.pk, text=" ")
    other = member_of(seller("third@shop.example"), months=0)
    with pytest.raises(NotFound):
        services.disownings_open(actor=other.team.get().user, shipper_id=other.pk, party_id=rogue.pk, text=WHY)
    assert not Disowning.objects.exists()


@pytest.mark.slow
def test_the_page_shows_everybody_and_takes_both_answers(ada, shipper) -> None:
    rogue, friend = shipped(shipper, 2), shipped(shipper, 1, "FRIEND")
    ShippingParty.objects.create(shipper=shipper, kind="carrier", name="Swift", code="swft")
    shipped(shipper, 1, "SWFT")
    client, url = signed_in(ada), reverse("portal:shipping_parties", args=[shipper.pk])
    home = reverse("portal:shipper", args=[shipper.pk])
    assert "Somebody you did not list ships under your number" in client.get(home).text
    page = client.get(url)
    assert {party.code for party in page.context["listed"]} == {"SWFT", "USPS"}
    client.post(url, {"party": friend.pk, "ours": "1"})
    refused = client.post(url, {"party": rogue.pk, "text": "", "language": "en"})
    assert refused.status_code == 422
    assert not Disowning.objects.exists()
    said = client.post(url, {"party": rogue.pk, "text": WHY, "language": "en"}, follow=True)
    assert "You have disowned 2 shipments." in said.text
    for party in parties_unlisted(shipper.pk):
        client.post(url, {"party": party.pk, "ours": "1"})
    assert "Somebody you did not list ships under your number" not in client.get(home).text
    for party_id in ("0", "x", str(2**70)):
        assert client.post(url, {"party": party_id, "ours": "1"}).status_code == 404


def test_who_only_reads_sees_the_page_and_is_given_no_button(ada, shipper) -> None:
    rogue = shipped(shipper, 1)
    viewer = on_team(shipper, "viewer", seller("view@shop.example"))
    client, url = signed_in(viewer), reverse("portal:shipping_parties", args=[shipper.pk])
    page = client.get(url)
    assert "ROGUE" in page.text
    assert 'name="ours"' not in page.text
    assert client.post(url, {"party": rogue.pk, "ours": "1"}).status_code == 403


def test_the_desk_shows_what_is_decided_together(ada, shipper, officer) -> None:
    first, second = disown(ada, shipped(shipper, 2))
    page = signed_in(officer).get(reverse("admin:disputes_disowning_change", args=[first.pk]))
    assert str(second.parcel) in page.text
    assert "Your decision is about all of them." in page.text
