"""The journey of a new seller from the eligibility check to the first dispute, with a real worker."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.applications.models import ApplicationState
from apps.applications.paragraphs import REQUESTS
from apps.applications.sections import section_of
from apps.applications.situations import SITUATIONS
from apps.core import clock
from apps.ledger.vocabulary import Category
from apps.shippers.ksn import is_ksn
from apps.shippers.models import Shipper
from tests.evaluation.ledger import parcels, violation
from tests.journeys import seller
from tests.journeys.desk import Desk, Services
from tests.journeys.steps import PartnerSystem, sign_up, wait_for_worker
from tests.live import Worker
from tests.people import staff

WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "in English on a desktop": ("en", {"viewport": {"width": 1280, "height": 900}}),
    "without JavaScript": ("en", {"java_script_enabled": False}),
    "in Spanish on a phone": ("es", {"locale": "es-ES", "viewport": {"width": 360, "height": 780}}),
}
ADA, LI = "ada@bluekite.example", "li@bluekite.example"
ASKED_SECTION = section_of("criterion-2.1")
NEW_EXPLANATION = "Hoang Wood in Hanoi makes all of it."
QUESTION = "Is a letter of the maker enough?"
REPLY = "We named the maker."
DEFENSE = "The code is right: a ruling says so."


@pytest.fixture(
    params=[
        pytest.param(way, id=name, marks=[] if number == 0 else pytest.mark.slow)
        for number, (name, way) in enumerate(WAYS.items())
    ]
)
def new_window(request: pytest.FixtureRequest, new_page: Callable[..., Page]) -> Iterator[Callable[[], Page]]:
    """Return a function that opens a browser window in the language of the parameter; expect texts in that language."""
    language, options = request.param
    with translation.override(language):
        yield partial(new_page, **options)


@pytest.fixture
def officer_side(request: pytest.FixtureRequest, new_page: Callable[..., Page]) -> Desk | Services:
    """Return an officer: at the desk in one of the ways, since its pages are the same in all."""
    user = staff("officer")
    return Services(user) if "in English on a desktop" not in request.node.name else Desk(new_page(), user)


@pytest.mark.slow
def test_seller_applies_answers_a_request_is_approved_and_disputes_a_violation(
    worker: Worker, site: LiveServer, officer_side: Desk | Services, new_window: Callable[[], Page]
) -> None:
    partner = PartnerSystem(site.url)
    worker.start(beat=True)

    ada = new_window()
    seller.check_eligibility(ada)
    expect(ada.locator("html")).to_have_attribute("lang", translation.get_language())
    seller.follow_link(ada, _("Create an account and apply"))
    sign_up(ada, ADA)
    status_page = seller.start_application(ada)
    seller.fill_in_application(ada)
    seller.follow_link(ada, _("Show all answers"))
    seller.expect_texts(ada, "license.pdf", "register extract.png")
    seller.ask_to_sign(ada, LI)

    li = new_window()
    seller.join_to_sign(li, LI)
    seller.expect_texts(li, "Blue Kite Toys LLC", _("Prepared by: %(names)s.") % {"names": ADA})
    seller.follow_link(li, _("Show all answers"))
    seller.expect_texts(li, "license.pdf")
    seller.sign_answers(li, "Li Wei", _("Sign and send"))
    seller.expect_texts(li, _("Your application was sent."))

    ada.goto(status_page)
    sent = SITUATIONS[ApplicationState.SUBMITTED]
    seller.expect_texts(ada, str(ApplicationState.SUBMITTED.label), str(sent.holder), str(sent.next_step), LI)

    officer_side.take_application("Blue Kite Toys LLC")
    officer_side.request_information(field=f"{ASKED_SECTION.key}:explanation", paragraph="supplier_unclear")
    wait_for_worker()

    seller.open_message(ada, _("We need to know more about your application"))
    seller.expect_texts(ada, str(REQUESTS["supplier_unclear"]))
    seller.write_message(ada, QUESTION)
    seller.follow_link(ada, f"{ASKED_SECTION.title}: {_('Explain, in your own words')}")
    expect(ada.locator("[name=explanation]")).to_be_in_viewport()
    ada.locator("[name=explanation]").fill(NEW_EXPLANATION)
    seller.press_button(ada, _("Save and continue"))
    expect(ada.get_by_role("heading", level=1, name="Blue Kite Toys LLC")).to_be_visible()

    seller.open_message(li, _("We need to know more about your application"))
    seller.follow_link(li, _("Sign and send the reply"))
    li.locator("[name=text]").fill(REPLY)
    seller.sign_answers(li, "Li Wei", _("Sign and send the reply"))
    seller.expect_texts(li, _("Your reply was sent."), REPLY)

    if isinstance(officer_side, Desk):
        officer_side.expect_texts(f"Signed “Li Wei” by {LI}", NEW_EXPLANATION)
        officer_side.expect_texts(QUESTION, REPLY, panel="Correspondence")
    officer_side.approve_application()

    wait_for_worker()
    ksn = seller.read_ksn(ada)
    assert is_ksn(ksn)
    seller.expect_texts(
        ada,
        _("Members have a number that others can verify, and a record that counts. Benefits begin with tier 1."),
        _("Your record allows tier 0: you are a member, with a number that others can verify."),
    )
    expect(ada.get_by_role("heading", name=_("What gets you to tier %(tier)s") % {"tier": 1})).to_be_visible()
    expect(ada.get_by_role("link", name=_("The logo and a certificate"))).to_have_count(0)
    seller.expect_reasons(ada, "path")
    seller.follow_link(ada, _("How we worked this out"))
    seller.expect_texts(ada, _("Certified: on paper"))
    seller.expect_reasons(ada, "why")
    shipper = Shipper.objects.get(ksn=ksn)
    ada.goto(f"/home/{shipper.pk}/certificate/")
    seller.expect_texts(ada, _("A certificate comes with some tiers. Yours has none at present."))
    answer = partner.fetch_standing(ksn)
    assert (answer["known"], answer["status"], answer["validated"], answer["tier"]) == (True, "active", False, 0)

    parcels(shipper, clock.today(), 3)
    violation(shipper, clock.today(), category=Category.CLASSIFICATION)
    seller.open_violation(ada, str(Category.CLASSIFICATION.label))
    ada.locator("summary", has_text=_("How the weight is worked out")).click()
    expect(ada.get_by_role("row", name=_("Weight: all of them multiplied"))).to_contain_text(re.compile("[1-9]"))
    seller.dispute_violation(ada, DEFENSE)

    if isinstance(officer_side, Desk):
        officer_side.open_unassigned("Answer to a violation")
        officer_side.expect_texts(DEFENSE, "license.pdf", "We dispute it")
