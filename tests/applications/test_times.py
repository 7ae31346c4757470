"""The minutes that the pages of an application really take, beside the minutes that the site promises."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.applications.models import Application, ApplicationState, PageTime
from apps.applications.sections import PAGES, SECTIONS, page_asking
from apps.applications.selectors import minutes_to_apply, sections_of
from apps.applications.selectors.times import TimeTaken, times_taken
from apps.applications.services import application_start
from apps.core import clock
from tests.people import seller, signed_in, staff


@pytest.fixture
def draft() -> Application:
    return application_start(actor=seller())


def opened(client: Client, draft: Application) -> str:
    """Open the page of products, and return what the page says of its opening."""
    page = client.get(address(draft)).content.decode()
    return page.split('name="opened" value="')[1].split('"')[0]


def address(draft: Application) -> str:
    return reverse("portal:apply_section", args=[draft.pk, "products"])


def saved_after(client: Client, draft: Application, opened: str, minutes: int, version: int = 0) -> None:
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        assert client.post(address(draft), {"version": version, "opened": opened, "add": "1"}).status_code == 302


def sent(seconds: Iterable[int]) -> None:
    """Make one sent application for each of these times of the page of consents."""
    for number, each in enumerate(seconds):
        application = application_start(actor=seller(f"seller{number}@shop.example"))
        Application.objects.filter(pk=application.pk).update(
            state=ApplicationState.SUBMITTED, submitted_at=clock.now(), decide_by=clock.now()
        )
        PageTime.objects.create(application=application, page="consents", seconds=each, counted_until=clock.now())


def row(key: str) -> TimeTaken:
    title = next(page.title for page in PAGES if page.key == key)
    return next(row for row in times_taken(None, None) if row.title == title)


def test_time_from_opening_a_page_to_saving_is_added_up(draft: Application) -> None:
    client = signed_in(draft.created_by)
    saved_after(client, draft, opened(client, draft), 4)
    with clock.at(clock.now() + timedelta(hours=2)):
        saved_after(client, draft, opened(client, draft), 3, version=1)
    time = PageTime.objects.get()
    assert (time.page, round(time.seconds / 60)) == ("products", 7)


def test_the_same_minutes_in_two_windows_are_counted_once(draft: Application) -> None:
    client = signed_in(draft.created_by)
    first = opened(client, draft)
    saved_after(client, draft, first, 4)
    saved_after(client, draft, first, 6, version=1)
    assert round(PageTime.objects.get().seconds / 60) == 6


def test_a_page_left_open_and_a_made_up_opening_count_nothing(draft: Application) -> None:
    client = signed_in(draft.created_by)
    saved_after(client, draft, opened(client, draft), 31)
    saved_after(client, draft, "made-up", 1, version=1)
    other = application_start(actor=seller("other@shop.example"))
    saved_after(client, draft, opened(signed_in(other.created_by), other), 1, version=1)
    assert not PageTime.objects.exists()


def test_each_section_is_asked_for_by_one_page() -> None:
    assert {page_asking(section.key).key for section in SECTIONS} == {page.key for page in PAGES}


def test_promise_is_the_sum_of_the_pages(draft: Application) -> None:
    asked = sum(section.minutes for section in sections_of(draft))
    whole, *pages = times_taken(None, None)
    assert sum(page.promised for page in pages) == asked
    assert whole.promised == minutes_to_apply() >= asked


def test_fewer_than_five_applications_give_no_figure() -> None:
    sent([60, 120, 180, 240])
    assert (row("consents").applications, row("consents").median, row("consents").upper) == (4, None, None)
    assert row("products").applications == 0


def test_median_and_75th_percentile_of_the_applications_sent_in_a_period(draft: Application) -> None:
    sent([60, 120, 180, 240, 600])
    PageTime.objects.create(application=draft, page="consents", seconds=6000, counted_until=clock.now())
    assert (row("consents").applications, row("consents").median, row("consents").upper) == (5, 3, 4)
    assert times_taken(None, None)[0].median == 3
    assert times_taken(clock.today() + timedelta(days=1), None)[0].applications == 0
    assert times_taken(clock.today(), clock.today())[0].applications == 5


def test_supervisor_sees_promised_and_taken_minutes() -> None:
    sent([60, 120, 180, 240, 600])
    page = signed_in(staff("supervisor")).get(reverse("admin:guidance_surveyanswer_changelist")).content.decode()
    line = page[page.index('<th scope="row">Consents</th>') :]
    cells = [cell.split("</td>")[0] for cell in line.split('<td class="ks-number">')[1:5]]
    assert cells == ["1", "3", "4", "5"]
