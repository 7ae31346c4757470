"""The days that pages of a seller name, and the time zone in which all of them are counted."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.core import clock
from apps.core.errors import InvalidInput, NotFound
from apps.events.models import Event
from apps.shippers.models import Shipper
from apps.shippers.services import time_zone_set
from apps.shippers.zones import zone_of
from apps.standing.members.services import standing_change, standing_lock, status_change
from apps.standing.members.states import ChangeReason
from apps.standing.models import ProposedChange, Standing
from apps.standing.services import change_decide, change_respond
from apps.standing.verification import standings
from tests.markup import assert_valid
from tests.people import on_team, signed_in, staff
from tests.portal import due_process
from tests.portal.members import member_of
from tests.portal.pages import page_text
from tests.standing.evaluations import enrolled, owner_of

VALIDATED_ON = datetime(2026, 3, 4, 15, tzinfo=UTC)
SUSPENDED_ON = datetime(2026, 6, 8, 15, tzinfo=UTC)
VALIDATION_ENDED_ON = datetime(2026, 11, 13, 15, tzinfo=UTC)


def changed_part_by_part(ada) -> Shipper:
    """Make a member that was validated, suspended, and whose validation ended, each on a day of its own."""
    with clock.at(datetime(2026, 1, 5, 15, tzinfo=UTC)):
        shipper = member_of(ada, months=0)
    for at, change in (
        (VALIDATED_ON, lambda it: standing_change(it, "validate", ChangeReason.VALIDATED, validated=True)),
        (SUSPENDED_ON, lambda it: status_change(it, "suspend", ChangeReason.SUSPENDED)),
        (
            VALIDATION_ENDED_ON,
            lambda it: standing_change(it, "end_validation", ChangeReason.VALIDATION_ENDED, validated=False),
        ),
    ):
        with clock.at(at):
            change(standing_lock(shipper.pk))
    return shipper


class TestSince:
    def test_each_part_of_a_standing_has_its_own_day(self, portal, ada):
        shipper = changed_part_by_part(ada)
        for path in (reverse("portal:shipper", args=[shipper.pk]), f"{reverse('portal:verify')}?ksn={shipper.ksn}"):
            page = " ".join(page_text(portal, path).split())
            facts = page.split("<dl", 1)[1].split("</dl>", 1)[0]
            status, tier, proved = (facts.index(f"since {day}") for day in ("June 8", "Jan. 5", "Nov. 13"))
            assert facts.index(">Suspended<") < status
            assert tier > facts.index("Tier 0") > facts.index("<dt>Tier")
            assert proved > facts.index("<dt>How it was proved" if "How it was proved" in facts else "<dt>Verified")

    def test_verification_names_the_dates_that_are_not_those_of_the_changes(self, ada):
        shipper = changed_part_by_part(ada)
        now = clock.now()
        Standing.objects.filter(shipper=shipper).update(status_since=now, tier_since=now, validated_since=now)

        assert sum("_since is" in line for line in standings().differences) == 3

    def test_since_is_one_day_for_whoever_reads_it(self, portal, ada):
        """The evening of New York is the next day in Shanghai."""
        with clock.at(datetime(2026, 1, 5, 15, tzinfo=UTC)):
            shipper = member_of(ada, months=0)
            Shipper.objects.filter(pk=shipper.pk).update(time_zone="Asia/Shanghai")
        with clock.at(datetime(2026, 9, 1, 23, 30, tzinfo=UTC)):
            standing_change(standing_lock(shipper.pk), "promote", ChangeReason.TIER_EARNED, tier=1)
        pages = [reverse(f"portal:{name}", args=[shipper.pk]) for name in ("shipper", "tier", "certificate")]
        for page in pages:
            assert "since Sept. 1, 2026 (New York time)" in page_text(portal, page), page
        assert "since Sept. 1, 2026</span>" in page_text(portal, f"{reverse('portal:verify')}?ksn={shipper.ksn}")


class TestZone:
    """A page of a business tells the time where the business is, and says so."""

    # September 2 in Shanghai, September 1 in New York.
    MOMENT = datetime(2026, 9, 1, 23, 30, tzinfo=UTC)

    def test_a_decision_has_one_day_on_every_page(self):
        with clock.at(self.MOMENT - timedelta(days=20)):
            notice = due_process.propose_demotion()
        with clock.at(self.MOMENT):
            shipper, owner = notice.shipper, owner_of(notice.shipper)
            Shipper.objects.filter(pk=shipper.pk).update(time_zone="Asia/Shanghai")
            change_respond(final=True, actor=owner, change_id=notice.pk, response="It was not ours.")
            change_decide(actor=staff("officer"), change_id=notice.pk, decision="uphold", reasons="It is on the photo.")
        client = signed_in(owner)
        for name, *more in (("shipper",), ("changes",), ("change", notice.pk), ("change_appeal", notice.pk)):
            page = page_text(client, reverse(f"portal:{name}", args=[shipper.pk, *more]))
            assert "Sept. 2, 2026" in page, name
            # Since when a standing holds is a day of the program, whose zone stands beside it.
            assert "Sept. 1, 2026" not in page.replace("since Sept. 1, 2026 (New York time)", ""), name
            assert "in Shanghai time, where the business is." in " ".join(page.split()), name
        inbox = page_text(client, reverse("portal:inbox"))
        assert "Sept. 2" in inbox
        assert "Sept. 1" not in inbox
        public = page_text(client, f"{reverse('portal:verify')}?ksn={shipper.ksn}")
        assert "Sept. 1, 2026" in public, "a page of no business is in New York"
        assert "Dates and times are those of New York." in public

    def test_a_limit_of_the_program_and_one_of_the_business_stand_in_one_zone_which_is_named(self):
        notice = due_process.propose_demotion()
        shipper = notice.shipper
        Shipper.objects.filter(pk=shipper.pk).update(time_zone="Asia/Shanghai")
        shanghai = ZoneInfo("Asia/Shanghai")
        limits = {
            "respond_by": datetime(2027, 1, 4, 23, 59, tzinfo=shanghai),
            "decide_by": clock.end_of(date(2027, 2, 1)),
            "lapse_at": clock.end_of(date(2027, 3, 1)),
        }
        ProposedChange.objects.update(**limits)
        page = page_text(signed_in(owner_of(shipper)), reverse("portal:change", args=[shipper.pk, notice.pk]))
        for day in ("Jan. 4, 2027", "Feb. 2, 2027", "March 2, 2027"):
            assert f"{day} (Shanghai time)" in page

    def test_the_zone_of_a_page_ends_with_the_page(self, portal, ada):
        shipper = member_of(ada, months=0)
        Shipper.objects.filter(pk=shipper.pk).update(time_zone="Asia/Shanghai")
        page_text(portal, reverse("portal:shipper", args=[shipper.pk]))
        assert timezone.get_current_timezone_name() == "America/New_York"


def save(client: Client, shop: Shipper, zone: str) -> object:
    return client.post(reverse("portal:time_zone", args=[shop.pk]), {"time_zone": zone})


@pytest.mark.slow
def test_the_time_zone_is_set_and_recorded(newcomer: Shipper) -> None:
    client, profile = signed_in(owner_of(newcomer)), reverse("portal:profile", args=[newcomer.pk])
    page = client.get(profile).content.decode()
    assert "Time zone of the program (New York time)" in page
    assert_valid(page)
    assert save(client, newcomer, "Asia/Ho_Chi_Minh").url == profile
    newcomer.refresh_from_db()
    assert str(zone_of(newcomer)) == "Asia/Ho_Chi_Minh"
    event = Event.objects.get(kind="shippers.time_zone_set")
    assert event.payload["time_zone"] == "Asia/Ho_Chi_Minh"
    page = client.get(profile).content.decode()
    assert "counted in Ho Chi Minh time" in page
    assert '<option value="Asia/Ho_Chi_Minh" selected>' in page
    save(client, newcomer, "Asia/Ho_Chi_Minh")
    assert Event.objects.filter(kind="shippers.time_zone_set").count() == 1, "nothing changed"
    save(client, newcomer, "")
    newcomer.refresh_from_db()
    assert newcomer.time_zone == ""


def test_an_unknown_time_zone_is_marked(newcomer: Shipper) -> None:
    answer = save(signed_in(owner_of(newcomer)), newcomer, "Mars/Olympus")
    assert answer.status_code == 422
    assert 'href="#id_time_zone"' in answer.content.decode()
    with pytest.raises(InvalidInput):
        time_zone_set(actor=owner_of(newcomer), shipper_id=newcomer.pk, time_zone="Mars/Olympus")


@pytest.mark.slow
def test_who_prepares_may_and_who_reads_may_not(newcomer: Shipper) -> None:
    for role, status in (("preparer", 302), ("viewer", 403)):
        person = on_team(newcomer, role)
        client = signed_in(person)
        assert save(client, newcomer, "Europe/Madrid").status_code == status
        page = client.get(reverse("portal:profile", args=[newcomer.pk])).content.decode()
        assert ("Save the time zone" in page) == (role == "preparer")
    with pytest.raises(NotFound):
        time_zone_set(actor=owner_of(enrolled()), shipper_id=newcomer.pk, time_zone="Europe/Madrid")
