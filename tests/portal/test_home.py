"""The seller's own page, in each state that a business can be in."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.applications.services import application_start
from apps.core import clock
from apps.evaluation.selectors import evaluation_latest
from apps.shippers.models import Membership
from apps.standing.models import ProposedChange
from tests.people import seller, signed_in, staff
from tests.portal.members import entry, member_of, parcels, settle, violation

pytestmark = pytest.mark.django_db
Role = Membership.Role
MOST_QUERIES = 12


@pytest.fixture
def ada(client):
    ada = seller()
    client.force_login(ada)
    return ada


def _page(client, path="/home/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def _demote(user):
    """A member of tier 1 whose record no longer lets it be kept: a demotion is proposed."""
    shipper = member_of(user, months=4)
    for _number in range(4):
        violation(shipper, clock.today(), category="counterfeit", culpability="gross_negligence")
    settle()
    return shipper, ProposedChange.objects.get(shipper=shipper)


def test_somebody_without_a_business_is_shown_how_to_begin(client, ada):
    page = _page(client)
    assert "Start an application" in page
    assert reverse("portal:apply") in page
    assert "Have these at hand" in page


def test_staff_are_sent_to_their_own_pages():
    page = _page(signed_in(staff("officer")))
    assert reverse("admin:index") in page
    assert "Start an application" not in page


def test_an_application_under_way_is_one_click_away(client, ada):
    application = application_start(actor=ada)
    page = _page(client)
    assert "Draft" in page
    assert "Waiting on you" in page
    assert "Go on with it" in page
    assert reverse("portal:application", args=[application.pk]) in page
    assert "Where you stand" not in page


def test_a_new_member_sees_its_number_and_what_comes_next(client, ada):
    shipper = member_of(ada, months=0)
    page = _page(client)
    assert shipper.ksn in page
    assert "Certified: on paper" in page
    assert "What leads to tier 1" in page
    assert "No parcels yet." in page
    assert "None on record." in page
    assert "You became a member." in page
    assert "<svg" not in page


def test_a_member_sees_standing_benefits_reasons_path_and_record(client, ada):
    shipper = member_of(ada, months=5)
    parcels(shipper, clock.today(), 3, examined=True, exam_result="discrepant", disposition="held")
    violation(shipper, clock.today() - timedelta(days=9), category="vague_data")
    settle()
    page = _page(client)
    for text in (
        *(shipper.ksn, "Active", "Tier 1", "Why this tier", "What leads to tier 2", "decides"),
        *("Your parcels are chosen for an exam 80% as often as others.", "Your record earned a higher tier."),
        *("Vague or incomplete data", "Sustained", "Cotton scarf", "Discrepant", "Not examined"),
    ):
        assert text in page
    assert "<svg" in page
    assert page.count('class="ks-bar"') == 12


def test_validation_shows_and_is_not_the_tier(client, ada):
    shipper = member_of(ada, months=1)
    entry(shipper, clock.today(), "validated")
    settle()
    page = _page(client)
    assert "Validated: verified by a visit" in page
    assert "What leads to tier 1" in page


def test_a_suspended_member_reads_everything_and_can_respond(client, ada):
    shipper = member_of(ada, months=5)
    violation(shipper, clock.today(), category="narcotics", culpability="fraud", basis="seizure")
    settle()
    page = _page(client)
    assert "You are suspended" in page
    assert "Suspension, under review" in page
    assert "Nothing at present: benefits come with an active status." in page
    assert "Narcotics and precursors" in page
    assert "Send the response" in page
    assert reverse("portal:inbox") in page


def test_a_proposed_change_is_answered_once_and_the_answer_stays_in_sight(client, ada):
    shipper, proposal = _demote(ada)
    page = _page(client)
    assert "Proposed: Demotion" in page
    assert "From tier 1 to tier 0." in page
    assert "Waiting on you: respond by" in page

    address = reverse("portal:respond", args=[shipper.pk, proposal.pk])
    response = client.post(address, {"response": "Two of these were <b>not ours</b>."}, follow=True)
    page = response.content.decode()
    assert "Your response was sent." in page
    assert "Two of these were &lt;b&gt;not ours&lt;/b&gt;." in page
    assert "Send the response" not in page

    again = client.post(address, {"response": "And another thing."})
    assert again.status_code == 422
    assert "There is a problem" in again.content.decode()
    proposal.refresh_from_db()
    assert proposal.response == "Two of these were <b>not ours</b>."


def test_an_empty_response_is_told_beside_the_field_and_in_the_summary(client, ada):
    shipper, proposal = _demote(ada)
    response = client.post(reverse("portal:respond", args=[shipper.pk, proposal.pk]), {"response": "  "})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{proposal.pk}_response"' in page
    assert page.count("Write your response.") == 2


def test_a_viewer_reads_but_does_not_answer(client, ada):
    shipper, proposal = _demote(seller("owner@shop.example"))
    Membership.objects.create(shipper=shipper, user=ada, role=Role.VIEWER)
    page = _page(client)
    assert "Proposed: Demotion" in page
    assert "An owner or a signatory of your team can respond." in page
    assert "Send the response" not in page
    client.post(reverse("portal:respond", args=[shipper.pk, proposal.pk]), {"response": "No."})
    proposal.refresh_from_db()
    assert proposal.response == ""


def test_nobody_sees_or_answers_for_the_business_of_another(client, ada):
    mine, theirs = member_of(ada, months=1), seller("bob@shop.example")
    shipper, proposal = _demote(theirs)
    assert client.get(reverse("portal:shipper", args=[shipper.pk])).status_code == 404
    for through in (shipper.pk, mine.pk):
        address = reverse("portal:respond", args=[through, proposal.pk])
        assert client.post(address, {"response": "No."}).status_code == 404


def test_a_person_on_several_teams_switches_between_them(client, ada):
    first, second = member_of(ada, months=1), member_of(ada, months=2, role=Role.VIEWER)
    assert first.ksn in _page(client)
    address = reverse("portal:shipper", args=[second.pk])
    assert address in _page(client)
    page = _page(client, address)
    assert second.ksn in page
    assert first.ksn not in page


def test_one_business_needs_no_switch(client, ada):
    member_of(ada, months=1)
    assert "Your businesses" not in _page(client)


def test_the_open_page_asks_for_news_and_hears_nothing_while_there_is_none(client, ada):
    shipper = member_of(ada, months=1)
    page = _page(client)
    address = re.search(r'hx-get="([^"]+)"', page)[1]
    assert client.get(address).status_code == 204
    violation(shipper, clock.today(), category="clerical", culpability="clerical")
    assert "Clerical error" in _page(client, address)


def test_the_page_takes_as_many_queries_for_a_long_history_as_for_a_short_one(client, ada):
    shipper = member_of(ada, months=4, monthly=15)
    violation(shipper, clock.today(), category="clerical", culpability="clerical")
    settle()
    with CaptureQueriesContext(
        connection,
    ) as short:
        _page(client)
    parcels(shipper, clock.today(), 500)
    for _number in range(12):
        violation(shipper, clock.today(), category="clerical", culpability="clerical")
    settle()
    with CaptureQueriesContext(connection) as long:
        _page(client)
    assert len(long) == len(short) <= MOST_QUERIES, [query["sql"][:120] for query in long.captured_queries]


def test_a_tier_that_is_kept_and_could_not_be_entered_is_explained_so(client, ada):
    worse = evaluation_latest(member_of(ada, months=5).pk)
    worse.pk, worse.enter, worse.keep = None, 0, 1
    worse.save(force_insert=True)
    assert "You keep tier 1. Keeping a tier asks less than entering it." in _page(client)
