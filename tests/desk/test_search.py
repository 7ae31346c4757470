"""One box finds a business, an application or a shipment by whatever an officer was given of it."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.applications.models import Application
from apps.core import clock
from apps.ledger.models import Parcel, Seller
from apps.shippers.models import Shipper
from tests.applications import answers
from tests.evaluation.ledger import parcels, report
from tests.outbox import deliver
from tests.people import signed_in, staff

pytestmark = pytest.mark.django_db

PAGE = "/admin/search/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def application() -> Application:
    application = answers.approved(answers.officer())
    deliver()
    return application


@pytest.fixture
def shipper(application: Application) -> Shipper:
    return Shipper.objects.get(pk=application.shipper_id)


@pytest.fixture
def client() -> Client:
    return signed_in(staff("auditor"))


def find(client: Client, text: str) -> list[tuple[str, list[str]]]:
    """What was found, in groups: their titles, and where the results lead."""
    answer = client.post(PAGE, {"text": text})
    assert answer.status_code == 200
    return [(str(group.title), [result.url for result in group.results]) for group in answer.context["groups"]]


def page_of(thing: object) -> str:
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])


class TestOneExactHit:
    """The text names one thing: the answer is its page."""

    @pytest.mark.parametrize("typed", ["42-1103331", "421103331", " 42 1103331 "])
    def test_by_a_number_of_the_business_as_people_write_it(self, client: Client, shipper: Shipper, typed: str):
        assert client.post(PAGE, {"text": typed}).url == page_of(shipper)

    def test_by_the_known_shipper_number(self, client: Client, shipper: Shipper):
        assert client.post(PAGE, {"text": shipper.ksn.lower()}).url == page_of(shipper)

    def test_by_the_application_number(self, client: Client, application: Application):
        assert client.post(PAGE, {"text": f"#{application.pk}"}).url == page_of(application)

    @pytest.mark.parametrize(
        "typed",
        ["S-77", "bluekite.example", "https://www.bluekite.example/", "ada@bluekite.example", "ADA@shop.example"],
    )
    def test_by_storefront_website_and_e_mail(self, client: Client, shipper: Shipper, typed: str):
        assert client.post(PAGE, {"text": typed}).url == page_of(shipper)

    @pytest.mark.parametrize("typed", ["{reference}", "usps:{reference}"])
    def test_by_the_tracking_number_with_its_issuer_or_without(self, client: Client, shipper: Shipper, typed: str):
        [reference] = parcels(shipper, clock.today(), 1)
        assert client.post(PAGE, {"text": typed.format(reference=reference)}).url == page_of(Parcel.objects.get())

    def test_by_the_code_of_a_seller_that_a_carrier_reported(self, client: Client):
        report([{"seller": "SELLER-9", "date": clock.today(), "reference": "P-9"}])
        assert client.post(PAGE, {"text": "SELLER-9"}).url == page_of(Seller.objects.get(code="SELLER-9"))


class TestSeveralHits:
    def test_two_businesses_with_one_number_are_both_shown(self, client: Client, shipper: Shipper):
        other = answers.submitted(answers.seller("eve@shop.example")).shipper
        [(title, found)] = find(client, answers.EIN)
        assert "EIN" in title
        assert set(found) == {page_of(shipper), page_of(other)}

    @pytest.mark.parametrize("typed", ["blue kite", "BLUE KITE TOYS", "kite", "Blue Kyte Toys"])
    def test_names_by_their_beginning_a_part_or_likeness(self, client: Client, shipper: Shipper, typed: str):
        [(title, found)] = find(client, typed)
        assert title == "Name of a business"
        assert found == [page_of(shipper)]

    def test_signs_alone_are_no_part_of_every_name(self, client: Client, shipper: Shipper):
        assert find(client, "--") == []

    def test_nothing_found_is_said(self, client: Client, shipper: Shipper):
        text = client.post(PAGE, {"text": "zzzzqqq"}).content.decode()
        assert "Nothing was found for “zzzzqqq”" in text

    def test_a_draft_is_not_found_by_its_number(self, client: Client):
        draft = answers.filled(answers.seller())
        assert find(client, f"#{draft.pk}") == []


@pytest.mark.parametrize("typed", ["", " ", "x"])
def test_too_little_is_refused(client: Client, typed: str):
    answer = client.post(PAGE, {"text": typed})
    assert answer.status_code == 422
    assert 'id="search-wrong"' in answer.content.decode()


@pytest.mark.parametrize(
    "typed", ["9" * 40, "%", "%_", "a\x00b", "--", "://", "https://[a.b", "@", "’; DROP TABLE", "é" * 500]
)
def test_whatever_is_typed_is_answered(client: Client, typed: str):
    assert client.post(PAGE, {"text": typed}).status_code in (200, 422)


def test_what_is_typed_stands_in_no_address(client: Client):
    assert 'action="/admin/search/"' in client.get("/admin/").content.decode()
    assert client.get(f"{PAGE}?text=421103331").context["groups"] == []


def test_it_takes_as_many_queries_however_much_is_found(client: Client, django_assert_max_num_queries):
    for number in range(30):
        Shipper.objects.create(name=f"Blue Kite {number}")
    with django_assert_max_num_queries(19):
        client.post(PAGE, {"text": "9"})
    with django_assert_max_num_queries(19):
        client.post(PAGE, {"text": "ada@shop.example"})
