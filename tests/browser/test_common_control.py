"""The pages of a case of common control, of a business and of the desk, as a browser draws them."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.look import look_at, sign_in
from tests.people import staff
from tests.standing.controlled import bind, contest, propose, tied
from tests.standing.evaluations import owner_of

pytestmark = pytest.mark.slow


def test_pages_fit_a_phone_and_axe_finds_nothing(page: Page, site: LiveServer) -> None:
    officer, second = staff("officer"), staff("officer", email="second@staff.example")
    bound, heard = bind(officer, second=second), propose(officer, tied(3))
    for control in (bound, heard):
        shipper = control.businesses.order_by("shipper")[0].shipper
        sign_in(page.context, owner_of(shipper), site.url)
        look_at(page, reverse("portal:control", args=[shipper.pk, control.pk]))
    contest(heard, shipper)
    sign_in(page.context, second, site.url)
    look_at(page, reverse("admin:standing_control_change", args=[heard.pk]))
