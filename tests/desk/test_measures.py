"""From a figure at the desk to the businesses behind it, and the calendar of releases."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.measures.models import Edition
from apps.measures.services import edition_release
from tests.evaluation.ledger import parcels
from tests.measures.world import IN_QUARTER, QUARTER, members, noon, release


@pytest.fixture
def edition() -> Edition:
    """Return an edition of a quarter in which one of three members was wrong in a random exam."""
    bad, *good = members(3)
    with clock.at(noon(IN_QUARTER)):
        parcels(bad, IN_QUARTER, 2, drawn="discrepant")
        for shipper in good:
            parcels(shipper, IN_QUARTER, 2, drawn="clean")
    bad.name = "Bad Trading"
    bad.save()
    announced = release(QUARTER)
    with clock.at(announced.due_at):
        return edition_release(release_id=announced.pk)


def test_missed_target_leads_to_the_businesses_behind_it(edition: Edition, desk: Client) -> None:
    address = reverse("admin:measures_edition_change", args=[edition.pk])
    page = desk.get(address).content.decode()
    assert "33.3%" in page, "staff see what the public does not"
    assert 'href="?line=random-exams.members"' in page
    cases = desk.get(address, {"line": "random-exams.members"}).content.decode()
    assert cases.index("Bad Trading") < cases.index("Lotus Trading")
    assert desk.get(address, {"line": "nothing"}).status_code == 200


def test_calendar_shows_how_late_a_release_was(edition: Edition, desk: Client) -> None:
    page = desk.get(reverse("admin:measures_release_changelist")).content.decode()
    assert "January 2026 to March 2026" in page
    assert desk.get(reverse("admin:measures_edition_changelist")).status_code == 200
