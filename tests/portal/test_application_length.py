"""The length of an application, from the first page to the one that says that it was sent.

Pages, texts and files are counted from the first page. Fields and minutes are those of the application, from the page
that starts it: the first page, the check and the account take eleven fields and nine minutes more of whoever reads
every word of them.
"""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.applications.models import Application
from apps.applications.sections import PAGES
from apps.applications.selectors import minutes_to_apply
from tests.applications.answers import PDF
from tests.people import PASSWORD
from tests.portal.applicant import CHECKED, LOOKED_UP, SHOP, Applicant

MAX_REQUIRED, MAX_TEXTS, MAX_FILES, MAX_PAGES = 45, 5, 1, 15
MAX_MINUTES = 25

LANGUAGES = [lang_code for lang_code, _name in settings.LANGUAGES]


def sign_up(ada: Applicant, email: str) -> None:
    """Create an account, and type the code of the mail."""
    ada.read(reverse("account_signup"))
    ada.send({"email": email, "password1": PASSWORD, "password2": PASSWORD})
    ada.read(reverse("account_email_verification_sent"))
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    ada.send({"code": code}, looked_up=1)


def fill_in(ada: Applicant) -> None:
    """Start an application and fill in each page, in the order of the buttons."""
    ada.read(reverse("portal:apply"))
    here = ada.client.post(reverse("portal:apply"), {"business": ""}).url
    for page in PAGES:
        ada.read(here)
        assert page.key in here
        typed = SHOP[page.key]
        if page.key == "practice":
            typed = {name: "yes" for name in ada.shown.fields if name.endswith("-answer")} | typed
        files = [SimpleUploadedFile("license.pdf", PDF)] if page.with_files else None
        here = ada.send(typed, looked_up=LOOKED_UP.get(page.key, 0), files=files).url
    assert here == reverse("portal:apply_review", args=[Application.objects.get().pk])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shop_with_one_product_applies_in_twenty_five_minutes(language: str) -> None:
    ada = Applicant(Client(headers={"Accept-Language": language}, REMOTE_ADDR=f"192.0.2.{LANGUAGES.index(language)}"))
    ada.read("/")
    ada.read(reverse("portal:eligibility"))
    ada.send(CHECKED)
    ada.read(reverse("portal:eligibility_answer"))
    sign_up(ada, f"ada.{language}@bluekite.example")
    before = ada.required, ada.seconds
    fill_in(ada)
    ada.read(reverse("portal:apply_review", args=[Application.objects.get().pk]))
    ada.send({"attested": "on", "signed_name": "Ada Park"})
    ada.read(reverse("portal:application", args=[Application.objects.get().pk]))

    assert Application.objects.get().state == "submitted"
    # One number of the business is required, whichever it is, and one storefront names its seller ID or its address.
    required = ada.required - before[0] + 2
    minutes = (ada.seconds - before[1]) / 60
    figures = (
        f"{len(ada.pages)} pages, {required} required, {ada.texts} texts, {ada.files} files, {minutes:.1f} minutes"
    )
    figures += f"; with the check and the account {ada.required + 2} required, {ada.seconds / 60:.1f} minutes"
    assert required <= MAX_REQUIRED, figures
    assert ada.texts <= MAX_TEXTS, figures
    assert ada.files <= MAX_FILES, figures
    assert len(ada.pages) <= MAX_PAGES, f"{figures}: {ada.pages}"
    assert minutes <= MAX_MINUTES, figures
    assert minutes <= minutes_to_apply(), f"{figures}: the page promises less"
