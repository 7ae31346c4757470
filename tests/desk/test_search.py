"""The search of the desk: records by number, name or address, in one list, as far as the reader may see them."""

import pytest
from django.db.models import Model
from django.test import Client, RequestFactory

from apps.accounts.models import User
from apps.applications.models import Application
from apps.core import clock
from apps.desk.search.finders import find
from apps.desk.search.results import MAX_RESULTS, SearchResult
from apps.ledger.models import Case, Parcel, Seller, Violation
from apps.matching import normal_name
from apps.shippers.models import MatchKey, Shipper
from tests.agencies.agencies import agency_officer, asked, parcel_of
from tests.allegations.tips import received
from tests.applications import answers
from tests.desk.pages import page_of
from tests.evaluation.ledger import parcels, recording, report, violation
from tests.partners.client import PartnerClient
from tests.people import administrator, on_team, signed_in, staff, staff_known
from tests.targeting.declarations import assessed, declaration

pytestmark = pytest.mark.shipper(applied=True)

PAGE = "/admin/search/"


@pytest.fixture
def approved(shipper: Shipper) -> Application:
    return Application.objects.get(shipper=shipper)


@pytest.fixture
def auditor_desk() -> Client:
    return signed_in(staff("auditor"))


def results_of(client: Client, text: str) -> list[SearchResult]:
    """Search for a text, and return what the page lists."""
    answer = client.post(PAGE, {"text": text})
    assert answer.status_code == 200
    return answer.context["results"]


def found(client: Client, text: str) -> list[tuple[str, str]]:
    """Search for a text, and return the kind and the address of each result."""
    return [(str(result.kind), result.url) for result in results_of(client, text)]


def seen_by(user: User, text: str) -> list[str]:
    """Return the addresses that a search finds for a reader, who need not hold the role of the page."""
    request = RequestFactory().get("/admin/")
    request.user = user
    return [result.url for result in find(request, text)]


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

    @pytest.mark.parametrize("typed", ["+1 202 555 0143", "(202) 555-0143", "+12025550143"])
    def test_phone_number_opens_the_business(self, auditor_desk: Client, shipper: Shipper, typed: str):
        assert auditor_desk.post(PAGE, {"text": typed}).url == page_of(shipper)

    def test_case_number_opens_the_violation(self, auditor_desk: Client, shipper: Shipper):
        reference = violation(shipper, clock.today(), reference="NY-2026-8")
        present = Violation.objects.get(pk=Case.objects.get(reference=reference).violation_id)
        for typed in (reference, "ny-2026-8"):
            assert auditor_desk.post(PAGE, {"text": typed}).url == page_of(present)

    def test_parcel_that_was_declared_opens_its_last_assessment(self, auditor_desk: Client, partner: PartnerClient):
        [assessment] = assessed(partner, declaration("1ZDECLARED"))
        for typed in ("1ZDECLARED", "1zdeclared", "1Z DECLARED"):
            assert auditor_desk.post(PAGE, {"text": typed}).url == page_of(assessment)

    def test_tip_is_found_by_its_number_and_opens_by_shop_or_parcel(self, auditor_desk: Client):
        tip = received(company="Red Barge", site="https://www.redbarge.example/toys", parcel="RB 100 200").tip
        for typed in ("redbarge.example", "rb-100-200"):
            assert auditor_desk.post(PAGE, {"text": typed}).url == page_of(tip)
        # Records of other kinds may have the same number.
        assert page_of(tip) in seen_by(staff("analyst"), f"#{tip.pk}")

    def test_question_to_an_agency_is_found_by_the_parcel_that_it_is_about(
        self, auditor_desk: Client, shipper: Shipper
    ):
        parcel = parcel_of(shipper)
        question = asked(staff_known("officer", email="asks@staff.example"), parcel)
        listed = found(auditor_desk, parcel.reference)
        assert ("Question to an agency", page_of(question)) in listed
        assert ("Parcel", page_of(parcel)) in listed

    def test_member_of_staff_opens_by_e_mail(self, auditor_desk: Client):
        officer = staff("officer", email="ruth@staff.example")
        assert auditor_desk.post(PAGE, {"text": "ruth@staff.example"}).url == page_of(officer)


class TestPeople:
    """A person is found by a part of the name, on the page of the business for which the person acts."""

    @pytest.mark.parametrize("typed", ["Ada Park", "park ada", "PARK"])
    def test_owner_is_found_by_words_of_the_name(self, auditor_desk: Client, shipper: Shipper, typed: str):
        [result] = results_of(auditor_desk, typed)
        assert (str(result.kind), result.name, result.url) == ("Person", "Ada Park", page_of(shipper))
        assert result.about == f"Owner · Blue Kite Toys LLC · {shipper.ksn}"

    def test_member_of_a_team_is_found(self, auditor_desk: Client, shipper: Shipper):
        on_team(shipper, "preparer", answers.seller("lin@shop.example", name="Lin Osei"))
        [result] = results_of(auditor_desk, "osei")
        assert (result.name, result.about, result.url) == (
            "Lin Osei",
            f"Preparer · Blue Kite Toys LLC · {shipper.ksn}",
            page_of(shipper),
        )

    def test_member_of_staff_is_found(self, auditor_desk: Client):
        officer = staff("officer", email="ruth@staff.example")
        officer.name = "Ruth Okafor"
        officer.save()
        assert found(auditor_desk, "okafor") == [("Person", page_of(officer))]


class TestSeveralMatches:
    def test_two_businesses_with_one_number_are_both_listed(self, auditor_desk: Client, shipper: Shipper):
        other = answers.submitted(answers.seller("eve@shop.example")).shipper
        listed = results_of(auditor_desk, answers.EIN)
        assert all("EIN" in result.about for result in listed)
        assert {result.url for result in listed} == {page_of(shipper), page_of(other)}

    @pytest.mark.parametrize("typed", ["blue kite", "BLUE KITE TOYS", "kite", "toys blue", "Blue Kyte Toys", "bl"])
    def test_beginning_part_or_likeness_of_a_name_finds_the_business(
        self, auditor_desk: Client, shipper: Shipper, typed: str
    ):
        assert found(auditor_desk, typed) == [("Business", page_of(shipper))]

    def test_names_are_listed_by_likeness_after_records_of_which_the_text_is_the_key(
        self, auditor_desk: Client, shipper: Shipper
    ):
        report([{"seller": "blue kite", "date": clock.today(), "reference": "P-9"}])
        other = recording("other")
        report([{"seller": "blue kite", "date": clock.today(), "reference": "P-10"}], recorded=other)
        further = Shipper.objects.create(name="Blue Kite Toys and Games of Springfield", country="US")
        MatchKey.objects.create(
            shipper=further, kind=MatchKey.Kind.NAME, digest=b"1", shown=further.name, normal=normal_name(further.name)
        )
        tip = received(company="Blue Kite").tip
        kinds = [kind for kind, _url in found(auditor_desk, "blue kite")]
        assert kinds[0] == "Reported seller"
        names = [url for kind, url in found(auditor_desk, "blue kite") if kind != "Reported seller"]
        assert names == [page_of(tip), page_of(shipper), page_of(further)]

    def test_question_to_an_agency_is_found_by_words_of_its_subject(self, auditor_desk: Client):
        question = asked(staff_known("officer", email="asks@staff.example"))
        assert found(auditor_desk, "fabric") == [("Question to an agency", page_of(question))]

    def test_of_each_kind_the_first_are_listed(self, auditor_desk: Client):
        for number in range(MAX_RESULTS + 1):
            received(company=f"Paper Lantern {number}")
        answer = auditor_desk.post(PAGE, {"text": "paper lantern"})
        assert len(answer.context["results"]) == MAX_RESULTS
        assert f"only the first {MAX_RESULTS} are shown" in answer.content.decode()

    def test_punctuation_alone_finds_nothing(self, auditor_desk: Client, shipper: Shipper):
        assert found(auditor_desk, "--") == []

    def test_search_without_a_match_says_so(self, auditor_desk: Client, shipper: Shipper):
        text = auditor_desk.post(PAGE, {"text": "zzzzqqq"}).content.decode()
        assert "Nothing was found for “zzzzqqq”" in text

    def test_draft_is_not_found_by_its_number(self, auditor_desk: Client):
        draft = answers.filled(answers.seller("bo@shop.example"))
        assert found(auditor_desk, f"#{draft.pk}") == []


class TestReader:
    """A search lists the records that the reader may open, and no other."""

    @pytest.fixture
    def records(self, shipper: Shipper, approved: Application) -> dict[str, Model]:
        """Make a record for each text."""
        tip = received(company="Red Barge").tip
        return {
            shipper.ksn: shipper,
            approved.reference: approved,
            "red barge": tip,
            "fabric": asked(staff_known("officer", email="asks@staff.example")),
            "ada park": shipper,
        }

    def test_officer_finds_all_of_them(self, records: dict[str, Model]):
        reader = staff("analyst")
        assert {text: seen_by(reader, text) for text in records} == {
            text: [page_of(record)] for text, record in records.items()
        }

    def test_administrator_finds_people_of_the_staff_alone(self, records: dict[str, Model]):
        officer = staff("officer", email="ruth@staff.example")
        reader = administrator()
        assert {url for text in records for url in seen_by(reader, text)} == set()
        assert seen_by(reader, officer.email) == [page_of(officer)]

    def test_officer_of_an_agency_finds_the_questions_to_this_agency_alone(self, records: dict[str, Model]):
        other = asked(staff_known("officer", email="asks@staff.example"), agency="FDA")
        reader = agency_officer("CPSC")
        assert {url for text in records for url in seen_by(reader, text)} == {page_of(records["fabric"])}
        assert seen_by(agency_officer("FDA"), "fabric") == [page_of(other)]

    @pytest.mark.parametrize("make", [administrator, agency_officer])
    def test_page_and_box_are_for_readers_of_every_record(self, make):
        client = signed_in(make())
        assert client.post(PAGE, {"text": "blue kite"}).status_code == 403
        assert 'id="search-text"' not in client.get("/admin/").content.decode()


class TestPalette:
    """The palette of commands asks for the same results, and opens no record by itself."""

    def test_results_come_as_json(self, auditor_desk: Client, shipper: Shipper):
        asked_for = {"headers": {"accept": "application/json"}}
        answer = auditor_desk.post(PAGE, {"text": shipper.ksn}, **asked_for)
        assert answer.json()["results"] == [
            {
                "kind": "Business",
                "name": "Blue Kite Toys LLC",
                "about": f"{shipper.ksn} · United States of America",
                "url": page_of(shipper),
            }
        ]
        assert auditor_desk.post(PAGE, {"text": "x"}, **asked_for).json() == {"results": []}


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
    assert 'method="post" action="/admin/search/"' in auditor_desk.get("/admin/").content.decode()
    assert auditor_desk.get(f"{PAGE}?text=421103331").context["results"] == []


@pytest.mark.parametrize("path", ["/admin/", "/admin/help/", "/admin/work/item/", "/admin/ledger/violation/"])
def test_box_stands_in_the_head_of_every_page(auditor_desk: Client, path: str):
    assert auditor_desk.get(path).content.decode().count('id="search-text"') == 1


@pytest.mark.parametrize("typed", ["Blue Kite", "#17", "421103331", "1Z 17", "ada@shop.example", "bluekite.example"])
def test_search_takes_under_twenty_queries(
    auditor_desk: Client, shipper: Shipper, django_assert_max_num_queries, typed: str
):
    for number in range(30):
        received(company=f"Blue Kite {number}")
    asked(staff_known("officer", email="asks@staff.example"))
    with django_assert_max_num_queries(19):
        auditor_desk.post(PAGE, {"text": typed})
