"""Watched goods: which parcels are sighted, in how many queries, who adds and closes, and that nothing counts by it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.agencies.watchlists import selectors, services
from apps.agencies.watchlists.models import SightedParcel, Sighting, WatchedGoods
from apps.agencies.watchlists.services import goods_confirm, goods_end, sighting_close
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.events.models import Event
from apps.events.timers import fire
from apps.ledger.models import Recording, Watch
from apps.ledger.services import recording_open, reporter_ensure, shipments_record
from apps.ledger.vocabulary import ReporterKind
from apps.shippers.models import Membership, Shipper
from apps.work.models import Item
from apps.work.services import item_claim
from tests.agencies.goods import LOOK_FOR, proposed, watched
from tests.outbox import deliver
from tests.people import on_team, signed_in, staff
from tests.refusals import refused

pytestmark = pytest.mark.shipper(months=0)
# What a clean parcel moves anyway.
COUNTED = {"clean_left", "recorded_at"}
PRESS = {"name": "Pill presses", "hs_codes": "8479\n8474.80", "phrases": "pill press\ntablet machine\n压片机"}


@pytest.fixture
def ksn(shipper_id: int) -> str:
    return Shipper.objects.get(pk=shipper_id).ksn


def added(officer: User, **given: Any) -> WatchedGoods:
    return watched(officer, **PRESS | given)


def opened() -> Recording:
    reporter = reporter_ensure(code="usps", kind=ReporterKind.CARRIER, name="USPS")
    return recording_open(reporter=reporter, kind=Recording.Kind.API)


def reported(ksn: str, *goods: tuple[str, str], first: int = 0, recording: Recording | None = None) -> Recording:
    """Report parcels in one batch, each with its code and description."""
    recording = recording or opened()
    facts = [
        {"reference": f"W{first + n}", "ksn": ksn, "date": clock.today(), "hs": hs, "description": text}
        for n, (hs, text) in enumerate(goods)
    ]
    outcome = shipments_record(recording=recording, facts=list(enumerate(facts)))
    assert not outcome.rejected
    return recording


def sighted() -> set[str]:
    return set(SightedParcel.objects.values_list("parcel__reference", flat=True))


def closed(officer: User, sighting: Sighting) -> Sighting:
    return sighting_close(
        actor=officer, sighting_id=sighting.pk, result="goods", conclusion="The FDA was told, and holds them."
    )


def test_the_parcels_of_a_batch_are_sighted_that_name_watched_goods(ksn: str, officer: User) -> None:
    presses = added(officer)
    powder = added(officer, name="Powder", phrases="", hs_codes="2933.33")
    goods = [("8479.89", "Pill  Press"), ("847989", "Garlic press"), ("2933.33.00", ""), ("", "小型压片机")]
    reported(ksn, *goods)
    assert sighted() == {"W0", "W2", "W3"}
    found = dict(Sighting.objects.values_list("goods", "found"))
    assert found == {presses.pk: 2, powder.pk: 1}


def test_a_batch_takes_as_many_queries_with_many_parcels_as_with_one(ksn: str, officer: User) -> None:
    def looked(*goods: tuple[str, str], first: int) -> int:
        """Report parcels, and return how many queries the look for watched goods took."""
        with CaptureQueriesContext(connection) as taken:
            reported(ksn, *goods, first=first)
        looks = re.compile("agencies_(watched|sight)|index = ANY")
        return len([query for query in taken.captured_queries if looks.search(query["sql"])])

    for number in range(3):
        added(officer, name=f"Presses {number}")
    one = looked(("847989", "Pill press"), first=0)
    assert looked(*[("847989", "Pill press")] * 40, first=10) == one
    assert looked(*[("620520", "Shirt")] * 40, first=100) == 1


def test_only_the_batch_under_way_is_read(ksn: str, officer: User) -> None:
    recording = reported(ksn, ("847989", "Pill press"))
    added(officer)
    reported(ksn, ("620520", "Shirt"), first=1, recording=recording)
    assert not sighted()


def test_a_parcel_is_sighted_as_an_amendment_leaves_it(ksn: str, officer: User) -> None:
    added(officer)
    recording = reported(ksn, ("847989", "Machine"), ("620520", "Pill press"), ("620520", "Pill press"))
    assert not sighted()
    changes = {"W0": {"description": "Pill press"}, "W1": {"hs": "847989"}, "W2": {"disposition": "released"}}
    facts = [{"reference": number, "ksn": ksn, "date": clock.today()} | given for number, given in changes.items()]
    shipments_record(recording=recording, facts=list(enumerate(facts)))
    assert sighted() == {"W0", "W1"}


def test_a_sighting_is_one_piece_of_work_that_an_officer_closes(ksn: str, officer: User) -> None:
    added(officer)
    recording = reported(ksn, *[("847989", "Pill press")] * 3)
    sighting = Sighting.objects.get()
    assert (sighting.recording, sighting.found) == (recording, 3)
    item = Item.objects.get(kind="sighting", subject_id=sighting.pk)
    closed(officer, sighting)
    item.refresh_from_db()
    assert item.closed_at is not None
    with pytest.raises(Conflict):
        closed(officer, sighting)
    reported(ksn, ("847989", "Pill press"), first=5, recording=recording)
    sighting.refresh_from_db()
    assert (sighting.state, sighting.found) == ("open", 4)
    assert Item.objects.filter(kind="sighting", subject_id=sighting.pk, closed_at=None).count() == 1


def test_a_further_report_of_a_parcel_is_no_further_work(ksn: str, officer: User) -> None:
    added(officer)
    reported(ksn, ("847989", "Pill press"))
    reported(ksn, ("847989", "Pill press, steel"))
    assert Sighting.objects.get().found == 1


def test_goods_that_are_no_longer_watched_for_are_not_sighted(ksn: str, officer: User) -> None:
    goods = added(officer)
    goods_end(actor=officer, goods_id=goods.pk, reasons="The words changed.")
    reported(ksn, ("847989", "Pill press"))
    assert not sighted()


def test_watch_begins_when_a_second_person_confirms_it(ksn: str, officer: User) -> None:
    goods = proposed(officer, **PRESS)
    item = Item.objects.get(kind="watch_to_confirm", subject_id=goods.pk)
    reported(ksn, ("847989", "Pill press"))
    assert not sighted()
    with pytest.raises(Conflict, match="You proposed this watch"):
        goods_confirm(actor=officer, goods_id=goods.pk)
    with pytest.raises(Conflict):
        item_claim(actor=officer, item_id=item.pk)
    goods_confirm(actor=staff("supervisor"), goods_id=goods.pk)
    item.refresh_from_db()
    assert item.closed_at is not None
    reported(ksn, ("847989", "Pill press"), first=1)
    assert sighted() == {"W1"}


def test_watch_ends_after_its_last_day_by_itself(ksn: str, officer: User) -> None:
    goods = added(officer, last_day=clock.today())
    late = added(officer, name="Dies", last_day=clock.add_days(clock.today(), 90))
    waits = proposed(officer, **PRESS, last_day=clock.today())
    with clock.at(clock.now() + timedelta(days=1)):
        reported(ksn, ("847989", "Pill press"))
        assert set(Sighting.objects.values_list("goods", flat=True)) == {late.pk}
        with pytest.raises(Conflict, match="Propose the watch again"):
            goods_confirm(actor=staff("supervisor"), goods_id=waits.pk)
        fire()
        deliver()
    ended = WatchedGoods.objects.filter(state="ended", ended_by=None)
    assert {row.pk for row in ended} == {goods.pk, waits.pk}
    assert not Item.objects.filter(kind="watch_to_confirm", closed_at=None).exists()


def test_nothing_that_an_evaluation_reads_moves_by_a_sighting(shipper_id: int, ksn: str, officer: User) -> None:
    def moved(first: int) -> list[dict[str, Any]]:
        """Report a parcel, and return what is due to be evaluated then, without counts and times of clean ones."""
        reported(ksn, ("847989", "Pill press"), first=first)
        rows = Watch.objects.filter(shipper=shipper_id).values()
        return [{name: value for name, value in row.items() if name not in COUNTED} for row in rows]

    without = moved(0)
    added(officer)
    assert moved(1) == without
    assert sighted() == {"W1"}


def test_the_sender_learns_nothing(shipper_id: int, ksn: str, officer: User) -> None:
    added(officer)
    reported(ksn, ("847989", "Pill press"))
    closed(officer, Sighting.objects.get())
    told = Event.objects.filter(kind__startswith="watchlists.")
    assert told.count() == 4
    assert not told.exclude(shipper_id=None).exists()
    client = signed_in(Membership.objects.get(shipper=shipper_id).user)
    for name in ("agencies_sighting_changelist", "agencies_watchedgoods_changelist"):
        assert client.get(reverse(f"admin:{name}")).status_code in (302, 403, 404)


@pytest.mark.parametrize("role", ["policy manager", "analyst", "auditor", "agency officer"])
def test_only_those_who_record_violations_add_end_and_close(role: str, ksn: str, officer: User) -> None:
    person = staff(role)
    with pytest.raises(NotAllowed):
        added(person)
    goods = added(officer)
    with pytest.raises(NotAllowed):
        goods_end(actor=person, goods_id=goods.pk, reasons="No.")
    reported(ksn, ("847989", "Pill press"))
    with pytest.raises(NotAllowed):
        closed(person, Sighting.objects.get())


def test_nobody_of_a_senders_team_holds_or_closes_the_sighting(shipper_id: int, ksn: str, officer: User) -> None:
    added(officer)
    reported(ksn, ("847989", "Pill press"))
    sighting = Sighting.objects.get()
    partial = staff("officer", email="partial@staff.example")
    on_team(shipper_id, "preparer", partial)
    with pytest.raises(Conflict, match="team of a business that sent"):
        closed(partial, sighting)
    with pytest.raises(Conflict, match="team of a business that sent"):
        item_claim(actor=partial, item_id=Item.objects.get(kind="sighting").pk)
    closed(officer, sighting)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"hs_codes": "84"}, "hs_codes"),
        ({"phrases": "x"}, "phrases"),
        ({"phrases": ""}, "hs_codes"),
        ({"hs_codes": "", "phrases": " "}, "hs_codes"),
        ({"look_for": ""}, "look_for"),
        ({"name": " "}, "name"),
        ({"ground": " "}, "ground"),
        ({"last_day": clock.add_days(clock.today(), 91)}, "last_day"),
        ({"last_day": clock.add_days(clock.today(), -1)}, "last_day"),
    ],
)
def test_goods_need_words_or_long_codes(given: dict[str, str], field: str, officer: User) -> None:
    with refused(field):
        added(officer, **given)


def test_no_more_words_are_watched_for_than_one_search_takes(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MAX_PHRASES", 5)
    first = added(officer)
    with pytest.raises(InvalidInput, match="At most 5 words"):
        added(officer)
    goods_end(actor=officer, goods_id=first.pk, reasons="The words changed.")
    added(officer)


def test_the_desk_adds_goods_and_closes_a_sighting(ksn: str, officer: User, desk: Client) -> None:
    add = reverse("admin:agencies_watchedgoods_add")
    typed = PRESS | {"look_for": LOOK_FOR, "ground": "One was seized.", "last_day": clock.today().isoformat()}
    assert desk.post(add, typed | {"hs_codes": "8"}).status_code == 200
    assert desk.post(add, typed).status_code == 302
    goods = WatchedGoods.objects.get()
    address = reverse("admin:agencies_watchedgoods_change", args=[goods.pk])
    assert "One was seized." in desk.get(address).content.decode()
    assert "You proposed this watch" in desk.post(address, {"act": "confirm"}, follow=True).content.decode()
    assert WatchedGoods.objects.get().state == "waiting"
    assert signed_in(staff("officer", email="2@staff.example")).post(address, {"act": "confirm"}).status_code == 302
    reported(ksn, ("847989", "Pill press TDP-0"))
    path = reverse("admin:agencies_sighting_change", args=[Sighting.objects.get().pk])
    page = desk.get(path).content.decode()
    assert "Pill press TDP-0" in page
    assert LOOK_FOR in page
    ask = reverse("admin:agencies_agencyquestion_add")
    assert f"{ask}?number=W0&amp;issuer=usps" in page
    assert 'value="W0"' in desk.get(f"{ask}?number=W0&issuer=usps").content.decode()
    typed = {"act": "close", "close-conclusion": "The FDA was told."}
    assert desk.post(path, typed).status_code == 422
    assert desk.post(path, typed | {"close-result": "goods"}).status_code == 302
    assert "The FDA was told." in desk.get(path).content.decode()
    page = desk.get(reverse("admin:agencies_watchedgoods_change", args=[goods.pk])).content.decode()
    assert path in page
    assert signed_in(staff("agency officer")).get(path).status_code == 403


def test_the_page_shows_the_risk_of_a_business_that_sent_all_parcels(ksn: str, officer: User) -> None:
    added(officer)
    recording = reported(ksn, ("847989", "Pill press"), ("847989", "Pill press"))
    sighting = Sighting.objects.get()
    sender = selectors.sender_of(sighting)
    assert sender is not None
    assert sender.ksn == ksn
    other = {"reference": "X1", "seller": "somebody", "date": clock.today(), "description": "Pill press"}
    shipments_record(recording=recording, facts=[(0, other)])
    assert Sighting.objects.get() == sighting
    assert selectors.sender_of(sighting) is None


def test_the_page_of_a_sighting_shows_all_parcels_page_by_page(
    ksn: str, officer: User, monkeypatch: pytest.MonkeyPatch, desk: Client
) -> None:
    monkeypatch.setattr(selectors, "MAX_SHOWN", 2)
    added(officer)
    reported(ksn, *[("847989", "Pill press")] * 3)
    path = reverse("admin:agencies_sighting_change", args=[Sighting.objects.get().pk])
    first = desk.get(path)
    assert [row.parcel.reference for row in first.context["parcels"]] == ["W0", "W1"]
    further = desk.get(path, {"after": str(first.context["page"].after)})
    assert [row.parcel.reference for row in further.context["parcels"]] == ["W2"]
