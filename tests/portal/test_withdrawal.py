"""Leaving the program."""

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.standing.models import Change, Departure, DepartureState, Standing, Status
from apps.standing.services import departure_start
from tests.people import on_team, signed_in, staff
from tests.portal.members import member_of
from tests.standing.evaluations import change_asked


@pytest.fixture
def page(ada: User) -> str:
    return reverse("portal:leave", args=[member_of(ada, months=0).pk])


def test_leaving_says_what_ends_and_takes_a_tick(ada: User, page: str) -> None:
    client = signed_in(ada)
    text = client.get(page).content.decode()
    for words in ("What ends", "What is kept", "You can apply again whenever you want."):
        assert words in text
    assert client.post(page, {"reasons": "We close."}).status_code == 422
    assert Standing.objects.get().status == Status.ACTIVE

    done = client.post(page, {"sure": "on", "reasons": "We close."}, follow=True).content.decode()
    assert "The business has left the program." in done
    assert Standing.objects.get().status == Status.WITHDRAWN
    assert Change.objects.latest("pk").note == "We close."


def test_who_has_left_has_nothing_to_leave(ada: User, page: str) -> None:
    client = signed_in(ada)
    client.post(page, {"sure": "on"})
    text = client.get(page).content.decode()
    assert "There is nothing to leave." in text
    assert "<textarea" not in text
    assert client.post(page, {"sure": "on"}).status_code == 422


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("signatory", 403), ("preparer", 403), ("viewer", 403)])
def test_only_an_owner_may(role: str, status: int, page: str) -> None:
    assert signed_in(on_team(Standing.objects.get().shipper, role)).get(page).status_code == status


class TestDepartureOfAnOfficer:
    @pytest.fixture
    def departure(self, page: str) -> Departure:
        return departure_start(
            actor=staff("officer"), shipper_id=Standing.objects.get().pk, way="letter", reasons="We close the shop."
        )

    def test_the_owner_reads_what_was_recorded_and_confirms(self, ada: User, page: str, departure: Departure) -> None:
        client = signed_in(ada)
        assert "Confirm or decline by" in client.get(reverse("portal:shipper", args=[departure.shipper_id])).text
        text = client.get(page).text
        assert "We close the shop." in text
        assert "If nobody confirms, it stays." in text
        client.post(page, {"sure": "on"})
        departure.refresh_from_db()
        assert departure.state == DepartureState.CONFIRMED

    def test_the_owner_says_that_the_business_stays(self, ada: User, page: str, departure: Departure) -> None:
        client = signed_in(ada)
        assert "The business stays in the program." in client.post(page, {"stay": "1"}, follow=True).text
        departure.refresh_from_db()
        assert (departure.state, Standing.objects.get().status) == (DepartureState.DECLINED, Status.ACTIVE)
        assert "No departure waits" in client.post(page, {"stay": "1"}, follow=True).text


def test_a_proposed_removal_is_named_with_the_day_from_which_one_may_come_back(ada: User, page: str) -> None:
    shipper = Standing.objects.get().shipper
    change_asked(actor=staff("officer"), shipper_id=shipper.pk, kind="removal", reasons="Forged papers.")
    client = signed_in(ada)
    text = client.get(page).text
    for words in ("What is still decided", "Removal", "you can apply again from"):
        assert words in text
    client.post(page, {"sure": "on"})
    text = client.get(reverse("portal:shipper", args=[shipper.pk])).text
    assert "You left while your removal was proposed" in text
