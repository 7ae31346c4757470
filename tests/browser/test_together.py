"""The pages of a business that is judged together with others, on each screen and in each language."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from apps.ledger.services import control_bind
from tests.browser.look import assert_short, look_at, sign_in
from tests.people import seller
from tests.portal.members import member_of, settle


@pytest.mark.slow
def test_pages_of_a_bound_business_fit_each_screen_in_each_language(page: Page, site: LiveServer) -> None:
    ada = seller()
    numbers = [member_of(ada if not place else seller(f"{place}@shop.example")) for place in range(4)]
    control_bind(shipper_ids=[each.pk for each in numbers], control=1)
    settle()
    sign_in(page.context, ada, site.url)
    for language, _name in settings.LANGUAGES:
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site.url}
        page.context.add_cookies([cookie])
        for name in ("record", "tier", "shipper"):
            path = reverse(f"portal:{name}", args=[numbers[0].pk])
            if language == settings.LANGUAGE_CODE:
                look_at(page, path)
            else:
                page.goto(path)
                assert_short(page, f"{name} in {language}")
