"""The pages of due process on the smallest screen: short in each language, since who reads them has a deadline."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from apps.core import clock
from apps.standing.models import ProposedChange
from tests.browser.look import assert_short, sign_in
from tests.people import seller
from tests.portal.members import member_of, settle, violation


@pytest.mark.slow
def test_pages_of_due_process_are_short_in_each_language(page: Page, site: LiveServer) -> None:
    ada = seller()
    for months, fields in (
        (3, {"category": "narcotics", "culpability": "fraud", "basis": "seizure"}),
        (4, {"category": "counterfeit", "culpability": "gross_negligence"}),
    ):
        shipper = member_of(ada, months=months)
        for _number in range(months - 2):
            violation(shipper, clock.today(), **fields)
    settle()
    changes = list(ProposedChange.objects.order_by("pk"))
    assert {change.at_once for change in changes} == {True, False}
    sign_in(page.context, ada, site.url)
    for language, _name in settings.LANGUAGES:
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site.url}
        page.context.add_cookies([cookie])
        for change in changes:
            for name in ("change", "change_more_time"):
                page.goto(reverse(f"portal:{name}", args=[change.shipper_id, change.pk]))
                assert page.locator("html").get_attribute("lang") == language
                assert_short(page, f"{name} in {language}")
            page.goto(reverse("portal:violation", args=[change.shipper_id, change.notice["cases"][0]]))
            assert_short(page, f"violation in {language}")
