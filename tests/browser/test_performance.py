"""The public pages of the measures in a real browser, with figures of three editions."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from apps.core import clock
from apps.measures.headline import MEASURES
from apps.measures.models import Subscription
from apps.measures.selectors import edition_codes
from apps.measures.services import edition_release
from apps.measures.subscriptions import subscription_ask
from tests.browser.look import look_at
from tests.evaluation.ledger import parcels
from tests.measures.applicants import JOINED, applicants, checked, violators
from tests.measures.registered import register_made
from tests.measures.test_subscriptions import link_in
from tests.measures.world import IN_QUARTER, QUARTER, YEAR, members, noon, others, release
from tests.outbox import deliver


@pytest.mark.slow
def test_pages_of_the_measures(page: Page) -> None:
    shippers = members(12, port="4701")
    members(12, mode="sea", port="2704")
    others(3)
    with clock.at(noon(IN_QUARTER)):
        for shipper in shippers:
            parcels(shipper, IN_QUARTER, 1, drawn="discrepant")
            parcels(shipper, IN_QUARTER, 9, drawn="clean")
    applicants(20, joined=JOINED, wrong_then=1)
    applicants(20, joined=None, wrong_then=2)
    for shipper in applicants(20, joined=None, wrong_then=1):
        checked(shipper, JOINED)
    violators(24, tier=1)
    violators(24)
    for announced in (release(QUARTER), release(QUARTER, 2), release(YEAR)):
        with clock.at(announced.due_at):
            edition_release(release_id=announced.pk)
    look_at(page, reverse("portal:performance"))
    look_at(page, reverse("portal:performance_calendar"))
    look_at(page, reverse("portal:performance_membership"))
    look_at(page, reverse("portal:performance_guidance"))
    look_at(page, reverse("portal:performance_promises"))
    look_at(page, reverse("portal:performance_report", args=[2026]))
    for code in edition_codes():
        look_at(page, reverse("portal:performance_edition", args=[code]))
    for code in MEASURES:
        look_at(page, reverse("portal:performance_measure", args=[code]))


@pytest.mark.slow
def test_register_of_reasons(page: Page) -> None:
    register_made()
    look_at(page, reverse("portal:performance_reasons"))
    look_at(page, f"{reverse('portal:performance_reasons')}?action=removal")


@pytest.mark.slow
def test_somebody_asks_for_mail_and_ends_it_without_java_script(new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(reverse("portal:performance"))
    page.get_by_role("link", name="Get new figures by mail").click()
    for line in ("Confirm your mail about new figures", "Your mail about new figures"):
        page.goto(reverse("portal:subscribe"))
        page.get_by_label("E-mail address").fill("quince.reader@paper.example")
        page.get_by_role("button", name="Send me the link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Check your mailbox")
        deliver()
        message = mail.outbox.pop()
        assert message.subject == line
        page.goto(link_in(message))
        page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The mail is stopped")
    assert not Subscription.objects.exists()


@pytest.mark.slow
def test_pages_of_a_subscription(page: Page) -> None:
    look_at(page, reverse("portal:subscribe"))
    for _link in ("confirm", "end"):
        subscription_ask(email="quince.reader@paper.example", language="en")
        deliver()
        look_at(page, link := link_in(mail.outbox.pop()))
        page.goto(link)
        page.get_by_role("main").get_by_role("button").click()
