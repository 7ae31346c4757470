"""A shipper is notified once of each unlisted party that ships under its number."""

from functools import partial
from typing import Any

import pytest

from apps.core.errors import NotAllowed, NotFound
from apps.events.models import Delivery, DeliveryState, Event, Lane
from apps.ledger import services
from apps.ledger.models import Recording, ShippingSeen
from apps.ledger.selectors import parties_seen, parties_unlisted
from apps.ledger.services.parties import MAX_NAMED
from apps.notices.models import Message
from apps.shippers.models import Shipper, ShippingParty
from tests.ledger.conftest import enrolled, recording_of, report, reporter, shipment
from tests.outbox import deliver
from tests.people import on_team, seller
from tests.races import at_once


@pytest.fixture
def with_carriers() -> Shipper:
    """Return a shipper that lists a carrier by its code and a broker by its name."""
    return shop()


def shop() -> Shipper:
    shipper = enrolled()
    on_team(shipper, "owner", seller(f"ada{shipper.pk}@shop.example"))
    for kind, name, code in (("carrier", "Swift Air", "upsn"), ("broker", "Clear & Co", "")):
        ShippingParty.objects.create(shipper=shipper, kind=kind, name=name, code=code)
    return shipper


def mine(shipper: Shipper, reference: str = "1Z001", **more: Any) -> dict[str, Any]:
    return shipment(reference, ksn=shipper.ksn, seller="", **more)


def by_swift(*facts: dict[str, Any], kind: str = Recording.Kind.API) -> services.BatchCounts:
    """Record facts by the carrier that the shipper lists."""
    who = reporter(code="UPSN")
    recording = services.recording_open(reporter=who, kind=kind)
    return services.shipments_record(recording=recording, facts=list(enumerate(facts)))


def messages() -> list[Message]:
    deliver()
    return list(Message.objects.filter(kind="ledger.unlisted_party").order_by("pk"))


def test_an_unlisted_party_is_notified_once_with_its_first_shipments(with_carriers: Shipper) -> None:
    by_swift(*(mine(with_carriers, f"1Z00{number}", carrier="Rogue") for number in range(5)))
    delivery = Delivery.objects.get(event__kind="ledger.unlisted_party")
    assert delivery.lane == Lane.URGENT
    (message,) = messages()
    assert "Carrier: ROGUE (shipments: 1Z000, 1Z001, 1Z002)" in message.body
    assert with_carriers.ksn in message.body
    assert message.link == f"/home/{with_carriers.pk}/shipping-parties/"
    event = Event.objects.get(kind="ledger.unlisted_party")
    seen = ShippingSeen.objects.get(code="ROGUE")
    assert event.payload == {"recording_id": seen.recording_id, "parties": [seen.pk]}


def test_a_party_listed_by_code_or_name_in_any_case_notifies_nobody(with_carriers: Shipper) -> None:
    by_swift(
        mine(with_carriers, carrier="Upsn", broker="clear & co"), mine(with_carriers, "1Z002", carrier="SWIFT AIR")
    )
    assert set(ShippingSeen.objects.values_list("role", "code")) == {
        ("carrier", "UPSN"), ("carrier", "SWIFT AIR"), ("broker", "CLEAR & CO"),
    }  # fmt: skip
    assert not messages()
    assert not parties_unlisted(with_carriers.pk)


def test_a_reporter_is_listed_by_its_name_too(with_carriers: Shipper) -> None:
    services.reporter_ensure(code="swa", kind="carrier", name="Swift Air")
    services.shipments_record(recording=recording_of(reporter(code="swa")), facts=[(0, mine(with_carriers))])
    assert parties_seen().get().listed
    assert not messages()


def test_a_carrier_or_broker_that_reports_is_itself_seen_and_others_are_not(with_carriers: Shipper) -> None:
    report(mine(with_carriers), kind="marketplace")
    report(mine(with_carriers, "1Z002"), kind="agency")
    report(mine(with_carriers, "1Z003"), kind="seller")
    assert not ShippingSeen.objects.exists()
    report(mine(with_carriers, "1Z004"), kind="broker")
    assert ShippingSeen.objects.get().code == "THE-BROKER"
    assert len(messages()) == 1


def test_a_batch_sends_one_message_to_each_shipper(with_carriers: Shipper) -> None:
    other = shop()
    by_swift(
        mine(with_carriers, carrier="ONE", broker="TWO"),
        mine(with_carriers, "1Z002", carrier="THREE"),
        mine(other, "1Z003", carrier="ONE"),
    )
    told = {message.shipper_id: message.body for message in messages()}
    assert told.keys() == {with_carriers.pk, other.pk}
    assert all(name in told[with_carriers.pk] for name in ("ONE", "TWO", "THREE"))
    assert "TWO" not in told[other.pk]


def test_a_message_about_many_parties_names_some_and_counts_the_others(with_carriers: Shipper) -> None:
    by_swift(*(mine(with_carriers, f"1Z{number:03d}", carrier=f"R{number:02d}") for number in range(MAX_NAMED + 3)))
    (message,) = messages()
    assert "And 3 more." in message.body


def test_a_shipper_with_an_empty_profile_is_notified_too(with_carriers: Shipper) -> None:
    with_carriers.shipping_parties.all().delete()
    by_swift(mine(with_carriers, carrier="UPSN", broker="TWO"))
    (message,) = messages()
    assert "UPSN" in message.body
    assert "TWO" in message.body


def test_nobody_is_notified_twice_of_a_party(with_carriers: Shipper) -> None:
    fact = mine(with_carriers, carrier="ROGUE")
    for _again in range(2):
        by_swift(fact)
    by_swift(mine(with_carriers, "1Z002", carrier="rogue"), fact | {"disposition": "seized"})
    assert len(messages()) == 1
    Delivery.objects.filter(event__kind="ledger.unlisted_party").update(state=DeliveryState.PENDING)
    services.party_answer(
        actor=with_carriers.team.get().user,
        shipper_id=with_carriers.pk,
        party_id=ShippingSeen.objects.get(code="ROGUE").pk,
        answer="ours",
    )
    assert len(messages()) == 1


def test_parties_in_files_are_kept_and_notify_nobody(with_carriers: Shipper) -> None:
    by_swift(mine(with_carriers, carrier="OLD"), kind=Recording.Kind.IMPORT)
    by_swift(mine(with_carriers, "1Z002", carrier="OWN"), kind=Recording.Kind.UPLOAD)
    assert {seen.code for seen in parties_unlisted(with_carriers.pk)} == {"OLD", "OWN"}
    assert not messages()


def test_parties_under_other_codes_than_the_ksn_are_ignored(with_carriers: Shipper) -> None:
    who = reporter(code="ROGUE")
    services.shipments_record(recording=recording_of(who), facts=[(0, shipment(carrier="ROGUE"))])
    services.seller_link(seller_id=with_carriers.sellers.model.objects.get(code="S1").pk, shipper_id=with_carriers.pk)
    services.shipments_record(recording=recording_of(who), facts=[(0, shipment("1Z002", carrier="ROGUE"))])
    assert not ShippingSeen.objects.exists()


def test_parties_of_rejected_reports_are_ignored(with_carriers: Shipper) -> None:
    report(mine(with_carriers, carrier="UPSN"), kind="agency")
    outcome = report(mine(with_carriers, carrier="ROGUE"), kind="broker")
    assert outcome.rejected
    assert set(ShippingSeen.objects.values_list("code", flat=True)) == {"UPSN"}


def test_a_party_listed_before_the_message_is_sent_is_left_out(with_carriers: Shipper) -> None:
    by_swift(mine(with_carriers, carrier="NEW"))
    ShippingParty.objects.create(shipper=with_carriers, kind="carrier", name="New Lines", code="new")
    assert not messages()


def test_only_an_owner_or_signatory_answers_about_a_party(with_carriers: Shipper) -> None:
    by_swift(mine(with_carriers, carrier="ROGUE"))
    seen = ShippingSeen.objects.get(code="ROGUE")
    owner, helper = with_carriers.team.get().user, seller("help@shop.example")
    on_team(with_carriers, "preparer", helper)
    about = {"shipper_id": with_carriers.pk, "party_id": seen.pk, "answer": "ours"}
    with pytest.raises(NotAllowed):
        services.party_answer(actor=helper, **about)
    with pytest.raises(NotFound):
        services.party_answer(actor=seller("other@shop.example"), **about)
    services.party_answer(actor=owner, **about)
    seen.refresh_from_db()
    assert (seen.answer, seen.answered_by) == ("ours", owner)
    assert seen.answered_at
    assert Event.objects.get(kind="ledger.party_owned").actor == owner
    assert not parties_unlisted(with_carriers.pk)
    services.party_answer(actor=owner, **about)
    assert Event.objects.filter(kind="ledger.party_owned").count() == 1


@pytest.mark.slow
def test_two_writers_of_the_same_unlisted_parties_keep_and_notify_each_once(live_db: str) -> None:
    shops = [shop() for _ in range(3)]
    who = reporter(code="UPSN")

    def bring(number: int) -> None:
        for turn in range(4):
            recording = recording_of(who)
            facts = [
                mine(shipper, f"{number}{turn}{shipper.pk}{rogue}", carrier=f"T{turn}R{rogue}")
                for shipper in shops[:: 1 if number else -1]
                for rogue in (range(4) if number else range(3, -1, -1))
            ]
            services.shipments_record(recording=recording, facts=list(enumerate(facts)))

    assert at_once(partial(bring, 0), partial(bring, 1)) == [None, None]
    assert ShippingSeen.objects.exclude(code="UPSN").count() == 3 * 4 * 4
    told = [party for event in Event.objects.filter(kind="ledger.unlisted_party") for party in event.payload["parties"]]
    assert sorted(told) == sorted(set(told))
    assert len(told) == 3 * 4 * 4
