"""A member in good standing is told, is called and has 72 hours before a change that can wait is proposed."""

from datetime import time, timedelta

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.ledger.models import Case
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.standing import services
from apps.standing.models import AccountManager, AssuranceCall, CallState, ProposedChange, Standing
from apps.standing.selectors import (
    FalseInformation,
    assurance_figures,
    calls_running,
    false_information_of,
    proposals_open,
)
from apps.work.models import Item
from tests.evaluation.ledger import violation
from tests.people import on_team, staff
from tests.standing import process
from tests.standing.evaluations import change_asked, enrolled, evaluated, owner_of

HOURS = timedelta(hours=72)


@pytest.fixture
def shop(officer: User) -> Shipper:
    """A member of tier 2 with an account manager."""
    return process.settled_member()


@pytest.fixture
def call(shop: Shipper) -> AssuranceCall:
    """The call of a member whose record allows tier 1 alone."""
    evaluated(shop, enter=1, keep=1, assured=False)
    return calls_running(shop.pk).get()


def reached(call: AssuranceCall, officer: User, **more: object) -> None:
    asked = {"at": clock.now(), "means": "phone", "text": "They answer the two violations.", "reached": True, **more}
    services.call_attempt_record(actor=officer, call_id=call.pk, **asked)


def test_a_worse_record_of_a_member_of_tier_2_opens_a_call_and_proposes_nothing(shop, officer, call):
    assert not proposals_open(shop.pk).exists()
    assert (call.kind, call.tier_held, call.tier, call.state) == ("demotion", 2, 1, CallState.WAITING)
    assert call.due_at - call.opened_at == HOURS
    assert call.manager == officer
    item = Item.objects.get(kind="assurance_call", subject_id=call.pk)
    assert (item.holder, item.due_at) == (officer, call.due_at)
    message = Message.objects.get(recipient=owner_of(shop), kind="standing.assurance")
    assert "no longer allows tier 2" in message.body
    assert "required: " in message.body, "what was found and what is required"
    assert "What helps" in message.body
    assert str(officer) in message.body
    assert message.link.endswith(f"/calls/{call.pk}/")


@pytest.mark.parametrize("tier", [0, 1])
def test_a_member_below_tier_2_is_owed_no_call(tier, officer):
    shipper = process.settled_member(tier)
    change_asked(actor=officer, shipper_id=shipper.pk, kind="removal", reasons="No records.")
    if tier:
        evaluated(shipper, enter=0, keep=0, assured=False)
        assert proposals_open(shipper.pk).filter(kind="demotion").exists()
    assert proposals_open(shipper.pk).filter(kind="removal").exists()
    assert not AssuranceCall.objects.exists()


def test_the_change_is_proposed_when_the_time_is_over_and_the_member_was_reached(shop, officer, call):
    reached(call, officer)
    assert not Item.objects.filter(kind="assurance_call", closed_at=None).exists()
    with process.at(call.due_at - timedelta(minutes=1)):
        assert not proposals_open(shop.pk).exists(), "it has all its hours, also when it was reached"
    with process.at(call.due_at):
        proposal = proposals_open(shop.pk).get()
        call.refresh_from_db()
        assert (call.state, call.proposal, call.missed_at) == (CallState.PROPOSED, proposal, None)
        figures = assurance_figures(shipper_id=shop.pk)
        assert (figures.opened, figures.kept, figures.missed) == (1, 1, 0)


def test_a_call_that_nobody_made_counts_as_missed_and_the_change_is_proposed_all_the_same(shop, call):
    with process.at(call.due_at):
        call.refresh_from_db()
        assert (call.state, call.missed_at) == (CallState.PROPOSED, clock.now())
        assert proposals_open(shop.pk).filter(kind="demotion").exists()
        figures = assurance_figures()
        assert (figures.kept, figures.missed, figures.waiting) == (0, 1, 0)
        assert not Item.objects.filter(kind="assurance_call", closed_at=None).exists()


def test_an_evaluation_that_comes_before_the_timer_of_an_overdue_call_proposes_the_change(shop, call):
    with clock.at(call.due_at + timedelta(seconds=1)):
        evaluated(shop, enter=0, keep=0, assured=False)
        call.refresh_from_db()
        assert (call.state, call.missed_at) == (CallState.PROPOSED, clock.now())
        assert call.proposal == proposals_open(shop.pk).get()


def test_an_attempt_without_success_does_not_count_as_reached(shop, officer, call):
    reached(call, officer, reached=False)
    call.refresh_from_db()
    assert (call.state, call.reached_at) == (CallState.WAITING, None)
    assert Item.objects.filter(kind="assurance_call", closed_at=None).exists()
    reached(call, officer)
    assert [each.reached for each in call.attempts.order_by("pk")] == [False, True]


def test_a_record_that_has_mended_drops_the_call_and_tells_the_member(shop, call):
    evaluated(shop, enter=2, keep=2)
    call.refresh_from_db()
    assert call.state == CallState.DROPPED
    message = Message.objects.get(recipient=owner_of(shop), kind="standing.assurance_dropped")
    assert "no longer asks for the change" in message.body
    with process.at(call.due_at):
        assert not proposals_open(shop.pk).exists()
    figures = assurance_figures(shipper_id=shop.pk)
    assert (figures.dropped, figures.kept, figures.missed) == (1, 0, 0)


def test_the_hours_run_once_for_a_matter_also_if_the_record_changes_meanwhile(shop, call):
    with process.at(process.days_on(2)):
        evaluated(shop, enter=0, keep=0, assured=False)
        assert calls_running(shop.pk).get() == call
    with process.at(call.due_at):
        assert proposals_open(shop.pk).get().tier == 0, "the record is read again"
        evaluated(shop, enter=1, keep=1, assured=False)
        assert proposals_open(shop.pk).get().tier == 1, "another tier is the same matter"
        assert AssuranceCall.objects.count() == 1


def test_a_critical_finding_suspends_at_once_whatever_the_tier(shop, call):
    process.suspended_by(shop, process.found(shop))
    assert Standing.objects.get(pk=shop.pk).status == "suspended"
    call.refresh_from_db()
    assert call.state == CallState.DROPPED, "the tier of a suspended member is not in question"


def test_an_open_critical_matter_is_no_good_standing(shop, officer):
    violation(shop, clock.today(), category="narcotics", basis="seizure", determination="alleged")
    evaluated(shop, enter=1, keep=1, assured=False)
    assert proposals_open(shop.pk).filter(kind="demotion").exists()
    assert not AssuranceCall.objects.exists()


@pytest.mark.slow
def test_a_call_whose_time_is_over_goes_on_when_a_suspension_that_waits_is_dismissed(shop, officer, call):
    case = process.found(shop, self_disclosed=True)
    process.suspended_by(shop, case)
    with process.at(call.due_at):
        call.refresh_from_db()
        assert call.state == CallState.NOT_REACHED
        assert not proposals_open(shop.pk).filter(kind="demotion").exists()
        suspension = process.undecided(shop, "suspension")
        services.suspension_dismiss(actor=officer, change_id=suspension.pk, reasons="They told us.")
        call.refresh_from_db()
        assert call.state == CallState.PROPOSED


@pytest.mark.parametrize("kind", ["suspension", "removal", "validation"])
def test_what_an_officer_asks_for_waits_for_the_call_as_well(shop, officer, kind):
    asked = change_asked(actor=officer, shipper_id=shop.pk, kind=kind, reasons="No records were kept.")
    assert isinstance(asked, AssuranceCall)
    assert not ProposedChange.objects.exists()
    assert "No records were kept." in Message.objects.get(kind="standing.assurance").body
    with pytest.raises(InvalidInput, match="call about the same change"):
        change_asked(actor=officer, shipper_id=shop.pk, kind=kind, reasons="Again.")
    with process.at(asked.due_at):
        proposal = process.undecided(shop, kind)
        assert (proposal.proposed_by, proposal.notice["reasons"]) == (officer, "No records were kept.")
        asked.refresh_from_db()
        assert asked.proposal == proposal


def test_a_finding_of_false_information_is_named_after_the_call_as_well(shop, officer):
    named = FalseInformation(process.false_statement_found(shop, officer), clock.today())
    asked = change_asked(actor=officer, shipper_id=shop.pk, kind="removal", reasons="Forged.", false_information=named)
    assert isinstance(asked, AssuranceCall)
    with process.at(asked.due_at):
        assert false_information_of(process.undecided(shop, "removal")) == named


def test_a_critical_violation_that_an_officer_names_waits_for_no_call(shop, officer):
    reference = violation(shop, clock.today(), category="narcotics", basis="seizure", self_disclosed=True)
    case = Case.objects.get(reference=reference)
    proposal = change_asked(actor=officer, shipper_id=shop.pk, kind="removal", reasons="Seized.", cases=[case.pk])
    assert isinstance(proposal, ProposedChange)


@pytest.mark.slow
def test_an_officer_takes_back_what_an_officer_asked_for_and_not_what_the_record_asks_for(shop, officer, call):
    with pytest.raises(Conflict, match="The record asks"):
        services.call_withdraw(actor=officer, call_id=call.pk, reasons="They mend it.")
    asked = change_asked(actor=officer, shipper_id=shop.pk, kind="removal", reasons="No records.")
    services.call_withdraw(actor=officer, call_id=asked.pk, reasons="They sent the records.")
    with process.at(asked.due_at):
        assert not proposals_open(shop.pk).filter(kind="removal").exists()
    assert "They sent the records." in Message.objects.get(kind="standing.assurance_dropped").body


def test_who_leaves_hears_that_nothing_is_proposed(shop, officer, call):
    services.member_leave(actor=owner_of(shop), shipper_id=shop.pk)
    call.refresh_from_db()
    assert call.state == CallState.DROPPED


def test_who_leaves_does_not_escape_the_removal_about_which_a_call_runs(shop, officer):
    asked = change_asked(actor=officer, shipper_id=shop.pk, kind="removal", reasons="No records were kept.")
    services.member_leave(actor=owner_of(shop), shipper_id=shop.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.proposal) == (CallState.PROPOSED, process.undecided(shop, "removal"))
    assert not Item.objects.filter(kind="assurance_call", closed_at=None).exists()
    shop.refresh_from_db()
    assert shop.barred_until


def test_a_member_on_conditions_is_owed_no_call(shop, officer):
    Standing.objects.filter(pk=shop.pk).update(status="conditional")
    evaluated(shop, enter=1, keep=1, assured=False)
    assert proposals_open(shop.pk).filter(kind="demotion").exists()


def test_a_suspension_that_is_lifted_owes_the_call_again(shop, officer):
    process.suspended_by(shop, process.found(shop))
    services.standing_reinstate(actor=staff("supervisor"), shipper_id=shop.pk, reasons="It was another's parcel.")
    assert calls_running(shop.pk).exists()
    assert not proposals_open(shop.pk).filter(kind="demotion").exists()


@pytest.mark.parametrize(
    ("more", "error"),
    [({"text": " "}, InvalidInput), ({"at": -1}, InvalidInput), ({"at": 1}, InvalidInput)],
)
def test_an_attempt_needs_words_and_a_moment_since_the_call_was_opened(shop, officer, call, more, error):
    if "at" in more:
        more = {"at": clock.now() + timedelta(days=more["at"])}
    with pytest.raises(error):
        reached(call, officer, **more)
    assert not call.attempts.exists()


def test_attempts_are_recorded_by_officers_who_are_not_on_the_team_and_in_time(shop, officer, call):
    with pytest.raises(NotAllowed):
        reached(call, staff("analyst"))
    own = staff("officer", email="own@staff.example")
    on_team(shop, "viewer", own)
    with pytest.raises(Conflict):
        reached(call, own)
    with clock.at(call.due_at), pytest.raises(Conflict, match="time for the call is over"):
        reached(call, officer)


class TestAccountManagers:
    @pytest.mark.slow
    def test_each_member_of_tier_2_gets_the_officer_with_the_fewest_members(self):
        officers = [staff("officer", email=f"officer{number}@staff.example") for number in range(3)]
        shops = [process.settled_member() for _ in range(6)]
        low = process.settled_member(1)
        assert sorted(AccountManager.objects.get(pk=shop.pk).officer_id for shop in shops) == sorted(
            [each.pk for each in officers] * 2
        )
        assert not AccountManager.objects.filter(pk=low.pk).exists()
        message = Message.objects.filter(recipient=owner_of(shops[0]), kind="standing.manager").get()
        assert "is your account manager" in message.subject

    def test_members_of_an_officer_who_leaves_get_another_with_their_calls(self, shop, officer, call):
        second = staff("officer", email="second@staff.example")
        officer.is_active = False
        officer.save()
        services.assurance_settle()
        assert AccountManager.objects.get(pk=shop.pk).officer == second
        call.refresh_from_db()
        assert call.manager == second
        assert Item.objects.get(kind="assurance_call").holder == second

    def test_a_supervisor_chooses_another_and_an_officer_does_not(self, shop, officer, call):
        second, supervisor = staff("officer", email="second@staff.example"), staff("supervisor")
        with pytest.raises(NotAllowed):
            services.manager_choose(actor=officer, shipper_id=shop.pk, officer=second)
        with pytest.raises(InvalidInput):
            services.manager_choose(actor=supervisor, shipper_id=shop.pk, officer=staff("analyst"))
        with pytest.raises(InvalidInput, match="already"):
            services.manager_choose(actor=supervisor, shipper_id=shop.pk, officer=officer)
        manager = services.manager_choose(actor=supervisor, shipper_id=shop.pk, officer=second)
        assert (manager.officer, manager.assigned_by) == (second, supervisor)
        assert Item.objects.get(kind="assurance_call").holder == second

    def test_nobody_manages_a_business_of_their_own(self, officer):
        shop = enrolled()
        process.pass_by()
        on_team(shop, "viewer", officer)
        evaluated(shop, enter=2, keep=2)
        assert not AccountManager.objects.filter(pk=shop.pk).exists()
        with pytest.raises(Conflict):
            services.manager_choose(actor=staff("supervisor"), shipper_id=shop.pk, officer=officer)

    def test_supervisors_are_asked_only_where_there_is_no_officer(self):
        supervisor = staff("supervisor")
        shop = process.settled_member()
        assert AccountManager.objects.get(pk=shop.pk).officer == supervisor
        officer = staff("officer")
        other = process.settled_member()
        assert AccountManager.objects.get(pk=other.pk).officer == officer

    def test_a_member_whose_tier_promises_none_has_none(self, shop):
        Standing.objects.filter(pk=shop.pk).update(tier=1)
        services.assurance_settle()
        assert not AccountManager.objects.exists()


class TestContacts:
    def test_the_message_names_the_contact_and_the_hours_that_the_business_chose(self, shop, officer):
        services.call_contact_set(
            actor=owner_of(shop),
            shipper_id=shop.pk,
            name="Ada Park",
            phone="+12025550143",
            opens=time(9),
            closes=time(12),
        )
        evaluated(shop, enter=1, keep=1, assured=False)
        body = Message.objects.get(kind="standing.assurance").body
        assert f"{officer}, your account manager, calls Ada Park at +12025550143, between 9 a.m. and noon" in body

    def test_without_a_contact_the_number_of_the_main_contact_is_called_and_without_a_number_it_is_written_to(
        self, shop
    ):
        assert "We have no phone number of yours" in _body(shop)
        Shipper.objects.filter(pk=shop.pk).update(phone="+12025550144")
        assert "the number of your main contact, +12025550144" in _body(shop)

    def test_hours_that_end_before_they_begin_are_refused_and_a_contact_can_be_removed(self, shop):
        asked = {"actor": owner_of(shop), "shipper_id": shop.pk, "name": "Ada Park", "phone": "+12025550143"}
        with pytest.raises(InvalidInput):
            services.call_contact_set(**asked, opens=time(12), closes=time(9))
        services.call_contact_set(**asked, opens=time(9), closes=time(12))
        services.call_contact_remove(actor=owner_of(shop), shipper_id=shop.pk)
        shop.refresh_from_db()
        assert not hasattr(shop, "call_contact")


def _body(shop: Shipper) -> str:
    """Open a call, drop it, and return the message that opened it."""
    evaluated(shop, enter=1, keep=1, assured=False)
    evaluated(shop, enter=2, keep=2)
    return Message.objects.filter(kind="standing.assurance").latest("pk").body
