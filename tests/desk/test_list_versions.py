"""The page of a version of a list: what it changed, and what came of comparing the businesses with it."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.pages import page_of
from tests.markup import assert_valid, main_of
from tests.outbox import deliver
from tests.people import on_team, signed_in, staff
from tests.screening.hits import FIRM, PERSON, followed, hit_of, list_loaded, owned_by, screened

MAX_QUERIES = 19


def test_the_list_of_versions_leads_to_what_each_touched_and_found() -> None:
    followed(FIRM)
    shipper = screened(owned_by())
    done = followed(FIRM, PERSON)
    client = signed_in(staff("auditor"))
    path = page_of(done.version)
    assert path in client.get(reverse("admin:screening_version_changelist")).content.decode()
    with CaptureQueriesContext(connection) as asked:
        page = client.get(path).content.decode()
    assert len(asked) <= MAX_QUERIES
    assert "1 of 2" in page, "the owner was compared again, and the business was not"
    assert reverse("admin:screening_businesshit_change", args=[hit_of(shipper).pk]) in page
    assert "MRKVANOVIC, Dalibor" in page
    assert "Vornexia" not in page, "the entry of the first version did not change"
    assert_valid(main_of(page))


def test_a_version_says_that_its_businesses_are_still_to_be_compared() -> None:
    version = list_loaded(PERSON)
    client = signed_in(staff("officer"))
    assert "as soon as a worker is free" in client.get(page_of(version)).content.decode()
    deliver()
    assert "The businesses are being compared" in client.get(page_of(version)).content.decode()


def test_a_reader_on_the_team_of_a_business_does_not_see_its_hit() -> None:
    followed(FIRM)
    shipper, officer = screened(owned_by()), staff("officer")
    done = followed(FIRM, PERSON)
    on_team(shipper, "viewer", officer)
    page = signed_in(officer).get(page_of(done.version)).content.decode()
    assert reverse("admin:screening_businesshit_change", args=[hit_of(shipper).pk]) not in page
    assert "Quiet Harbor Goods" not in page
