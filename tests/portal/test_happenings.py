"""Everything that happened to a business, to which the overview's short list of news leads."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.portal.dashboard.news import EVENT_NEWS, EventSubject, subject_of
from apps.shippers.models import Shipper
from tests.markup import assert_valid
from tests.outbox import deliver
from tests.portal.members import violation
from tests.portal.pages import page_text


@pytest.fixture
def warned(shipper: Shipper) -> Shipper:
    """The member, after nine small violations."""
    for _number in range(9):
        violation(shipper, clock.today(), category="marking")
    return shipper


def test_the_overview_leads_to_all_that_happened(portal: Client, warned: Shipper) -> None:
    page = reverse("portal:happenings", args=[warned.pk])
    overview = portal.get(reverse("portal:shipper", args=[warned.pk])).content.decode()
    assert re.search(rf'<a href="{page}">And \d+ things more.</a>', overview)
    whole = portal.get(page).content.decode()
    assert whole.count("A violation was sustained.") == 9
    assert "You became a member." in whole
    assert_valid({"whole": whole})


def test_each_violation_is_told_from_the_others(portal: Client, warned: Shipper) -> None:
    violation(warned, clock.today(), category="weapons", determination="alleged")
    deliver()
    whole = " ".join(page_text(portal, reverse("portal:happenings", args=[warned.pk])).split())
    assert "Notice of a violation was served. Weapons, " in whole
    assert whole.count(". Marking, ") >= 9


def test_events_are_listed_a_page_at_a_time(portal: Client, warned: Shipper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.portal.dashboard.news.PAGE_SIZE", 4)
    page = address = reverse("portal:happenings", args=[warned.pk])
    seen = 0
    while address:
        text = portal.get(address).content.decode()
        seen += text.count("A violation was sustained.")
        older = re.search(r'href="(\?before=\d+)" rel="next"', text)
        address = page + older[1] if older else ""
    assert seen == 9
    assert "There is nothing earlier." in portal.get(f"{page}?before=1").content.decode()
    assert portal.get(f"{page}?before=x").status_code == 200


class TestFilters:
    """Filters of everything that happened: by subject and by period."""

    def shown(self, client: Client, shop: Shipper, query: str) -> str:
        answer = client.get(f"{reverse('portal:happenings', args=[shop.pk])}?{query}")
        assert answer.status_code == 200
        text = answer.content.decode()
        assert_valid({query: text})
        return text

    def test_a_subject_keeps_its_events_alone(self, portal: Client, warned: Shipper) -> None:
        violations = self.shown(portal, warned, "subject=violations")
        assert violations.count("A violation was sustained.") == 9
        assert "You became a member." not in violations
        assert "About: Violations and answers" in violations
        standing = self.shown(portal, warned, "subject=standing")
        assert "You became a member." in standing
        assert "A violation was sustained." not in standing
        assert "Nothing matches." in self.shown(portal, warned, "subject=questions")

    def test_a_period_takes_whole_days_where_the_business_is(self, portal: Client, warned: Shipper) -> None:
        today = clock.today()
        assert "You became a member." in self.shown(portal, warned, f"since={today}&until={today}")
        before = clock.add_days(today, -1)
        assert "You became a member." not in self.shown(portal, warned, f"until={before}")
        assert "You became a member." not in self.shown(portal, warned, f"since={clock.add_days(today, 1)}")

    def test_the_next_page_keeps_the_filter(
        self, portal: Client, warned: Shipper, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("apps.portal.dashboard.news.PAGE_SIZE", 4)
        text = self.shown(portal, warned, "subject=violations")
        assert re.search(r'href="\?subject=violations&amp;before=\d+" rel="next"', text)

    def test_a_filter_that_cannot_be_read_is_told_and_left_out(self, portal: Client, warned: Shipper) -> None:
        answer = portal.get(f"{reverse('portal:happenings', args=[warned.pk])}?since=yesterday&subject=moon")
        assert answer.status_code == 422
        assert "This is not a date." in answer.content.decode()
        assert "You became a member." in answer.content.decode()


def test_every_kind_of_news_has_a_subject() -> None:
    assert {subject_of(kind) for kind in EVENT_NEWS} == set(EventSubject)
