"""The criteria that are not sent without a file, which the policy names."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.models import Application
from apps.applications.sections import PAGES
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.policy.models import Number, Policy
from apps.policy.terms import Terms
from tests.applications import answers
from tests.portal.applicant import address, page_data

# A policy that asks for a file about sources and about values, and for none about the registration.
ELSEWHERE = {"criterion.1.1.file": "0", "criterion.2.1.file": "1", "criterion.4.2.file": "1"}


def in_force(numbers: dict[str, str]) -> None:
    """Publish the first policy with some numbers changed, in force from today."""
    policy = Policy.objects.create(version=2)
    first = Number.objects.filter(policy__version=1).values_list("key", "value")
    Number.objects.bulk_create(
        Number(policy=policy, key=key, value=numbers.get(key, value), authority="Program decision", reason="A test.")
        for key, value in first
    )
    Policy.objects.filter(pk=policy.pk).update(
        state="published", effective_from=clock.today(), published_at=clock.now()
    )


def test_a_policy_asks_for_other_files_each_on_a_page_of_its_own(portal: Client, ada: User) -> None:
    in_force(ELSEWHERE)
    needed = portal.get(reverse("portal:apply")).content.decode()
    assert "a file for “Known sources”" in needed
    assert "a file for “Registered business”" not in needed
    here = portal.post(reverse("portal:apply"), {"business": ""}).url
    application = Application.objects.get()
    pages = [state.page for state in selectors.page_states(selectors.section_states(application))]
    assert [page.key for page in pages if page not in PAGES] == ["criterion-2.1", "criterion-4.2"]
    for shown in pages:
        assert here == address(application, shown)
        shown = selectors.page_asked(application, shown)
        files = [SimpleUploadedFile("list.pdf", answers.PDF)] if shown.key.startswith("criterion") else []
        here = portal.post(here, page_data(shown, files=files)).url
    assert here == reverse("portal:apply_review", args=[application.pk])
    assert portal.post(here, {"attested": "on", "signed_name": "Ada Park"}).status_code == 302
    assert Application.objects.get().state == "submitted"


def test_a_draft_that_lacks_a_file_is_not_sent(portal: Client, ada: User, application: Application) -> None:
    in_force(ELSEWHERE)
    answers.sections_insert(application, ada)
    portal.post(
        reverse("portal:apply_section", args=[application.pk, "criterion-2.1"]), {"version": 1, "answer": "yes"}
    )
    page = portal.get(reverse("portal:apply_section", args=[application.pk, "criterion-2.1"])).content.decode()
    assert "Add at least one file that proves this." in page
    with pytest.raises(Conflict):
        services.application_submit(actor=ada, application_id=application.pk, signed_name="Ada Park")


def test_an_application_that_was_sent_needs_the_files_of_its_day(portal: Client, ada: User, officer: User) -> None:
    application = answers.in_review(officer, ada)
    fields = ["criterion-1.1:answer", "criterion-2.1:answer"]
    services.info_request(actor=officer, application_id=application.pk, text="Which?", fields=fields)
    application.refresh_from_db()
    with clock.at(clock.now() + timedelta(days=2)):
        in_force(ELSEWHERE)
        states = {state.section.key: state for state in selectors.section_states(application)}
        assert [key for key, state in states.items() if state.proof] == ["criterion-1.1"]
        assert all(state.done for state in states.values())


def test_a_policy_asks_no_file_for_what_it_does_not_ask() -> None:
    texts = dict(Number.objects.filter(policy__version=1).values_list("key", "value"))
    with pytest.raises(InvalidInput, match="can't need a file"):
        Terms.of(version=2, effective_from=None, texts=texts | {"criterion.8.1.file": "1"})
