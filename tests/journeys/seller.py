"""Steps of people of a business in a browser; the expected texts are in the active language."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from apps.applications.sections import PAGES, SectionDefinition
from apps.applications.selectors import criteria_must
from apps.notices.models import Mail
from tests.applications.answers import ANSWERS, PDF, PNG
from tests.browsers import follow
from tests.journeys.steps import fill_in, sign_up
from tests.live import eventually

LICENSE = {"name": "license.pdf", "mimeType": "application/pdf", "buffer": PDF}
EXTRACT = {"name": "register extract.png", "mimeType": "image/png", "buffer": PNG}
CHECKED = {
    "country": "US",
    "role": "own",
    "sells": "yes",
    "registered": "yes",
    "makers": "all",
    "banned": "no",
    "monthly_parcels": "1,250",
}


def press_button(page: Page, label: str) -> None:
    follow(page.locator("main").get_by_role("button", name=label, exact=True))


def follow_link(page: Page, label: str) -> None:
    follow(page.locator("main").get_by_role("link", name=label, exact=True))


def expect_texts(page: Page, *texts: str) -> None:
    """Assert that the page shows each of the texts."""
    for words in texts:
        expect(page.locator("main").get_by_text(words).first).to_be_visible()


def check_eligibility(page: Page) -> None:
    """Answer the eligibility check, without an account."""
    page.goto("/eligibility/")
    for name, value in CHECKED.items():
        fill_in(page.locator(f"[name={name}]"), value)
    press_button(page, _("See whether I can apply"))
    expect(page.get_by_role("heading", level=1, name=_("You can apply"))).to_be_visible()


def start_application(page: Page) -> str:
    """Start an application with the answers of the check, and return the address of its page."""
    expect_texts(
        page, _("Your answers to the check are carried over: the country of the business and the parcels a month.")
    )
    press_button(page, _("Start an application"))
    expect(page.get_by_role("heading", level=1)).to_have_text(str(PAGES[0].title))
    return re.sub(r"pages/\w+/$", "", page.url)


def fill_in_application(page: Page) -> None:
    """Fill in all pages, from the first to the page that shows all answers."""
    for shown in PAGES:
        expect(page.get_by_role("heading", level=1)).to_contain_text(str(shown.title))
        for section in (each for each in shown.sections if is_asked(each)):
            prefix = f"{shown.prefix_of(section)}-" if shown.prefix_of(section) else ""
            carried = {"business": "country", "volumes": "monthly_parcels"}.get(section.key)
            if carried:
                expected = CHECKED[carried].replace(",", "")
                expect(page.locator(f"[name={prefix}{carried}]")).to_have_value(expected)
            fill_in_section(page, section, ANSWERS[section.key], prefix)
        if shown.with_files:
            page.locator("[name=files]").set_input_files([LICENSE, EXTRACT])
        press_button(page, _("Save and continue"))
    expect(page.get_by_role("heading", level=1, name=_("Your answers"))).to_be_visible()


def is_asked(section: SectionDefinition) -> bool:
    """Tell whether an application asks for a section by the policy in force."""
    return section.criterion is None or section.criterion in criteria_must()


def fill_in_section(page: Page, section: SectionDefinition, typed: Mapping[str, Any], prefix: str) -> None:
    """Fill in a section, whose fields' names begin with `prefix`."""
    for _row in typed.get("rows", [])[1:]:
        press_button(page, _("Add another: %(item)s") % {"item": section.item})
    rows = (
        [(f"{prefix}row-{number}-", row) for number, row in enumerate(typed["rows"])]
        if section.repeated
        else [(prefix, typed)]
    )
    for beginning, row in rows:
        for name, value in row.items():
            if value:
                fill_in(page.locator(f"[name='{beginning}{name}']"), value)


def ask_to_sign(page: Page, email: str) -> None:
    """Ask somebody to sign, from the page of all answers to the page that names the signatory."""
    follow_link(page, _("Ask somebody else to sign"))
    page.locator("[name=email]").fill(email)
    press_button(page, _("Ask them to sign"))
    expect_texts(page, _("They were asked to sign. You are told when the application is sent."), email)


def join_to_sign(page: Page, email: str) -> None:
    """Join by the link in the mail, with a new account, up to the answers that are to be signed."""
    mailed = eventually(lambda: Mail.objects.filter(to=email).first())
    page.goto(re.search(r"/invitations/\S+", mailed.body)[0])
    follow_link(page, _("Create an account"))
    expect(page.locator("[name=email]")).to_have_value(email)
    sign_up(page, email)
    press_button(page, _("Join"))
    expect(page.get_by_role("heading", level=1, name=_("Your answers"))).to_be_visible()


def sign_answers(page: Page, name: str, button: str) -> None:
    """Sign by a name that the application names nowhere, which takes a confirmation."""
    page.locator("label[for=id_attested]").click()
    page.locator("[name=signed_name]").fill(name)
    press_button(page, button)
    page.locator("label[for=id_not_named]").click()
    press_button(page, button)


def count_unread(page: Page) -> int:
    """Return the number of unread messages in the header; on a phone the number is beside the menu."""
    counter = page.locator("header .ks-count").filter(visible=True)
    return int(re.search(r"\d+", counter.inner_text())[0]) if counter.count() else 0


def open_message(page: Page, subject: str) -> None:
    """Open a message of the inbox and follow its link; assert that the number of unread messages falls: the other
    messages of its case are read with it.
    """
    page.reload()
    before = count_unread(page)
    menu = page.get_by_role("button", name=re.compile(_("Menu")))
    if menu.is_visible():
        menu.click()
    follow(page.get_by_role("link", name=re.compile(_("Inbox"))).filter(visible=True).first)
    follow_link(page, subject)
    expect(page.get_by_role("heading", level=1, name=subject)).to_be_visible()
    assert count_unread(page) < before
    follow_link(page, _("Go to the page"))
    expect(page.get_by_role("heading", level=1, name=subject)).to_have_count(0)


def write_message(page: Page, question: str) -> None:
    """Write to the officer on the page of the application."""
    page.locator("[name=text]").fill(question)
    press_button(page, _("Send the message"))
    expect_texts(page, _("Your message was sent. The answer comes here and by e-mail."), question)


def read_ksn(page: Page) -> str:
    """Return the Known Shipper Number on the overview; "" if there is none yet."""
    page.goto("/home/")
    number = page.locator(".ks-business .ks-ksn")
    return number.inner_text() if page.locator(".ks-headline").count() else ""


def expect_reasons(page: Page, part: str) -> None:
    """Assert that the part of the page lists at least one reason in words."""
    sentence = page.locator(f"section[aria-labelledby={part}] li").filter(visible=True).first
    expect(sentence).to_have_text(re.compile(r"\w+\W+\w+"))


def open_violation(page: Page, category: str) -> None:
    """Open a violation from the record, to which the overview leads."""
    page.goto("/home/")
    follow_link(page, _("See the months, with charts and tables"))
    follow_link(page, category)
    expect(page.get_by_role("heading", level=1)).to_contain_text(category)


def dispute_violation(page: Page, text: str) -> None:
    """Dispute a violation, with a file as proof."""
    follow_link(page, _("Answer this violation"))
    fill_in(page.locator("[name=position]"), "dispute")
    page.locator("[name=text]").fill(text)
    page.locator("[name=files]").set_input_files(LICENSE)
    press_button(page, _("Send the answer"))
    expect_texts(
        page, _("Your answer was sent. An officer reads it and decides. You will be told."), text, LICENSE["name"]
    )
