"""The first page: what a visitor learns at once, the figures of the program, and the stories of a simulated one."""

from collections.abc import Mapping

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.benefits.models import Month
from apps.benefits.selectors import program_figures
from apps.core import clock
from apps.policy.schema import KEYS
from apps.portal import first_page
from apps.shippers.models import Shipper
from tests.people import seller
from tests.portal.members import member_of

pytestmark = pytest.mark.django_db


def month_counted(back: int, tier: int | None, *, parcels: int, examined: int, shippers: int) -> None:
    month = clock.add_months(clock.month_of(clock.today()), -back)
    Month.objects.create(
        month=month,
        tier=tier,
        parcels=parcels,
        examined=examined,
        shippers=shippers,
        left_out=0,
        counted_at=clock.now(),
    )


def test_the_first_page_answers_what_a_visitor_asks_first(client: Client) -> None:
    page = client.get("/").content.decode()
    for question in ("For whom", "What it gives", "What it costs", "Who runs it", "Why carriers care"):
        assert question in page
    assert "No fee" in page


def test_the_policy_has_no_number_of_a_fee() -> None:
    """The first page says that the program takes no fee."""
    assert not [key for key in KEYS if "fee" in key.split(".")]


def test_figures_are_shown_once_there_are_any(client: Client) -> None:
    assert program_figures() is None
    assert "The program in figures" not in client.get("/").content.decode()
    month_counted(1, None, parcels=1_000, examined=50, shippers=0)
    assert program_figures() is None, "nobody is a member"
    month_counted(1, 0, parcels=900, examined=40, shippers=3)
    month_counted(1, 2, parcels=2_000, examined=20, shippers=1_200)
    month_counted(2, 2, parcels=2_000, examined=60, shippers=9)
    month_counted(13, 2, parcels=5_000, examined=60, shippers=9)
    page = client.get("/").content.decode()
    for shown in ("The program in figures", ">1,203<", ">4,000<", ">2%<", ">5%<"):
        assert shown in page


def test_the_figures_take_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    month_counted(1, 2, parcels=2_000, examined=20, shippers=12)
    with django_assert_num_queries(1):
        found = program_figures()
    assert found is not None
    assert found.rates is None, "there is nothing to compare with"


@pytest.fixture
def portrayed(settings, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, int]:
    """Name the members whose stories the first page tells, as the simulated program does."""
    stories: dict[str, int] = {}
    monkeypatch.setattr(first_page, "chosen", lambda: stories, raising=False)
    settings.PORTRAITS = "apps.portal.first_page.chosen"
    return stories


def test_stories_are_those_of_a_simulated_program_alone(client: Client, portrayed: dict[str, int]) -> None:
    shipper = member_of(seller(), months=2, monthly=10)
    assert "Three members" not in client.get("/").content.decode()
    portrayed["small"] = shipper.pk
    portrayed["mended"] = Shipper.objects.create(name="Never enrolled").pk
    page = client.get("/").content.decode()
    assert "They are of the simulated program" in page
    assert f"<h3>{shipper.name}</h3>" in page
    assert "with 20 parcels in the last 12 months" in page
    assert "Never enrolled" not in page
