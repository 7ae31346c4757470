"""The public pages of the measures in a real browser, with figures of three editions."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from apps.core import clock
from apps.measures.headline import MEASURES
from apps.measures.services import edition_release
from tests.browser.look import look_at
from tests.evaluation.ledger import parcels
from tests.measures.applicants import JOINED, applicants, violators
from tests.measures.registered import register_made
from tests.measures.world import IN_QUARTER, QUARTER, YEAR, members, noon, others, release


@pytest.mark.slow
def test_pages_of_the_measures(page: Page) -> None:
    shippers = members(12)
    members(12, mode="sea")
    others(3)
    with clock.at(noon(IN_QUARTER)):
        for shipper in shippers:
            parcels(shipper, IN_QUARTER, 1, drawn="discrepant")
            parcels(shipper, IN_QUARTER, 9, drawn="clean")
    applicants(20, joined=JOINED, wrong_then=1)
    applicants(20, joined=None, wrong_then=2)
    violators(24, tier=1)
    violators(24)
    for announced in (release(QUARTER), release(QUARTER, 2), release(YEAR)):
        with clock.at(announced.due_at):
            edition_release(release_id=announced.pk)
    look_at(page, reverse("portal:performance"))
    look_at(page, reverse("portal:performance_calendar"))
    look_at(page, reverse("portal:performance_membership"))
    look_at(page, reverse("portal:performance_report", args=[2026]))
    for code in MEASURES:
        look_at(page, reverse("portal:performance_measure", args=[code]))


@pytest.mark.slow
def test_register_of_reasons(page: Page) -> None:
    register_made()
    look_at(page, reverse("portal:performance_reasons"))
    look_at(page, f"{reverse('portal:performance_reasons')}?action=removal")
