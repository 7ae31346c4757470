"""The search of the desk: businesses, applications, sellers and parcels by number, name or address."""

import pytest
from django.test import Client

from apps.applications.models import Application
from apps.core import clock
from apps.ledger.models import Parcel, Seller
from apps.shippers.models import Shipper
from tests.applications import answers
from tests.desk.pages import page_of
from tests.evaluation.ledger import parcels, report
from tests.people import signed_in, staff

pytestmark = pytest.mark.shipper(applied=True)

PAGE = "/admin/search/"


@pytest.fixture
def approved(shipper: Shipper) -> Application:
    return Application.objects.get(shipper=shipper)


@pytest.fixture
def auditor_desk() -> Client:
    return signed_in(staff("auditor"))


def search_groups(client: Client, text: str) -> list[tuple[str, list[str]]]:
    """Search for a text, and return the title and the addresses of the results of each group."""
    answer = client.post(PAGE, {"text": text})
    assert answer.status_code == 200
    return [(str(group.title), [result.url for result in group.results]) for group in answer.context["groups"]]


class TestExactMatch:
    """A text that identifies one record opens the page of the record."""

    @pytest.mark.parametrize(
        "typed",
        [
            *("42-1103331", "421103331", " 42 1103331 "),
            *("S-77", "bluekite.example", "https://www.bluekite.example/", "ada@bluekite.example", "ADA@shop.example"),
        ],
    )
    def test_business_opens_by_its_number_in_any_notation_storefront_website_or_email(
        self, auditor_desk: Client, shipper: Shipper, typed: str
    ):
        assert auditor_desk.post(PAGE, {"text": typed}).url == page_of(shipper)

    def test_known_shipper_number_opens_the_business(self, auditor_desk: Client, shipper: Shipper):
        assert auditor_desk.post(PAGE, {"text": shipper.ksn.lower()}).url == page_of(shipper)

    def test_application_number_opens_the_application(self, auditor_desk: Client, approved: Application):
        for typed in (f"#{approved.pk}", approved.reference, approved.reference.lower().replace("-", " ")):
            assert auditor_desk.post(PAGE, {"text": typed}).url == page_of(approved)

    @pytest.mark.parametrize("typed", ["{reference}", "usps:{reference}"])
    def test_tracking_number_with_or_without_issuer_opens_the_parcel(
        self, auditor_desk: Client, shipper: Shipper, typed: str
    ):
        [reference] = parcels(shipper, clock.today(), 1)
        assert auditor_desk.post(PAGE, {"text": typed.format(reference=reference)}).url == page_of(Parcel.objects.get())

    def test_reported_seller_code_opens_the_seller(self, auditor_desk: Client):
        report([{"seller": "SELLER-9", "date": clock.today(), "reference": "P-9"}])
        assert auditor_desk.post(PAGE, {"text": "SELLER-9"}).url == page_of(Seller.objects.get(code="SELLER-9"))


class TestSeveralMatches:
    def test_two_businesses_with_one_number_are_both_listed(self, auditor_desk: Client, shipper: Shipper):
        other = answers.submitted(answers.seller("eve@shop.example")).shipper
        [(title, found)] = search_groups(auditor_desk, answers.EIN)
        assert "EIN" in title
        assert set(found) == {page_of(shipper), page_of(other)}

    @pytest.mark.parametrize("typed", ["blue kite", "BLUE KITE TOYS", "kite", "Blue Kyte Toys"])
    def test_beginning_part_or_likeness_of_a_name_finds_the_business(
        self, auditor_desk: Client, shipper: Shipper, typed: str
    ):
        [(title, found)] = search_groups(auditor_desk, typed)
        assert title == "Name of a business"
        assert found == [page_of(shipper)]

    def test_punctuation_alone_finds_nothing(self, auditor_desk: Client, shipper: Shipper):
        assert search_groups(auditor_desk, "--") == []

    def test_search_without_a_match_says_so(self, auditor_desk: Client, shipper: Shipper):
        text = auditor_desk.post(PAGE, {"text": "zzzzqqq"}).content.decode()
        assert "Nothing was found for “zzzzqqq”" in text

    def test_draft_is_not_found_by_its_number(self, auditor_desk: Client):
        draft = answers.filled(answers.seller("bo@shop.example"))
        assert search_groups(auditor_desk, f"#{draft.pk}") == []


@pytest.mark.parametrize("typed", ["", " ", "x"])
def test_text_that_is_too_short_is_refused(auditor_desk: Client, typed: str):
    answer = auditor_desk.post(PAGE, {"text": typed})
    assert answer.status_code == 422
    assert 'id="search-wrong"' in answer.content.decode()


@pytest.mark.parametrize(
    "typed", ["9" * 40, "%", "%_", "a\x00b", "--", "://", "https://[a.b", "@", "’; DROP TABLE", "é" * 500]
)
def test_any_text_is_answered_without_an_error(auditor_desk: Client, typed: str):
    assert auditor_desk.post(PAGE, {"text": typed}).status_code in (200, 422)


def test_search_text_is_never_part_of_an_address(auditor_desk: Client):
    assert 'action="/admin/search/"' in auditor_desk.get("/admin/").content.decode()
    assert auditor_desk.get(f"{PAGE}?text=421103331").context["groups"] == []


def test_search_takes_under_twenty_queries(auditor_desk: Client, django_assert_max_num_queries):
    for number in range(30):
        Shipper.objects.create(name=f"Blue Kite {number}")
    with django_assert_max_num_queries(19):
        auditor_desk.post(PAGE, {"text": "9"})
    with django_assert_max_num_queries(19):
        auditor_desk.post(PAGE, {"text": "ada@shop.example"})
