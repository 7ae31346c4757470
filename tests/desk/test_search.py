"""The search of the desk: businesses, applications, sellers and parcels by number, name or address."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from apps.applications.models import Application
from apps.core import clock
from apps.ledger.models import Parcel, Seller
from apps.shippers.models import Shipper
from tests.applications import answers
from tests.evaluation.ledger import parcels, report
from tests.people import signed_in, staff

pytestmark = pytest.mark.django_db

PAGE = "/admin/search/"


@pytest.fixture(scope="module")
def application(lasting: Callable[..., Application]) -> Application:
    """Return an approved application of an enrolled business; no test changes it."""
    return lasting(lambda: answers.enrolled(answers.officer()))


@pytest.fixture
def shipper(application: Application) -> Shipper:
    return Shipper.objects.get(pk=application.shipper_id)


@pytest.fixture
def client() -> Client:
    return signed_in(staff("auditor"))


def search_groups(client: Client, text: str) -> list[tuple[str, list[str]]]:
    """Search for a text, and return the title and the addresses of the results of each group."""
    answer = client.post(PAGE, {"text": text})
    assert answer.status_code == 200
    return [(str(group.title), [result.url for result in group.results]) for group in answer.context["groups"]]


def page_url(thing: object) -> str:
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])


class TestExactMatch:
    """A text that identifies one record opens the page of the record."""

    @pytest.mark.parametrize("typed", ["42-1103331", "421103331", " 42 1103331 "])
    def test_business_number_in_any_notation_opens_the_business(self, client: Client, shipper: Shipper, typed: str):
        assert client.post(PAGE, {"text": typed}).url == page_url(shipper)

    def test_known_shipper_number_opens_the_business(self, client: Client, shipper: Shipper):
        assert client.post(PAGE, {"text": shipper.ksn.lower()}).url == page_url(shipper)

    def test_application_number_opens_the_application(self, client: Client, application: Application):
        for typed in (f"#{application.pk}", application.reference, application.reference.lower().replace("-", " ")):
            assert client.post(PAGE, {"text": typed}).url == page_url(application)

    @pytest.mark.parametrize(
        "typed",
        ["S-77", "bluekite.example", "https://www.bluekite.example/", "ada@bluekite.example", "ADA@shop.example"],
    )
    def test_storefront_website_or_email_opens_the_business(self, client: Client, shipper: Shipper, typed: str):
        assert client.post(PAGE, {"text": typed}).url == page_url(shipper)

    @pytest.mark.parametrize("typed", ["{reference}", "usps:{reference}"])
    def test_tracking_number_with_or_without_issuer_opens_the_parcel(
        self, client: Client, shipper: Shipper, typed: str
    ):
        [reference] = parcels(shipper, clock.today(), 1)
        assert client.post(PAGE, {"text": typed.format(reference=reference)}).url == page_url(Parcel.objects.get())

    def test_reported_seller_code_opens_the_seller(self, client: Client):
        report([{"seller": "SELLER-9", "date": clock.today(), "reference": "P-9"}])
        assert client.post(PAGE, {"text": "SELLER-9"}).url == page_url(Seller.objects.get(code="SELLER-9"))


class TestSeveralMatches:
    def test_two_businesses_with_one_number_are_both_listed(self, client: Client, shipper: Shipper):
        other = answers.submitted(answers.seller("eve@shop.example")).shipper
        [(title, found)] = search_groups(client, answers.EIN)
        assert "EIN" in title
        assert set(found) == {page_url(shipper), page_url(other)}

    @pytest.mark.parametrize("typed", ["blue kite", "BLUE KITE TOYS", "kite", "Blue Kyte Toys"])
    def test_beginning_part_or_likeness_of_a_name_finds_the_business(
        self, client: Client, shipper: Shipper, typed: str
    ):
        [(title, found)] = search_groups(client, typed)
        assert title == "Name of a business"
        assert found == [page_url(shipper)]

    def test_punctuation_alone_finds_nothing(self, client: Client, shipper: Shipper):
        assert search_groups(client, "--") == []

    def test_search_without_a_match_says_so(self, client: Client, shipper: Shipper):
        text = client.post(PAGE, {"text": "zzzzqqq"}).content.decode()
        assert "Nothing was found for “zzzzqqq”" in text

    def test_draft_is_not_found_by_its_number(self, client: Client):
        draft = answers.filled(answers.seller("bo@shop.example"))
        assert search_groups(client, f"#{draft.pk}") == []


@pytest.mark.parametrize("typed", ["", " ", "x"])
def test_text_that_is_too_short_is_refused(client: Client, typed: str):
    answer = client.post(PAGE, {"text": typed})
    assert answer.status_code == 422
    assert 'id="search-wrong"' in answer.content.decode()


@pytest.mark.parametrize(
    "typed", ["9" * 40, "%", "%_", "a\x00b", "--", "://", "https://[a.b", "@", "’; DROP TABLE", "é" * 500]
)
def test_any_text_is_answered_without_an_error(client: Client, typed: str):
    assert client.post(PAGE, {"text": typed}).status_code in (200, 422)


def test_search_text_is_never_part_of_an_address(client: Client):
    assert 'action="/admin/search/"' in client.get("/admin/").content.decode()
    assert client.get(f"{PAGE}?text=421103331").context["groups"] == []


def test_search_takes_under_twenty_queries(client: Client, django_assert_max_num_queries):
    for number in range(30):
        Shipper.objects.create(name=f"Blue Kite {number}")
    with django_assert_max_num_queries(19):
        client.post(PAGE, {"text": "9"})
    with django_assert_max_num_queries(19):
        client.post(PAGE, {"text": "ada@shop.example"})
