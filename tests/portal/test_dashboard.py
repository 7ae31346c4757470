"""The overview of a business, in each state."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import clock
from apps.correspondence.services import question_ask
from apps.disputes.services import disowning_open, dispute_open
from apps.ledger.models import Case, Parcel
from apps.portal.dashboard.news import news_of
from apps.shippers.models import Membership, Shipper
from apps.shippers.services import shipper_bar
from apps.standing.models import ProposedChange, Standing
from apps.standing.services import change_respond, proposal_timer_handle
from tests.people import on_team, seller, signed_in, staff
from tests.portal import due_process
from tests.portal.members import entry, member_of, parcels, settle, violation
from tests.portal.pages import page_of, page_text
from tests.standing.process import upheld_at_once

Role = Membership.Role
MAX_QUERIES = 12


def _first_section(page: str) -> str:
    return page.split("<main", 1)[1].split("</section>", 1)[0]


def _demote(user):
    """Propose the demotion of a member of tier 1, whose record no longer allows the tier."""
    shipper = member_of(user, months=4)
    for _number in range(4):
        violation(shipper, clock.today(), category="counterfeit", culpability="gross_negligence")
    settle()
    return shipper, ProposedChange.objects.get(shipper=shipper)


def test_somebody_without_a_business_is_shown_how_to_begin(portal, ada):
    page = page_text(portal)
    assert "Start an application" in page
    assert reverse("portal:apply") in page
    assert "Have these at hand" in page


def test_staff_are_sent_to_the_desk():
    answer = signed_in(staff("officer")).get(reverse("portal:home"))
    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.FOUND, reverse("admin:index"))


def test_an_application_under_way_is_one_click_away(portal, ada, application):
    page = page_text(portal)
    assert "Draft" in page
    assert "Waiting on you" in page
    assert "Go on with it" in page
    assert reverse("portal:application", args=[application.pk]) in page
    assert "Where your application is" in page
    assert "You are a member" not in page
    assert "Application started" in page


def test_a_new_member_sees_its_number_and_what_comes_next(portal, ada):
    shipper = member_of(ada, months=0)
    page = page_text(portal)
    assert shipper.ksn in page
    assert "Certified: on paper" in page
    assert "What gets you to tier 1" in page
    assert f"Give your number, {shipper.ksn}, to your carrier" in page
    assert "You became a member." in page
    record = page_text(portal, reverse("portal:record", args=[shipper.pk]))
    assert "None on record." in record
    assert "<svg" not in record


def test_validation_shows_and_is_not_the_tier(portal, ada):
    shipper = member_of(ada, months=1)
    entry(shipper, clock.today(), "validated")
    settle()
    page = page_text(portal)
    assert "Validated: verified by a visit" in page
    assert "What gets you to tier 1" in page


@pytest.mark.slow
def test_a_suspended_member_reads_everything_and_is_led_to_its_notice(portal, ada):
    shipper = member_of(ada, months=5)
    violation(shipper, clock.today(), category="narcotics", culpability="fraud", basis="seizure")
    settle()
    proposal = ProposedChange.objects.get(shipper=shipper)
    page = page_text(portal)
    first = _first_section(page)
    for text in (
        *("Why", "You have been suspended", "Narcotics and precursors", "Since", "Until", "What you can do now"),
        *("respond by", "Read and respond", page_of("change", proposal)),
    ):
        assert text in first, "why, since when, until when and what to do come before all else"
    assert page.count("Read and respond") == 1, "the matter is told once"
    assert "Nothing at present: benefits come with an active status." in page
    assert "Narcotics and precursors" in page_text(portal, reverse("portal:record", args=[shipper.pk]))
    assert "First your suspension must end." in page


@pytest.mark.slow
def test_a_proposed_change_is_a_short_panel_that_leads_to_its_page(portal, ada):
    _shipper, proposal = _demote(ada)
    first = _first_section(page_text(portal))
    for text in (
        "Proposed: Demotion",
        "from tier 1 to tier 0",
        "Waiting on you: respond by",
        page_of("change", proposal),
    ):
        assert text in first
    change_respond(final=True, actor=ada, change_id=proposal.pk, response="Two of these were not ours.")
    page = page_text(portal)
    assert "Waiting on the program: an officer decides by" in _first_section(page)
    assert "Two of these were not ours." not in page, "it is read on its page"
    assert "There is nothing that you must do now." in page


@pytest.mark.slow
def test_a_viewer_reads_and_is_not_asked_to_answer(portal, ada):
    shipper, _proposal = _demote(seller("owner@shop.example"))
    on_team(shipper, "viewer", ada)
    page = page_text(portal)
    assert "Proposed: Demotion" in page
    assert "Read the notice" in page
    assert "Read and respond" not in page


@pytest.mark.slow
def test_a_person_on_several_teams_switches_between_them(portal, ada):
    first, second = member_of(ada, months=1), member_of(ada, months=2, role=Role.VIEWER)
    assert first.ksn in page_text(portal)
    address = reverse("portal:shipper", args=[second.pk])
    assert address in page_text(portal)
    page = page_text(portal, address)
    assert second.ksn in page
    assert first.ksn not in page


def test_the_open_page_asks_for_news_and_hears_nothing_while_there_is_none(portal, ada):
    shipper = member_of(ada, months=1)
    page = page_text(portal)
    address = re.search(r'hx-get="([^"]+)"', page)[1]
    assert portal.get(address).status_code == 204
    violation(shipper, clock.today(), category="clerical", culpability="clerical")
    assert "A violation was sustained." in page_text(portal, address)


@pytest.mark.slow
def test_the_page_takes_no_more_queries_for_a_long_history_than_for_a_short_one(portal, ada):
    shipper = member_of(ada, months=2, monthly=5)
    violation(shipper, clock.today(), category="clerical", culpability="clerical")
    settle()
    page_text(portal)
    with CaptureQueriesContext(connection) as short:
        page_text(portal)
    for back in range(10):
        parcels(shipper, clock.add_months(clock.today(), -back), 1000)
    for _number in range(30):
        violation(shipper, clock.today(), category="clerical", culpability="clerical")
    settle()
    with CaptureQueriesContext(connection) as long:
        page_text(portal)
    assert len(long) <= len(short) <= MAX_QUERIES, [query["sql"][:120] for query in long.captured_queries]


class TestNews:
    """The news since the last visit: visits of one sitting show the same news, a later visit the news after it."""

    def visit(self, client, moment) -> str:
        with clock.at(moment):
            return page_text(client)

    def test_news_stay_news_until_the_visit_ends(self, portal, ada):
        shipper = member_of(ada, months=1)
        now = clock.now()
        first = self.visit(portal, now)
        assert "What happened so far" in first
        assert "You became a member." in first
        violation(shipper, clock.today(), category="marking")
        for later in (timedelta(hours=2), timedelta(hours=2, minutes=20)):
            page = self.visit(portal, now + later)
            assert "Since your last visit" in page
            assert "A violation was sustained." in page
            assert "You became a member." not in page
        assert "Nothing has happened since then." in self.visit(portal, now + timedelta(hours=4))

    def test_a_second_look_within_half_an_hour_is_the_same_visit(self, portal, ada):
        shipper = member_of(ada, months=1)
        now = clock.now()
        self.visit(portal, now)
        violation(shipper, clock.today(), category="marking", determination="alleged")
        page = self.visit(portal, now + timedelta(minutes=29))
        assert "What happened so far" in page
        assert "A violation was reported. It is not proved." in page

    def test_hidden_news_are_counted(self, portal, ada):
        shipper = member_of(ada, months=1)
        now = clock.now()
        self.visit(portal, now)
        for _number in range(9):
            violation(shipper, clock.today(), category="marking")
        page = self.visit(portal, now + timedelta(hours=1))
        assert page.count("A violation was sustained.") == 3
        assert "And 6 things more.</a>" in page

    def test_each_item_of_news_leads_to_its_page(self, portal, ada):
        shipper = member_of(ada, months=1)
        case = Case.objects.get(reference=violation(shipper, clock.today(), determination="alleged"))
        own = {"actor": ada, "shipper_id": shipper.pk}
        dispute_open(final=True, **own, case_id=case.pk, position="dispute", text="It was not so.")
        parcel = Parcel.objects.filter(seller__shipper=shipper).latest("pk")
        disowning_open(**own, parcel_id=parcel.pk, text="Not ours.")
        question_ask(**own, subject="Labels", text="Which?", language="en")
        links = {item.link for item in news_of(shipper.pk, seen_before=0).items} - {""}
        assert len(links) == 3, "an answer is read with its violation"
        for link in links:
            assert portal.get(link).status_code == 200, link

    def test_looking_for_news_is_no_visit(self, portal, ada):
        shipper = member_of(ada, months=1)
        portal.get(reverse("portal:news", args=[shipper.pk]))
        assert Membership.objects.get(user=ada).visited_at is None


class TestNextStep:
    def test_an_allegation_is_to_be_answered(self, portal, ada):
        shipper = member_of(ada, months=1)
        case = Case.objects.get(
            reference=violation(shipper, clock.today(), category="records", determination="alleged")
        )
        asked = "A violation was reported (Records not produced). It does not count yet."
        assert asked in page_text(portal)
        dispute_open(
            final=True, actor=ada, shipper_id=shipper.pk, case_id=case.pk, position="dispute", text="They were sent."
        )
        page = page_text(portal)
        assert asked not in page
        assert "Alleged. Answered" in page_text(portal, reverse("portal:record", args=[shipper.pk]))

    def test_with_nothing_to_do_the_page_says_so(self, portal, ada):
        member_of(ada, months=2)
        assert "There is nothing that you must do now." in page_text(portal)

    def test_an_annual_review_that_is_due_is_one_click_away(self, portal, ada):
        shipper = member_of(ada, months=14)
        assert reverse("portal:annual_review", args=[shipper.pk]) in page_text(portal)

    @pytest.mark.parametrize(
        ("status", "said", "page"),
        [
            ("conditional", "You are at tier 0, on conditions.", "portal:restriction"),
            ("removed", "You were removed from the program.", "portal:restriction"),
            ("withdrawn", "You left the program.", "portal:apply"),
        ],
    )
    def test_every_status_has_its_own(self, portal, ada, status, said, page):
        shipper = member_of(ada, months=2)
        Standing.objects.filter(shipper=shipper).update(status=status)
        shown = page_text(portal)
        assert said in shown
        assert reverse(page, args=[] if page == "portal:apply" else [shipper.pk]) in shown
        assert ("What gets you to tier" in shown) == (status == "conditional")

    def test_a_removed_business_sees_from_when_it_may_apply_again(self, portal, ada):
        shipper = member_of(ada, months=2)
        Standing.objects.filter(shipper=shipper).update(status="removed")
        shipper_bar(shipper_id=shipper.pk, until=clock.add_days(clock.today(), 30))
        assert "You can apply again from" in page_text(portal)
        apply = portal.get(reverse("portal:apply")).text
        assert "It may apply again from" in apply
        assert "Apply for Lotus Trading" not in apply
        refused = portal.post(reverse("portal:apply"), {"business": shipper.pk}, follow=True)
        assert "It may apply again from" in refused.text
        shipper_bar(shipper_id=shipper.pk, until=clock.today())
        assert "You can apply again now." in page_text(portal)
        assert "Apply for Lotus Trading" in portal.get(reverse("portal:apply")).text

    @pytest.mark.slow
    def test_a_suspension_that_was_upheld_is_told_with_its_reasons_and_can_be_appealed(self, portal, ada):
        shipper = member_of(ada, months=5)
        violation(shipper, clock.today(), category="narcotics", culpability="fraud", basis="seizure")
        settle()
        proposal = ProposedChange.objects.get(shipper=shipper)
        officer, second = staff("officer"), staff("officer", email="second@staff.example")
        upheld_at_once(proposal, first=officer, second=second, reasons="The laboratory is sure.")
        first = _first_section(page_text(portal))
        for text in (
            "the suspension was upheld",
            "The laboratory is sure.",
            "An appeal, until",
            "Appeal the decision",
        ):
            assert text in first
        with clock.at(clock.end_of(clock.add_days(clock.today(), 100))):
            first = _first_section(page_text(portal))
        assert "The laboratory is sure." in first, "it is still suspended by that decision"
        assert "Appeal the decision" not in first

    def test_an_open_appeal_and_a_plan_stand_above_all(self, portal, ada, officer):
        shipper = member_of(ada, months=1)
        appeal = due_process.appeal_validation(shipper, officer, ada)
        plan = due_process.answer_plan_item(shipper, officer, ada).item.plan
        page = page_text(portal)
        for text in (
            *("Waiting on the program: your appeal is decided by", "Your corrective plan"),
            *("1 item waits for your answer, by", "while your corrective plan runs"),
            reverse("portal:change_appeal", args=[shipper.pk, appeal.proposal_id]),
            reverse("portal:plan", args=[shipper.pk, plan.pk]),
        ):
            assert text in page

    def test_nobody_reviewed_the_suspension_and_every_parcel_is_examined(self, portal, ada):
        proposal = due_process.suspend_at_once()
        on_team(proposal.shipper, "viewer", ada)
        with clock.at(proposal.review_lapse_at + timedelta(minutes=1)):
            proposal_timer_handle(change_id=proposal.pk, step="review_lapse")
            page = page_text(portal)
        assert "All your parcels are examined" in page
        assert "on conditions.</h1>" in page

    def test_a_removed_business_sees_when_it_may_apply_again(self, portal, ada):
        proposal = due_process.remove_business(staff("officer"))
        shipper = Shipper.objects.get(pk=proposal.shipper_id)
        on_team(shipper, "owner", ada)
        with clock.at(proposal.decided_at + timedelta(days=1)):
            page = page_text(portal)
            assert "You can apply again from" in page
            assert "Appeal the decision" in page
        with clock.at(clock.end_of(shipper.barred_until)):
            page = page_text(portal)
        assert "You can apply again now." in page
        assert reverse("portal:apply") in page
