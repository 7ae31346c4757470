"""An applicant who gives an LEI gets the rest from the register, and sees where the two differ; so does the officer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.models import Application
from apps.applications.sections import page_of
from tests.applications import answers
from tests.people import signed_in
from tests.portal.applicant import page_data
from tests.portal.pages import at
from tests.screening.registers.gleif import content, lei_of, line

LEI = lei_of(1)
COMPANY = {"LegalName": "Red Kite Games LLC", "FirstAddressLine": "77 Pine Street"}


@pytest.fixture
def register(tmp_path: Path) -> Callable[..., None]:
    """Load a register with one company."""

    def loaded(**changed: str) -> None:
        path = tmp_path / "lei.csv"
        path.write_bytes(content([line(1, **COMPANY | changed)]))
        call_command("register_load", path, source="gleif", rejected=tmp_path / "no.csv", verbosity=0)

    return loaded


def press(client: Client, application: Application, **typed: str) -> str:
    """Type something on the page of the business, press the button of the register, and return the next page."""
    url = at("apply_page", application, "identity")
    blank = dict.fromkeys(page_data(page_of("identity")), "")
    sent = client.post(url, blank | {"version": "0.0", "identifiers-lei": LEI, "register": "gleif"} | typed)
    assert sent.url == f"{url}#register"
    return client.get(url).content.decode()


def saved(application: Application, key: str) -> dict[str, object]:
    return application.sections.get(key=key).data


def test_the_button_fills_in_what_is_empty_and_keeps_what_was_typed(
    portal: Client, application: Application, register: Callable[..., None]
) -> None:
    register()
    text = press(portal, application, **{"business-trade_name": "Red Kite", "business-website": "redkite.example"})
    assert saved(application, "business") == {
        "name": "Red Kite Games LLC",
        "trade_name": "Red Kite",
        "country": "US",
        "website": "redkite.example",
    }
    assert "lists this as the number of Red Kite Games LLC" in text
    assert "March 1, 2026" in text
    assert "There is a problem" not in text
    reach = portal.get(at("apply_page", application, "reach")).content.decode()
    for name, value in (("street", "77 Pine Street"), ("city", "Reno"), ("region", "NV"), ("postal_code", "89501")):
        assert f'name="addresses-row-0-{name}" value="{value}"' in reach
    assert "filled in from the LEI register" in reach
    assert not application.sections.filter(key="addresses").exists(), "a page that is opened saves nothing"


def test_what_was_typed_otherwise_stays_and_is_shown_beside_the_register(
    portal: Client, application: Application, register: Callable[..., None]
) -> None:
    register()
    text = press(portal, application, **{"business-name": "Blue Kite Toys", "business-country": "US"})
    assert saved(application, "business")["name"] == "Blue Kite Toys"
    assert "Some of your answers differ from the LEI register" in text
    assert "Red Kite Games LLC" in text
    facts = selectors.registered_of({row.key: row.data for row in application.sections.all()})
    assert facts is not None
    assert [fact.name for fact in facts.differing] == ["name"]


def test_an_address_that_was_saved_in_part_is_completed(
    portal: Client, application: Application, ada: User, register: Callable[..., None]
) -> None:
    register()
    blank = dict.fromkeys(answers.ANSWERS["addresses"]["rows"][0], "")
    row, other = blank | {"kind": "registered_packing", "street": "9 Elm St"}, blank | {"kind": "returns"}
    answers.save(ada, application, "addresses", {"rows": [other, row]}, version=0)
    press(portal, application)
    filled = {"city": "Reno", "region": "NV", "postal_code": "89501", "country": "US"}
    assert saved(application, "addresses") == {"rows": [other, row | filled]}
    assert "9 Elm St" in portal.get(at("apply_page", application, "reach")).content.decode()


@pytest.mark.parametrize(
    ("changed", "told", "filled"),
    [
        ({"RegistrationStatus": "LAPSED"}, "This number has lapsed: it was to be renewed by", True),
        ({"RegistrationStatus": "RETIRED"}, "no longer in use (status RETIRED)", False),
        ({"LEI": lei_of(2)}, "have this number", False),
        (None, "We have no copy of the LEI register right now", False),
    ],
)
def test_the_page_says_plainly_what_the_register_can_not_say(
    portal: Client,
    application: Application,
    register: Callable[..., None],
    changed: dict[str, str] | None,
    told: str,
    filled: bool,
) -> None:
    if changed is not None:
        register(**changed)
    assert told in press(portal, application)
    assert bool(saved(application, "business")["name"]) == filled


def test_a_number_with_a_slip_is_told_by_its_field_and_looked_up_nowhere(
    portal: Client, application: Application, register: Callable[..., None]
) -> None:
    register()
    text = press(portal, application, **{"identifiers-lei": LEI[:-1] + "0"})
    assert "The last two are check digits" in text
    assert "Red Kite" not in text
    assert saved(application, "identifiers")["lei"] == LEI[:-1] + "0"


def test_a_section_by_itself_fills_in_the_business_that_was_saved(
    portal: Client, application: Application, ada: User, register: Callable[..., None]
) -> None:
    register()
    typed = answers.ANSWERS["business"] | {"name": ""}
    answers.save(ada, application, "business", typed, version=0)
    url = at("apply_section", application, "identifiers")
    assert portal.post(url, {"version": "0", "lei": LEI, "register": "gleif"}).url == f"{url}#register"
    assert saved(application, "business") == typed | {"name": "Red Kite Games LLC"}


def test_a_fact_that_is_longer_than_its_field_is_left_out(
    portal: Client, application: Application, register: Callable[..., None]
) -> None:
    register(LegalName="Kite " * 60)
    press(portal, application)
    assert saved(application, "business") | {"name": "", "country": "US"} == saved(application, "business")


def test_spelling_and_the_form_of_the_company_make_no_difference(register: Callable[..., None], ada: User) -> None:
    register()
    office = {
        "kind": "registered",
        "street": "77 Pine St.",
        "city": "reno",
        "region": "Nevada",
        "postal_code": "89501-1234",
        "country": "US",
    }
    typed = {
        "identifiers": {"lei": LEI},
        "business": {"name": "RED KITE GAMES, L.L.C.", "country": "US"},
        "addresses": {"rows": [office]},
    }
    facts = selectors.registered_of(typed)
    assert facts is not None
    assert len(facts.facts) == 7
    assert not facts.differing


def test_the_officer_sees_the_register_beside_the_answers(ada: User, register: Callable[..., None]) -> None:
    register(LegalName="Blue Kite Toys LLC")
    draft = answers.filled(ada)
    typed = answers.ANSWERS["identifiers"] | {"lei": LEI}
    answers.save(ada, draft, "identifiers", typed)
    services.application_submit(actor=ada, application_id=draft.pk, signed_name="Ada Park")
    url = reverse("admin:applications_application_change", args=[draft.pk])
    text = signed_in(answers.officer()).get(url).content.decode()
    assert "The LEI register, as of March 1, 2026, has this number. It is current (status ISSUED)." in text
    assert "77 Pine Street" in text
    assert "The LEI register contradicts the application: Street address." in text
