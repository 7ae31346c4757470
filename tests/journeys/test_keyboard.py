"""The journey of a new seller to a sent application by keyboard alone: in Chinese, on a phone, without JavaScript."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import translation
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from apps.applications.models import Application, ApplicationState
from apps.applications.sections import PAGES
from tests.applications.answers import PDF
from tests.keyboard import Keyboard
from tests.people import PASSWORD
from tests.portal.applicant import CHECKED, SHOP

EMAIL = "ada@bluekite.example"
# Letters included; 1,157 when this was written.
MAX_PRESSES = 1_300
SEND = "main form[method=post]:not([action]) [type=submit]"


@pytest.mark.slow
def test_seller_sends_an_application_by_keyboard_alone(new_page: Callable[..., Page]) -> None:
    page = new_page(locale="zh-CN", viewport={"width": 360, "height": 780}, java_script_enabled=False)
    keys = Keyboard(page)
    page.goto("/")
    keys.activate("main a[href='/eligibility/']")
    for name, value in CHECKED.items():
        keys.write(name, value)
    keys.activate(SEND)
    keys.activate("main a[href^='/accounts/signup/']")
    for name, value in {"email": EMAIL, "password1": PASSWORD, "password2": PASSWORD}.items():
        keys.write(name, value)
    keys.activate("[name=password2]")
    keys.write("code", re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)[1])
    keys.activate("[name=code]")
    keys.activate("main [type=submit]")
    for shown in PAGES:
        fill_in(keys, shown.key)
        if shown.with_files:
            keys.attach("files", {"name": "license.pdf", "mimeType": "application/pdf", "buffer": PDF})
        keys.activate("main [name=next], main button.usa-button:not(.usa-button--outline):not(.usa-button--unstyled)")
    keys.write("attested", "on")
    keys.write("signed_name", "Ada Park")
    keys.activate("[name=signed_name]")

    with translation.override("zh-hans"):
        expect(page.locator("main").get_by_text(_("Your application was sent.")).first).to_be_visible()
    assert Application.objects.get().state == ApplicationState.SUBMITTED
    assert keys.presses <= MAX_PRESSES


def fill_in(keys: Keyboard, key: str) -> None:
    """Fill in a page of the application, in the order in which its fields stand."""
    expect(keys.page.locator("main h1")).to_be_visible()
    typed = SHOP[key]
    for name in keys.page.locator("main [name]").evaluate_all("all => [...new Set(all.map(field => field.name))]"):
        if name in typed:
            keys.write(name, typed[name])
        elif key == "practice" and name.endswith("-answer"):
            keys.write(name, "yes")
