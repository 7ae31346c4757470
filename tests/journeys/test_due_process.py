"""Each way through due process by which a business loses and regains standing, with a real worker and browser."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.core import clock
from apps.notices.models import Message
from apps.standing.models import Appeal, ProposedChange
from tests.browsers import follow
from tests.databases import Copies
from tests.journeys.due_process import DueProcessJourney, Program, running_program

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def program(
    live_source: Copies, django_db_blocker, own_broker: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    with (
        django_db_blocker.unblock(),
        running_program(live_source, own_broker, tmp_path_factory.mktemp("program")) as running,
    ):
        yield running


@pytest.fixture
def site(program: Program) -> LiveServer:
    """The site that the browser opens: all journeys share it."""
    return program.site


@pytest.fixture
def journey(program: Program, new_page: Callable[..., Page]) -> DueProcessJourney:
    return DueProcessJourney(program, new_page)


def read_state(proposal: ProposedChange) -> str:
    return ProposedChange.objects.get(pk=proposal.pk).state


@pytest.mark.slow
def test_business_suspended_at_once_responds_and_appeals_while_partners_see_the_suspension(
    journey: DueProcessJourney,
) -> None:
    officer = journey.employ("officer")
    journey.wait_for_status(status="active", known=True)
    proposal = journey.report_seizure()
    assert not journey.wait_for_status(status="suspended")["benefits"]
    assert "Law: 21 U.S.C. 952" in journey.find_message("standing.suspension").body
    journey.open_page("shipper")
    follow(journey.page.locator("main").get_by_role("link", name="Read and respond").first)
    journey.expect_texts("Law: 21 U.S.C. 952", "What happens when")
    expect(journey.page.get_by_role("heading", name="Your response", exact=True)).to_be_visible()
    journey.send_response(proposal, "The parcel was not ours.")
    desk = journey.open_desk(officer)
    desk.decide_change(proposal, "Recommend to uphold: a second officer decides", "It bore the label.")
    second = journey.employ("officer")
    journey.open_desk(second).decide_change(proposal, "Agree: the change is made", "It bore your label.")
    journey.open_page("change", proposal.pk)
    journey.expect_texts("It bore your label.")
    journey.send_appeal(proposal, "The label was forged.")
    journey.wait_for_status(status="suspended")


@pytest.mark.slow
def test_demotion_waits_for_the_response_and_is_reduced(journey: DueProcessJourney) -> None:
    journey.raise_tier(3)
    proposal = journey.report_undervaluation()
    assert proposal.tier < 2
    journey.wait_for_status(tier=3)
    journey.advance_clock(proposal.respond_by - 3 * DAY)
    assert "Respond by" in journey.find_message("standing.reminder").subject
    rule = proposal.notice["findings"][0]["rule"]
    journey.send_response(proposal, "Our broker stated the values.", **{rule: "explain"})
    journey.wait_for_status(tier=3)
    journey.open_desk(journey.employ("officer")).decide_change(
        proposal, "Reduce: less is taken away", "You mended it at once.", reduce_to="2"
    )
    journey.wait_for_status(tier=2, status="active")
    journey.open_page("change", proposal.pk)
    journey.expect_texts("You mended it at once.", "We have changed how we state values.")


@pytest.mark.slow
def test_confirmed_suspension_ends_when_the_corrective_plan_is_completed(journey: DueProcessJourney) -> None:
    proposal = journey.report_seizure(self_disclosed=True)
    assert read_state(proposal) == "to_confirm"
    journey.wait_for_status(status="active")
    desk = journey.open_desk(journey.employ("officer"))
    desk.confirm_suspension(proposal)
    journey.wait_for_status(status="suspended")
    plan = desk.open_plan(journey.shipper.pk, "Keep such goods out.", "Test each lot.", "Train the packers.")
    journey.wait_for_status(status="conditional")
    journey.advance_clock(clock.end_of(plan.items.earliest("due").due) - DAY)
    journey.find_message("standing.plan_reminder")
    journey.answer_plan_items(plan, "A laboratory tests each lot.", "All packers were trained.")
    desk.complete_plan(plan)
    journey.wait_for_status(status="active")
    journey.open_page("shipper")
    expect(journey.page.get_by_role("heading", name="You have been suspended")).to_have_count(0)


@pytest.mark.slow
def test_member_removed_by_two_officers_is_restored_by_an_uninvolved_supervisor(journey: DueProcessJourney) -> None:
    first, second = journey.employ("officer"), journey.employ("officer")
    desk = journey.open_desk(first)
    desk.propose_removal(journey.shipper.pk, "It sent weapons three times.")
    proposal = journey.find_proposal("removal")
    journey.advance_clock(proposal.respond_by + DAY)
    journey.wait_for_status(status="active")
    desk.open_record("standing_proposedchange", proposal.pk)
    desk.expect_blocked("Uphold: the change is made", "An officer other than the one who proposed")
    journey.open_desk(second).decide_change(proposal, "Uphold: the change is made", "It did.")
    journey.wait_for_status(status="removed")
    journey.advance_clock(proposal.respond_by + 40 * DAY)
    appeal = journey.send_appeal(proposal, "It was our neighbor.")
    supervisor_desk = journey.open_desk(journey.employ("supervisor"))
    supervisor_desk.open_record("standing_appeal", appeal)
    supervisor_desk.send_action("Grant: what was taken away is given back", reasons="It was their neighbor.")
    assert Appeal.objects.get(pk=appeal).state == "granted"
    journey.wait_for_status(status="active", known=True)
    journey.open_page("change_appeal", proposal.pk)
    journey.expect_texts("It was their neighbor.")


@pytest.mark.slow
def test_unanswered_proposal_is_decided_after_the_time_to_respond_and_not_before(journey: DueProcessJourney) -> None:
    journey.raise_tier(3)
    proposal = journey.report_undervaluation()
    desk = journey.open_desk(journey.employ("officer"))
    desk.open_record("standing_proposedchange", proposal.pk)
    desk.expect_blocked("Uphold: the change is made", "The seller may respond until")
    # No timer ran until two days after the day to respond by: the program does not send missed reminders late.
    reminders = Message.objects.filter(kind="standing.reminder", recipient=journey.ada)
    before = reminders.count()
    journey.advance_clock(proposal.respond_by + 2 * DAY)
    assert reminders.count() == before
    journey.wait_for_status(tier=3)
    desk.decide_change(proposal, "Uphold: the change is made", "Nobody responded, and the faults are plain.")
    journey.wait_for_status(tier=proposal.tier, status="active")


@pytest.mark.slow
def test_undecided_proposal_lapses_in_favor_of_the_business(journey: DueProcessJourney) -> None:
    journey.raise_tier(3)
    proposal = journey.report_undervaluation()
    supervisor = journey.employ("supervisor")
    journey.advance_clock(proposal.decide_by + DAY)
    told = Message.objects.filter(recipient=supervisor, shipper_id=journey.shipper.pk)
    assert told.filter(kind="standing.staff_reminder").exists()
    journey.advance_clock(proposal.lapse_at + timedelta(hours=1))
    assert read_state(proposal) == "lapsed"
    journey.wait_for_status(tier=3)
    journey.open_page("change", proposal.pk)
    journey.expect_texts("This ended automatically", "Nobody decided in time.")


@pytest.mark.slow
def test_unreviewed_suspension_lapses_to_conditions_with_every_parcel_examined(journey: DueProcessJourney) -> None:
    proposal = journey.report_seizure()
    journey.wait_for_status(status="suspended")
    journey.advance_clock(proposal.review_lapse_at + timedelta(hours=1))
    promised = journey.wait_for_status(status="conditional", examine_all=True)["benefits"]
    assert "exam_rate" not in {benefit["code"] for benefit in promised}
    journey.open_page("shipper")
    journey.expect_texts("All your parcels are examined")
