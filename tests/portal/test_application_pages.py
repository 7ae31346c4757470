"""The pages of an application, each of which asks for several sections."""

import re

from django.test import Client

from apps.accounts.models import User
from apps.applications import services
from apps.applications.models import Application
from apps.applications.sections import PAGES, page_of
from tests.applications import answers
from tests.people import on_team, seller
from tests.portal.application_forms import page_data
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
