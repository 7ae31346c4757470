"""Files in a real browser: chosen or dropped, each with its own answer, or sent together with a message."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.applications import services
from apps.applications.criteria import CRITERIA
from apps.applications.selectors import evidence_of
from apps.correspondence.models import Attachment
from tests.applications import answers
from tests.browser.look import faults
from tests.browsers import follow
from tests.people import signed_in

pytestmark = pytest.mark.slow

PROOF = next(criterion for criterion in CRITERIA if criterion.number == "1.1")
DROP = """(box, [name, text]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], name));
  for (const kind of ["dragover", "drop"]) {
    box.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }
}"""


@pytest.fixture
def page(live_ada: User, site, new_page: Callable[..., Page]) -> Page:
    page = new_page()
    session = signed_in(live_ada).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
    return page


def chosen(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_files_are_sent_as_soon_as_they_are_chosen_or_dropped(page: Page, live_ada: User):
    application = services.application_start(actor=live_ada)
    page.goto(reverse("portal:apply_section", args=[application.pk, PROOF.key]))
    page.get_by_text("Partly", exact=True).click()
    page.get_by_label("Explain, in your own words").fill("Half a sen")
    page.get_by_label("Add files").set_input_files(
        [chosen("license.pdf", answers.PDF), chosen("tool.pdf", b"MZ\x90"), chosen("empty.csv", b"")]
    )
    added = page.locator("#files-added")
    expect(added.get_by_role("link", name="license.pdf")).to_be_visible()
    told = page.locator(".ks-drop .usa-error-message")
    expect(told.filter(has_text="“tool.pdf” can't be taken")).to_be_visible()
    expect(told.filter(has_text="“empty.csv” is empty")).to_be_visible()

    page.locator("[data-upload]").evaluate(DROP, ["origins.csv", "sku,origin\nA1,CN\n"])
    expect(added.get_by_role("link", name="origins.csv")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="“origins.csv” was added.")).to_be_attached()
    expect(told).to_have_count(0)
    assert not faults(page, "the page of a criterion")
    assert page.get_by_label("Explain, in your own words").input_value() == "Half a sen"
    assert [file.name for file in evidence_of(application)] == ["license.pdf", "origins.csv"]

    follow(added.get_by_role("button", name="Remove license.pdf"))
    expect(page.get_by_role("link", name="license.pdf")).to_have_count(0)
    expect(page.get_by_label("Explain, in your own words")).to_have_value("Half a sen")


def test_a_file_that_was_added_is_no_longer_said_to_be_missing(page: Page, live_ada: User):
    application = services.application_start(actor=live_ada)
    typed = {"answer": "yes", "explanation": "We have one."}
    answers.save(live_ada, application, PROOF.key, typed, version=0)
    page.goto(reverse("portal:apply_section", args=[application.pk, PROOF.key]))
    missing = page.get_by_text("Add at least one file that proves this.")
    expect(missing).to_be_visible()
    page.get_by_label("Add files").set_input_files([chosen("license.pdf", answers.PDF)])
    expect(page.locator("#files-added").get_by_role("link", name="license.pdf")).to_be_visible()
    expect(missing).to_have_count(0)


def test_files_of_a_message_are_listed_and_go_with_it(page: Page, live_ada: User):
    application = services.application_start(actor=live_ada)
    page.goto(reverse("portal:questions", args=[application.shipper_id]))
    page.get_by_label("What is it about?").fill("A license")
    page.get_by_label("Add files").set_input_files([chosen("license.pdf", answers.PDF), chosen("b.png", answers.PNG)])
    page.locator("[data-upload]").evaluate(DROP, ["origins.csv", "sku,origin\nA1,CN\n"])
    page.get_by_role("button", name="Remove “b.png”").click()
    page.locator("main form").get_by_role("button").last.click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("What is it about?")).to_have_value("A license")
    assert not Attachment.objects.exists()

    expect(page.locator(".ks-drop__files li")).to_have_text(
        ["license.pdf Remove “license.pdf”", "origins.csv Remove “origins.csv”"]
    )
    page.get_by_label("Your message").fill("Here it is.")
    page.locator("main form").get_by_role("button").last.click()
    expect(page.get_by_text("Here it is.")).to_be_visible()
    expect(page.get_by_text("license.pdf")).to_be_visible()
    assert [file.name for file in Attachment.objects.order_by("pk")] == ["license.pdf", "origins.csv"]
    page.reload()
    expect(page.get_by_text("Here it is.")).to_be_visible()
