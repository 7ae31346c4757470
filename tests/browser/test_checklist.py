"""The checklist in a browser: each finding is saved as it is made, beside the answer and its file."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.applications.models import Application
from tests.applications import answers
from tests.browser.look import assert_accessible, sign_in
from tests.browsers import follow

pytestmark = pytest.mark.slow


def open_application(page: Page, officer: User, application: Application, panel: str) -> None:
    sign_in(page.context, officer, settings.SITE["url"])
    page.goto(reverse("admin:applications_application_change", args=[application.pk]) + f"?panel={panel}")


def found(application: Application) -> dict[str, str]:
    return dict(application.checks.values_list("criterion", "outcome"))


def test_tick_is_kept_when_another_panel_is_opened(page: Page, site) -> None:
    officer = answers.officer()
    application = answers.in_review(officer)
    open_application(page, officer, application, "checklist")
    blockers = page.locator("#blockers")
    expect(blockers).to_contain_text("Criterion 1.1 has not been checked.")
    page.locator("[id='id_check-1.1']").get_by_label("Met", exact=True).check()
    row = page.locator("[id='id_check-1.1']")
    expect(row).to_contain_text("Saved by")
    expect(row.get_by_label("Met", exact=True)).to_be_focused()
    expect(blockers).not_to_contain_text("Criterion 1.1 has not been checked.")
    expect(page.locator("[id='criterion-1.1'] .ks-found")).to_have_text("met")
    other = page.locator("[id='id_check-2.1']")
    other.get_by_label("Not met").check()
    expect(other).to_contain_text("Not saved yet: write a note")
    other.get_by_label("Note on").fill("The list is of last year.")
    other.get_by_label("Note on").blur()
    expect(page.locator("[id='id_check-2.1']")).to_contain_text("Saved by")
    follow(page.get_by_role("link", name="Vetting"))
    assert found(application) == {"1.1": "met", "2.1": "not_met"}
    follow(page.get_by_role("link", name="Checklist"))
    expect(page.locator("[id='id_check-1.1']").get_by_label("Met", exact=True)).to_be_checked()


def test_tick_stands_beside_the_answer_and_its_file(page: Page, site) -> None:
    officer = answers.officer()
    application = answers.in_review(officer)
    open_application(page, officer, application, "checklist")
    page.set_viewport_size({"width": 1280, "height": 800})
    follow(page.get_by_role("link", name="license.pdf"))
    expect(page.locator("details[open].ks-section")).to_have_count(1)
    row = page.locator(".ks-check")
    expect(row).to_have_count(1)
    expect(page.locator("#viewer")).to_contain_text("license.pdf")
    row.get_by_label("Met", exact=True).check()
    expect(page.locator(".ks-check")).to_contain_text("Saved by")
    expect(page.locator("#viewer")).to_contain_text("license.pdf")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert_accessible(page, f"checklist at {width} px")
    assert list(found(application).values()) == ["met"]


def test_form_of_another_act_is_not_stale_after_a_tick(page: Page, site) -> None:
    officer = answers.officer()
    application = answers.in_review(officer)
    open_application(page, officer, application, "checklist")
    page.locator("[id='id_check-1.1']").get_by_label("Met", exact=True).check()
    expect(page.locator("[id='id_check-1.1']")).to_contain_text("Saved by")
    act = page.locator("#act-note")
    act.locator("summary").click()
    act.locator("textarea").fill("Rang the register.")
    follow(act.get_by_role("button"))
    assert application.notes.count() == 1


def test_ticks_are_saved_by_a_button_without_scripts(new_page: Callable[..., Page], site) -> None:
    officer = answers.officer()
    application = answers.in_review(officer)
    page = new_page(java_script_enabled=False)
    open_application(page, officer, application, "checklist")
    for number in ("2.1", "4.1"):
        page.locator(f"[id='id_check-{number}']").get_by_label("Met", exact=True).check()
    follow(page.get_by_role("button", name="Save the checklist"))
    assert found(application) == {"2.1": "met", "4.1": "met"}
    follow(page.get_by_role("link", name="license.pdf"))
    page.locator(".ks-check").get_by_label("Met", exact=True).check()
    follow(page.get_by_role("button", name="Save the checklist"))
    assert len(found(application)) == 3
