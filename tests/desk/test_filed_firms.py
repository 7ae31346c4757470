"""The page of a firm of an agency's file, and the firm beside the risk of the business that it may be."""

from django.urls import reverse

from apps.agencies import services
from apps.agencies.models import FiledFirm
from apps.core import clock
from tests.agencies.test_matches import business, load
from tests.applications import answers
from tests.desk.pages import page_of
from tests.markup import assert_valid, main_of
from tests.people import seller, signed_in, staff


def test_the_firm_of_an_applicant_is_confirmed_with_reasons_alone() -> None:
    business()
    firm, client = load(), signed_in(staff("officer"))
    page = client.get(page_of(firm))
    assert "Nothing is alleged, since the business is not enrolled" in page.content.decode()
    form = next(form for name, _act, form in page.context["actions"] if name == "confirm")
    assert list(form.fields) == ["reasons"]
    told = {"act": "confirm", "confirm-reasons": "The same street.", "_seen": page.context["seen"]}
    assert client.post(page_of(firm), told).status_code == 302
    firm.refresh_from_db()
    assert firm.state == "confirmed"


def test_a_dismissed_firm_shows_who_dismissed_it_and_why() -> None:
    business()
    firm, officer = load(), staff("officer")
    services.firm_dismiss(actor=officer, firm_id=firm.pk, reasons="Another family of that name.")
    page = signed_in(officer).get(page_of(firm)).content.decode()
    assert "Found to be another business" in page
    assert "Another family of that name." in page
    assert_valid(main_of(page))


def test_a_firm_stands_beside_the_risk_of_an_application() -> None:
    application, client = answers.submitted(seller()), signed_in(staff("officer"))
    page = reverse("admin:applications_application_change", args=[application.pk])
    assert "No firm is like it" in client.get(page).content.decode()
    firm = load()
    FiledFirm.objects.update(state="suggested", shipper=application.shipper)
    told = client.get(page).content.decode()
    assert page_of(firm) in told
    assert "may be a business here" in told


def test_a_firm_that_is_another_business_is_not_beside_the_risk() -> None:
    application, client = answers.submitted(seller()), signed_in(staff("officer"))
    firm = load()
    FiledFirm.objects.update(state="dismissed", shipper=application.shipper, decided_at=clock.now())
    page = reverse("admin:applications_application_change", args=[application.pk])
    assert page_of(firm) not in client.get(page).content.decode()
