"""The shipments and violations of a business: lists filtered, sorted and paged in bounded work, and exports."""

import csv
import re
import tracemalloc
from datetime import date, timedelta
from html import unescape
from io import StringIO
from itertools import chain

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import clock
from apps.events.models import Event
from apps.ledger.models import Parcel, Recording, Seller
from apps.ledger.services import recording_open, recording_reverse, reporter_ensure, shipments_record
from apps.portal.history import shipments as pages
from apps.shippers.models import Shipper
from tests.markup import assert_valid
from tests.people import on_team, seller, signed_in, staff
from tests.portal.members import member_of, parcels, violation
from tests.portal.pages import at, page_text

pytestmark = pytest.mark.shipper(months=0)
MAX_QUERIES = 12


def days(count: int) -> date:
    return clock.today() - timedelta(days=count)


def numbers(html: str) -> list[str]:
    """Return the tracking numbers of a list, in its order."""
    return re.findall(r'<a href="[^"]*/shipments/\d+/">([^<]+)</a>', html)


def link(html: str, words: str) -> str:
    """Return the address of the first link with a text."""
    return unescape(re.search(rf'href="([^"]*)"[^>]*>{words}', html)[1])


def follow(client: Client, name: str, shop: Shipper, html: str, words: str) -> str:
    answer = client.get(reverse(f"portal:{name}", args=[shop.pk]) + link(html, words))
    assert answer.status_code == 200
    return answer.content.decode()


def brought(kind: str, code: str, *facts: dict[str, object]) -> Recording:
    recording = recording_open(reporter=reporter_ensure(code=code, kind=kind), kind=Recording.Kind.API)
    assert not shipments_record(recording=recording, facts=list(enumerate(facts))).rejected
    return recording


class TestList:
    @pytest.mark.slow
    def test_filters_narrow_the_list_and_each_can_be_taken_off(self, shipper: Shipper, portal: Client) -> None:
        (scarf,) = parcels(
            shipper, days(3), 1, description="Cotton scarf", origin="CN", disposition="released", value="5"
        )
        (mug,) = parcels(shipper, days(2), 1, description="Mug", origin="VN", examined=True, exam_result="discrepant")
        (old,) = parcels(shipper, days(800), 1, description="Mug", origin="VN")
        assert numbers(page_text(portal, at("shipments", shipper))) == [mug, scarf], (
            "the last 12 months, the latest first"
        )
        for asked in (
            {"origin": "CN"},
            {"text": "cotton"},
            {"disposition": "released"},
            {"examined": "no"},
            {"until": days(3).isoformat()},
        ):
            html = page_text(portal, at("shipments", shipper), **asked)
            assert numbers(html) == [scarf], asked
        html = page_text(portal, at("shipments", shipper), origin="VN", exam_result="discrepant")
        assert numbers(html) == [mug]
        assert "1 shipment<" in html
        assert numbers(follow(portal, "shipments", shipper, html, "Country of origin: Viet")) == [mug]
        html = page_text(portal, at("shipments", shipper), origin="VN", text="mug")
        assert numbers(follow(portal, "shipments", shipper, html, "From:")) == [mug, old], (
            "no first day, so all there is"
        )

    def test_a_whole_tracking_number_is_found_at_any_time(self, shipper: Shipper, portal: Client) -> None:
        (old, _other) = parcels(shipper, days(900), 2)
        assert numbers(page_text(portal, at("shipments", shipper), text=old)) == [old]
        assert numbers(page_text(portal, at("shipments", shipper), text=old.lower(), since=days(1).isoformat())) == [
            old
        ]

    def test_nothing_found_says_what_to_change(self, shipper: Shipper, portal: Client) -> None:
        assert "Take a filter off" in page_text(portal, at("shipments", shipper), text="nothing")
        assert "There are no violations on your record." in page_text(portal, at("violations", shipper))
        assert "Take a filter off" in page_text(portal, at("violations", shipper), category="weapons")

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ({"since": "31.1.2026"}, "Write it as 2026-01-31"),
            ({"since": "0001-01-01"}, "The year must be from 1990 to 2099"),
            ({"disposition": "lost"}, "Choose one from the list"),
            ({"since": "2026-03-01", "until": "2026-02-01"}, "This day is before the first one"),
            ({"sort": "weather"}, "Part of this address can&#x27;t be read"),
            ({"after": "yesterday"}, "Part of this address can&#x27;t be read"),
            ({"sort": "value", "after": "NaN~2026-01-01~1"}, "Part of this address can&#x27;t be read"),
            ({"sort": "number", "before": "~2026-01-01~1~"}, "Part of this address can&#x27;t be read"),
        ],
    )
    def test_an_unreadable_address_says_so_and_shows_the_list(
        self, shipper: Shipper, portal: Client, asked: dict[str, str], words: str
    ) -> None:
        (number,) = parcels(shipper, clock.today(), 1)
        html = page_text(portal, at("shipments", shipper), status=422, **asked).replace("can't", "can&#x27;t")
        assert words in html
        assert number in numbers(html)

    def test_anothers_identity_is_no_choice(self, shipper: Shipper, portal: Client) -> None:
        other = member_of(seller("other@shop.example"), months=0)
        (number,) = parcels(other, clock.today(), 1)
        Seller.objects.create(source="usps", code="ada", shipper=shipper)
        html = page_text(portal, at("shipments", shipper), status=422, identity=Seller.objects.get(shipper=other).pk)
        assert number not in html

    @pytest.mark.slow
    @pytest.mark.parametrize("sort", ["date", "-date", "value", "-value", "number", "-origin", "state"])
    def test_pages_hold_each_shipment_once_and_lead_back(
        self, shipper: Shipper, portal: Client, monkeypatch: pytest.MonkeyPatch, sort: str
    ) -> None:
        monkeypatch.setattr(pages, "PAGE_SIZE", 4)
        for number in range(5):
            parcels(shipper, days(number // 2), 2, value=str(number % 3))
        parcels(shipper, days(1), 1)
        html, seen = page_text(portal, at("shipments", shipper), sort=sort), []
        seen += [numbers(html)]
        while "Next page" in html:
            html = follow(portal, "shipments", shipper, html, "Next page")
            seen += [numbers(html)]
        assert [len(each) for each in seen] == [4, 4, 3]
        assert len(set(chain.from_iterable(seen))) == 11
        for each in seen[-2::-1]:
            html = follow(portal, "shipments", shipper, html, "Previous page")
            assert numbers(html) == each
        assert "Previous page" not in html
        head = "descending" if sort.startswith("-") else "ascending"
        assert html.count(f'aria-sort="{head}"') == 1
        assert html.count("aria-sort") == 1

    @pytest.mark.slow
    def test_of_very_many_a_page_looks_through_a_bounded_part_and_goes_on(
        self, shipper: Shipper, portal: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "DEPTHS", (2, 4, 6))
        monkeypatch.setattr(pages, "PAGE_SIZE", 2)
        for number in range(20):
            parcels(shipper, days(number), 1, origin="CN")
        (rare,) = parcels(shipper, days(20), 1, origin="VN")
        html, turns = page_text(portal, at("shipments", shipper), origin="VN"), 0
        assert "This page looked through them up to" in html
        while rare not in numbers(html):
            html, turns = follow(portal, "shipments", shipper, html, "Next page"), turns + 1
        assert 1 < turns < 5
        html = page_text(portal, at("shipments", shipper), sort="-value")
        assert "too many shipments to sort them this way" in html
        assert "21 shipments" in html, "the tallies know"
        assert re.search(r"At least 7 shipments", page_text(portal, at("shipments", shipper), origin="CN"))
        assert html.count("aria-sort") == 1


class TestOne:
    def test_all_facts_are_shown_in_plain_words(self, shipper: Shipper, portal: Client) -> None:
        fact = {"issuer": "UPSN", "reference": "1Z1", "ksn": shipper.ksn, "date": days(2)}
        brought("carrier", "UPSN", fact | {"origin": "ZZ", "value": "0", "carrier": "UPSN", "consignee": "Lee"})
        brought("agency", "cbp", fact | {"disposition": "seized", "examined": True, "exam_result": "discrepant"})
        violation(shipper, days(2), category="counterfeit", shipment="UPSN:1Z1")
        html = page_text(portal, at("shipment", shipper.pk, Parcel.objects.get().pk))
        for words in (
            *("Shipment 1Z1", "UPSN", "This code is not on our list.", "Zero is unusual here.", "No currency was"),
            *("We keep only a code, which can be compared but not read.", "Seized", "Discrepant", "Counterfeit"),
            *("No. Only parcels that an agency opens at random count", "Further report. Source: Agency."),
            *("First report. Source: Carrier.", "Examined: Yes (before: No)", "Not my shipment"),
        ):
            assert words in html, words
        assert "Lee" not in html

    def test_whatever_is_odd_has_words(self, shipper: Shipper, portal: Client) -> None:
        odd = {"hs": "12", "mode": "camel", "disposition": "lost", "exam_basis": "whim", "exam_result": "so-so"}
        odd |= {"weight_kg": "0.00001", "quantity": 0, "value": "1.5", "currency": "JPY", "departure": "ZZ"}
        noon = clock.start_of(clock.today()) + timedelta(hours=12)
        with clock.at(noon):  # tomorrow has come elsewhere
            parcels(shipper, clock.today() + timedelta(days=1), 1, **odd)
        html = page_text(portal, at("shipment", shipper.pk, Parcel.objects.get().pk))
        for words in ("4, 6, 8 or 10 digits", "was rounded", "has no fractions", "was in the future", "camel", "so-so"):
            assert words in html

    def test_a_parcel_that_only_the_seller_reported_is_no_evidence_yet(self, shipper: Shipper, portal: Client) -> None:
        fact = {"issuer": "UPSN", "reference": "1Z1", "ksn": shipper.ksn, "date": clock.today()}
        own = brought("seller", "seller-1", fact)
        parcel = Parcel.objects.get()
        assert "Only you reported it" in page_text(portal, at("shipments", shipper))
        html = page_text(portal, at("shipment", shipper, parcel))
        assert "No. Only you reported this shipment, and only parcels that an agency opens at random count." in html
        assert "You reported this shipment." in html
        brought("carrier", "UPSN", fact)
        html = page_text(portal, at("shipment", shipper, parcel))
        assert "nobody opened this one at random" in html
        assert "Reported by somebody other than you: Yes (before: No)" in html
        recording_reverse(recording_id=own.pk, reason="Mistake", reporter=own.reporter)
        assert "1Z1" in page_text(portal, at("shipments", shipper)), "the carrier's report stands"

    def test_an_exam_at_random_that_no_agency_reported_is_told_once(self, shipper: Shipper, portal: Client) -> None:
        fact = {"issuer": "UPSN", "reference": "1Z1", "ksn": shipper.ksn, "date": clock.today(), "examined": True}
        brought("carrier", "UPSN", fact | {"exam_basis": "random"})
        html = page_text(portal, at("shipment", shipper.pk, Parcel.objects.get().pk))
        assert "No agency has confirmed that so far." in html
        assert "An exam at random was reported, and no agency has confirmed it." in html
        for wrong in ("nobody opened this one at random", "nothing was held against this one"):
            assert wrong not in html

    def test_a_shipment_whose_report_was_taken_back_says_so(self, shipper: Shipper, portal: Client) -> None:
        told = brought("carrier", "UPSN", {"reference": "1Z1", "ksn": shipper.ksn, "date": clock.today()})
        recording_reverse(recording_id=told.pk, reason="Mistake", actor=staff("supervisor"))
        html = page_text(portal, at("shipment", shipper.pk, Parcel.objects.get().pk))
        assert "No. The source that reported this shipment took the report back." in html
        assert "A report was taken back." in html
        assert "Not my shipment" not in html
        assert numbers(page_text(portal, at("shipments", shipper))) == []

    def test_reports_about_another_business_are_not_shown(self, shipper: Shipper, portal: Client) -> None:
        other = member_of(seller("other@shop.example"), months=0)
        fact = {"issuer": "UPSN", "reference": "1Z1", "date": clock.today()}
        brought("carrier", "UPSN", fact | {"ksn": other.ksn, "description": "Secret"})
        brought("agency", "cbp", fact | {"ksn": shipper.ksn, "description": "Scarf"})
        html = page_text(portal, at("shipment", shipper.pk, Parcel.objects.get().pk))
        assert "Scarf" in html
        assert "Secret" not in html
        page_text(signed_in(other.team.get().user), at("shipment", other, Parcel.objects.get()), status=404)


class TestViolations:
    def test_they_are_filtered_sorted_and_lead_to_their_shipments(self, shipper: Shipper, portal: Client) -> None:
        (number,) = parcels(shipper, days(400), 1)
        counterfeit = violation(shipper, days(400), category="counterfeit", shipment=f"usps:{number}")
        late = violation(shipper, days(5), category="late_filing", determination="alleged")
        html = page_text(portal, at("violations", shipper))
        assert html.index(late) < html.index(counterfeit), "also those of long ago"
        assert numbers(html) == [number]
        html = page_text(portal, at("violations", shipper), determination="alleged")
        assert late in html
        assert counterfeit not in html
        assert counterfeit in page_text(portal, at("violations", shipper), text=number)
        assert counterfeit in page_text(portal, at("violations", shipper), text=counterfeit[1:].lower()), (
            "a part is enough"
        )
        html = page_text(portal, at("violations", shipper), sort="what")
        assert html.index(counterfeit) < html.index(late)


@pytest.mark.slow
def test_the_pages_are_valid(shipper: Shipper, portal: Client) -> None:
    (number,) = parcels(shipper, days(2), 1, description="Scarf <b>", origin="ZZ", value="0")
    violation(shipper, days(2), category="counterfeit", shipment=f"usps:{number}")
    Seller.objects.create(source="usps", code="ada", shipper=shipper)
    assert_valid(
        {
            "list": page_text(portal, at("shipments", shipper)),
            "filtered": page_text(portal, at("shipments", shipper), sort="-value", examined="no", text="scarf"),
            "empty": page_text(portal, at("shipments", shipper), text="nothing"),
            "refused": page_text(portal, at("shipments", shipper), status=422, since="x", after="y"),
            "one": page_text(portal, at("shipment", shipper.pk, Parcel.objects.get().pk)),
            "violations": page_text(portal, at("violations", shipper)),
        }
    )


class TestExport:
    def rows(self, client: Client, name: str, shop: Shipper, **asked: str) -> list[list[str]]:
        answer = client.get(reverse(f"portal:{name}", args=[shop.pk]), asked)
        assert answer.status_code == 200
        return list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    def test_an_export_holds_the_filtered_list_and_is_recorded(self, shipper: Shipper, portal: Client) -> None:
        parcels(shipper, days(1), 1, description="=SUM(A1)", origin="CN", value="12.5", currency="USD", examined=True)
        parcels(shipper, days(1), 1, origin="VN")
        head, row = self.rows(portal, "shipments_csv", shipper, origin="CN", text="sum", sort="value")
        told = dict(zip(head, row, strict=True))
        assert told["Date of shipment"] == days(1).isoformat()
        assert told["Description of the goods"] == "'=SUM(A1)"
        assert (told["Value"], told["Currency"], told["Examined"]) == ("12.50", "USD", "Yes")
        assert told["Reported under"] == shipper.ksn
        event = Event.objects.get(kind="ledger.history_exported")
        assert event.actor == shipper.team.get().user
        assert event.payload["count"] == 1
        assert event.payload["filters"]["origin"] == "CN"
        assert "sum" not in str(event.payload), "what was searched for may be a name"

    def test_violations_too_and_as_a_workbook(self, shipper: Shipper, portal: Client) -> None:
        reference = violation(shipper, days(1), category="counterfeit")
        _head, row = self.rows(portal, "violations_csv", shipper)
        assert row[:3] == [days(1).isoformat(), reference, "Counterfeit or infringing goods"]
        for name in ("shipments_xlsx", "violations_xlsx"):
            answer = portal.get(reverse(f"portal:{name}", args=[shipper.pk]))
            assert b"".join(answer.streaming_content).startswith(b"PK")

    @pytest.mark.slow
    def test_a_viewer_may_take_a_copy(self, shipper: Shipper) -> None:
        assert len(self.rows(signed_in(on_team(shipper)), "shipments_csv", shipper)) == 1


class TestTenThousand:
    """The cost of a page does not grow with the history."""

    def queries(self, client: Client, shop: Shipper) -> dict[str, int]:
        number = Parcel.objects.filter(seller__shipper=shop).latest("pk")
        addresses = {
            "list": reverse("portal:shipments", args=[shop.pk]),
            "all time": reverse("portal:shipments", args=[shop.pk]) + "?since=&sort=date",
            "filter": reverse("portal:shipments", args=[shop.pk]) + "?origin=VN&sort=-value",
            "number": reverse("portal:shipments", args=[shop.pk]) + f"?text={number.reference}",
            "next": reverse("portal:shipments", args=[shop.pk]) + f"?text=x&sort=-date&after={clock.today()}~999999999",
            "one": reverse("portal:shipment", args=[shop.pk, number.pk]),
            "violations": reverse("portal:violations", args=[shop.pk]),
            "uploads": reverse("portal:uploads", args=[shop.pk]),
        }
        counts = {}
        for name, address in addresses.items():
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts[name] = len(captured)
        return counts

    def test_neither_queries_nor_memory_grow(self, shipper: Shipper, portal: Client) -> None:
        parcels(shipper, clock.today(), 10, description="Cotton scarf")
        few = self.queries(portal, shipper)
        for back in range(10):
            parcels(shipper, days(back), 1_000, description="Cotton scarf " * 5)
        many = self.queries(portal, shipper)
        assert max(many.values()) <= MAX_QUERIES, many
        assert all(many[name] <= few[name] + 1 for name in few), (few, many)
        address = reverse("portal:shipments_csv", args=[shipper.pk])
        b"".join(portal.get(address, {"text": "nothing"}).streaming_content)
        tracemalloc.start()
        try:
            lines = sum(chunk.count(b"\n") for chunk in portal.get(address).streaming_content)
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert lines == 10_011
        assert most < 8 * 2**20, "some thousand rows at a time, of ten thousand"
