"""The days that pages of a seller name: each says what it is the day of, and all are counted in one zone."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from apps.core import clock
from apps.shippers.models import Shipper
from apps.standing.members.services import standing_change, standing_lock, status_change
from apps.standing.members.states import Reason
from apps.standing.models import Standing
from apps.standing.verification import standings
from tests.people import seller
from tests.portal.members import member_of
from tests.portal.pages import page_text

pytestmark = pytest.mark.django_db

VALIDATED_ON = datetime(2026, 3, 4, 15, tzinfo=UTC)
SUSPENDED_ON = datetime(2026, 6, 8, 15, tzinfo=UTC)
VALIDATION_ENDED_ON = datetime(2026, 11, 13, 15, tzinfo=UTC)


@pytest.fixture
def ada(client):
    ada = seller()
    client.force_login(ada)
    return ada


def changed_part_by_part(ada) -> Shipper:
    """Make a member that was validated, suspended, and whose validation ended, each on a day of its own."""
    with clock.at(datetime(2026, 1, 5, 15, tzinfo=UTC)):
        shipper = member_of(ada, months=0)
    for at, change in (
        (VALIDATED_ON, lambda it: standing_change(it, "validate", Reason.VALIDATED, validated=True)),
        (SUSPENDED_ON, lambda it: status_change(it, "suspend", Reason.SUSPENDED)),
        (
            VALIDATION_ENDED_ON,
            lambda it: standing_change(it, "end_validation", Reason.VALIDATION_ENDED, validated=False),
        ),
    ):
        with clock.at(at):
            change(standing_lock(shipper.pk))
    return shipper


class TestSince:
    def test_each_part_of_a_standing_has_its_own_day(self, client, ada):
        shipper = changed_part_by_part(ada)
        for path in (reverse("portal:shipper", args=[shipper.pk]), f"{reverse('portal:verify')}?ksn={shipper.ksn}"):
            page = " ".join(page_text(client, path).split())
            facts = page.split("<dl", 1)[1].split("</dl>", 1)[0]
            status, tier, proved = (facts.index(f"since {day}") for day in ("June 8", "Jan. 5", "Nov. 13"))
            assert facts.index(">Suspended<") < status
            assert tier > facts.index("Member") > facts.index("<dt>Tier")
            assert proved > facts.index("<dt>How it was proved" if "How it was proved" in facts else "<dt>Verified")

    def test_dates_filled_in_by_the_migration_are_those_of_the_changes(self, ada):
        shipper = changed_part_by_part(ada)
        standing = Standing.objects.filter(shipper=shipper)
        kept = standing.values("status_since", "tier_since", "validated_since").get()
        standing.update(status_since=clock.now(), tier_since=clock.now(), validated_since=clock.now())
        assert sum("_since is" in line for line in standings().differences) == 3

        with connection.cursor() as cursor:
            cursor.execute(import_module("apps.standing.migrations.0009_dates_of_each_part_filled")._FILL)

        assert standing.values(*kept).get() == kept
        assert not any("_since is" in line for line in standings().differences)
