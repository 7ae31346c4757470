"""The desk of an agency over HTTP: a hold from the search to the page of the seller, and what nobody else reaches."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.agencies.models import AgencyOfficer, AgencyParcel, AgencyQuestion, Hold
from apps.core import clock
from apps.ledger.models import Case, Parcel
from apps.shippers.models import Shipper
from tests.agencies.agencies import GROUNDS, agency_officer, asked, held_parcel, parcel_of, report_of
from tests.desk.opened import page_address
from tests.markup import assert_valid, main_of
from tests.people import signed_in, staff

MAX_QUERIES = 19


@pytest.fixture
def parcel(shipper_id: int) -> Parcel:
    return parcel_of(Shipper.objects.get(pk=shipper_id))


def page_of(name: str, pk: int | str) -> str:
    return reverse(f"admin:agencies_{name}_change", args=[pk])


def parcel_page(client: Client, parcel: Parcel) -> str:
    """Return the address of the page of a parcel as a search for its whole number leads there."""
    return page_address(client, AgencyParcel.objects.get(pk=parcel.pk))


def list_of(name: str) -> str:
    return reverse(f"admin:agencies_{name}_changelist")


def act(client: Client, path: str, name: str, **given: Any) -> HttpResponse:
    return client.post(path, {"act": name} | {f"{name}-{field}": value for field, value in given.items()})


def in_days(count: int) -> str:
    return clock.add_days(clock.today(), count).isoformat()


def test_an_agency_finds_holds_and_lifts_a_parcel_and_the_seller_reads_why(parcel: Parcel, agent: User) -> None:
    desk, ada = signed_in(agent), signed_in(parcel.seller.shipper.team.get().user)
    assert "Your agency" in desk.get("/admin/").content.decode()
    found = parcel_page(desk, parcel)
    assert found in desk.get(list_of("agencyparcel"), {"q": parcel.reference}).content.decode()
    typed = {"grounds": GROUNDS, "language": "en", "until": in_days(10)}
    assert act(desk, found, "hold", **typed).status_code == 302
    hold = Hold.objects.get()
    shipment = reverse("portal:shipment", args=[parcel.seller.shipper_id, parcel.pk])
    read = ada.get(shipment).content.decode()
    assert "This parcel is on hold: Consumer Product Safety Commission" in read
    assert GROUNDS in read
    assert agent.email not in read
    assert act(desk, page_of("hold", hold.pk), "lift", grounds="It passed.", language="en").status_code == 302
    read = ada.get(shipment).content.decode()
    assert "is on hold" not in read
    assert "It passed." in read


def test_an_agency_reports_a_violation_that_the_seller_may_answer(parcel: Parcel, agent: User) -> None:
    typed = report_of() | {"day": clock.today().isoformat()}
    desk = signed_in(agent)
    assert act(desk, parcel_page(desk, parcel), "report", **typed).status_code == 302
    case = Case.objects.get(reference="CPSC-26-1")
    ada = signed_in(parcel.seller.shipper.team.get().user)
    path = reverse("portal:violation", args=[parcel.seller.shipper_id, case.pk])
    assert "burns faster" in ada.get(path).content.decode()


def test_an_officer_asks_and_an_agency_answers(parcel: Parcel, agent: User) -> None:
    program, desk = signed_in(staff("officer")), signed_in(agent)
    typed = {"agency": "CPSC", "subject": "The fabric", "text": "Which?", "number": parcel.reference, "issuer": ""}
    assert program.post(reverse("admin:agencies_agencyquestion_add"), typed).status_code == 302
    question = AgencyQuestion.objects.get()
    assert "The fabric" in desk.get("/admin/").content.decode()
    assert act(desk, page_of("agencyquestion", question.pk), "answer", answer="16 CFR 1610.").status_code == 302
    assert "16 CFR 1610." in program.get(page_of("agencyquestion", question.pk)).content.decode()


def test_an_agency_sees_nothing_of_another_agency_or_of_the_program(parcel: Parcel, agent: User) -> None:
    hold, question = held_parcel(agent, parcel), asked(staff("officer"))
    fda = signed_in(agency_officer("FDA"))
    for path in (
        page_of("hold", hold.pk),
        page_of("agencyquestion", question.pk),
        page_of("agencyparcel", parcel.pk),
    ):
        assert fda.get(path).status_code == 302, path
    for name in ("hold", "agencyquestion"):
        assert not fda.get(list_of(name)).context_data["cl"].queryset.exists()
    assert not fda.get(list_of("agencyparcel"), {"q": parcel.reference}).context_data["cl"].queryset.exists()
    for path in (
        reverse("admin:shippers_shipper_change", args=[parcel.seller.shipper_id]),
        reverse("admin:ledger_parcel_change", args=[parcel.pk]),
        reverse("admin:ledger_violation_changelist"),
        list_of("filedfirm"),
        reverse("admin:search"),
    ):
        assert fda.get(path).status_code == 403, path


def test_the_page_of_a_hold_tells_an_agency_nothing_of_the_risk(parcel: Parcel, agent: User) -> None:
    path = page_of("hold", held_parcel(agent, parcel).pk)
    told = signed_in(agent).get(path).content.decode()
    assert 'id="risk-title"' not in told
    assert "violation counts against the business" not in told
    assert reverse("admin:shippers_shipper_change", args=[parcel.seller.shipper_id]) not in told
    assert 'id="risk-title"' in signed_in(staff("officer")).get(path).content.decode()


def test_nobody_reads_through_all_parcels(agent: User, parcel: Parcel) -> None:
    assert not signed_in(agent).get(list_of("agencyparcel")).context_data["cl"].queryset.exists()


def test_nobody_counts_from_one_parcel_to_the_next(agent: User, parcel: Parcel) -> None:
    desk, again = signed_in(agent), signed_in(agent)
    found = parcel_page(desk, parcel)
    assert desk.get(found).status_code == 200
    sealed = found.split("/")[-3]
    seal = sealed.partition(".")[2]
    for client, number in (
        *((desk, str(pk)) for pk in range(parcel.pk - 3, parcel.pk + 4)),
        *((desk, f"{pk}.{seal}") for pk in (parcel.pk - 1, parcel.pk + 1)),
        # The number that was found in another sign-in, and by another person.
        (again, sealed),
        (signed_in(agency_officer(email="other@agency.example")), sealed),
    ):
        assert client.get(page_of("agencyparcel", number)).status_code == 302, number
        assert act(client, page_of("agencyparcel", number), "hold", grounds=GROUNDS).status_code in (302, 404), number
    assert not Hold.objects.exists()


def test_nobody_tries_one_number_after_the_other(agent: User, parcel: Parcel, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "parcel_sought": "2/h/key"}
    desk = signed_in(agent)
    for number in (parcel.reference, "1Z002"):
        desk.get(list_of("agencyparcel"), {"q": number})
    answer = desk.get(list_of("agencyparcel"), {"q": parcel.reference})
    assert "Go on in an hour" in answer.content.decode()
    assert not answer.context_data["cl"].queryset.exists()


def test_an_agency_comes_to_a_parcel_from_its_own_hold_and_question(parcel: Parcel, agent: User, officer: User) -> None:
    hold, question = held_parcel(agent, parcel), asked(officer, parcel)
    desk = signed_in(agent)
    for page in (page_of("hold", hold.pk), page_of("agencyquestion", question.pk)):
        address = desk.get(page).context_data["parcel_address"]
        assert address in desk.get(page).content.decode()
        assert desk.get(address).status_code == 200
    assert page_of("agencyparcel", parcel.pk) in signed_in(officer).get(page).content.decode()


def test_a_supervisor_says_for_which_agency_a_person_acts() -> None:
    person, supervisor = staff("agency officer"), signed_in(staff("supervisor"))
    add = reverse("admin:agencies_agencyofficer_add")
    typed = {"user": person.pk, "agency": "EPA", "reason": "The head of the office wrote."}
    assert signed_in(staff("officer")).post(add, typed).status_code == 403
    assert supervisor.post(add, typed).status_code == 302
    assert AgencyOfficer.objects.get().agency == "EPA"
    other = staff("officer", email="other@staff.example")
    assert supervisor.post(add, typed | {"user": other.pk}).status_code == 200
    assert AgencyOfficer.objects.count() == 1


@pytest.mark.parametrize("name", ["hold", "agencyquestion", "agencyparcel"])
def test_the_pages_of_an_agency_take_few_queries_and_are_valid(name: str, parcel: Parcel, agent: User) -> None:
    hold, question = held_parcel(agent, parcel), asked(staff("officer"), parcel)
    client = signed_in(agent)
    pages = {"hold": page_of("hold", hold.pk), "agencyquestion": page_of("agencyquestion", question.pk)}
    address = pages.get(name) or parcel_page(client, parcel)
    client.get(address)
    with CaptureQueriesContext(connection) as taken:
        page = client.get(address)
    read = [query for query in taken.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(read) <= MAX_QUERIES
    text = page.content.decode()
    assert_valid(main_of(text))
