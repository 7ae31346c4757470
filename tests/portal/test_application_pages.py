"""The pages of an application, and how long all of them take an applicant."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import services
from apps.applications.models import Application
from apps.applications.sections import PAGES, page_of
from apps.applications.selectors import minutes_to_apply
from tests.applications import answers
from tests.applications.answers import PDF
from tests.people import PASSWORD, on_team, seller
from tests.portal.applicant import CHECKED, LOOKED_UP, SHOP, Applicant, page_data
from tests.portal.pages import at


def test_a_page_says_where_one_is_and_by_whom_it_was_saved(portal: Client, ada: User, application: Application):
    bo = on_team(application.shipper, "preparer", seller("bo@shop.example", name="Bo Li"))
    answers.save(bo, application, "contacts", {}, version=0)
    url = at("apply_page", application, "reach")
    text = portal.get(url).content.decode()
    assert f"Page 2 of {len(PAGES)}." in text
    assert re.search(r"Saved \S+ by Bo Li.|Saved now by Bo Li.", text)
    assert at("apply_page", application, "identity") in text
    assert at("apply_page", application, "people") in text
    portal.post(url, page_data(page_of("reach"), version="1.0"))
    assert "by you." in portal.get(url).content.decode()


def test_a_page_fills_in_what_is_known(portal: Client, ada: User, application: Application):
    portal.post(at("apply_page", application, "identity"), page_data(page_of("identity")))
    reach = portal.get(at("apply_page", application, "reach")).content.decode()
    assert f'name="contacts-email" value="{ada.email}"' in reach
    assert '<option value="registered_packing" selected>' in reach
    assert '<option value="US" selected>' in reach
    owners = portal.get(at("apply_page", application, "people")).content.decode()
    assert 'name="payout-holder" value="Blue Kite Toys LLC"' in owners
    assert "There is a problem" not in reach + owners


def test_an_office_at_which_parcels_are_packed_is_both(ada: User):
    application = answers.filled(ada)
    rows = [answers.ANSWERS["addresses"]["rows"][0] | {"kind": "registered_packing"}]
    answers.save(ada, application, "addresses", {"rows": rows})
    services.application_submit(actor=ada, application_id=application.pk, signed_name="Ada Park")
    kinds = application.shipper.addresses.order_by("kind").values_list("kind", "city")
    assert list(kinds) == [("packing", "Reno"), ("registered", "Reno")]


def test_a_page_adds_a_row_to_the_section_of_its_button(portal: Client, ada: User, application: Application):
    url = at("apply_page", application, "reach")
    assert portal.post(url, {"version": "0.0", "addresses-add": "1", "addresses-row-0-city": "Reno"}).url == (
        f"{url}#addresses"
    )
    text = portal.get(url).content.decode()
    assert 'name="addresses-row-1-city"' in text
    portal.post(url, {"version": "1.1", "addresses-remove": "1", "addresses-row-0-city": "Reno"})
    assert [row["city"] for row in application.sections.get(key="addresses").data["rows"]] == ["Reno"]


def test_a_page_of_which_one_section_was_saved_meanwhile_saves_nothing(
    portal: Client, ada: User, application: Application
):
    url = at("apply_page", application, "reach")
    answers.save(ada, application, "addresses", {"rows": [{"city": "Reno"}]}, version=0)
    response = portal.post(url, page_data(page_of("reach")))
    text = response.content.decode()
    assert response.status_code == 409
    assert 'name="version" value="0.1"' in text
    assert "What differs" in text
    assert not application.sections.filter(key="contacts").exists()
    assert portal.post(url, page_data(page_of("reach"), version="0.1")).url == at("apply_page", application, "people")


def test_a_page_that_asks_for_one_section_has_one_address(portal: Client, ada: User, application: Application):
    response = portal.get(at("apply_page", application, "products"))
    assert response.url == at("apply_section", application, "products")
    assert portal.get(at("apply_page", application, "secrets")).status_code == 404


MAX_REQUIRED, MAX_TEXTS, MAX_FILES, MAX_PAGES = 45, 5, 1, 15
MAX_MINUTES = 25

LANGUAGES = [lang_code for lang_code, _name in settings.LANGUAGES]


def sign_up(ada: Applicant, email: str) -> None:
    """Create an account, and type the code of the mail."""
    ada.read(reverse("account_signup"))
    ada.send({"email": email, "password1": PASSWORD, "password2": PASSWORD})
    ada.read(reverse("account_email_verification_sent"))
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    ada.send({"code": code}, looked_up=1)


def fill_in(ada: Applicant) -> None:
    """Start an application and fill in each page, in the order of the buttons."""
    ada.read(reverse("portal:apply"))
    here = ada.client.post(reverse("portal:apply"), {"business": ""}).url
    for page in PAGES:
        ada.read(here)
        assert page.key in here
        typed = SHOP[page.key]
        if page.key == "practice":
            typed = {name: "yes" for name in ada.shown.fields if name.endswith("-answer")} | typed
        files = [SimpleUploadedFile("license.pdf", PDF)] if page.with_files else None
        here = ada.send(typed, looked_up=LOOKED_UP.get(page.key, 0), files=files).url
    assert here == reverse("portal:apply_review", args=[Application.objects.get().pk])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shop_with_one_product_applies_in_twenty_five_minutes(language: str) -> None:
    ada = Applicant(Client(headers={"Accept-Language": language}, REMOTE_ADDR=f"192.0.2.{LANGUAGES.index(language)}"))
    ada.read("/")
    ada.read(reverse("portal:eligibility"))
    ada.send(CHECKED)
    ada.read(reverse("portal:eligibility_answer"))
    sign_up(ada, f"ada.{language}@bluekite.example")
    before = ada.required, ada.seconds
    fill_in(ada)
    ada.read(reverse("portal:apply_review", args=[Application.objects.get().pk]))
    ada.send({"attested": "on", "signed_name": "Ada Park"})
    ada.read(reverse("portal:application", args=[Application.objects.get().pk]))

    assert Application.objects.get().state == "submitted"
    # One number of the business is required, whichever it is, and one storefront names its seller ID or its address.
    required = ada.required - before[0] + 2
    minutes = (ada.seconds - before[1]) / 60
    figures = (
        f"{len(ada.pages)} pages, {required} required, {ada.texts} texts, {ada.files} files, {minutes:.1f} minutes"
    )
    figures += f"; with the check and the account {ada.required + 2} required, {ada.seconds / 60:.1f} minutes"
    assert required <= MAX_REQUIRED, figures
    assert ada.texts <= MAX_TEXTS, figures
    assert ada.files <= MAX_FILES, figures
    assert len(ada.pages) <= MAX_PAGES, f"{figures}: {ada.pages}"
    assert minutes <= MAX_MINUTES, figures
    assert minutes <= minutes_to_apply(), f"{figures}: the page promises less"
