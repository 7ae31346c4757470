"""Journeys of an informed public: a visitor who applies, a journalist, and an officer behind a figure."""

import json
import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.applications.models import Evidence
from apps.core import clock
from apps.core.estimates import share_of
from apps.guidance.checks import KnowledgeCheck, checks
from apps.guidance.library import ENGLISH
from apps.measures.models import Edition
from apps.measures.services import edition_release
from tests.browsers import follow
from tests.evaluation.ledger import parcels
from tests.journeys import seller
from tests.journeys.desk import Desk
from tests.journeys.seller import expect_texts, follow_link, press_button
from tests.journeys.steps import fill_in, sign_up
from tests.measures.world import IN_QUARTER, QUARTER, members, noon, release
from tests.people import staff

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("fresh_limits")]
ADA = "ada@shop.example"


def answer_check(page: Page, check: KnowledgeCheck, *, wrong: int = 0) -> None:
    """Answer the questions of a check, the first ones wrong."""
    for at, question in enumerate(check.questions, start=1):
        others = [number for number in range(1, len(question.choices) + 1) if number != question.right]
        fill_in(page.locator(f"[name=q{at}]"), str(others[0] if at <= wrong else question.right))
    press_button(page, "See what is right")


def test_a_visitor_learns_is_told_what_was_wrong_and_applies_with_what_was_answered(
    new_page: Callable[..., Page], site: LiveServer
) -> None:
    check = checks(ENGLISH)["value"]
    page = new_page()
    page.goto("/")
    follow(page.get_by_role("link", name="Guidance", exact=True).first)
    page.goto(reverse("portal:guidance_page", args=[check.page]))
    follow_link(page, check.title)
    answer_check(page, check, wrong=1)
    count = len(check.questions)
    expect_texts(page, f"{count - 1} of {count} answers are right.", check.questions[0].because)
    follow_link(page, "Do the check again after reading")
    answer_check(page, check)
    expect_texts(page, f"{count} of {count} answers are right.")

    page.goto("/")
    follow(page.get_by_role("link", name="Check if you can apply").first)
    seller.check_eligibility(page)
    follow_link(page, "Create an account and apply")
    sign_up(page, ADA)
    seller.start_application(page)
    page.goto(reverse("portal:guidance_check", args=[check.key]))
    answer_check(page, check)
    press_button(page, "Add it to your application")
    expect_texts(page, "check-value.csv")
    assert Evidence.objects.get().criterion == check.criterion


@pytest.fixture
def edition(site: LiveServer) -> Edition:
    """Return an edition of a quarter in which more members than the target allows sent wrong parcels."""
    good, bad = members(12), members(12)
    with clock.at(noon(IN_QUARTER)):
        for shipper in good:
            parcels(shipper, IN_QUARTER, 10, drawn="clean")
        for shipper in bad:
            parcels(shipper, IN_QUARTER, 2, drawn="discrepant")
        bad[0].name = "Quince Trading"
        bad[0].save()
        parcels(bad[0], IN_QUARTER, 3, drawn="discrepant")
    announced = release(QUARTER)
    with clock.at(announced.due_at):
        return edition_release(release_id=announced.pk)


def test_a_journalist_downloads_the_data_and_computes_a_published_figure_again(
    new_page: Callable[..., Page], edition: Edition
) -> None:
    """By the recipe of the page: divide the rounded numerator by the rounded denominator."""
    page = new_page()
    page.goto("/")
    follow(page.get_by_role("link", name="How the program performs").first)
    with page.expect_download() as download:
        page.locator("main").get_by_role("link", name=re.compile(r"quarter-.* \(JSON\)")).first.evaluate(
            "link => { link.download = ''; link.click(); }"
        )
    published = json.loads(download.value.path().read_text())
    measure = next(each for each in published["measures"] if each["code"] == "random-exams")
    line = next(each for each in measure["lines"] if each["code"] == "members")
    again = share_of(int(line["numerator"]), int(line["denominator"]))
    assert abs(float(line["value"]) - again.share) <= 0.00005
    page.goto(reverse("portal:performance_measure", args=["random-exams"]))
    expect_texts(page, f"{again.share:.1%}")
    assert "Quince Trading" not in page.content()


def test_an_officer_goes_from_a_missed_target_to_the_parcels_behind_it(
    new_page: Callable[..., Page], edition: Edition
) -> None:
    officer = Desk(new_page(), staff("officer"))
    officer.page.goto(reverse("admin:measures_edition_change", args=[edition.pk]))
    follow(officer.page.locator("main a[href='?line=random-exams.members']").first)
    officer.expect_texts("Quince Trading")
    follow(officer.page.get_by_role("link", name="Quince Trading").first)
    expect(officer.page.get_by_role("heading", level=1)).to_contain_text("Quince Trading")
