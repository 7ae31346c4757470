"""The first page: what a visitor learns at once, the figures of the program, and the stories of a simulated one."""

import re
from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.benefits.models import Month
from apps.benefits.selectors import members_counted
from apps.core import clock
from apps.measures.services import edition_release
from apps.policy.schema import KEYS
from apps.portal import first_page
from apps.shippers.models import Shipper
from tests.measures.world import QUARTER, members, others, release
from tests.people import seller
from tests.portal.members import member_of


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
    for question in ("For whom", "What you get", "What it costs", "Who runs it", "Why carriers care"):
        assert question in page
    assert "No fee" in page


def test_the_policy_has_no_number_of_a_fee() -> None:
    """The first page says that the program takes no fee."""
    assert not [key for key in KEYS if "fee" in key.split(".")]


def test_members_are_shown_rounded_once_there_are_ten(client: Client) -> None:
    assert members_counted() is None
    assert "The program in figures" not in client.get("/").content.decode()
    month_counted(1, None, parcels=1_000, examined=50, shippers=0)
    month_counted(1, 0, parcels=900, examined=40, shippers=9)
    assert members_counted() is None, "nine are few"
    Month.objects.filter(tier=0).update(shippers=3)
    month_counted(1, 2, parcels=2_000, examined=20, shippers=1_200)
    month_counted(2, 2, parcels=2_000, examined=60, shippers=9)
    page = client.get("/").content.decode()
    for shown in ("The program in figures", ">1,205<"):
        assert shown in page


def test_exam_rates_of_the_first_page_are_those_of_the_last_edition_and_of_nothing_else(client: Client) -> None:
    """A rate of other months or businesses under the same name would be another figure."""
    month_counted(1, None, parcels=900, examined=90, shippers=0)
    month_counted(1, 2, parcels=2_000, examined=20, shippers=12)
    members(12)
    others(12)
    assert "examined" not in figures_section(client)
    announced = release(QUARTER)
    with clock.at(announced.due_at):
        edition_release(release_id=announced.pk)
        section = figures_section(client)
        measure = client.get(reverse("portal:performance_measure", args=["exam-rates"])).content.decode()
    for title in ("Parcels of members examined", "Parcels of others examined"):
        assert re.search(rf"<dt>{title}</dt><dd>0%</dd>", section)
        assert re.search(rf'{title}</th>\s*<td [^>]*data-label="Figure">0%', measure)


def figures_section(client: Client) -> str:
    return client.get("/").content.decode().partition('id="figures"')[2].partition("</section>")[0]


def test_the_members_take_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    month_counted(1, 2, parcels=2_000, examined=20, shippers=12)
    with django_assert_num_queries(1):
        assert members_counted() is not None


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
    assert "These figures come from the simulated program" in page
    assert f"<h3>{shipper.name}</h3>" in page
    assert "with 20 parcels in the last 12 months" in page
    assert "Never enrolled" not in page
