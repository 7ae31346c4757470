"""Standing is taken away and given back: each way through due process, with a real worker, real pages, and months of
time.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.core import clock
from apps.notices.models import Message
from apps.standing.models import Appeal, ProposedChange
from tests.ahead import Ahead
from tests.journeys.due_process import Hearing
from tests.live import Worker
from tests.people import staff

DAY = timedelta(days=1)


@pytest.fixture
def hearing(worker: Worker, ahead: Ahead, site: LiveServer, new_page: Callable[..., Page]) -> Hearing:
    return Hearing(worker=worker, site=site, ahead=ahead, new_page=new_page)


def state(proposal: ProposedChange) -> str:
    return ProposedChange.objects.get(pk=proposal.pk).state


def test_suspended_at_once_a_business_reads_responds_and_appeals_while_partners_see_it(hearing: Hearing) -> None:
    officer = staff("officer")
    hearing.partner_sees(status="active", known=True)
    proposal = hearing.is_seized_from()
    assert not hearing.partner_sees(status="suspended")["benefits"]
    assert "Law: 21 U.S.C. 952" in hearing.is_told("standing.suspension").body
    hearing.opens("shipper")
    hearing.page.locator("main").get_by_role("link", name="Read and respond").first.click()
    hearing.reads("Law: 21 U.S.C. 952", "What happens when", "Your response")
    hearing.responds(proposal, "The parcel was not ours.")
    hearing.desk(officer).decides(proposal, "Uphold: the change is made", "It bore your label.")
    hearing.opens("change", proposal.pk)
    hearing.reads("It bore your label.")
    hearing.appeals(proposal, "The label was forged.")
    hearing.partner_sees(status="suspended")


@pytest.mark.slow
def test_a_demotion_waits_for_the_response_and_is_reduced(hearing: Hearing) -> None:
    hearing.rises_to(3)
    proposal = hearing.falls_short()
    assert proposal.tier < 2
    hearing.partner_sees(tier=3)
    hearing.until(proposal.respond_by - 3 * DAY)
    assert "Respond by" in hearing.is_told("standing.reminder").subject
    rule = proposal.notice["findings"][0]["rule"]
    hearing.responds(proposal, "Our broker stated the values.", **{rule: "explain"})
    hearing.partner_sees(tier=3)
    hearing.desk(staff("officer")).decides(
        proposal, "Reduce: less is taken away", "You mended it at once.", reduce_to="2"
    )
    hearing.partner_sees(tier=2, status="active")
    hearing.opens("change", proposal.pk)
    hearing.reads("You mended it at once.", "We have changed how we state values.")


@pytest.mark.slow
def test_confirmed_at_once_a_suspension_ends_by_a_plan_that_is_carried_out(hearing: Hearing) -> None:
    proposal = hearing.is_seized_from(self_disclosed=True)
    assert state(proposal) == "to_confirm"
    hearing.partner_sees(status="active")
    desk = hearing.desk(staff("officer"))
    desk.confirms(proposal)
    hearing.partner_sees(status="suspended")
    plan = desk.opens_plan(hearing.shipper.pk, "Keep such goods out.", "Test each lot.", "Train the packers.")
    hearing.partner_sees(status="conditional")
    hearing.until(clock.end_of(plan.items.earliest("due").due) - DAY)
    hearing.is_told("standing.plan_reminder")
    hearing.answers_items(plan, "A laboratory tests each lot.", "All packers were trained.")
    desk.completes(plan)
    hearing.partner_sees(status="active")
    hearing.opens("shipper")
    expect(hearing.page.get_by_role("heading", name="You have been suspended")).to_have_count(0)


@pytest.mark.slow
def test_removed_by_two_officers_and_restored_by_a_supervisor_who_took_no_part(hearing: Hearing) -> None:
    first, second = staff("officer"), staff("officer", email="second@staff.example")
    desk = hearing.desk(first)
    desk.proposes_removal(hearing.shipper.pk, "It sent weapons three times.")
    proposal = hearing.proposed("removal")
    hearing.until(proposal.respond_by + DAY)
    hearing.partner_sees(status="active")
    desk.turns_to("standing_proposedchange", proposal.pk)
    desk.finds_blocked("Uphold: the change is made", "An officer other than the one who proposed")
    hearing.desk(second).decides(proposal, "Uphold: the change is made", "It did.")
    hearing.partner_sees(status="removed")
    hearing.until(proposal.respond_by + 40 * DAY)
    appeal = hearing.appeals(proposal, "It was our neighbor.")
    heard = hearing.desk(staff("supervisor"))
    heard.turns_to("standing_appeal", appeal)
    heard.does("Grant: what was taken away is given back", reasons="It was their neighbor.")
    assert Appeal.objects.get(pk=appeal).state == "granted"
    hearing.partner_sees(status="active", known=True)
    hearing.opens("change_appeal", proposal.pk)
    hearing.reads("It was their neighbor.")


@pytest.mark.slow
def test_unanswered_it_is_decided_on_the_record_after_its_day_and_not_before(hearing: Hearing) -> None:
    hearing.rises_to(3)
    proposal = hearing.falls_short()
    desk = hearing.desk(staff("officer"))
    desk.turns_to("standing_proposedchange", proposal.pk)
    desk.finds_blocked("Uphold: the change is made", "The seller may respond until")
    # Nothing ran for two days, and the day passed: missed reminders are not sent late.
    told = Message.objects.filter(kind="standing.reminder").count()
    hearing.until(proposal.respond_by + 2 * DAY)
    assert Message.objects.filter(kind="standing.reminder").count() == told
    hearing.partner_sees(tier=3)
    desk.decides(proposal, "Uphold: the change is made", "Nobody responded, and the faults are plain.")
    hearing.partner_sees(tier=proposal.tier, status="active")


@pytest.mark.slow
def test_undecided_it_lapses_in_favor_of_the_business(hearing: Hearing) -> None:
    hearing.rises_to(3)
    proposal = hearing.falls_short()
    supervisor = staff("supervisor")
    hearing.until(proposal.decide_by + DAY)
    assert Message.objects.filter(recipient=supervisor, kind="standing.staff_reminder").exists()
    hearing.until(proposal.lapse_at + timedelta(hours=1))
    assert state(proposal) == "lapsed"
    hearing.partner_sees(tier=3)
    hearing.opens("change", proposal.pk)
    hearing.reads("This ended automatically", "Nobody decided in time.")


@pytest.mark.slow
def test_unreviewed_a_suspension_at_once_ends_on_conditions_with_every_parcel_examined(hearing: Hearing) -> None:
    proposal = hearing.is_seized_from()
    hearing.partner_sees(status="suspended")
    hearing.until(proposal.lapse_at + timedelta(hours=1))
    promised = hearing.partner_sees(status="conditional", examine_all=True)["benefits"]
    assert "exam_rate" not in {benefit["code"] for benefit in promised}
    hearing.opens("shipper")
    hearing.reads("Every parcel of yours is examined")
