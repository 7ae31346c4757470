"""Leaving the program: by the owner's act, or by an officer's with the owner's confirmation; what ends, what is still
decided, and the way back.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.applications import services as applications
from apps.applications.models import Application
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.core.files import identify_file
from apps.events.models import Event, Timer
from apps.notices.models import Message
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Shipper
from apps.standing.models import Change, Departure, DepartureState, ProposalState, ProposedChange, Standing, Status
from apps.standing.selectors import proposals_open
from apps.standing.services import (
    change_appeal,
    change_respond,
    departure_agree,
    departure_cancel,
    departure_decline,
    departure_send_back,
    departure_sign,
    departure_start,
    member_leave,
    standing_appeal_decide,
)
from apps.work.models import Item
from tests.applications import answers
from tests.people import on_team, seller, staff
from tests.portal.members import settle
from tests.standing.evaluations import change_asked, change_proposed, enrolled, evaluated, owner_of
from tests.standing.process import at, days_on, decided, pass_by, responded

SIGNED = [identify_file("signed.pdf", [answers.PDF])]


@pytest.fixture
def member(ada: User, officer: User) -> Standing:
    """Return a business that applied, was approved and is enrolled."""
    application = answers.approved(officer, ada)
    settle()
    return Standing.objects.get(pk=application.shipper_id)


def status_of(shipper_id: int) -> str:
    return Standing.objects.get(pk=shipper_id).status


def started(officer: User, member: Standing) -> Departure:
    return departure_start(actor=officer, shipper_id=member.pk, way="letter", reasons="The owner closes the shop.")


def latest(ada: User) -> Message:
    return Message.objects.filter(recipient=ada).latest("pk")


class TestLeavingOnesSelf:
    def test_the_team_is_told_and_partners_see_that_it_left(self, member, ada):
        member_leave(actor=ada, shipper_id=member.pk, reasons="We close the shop.")
        change = Change.objects.latest("pk")
        assert (change.status, change.reasons, change.note) == (Status.WITHDRAWN, ["left"], "We close the shop.")
        assert Message.objects.filter(recipient=ada, kind="standing.left").exists()

    @pytest.mark.parametrize("role", ["signatory", "preparer", "viewer"])
    def test_nobody_but_an_owner_ends_the_membership(self, member, role):
        other = on_team(member.shipper, role, seller("pat@shop.example"))
        with pytest.raises(NotAllowed):
            member_leave(actor=other, shipper_id=member.pk)

    @pytest.mark.parametrize("role", ["officer", "supervisor", "deputy"])
    def test_no_officer_ends_a_membership_alone(self, member, role):
        with pytest.raises(NotAllowed):
            member_leave(actor=staff(role, email="alone@staff.example"), shipper_id=member.pk, reasons="They asked.")
        assert status_of(member.pk) == Status.ACTIVE

    @pytest.mark.slow
    def test_who_left_applies_again_from_the_old_answers_and_is_a_member_again(self, member, ada, officer):
        with pytest.raises(Conflict):
            applications.application_start(actor=ada, shipper_id=member.pk)
        member_leave(actor=ada, shipper_id=member.pk)
        again = applications.application_start(actor=ada, shipper_id=member.pk)
        assert again.sections.get(key="business").data["name"] == "Blue Kite Toys LLC"
        readmitted(again, ada, officer)
        ksn = member.shipper.ksn
        member.refresh_from_db()
        assert (member.status, member.shipper.ksn) == (Status.ACTIVE, ksn), "the number stays the same"
        assert Application.objects.filter(shipper_id=member.pk, ended_at=None).get() == again

    @pytest.mark.slow
    def test_leaving_and_coming_back_gains_no_tier_and_the_time_begins_again(self, member, ada, officer):
        evaluated(member.shipper, enter=3, keep=3)
        assert Standing.objects.get(pk=member.pk).tier == 3
        with at(days_on(400)):
            member_leave(actor=ada, shipper_id=member.pk)
            readmitted(applications.application_start(actor=ada, shipper_id=member.pk), ada, officer)
            held = Standing.objects.get(pk=member.pk)
            assert (held.tier, held.evaluation.enter) == (0, 0), "what was earned before is not handed back"
            found = {finding["rule"]: finding for finding in held.evaluation.findings}
            assert found["time_in_program"]["observed"] == 0
            assert not Change.objects.filter(shipper=member.pk, action="promote", at__gte=days_on(-1)).exists()


def readmitted(application: Application, ada: User, officer: User) -> None:
    applications.section_save(
        actor=ada, application_id=application.pk, key="payout", typed=answers.ANSWERS["payout"], version=0
    )
    applications.application_submit(actor=ada, application_id=application.pk, signed_name="Ada Park")
    answers.checked(officer, applications.application_take(actor=officer, application_id=application.pk))
    applications.application_approve(actor=officer, application_id=application.pk)
    settle()


class TestDepartureOfAnOfficer:
    def test_nothing_ends_before_the_owner_confirms_on_the_site(self, member, ada, officer):
        departure = started(officer, member)
        assert status_of(member.pk) == Status.ACTIVE
        told = latest(ada)
        assert "Please confirm" in told.subject
        assert "The owner closes the shop." in told.body
        assert told.link.endswith("/leave/")
        member_leave(actor=ada, shipper_id=member.pk)
        departure.refresh_from_db()
        assert (departure.state, departure.ended_by) == (DepartureState.CONFIRMED, ada)
        assert status_of(member.pk) == Status.WITHDRAWN
        assert not Timer.objects.filter(subject_type="departure").exists()

    def test_an_officer_needs_the_owners_words(self, member, officer):
        with pytest.raises(InvalidInput):
            departure_start(actor=officer, shipper_id=member.pk, way="phone", reasons="  ")
        started(officer, member)
        with pytest.raises(InvalidInput, match="waits already"):
            started(officer, member)

    def test_no_officer_starts_the_departure_of_a_business_of_their_own(self, member, officer):
        on_team(member.shipper, "viewer", officer)
        with pytest.raises(Conflict, match="on this business's team"):
            started(officer, member)

    def test_declined_the_business_stays_and_the_officer_is_told(self, member, ada, officer):
        departure = started(officer, member)
        signatory = on_team(member.shipper, "signatory", seller("sign@shop.example"))
        with pytest.raises(NotAllowed):
            departure_decline(actor=signatory, shipper_id=member.pk)
        departure_decline(actor=ada, shipper_id=member.pk)
        departure.refresh_from_db()
        assert (departure.state, status_of(member.pk)) == (DepartureState.DECLINED, Status.ACTIVE)
        assert "declined" in Message.objects.filter(recipient=officer).latest("pk").subject
        with pytest.raises(NotFound):
            departure_decline(actor=ada, shipper_id=member.pk)

    @pytest.mark.slow
    def test_unconfirmed_it_lapses_with_a_message(self, member, ada, officer):
        departure = started(officer, member)
        days = terms_of(policy_on(clock.today())).clocks.departure_days
        assert 0 <= (clock.day_of(departure.confirm_by) - clock.today()).days - days <= 4
        with at(departure.confirm_by - timedelta(days=6)):
            assert latest(ada).subject.startswith("Confirm or decline by")
        with at(departure.confirm_by + timedelta(minutes=1)):
            departure.refresh_from_db()
            assert (departure.state, departure.ended_by) == (DepartureState.LAPSED, None)
            assert status_of(member.pk) == Status.ACTIVE
            assert "stays in the program" in latest(ada).subject
            assert Event.objects.filter(kind="standing.departure_lapsed", shipper_id=member.pk).exists()

    def test_a_signed_file_needs_a_second_officer(self, member, ada, officer, second):
        departure = started(officer, member)
        with pytest.raises(InvalidInput, match="signature"):
            departure_sign(actor=officer, departure_id=departure.pk, note="Signed by Ada Park.")
        departure_sign(actor=officer, departure_id=departure.pk, note="Signed by Ada Park.", files=SIGNED)
        assert status_of(member.pk) == Status.ACTIVE
        assert Item.objects.get(kind="departure", closed_at=None).holder is None
        with pytest.raises(Conflict, match="other than the one"):
            departure_agree(actor=officer, departure_id=departure.pk)
        departure_agree(actor=second, departure_id=departure.pk)
        departure.refresh_from_db()
        change = Change.objects.latest("pk")
        assert (departure.state, change.status, change.actor) == (DepartureState.CONFIRMED, Status.WITHDRAWN, second)
        assert change.note == "The owner closes the shop."
        assert not Item.objects.filter(kind="departure", closed_at=None).exists()
        assert Message.objects.filter(recipient=ada, kind="standing.left").exists()

    def test_who_started_it_does_not_agree_to_the_file_of_another(self, member, officer, second):
        departure = started(officer, member)
        departure_sign(actor=second, departure_id=departure.pk, note="Signed by Ada Park.", files=SIGNED)
        with pytest.raises(Conflict, match="other than the one"):
            departure_agree(actor=officer, departure_id=departure.pk)

    def test_sent_back_it_waits_for_the_owner_again(self, member, ada, officer, second):
        departure = started(officer, member)
        departure_sign(actor=officer, departure_id=departure.pk, note="Signed.", files=SIGNED)
        departure_send_back(actor=second, departure_id=departure.pk, reasons="The name is another's.")
        departure.refresh_from_db()
        assert (departure.state, departure.signed_by) == (DepartureState.OPEN, None)
        assert "The name is another's." in departure.note
        with pytest.raises(Conflict):
            departure_agree(actor=second, departure_id=departure.pk)
        departure_cancel(actor=second, departure_id=departure.pk, reasons="It was another shop.")
        departure.refresh_from_db()
        assert (departure.state, status_of(member.pk)) == (DepartureState.CANCELLED, Status.ACTIVE)
        assert "cancelled" in latest(ada).subject

    @pytest.mark.slow
    def test_removed_meanwhile_it_is_cancelled(self, member, ada, officer, second):
        departure = started(officer, member)
        removal = change_proposed(actor=officer, shipper_id=member.pk, kind="removal", reasons="Forged papers.")
        change_respond(final=True, actor=ada, change_id=removal.pk, response="No.")
        decided(second, removal)
        departure.refresh_from_db()
        assert departure.state == DepartureState.CANCELLED


class TestLeavingWhileAChangeIsProposed:
    @pytest.fixture
    def settled(self) -> Shipper:
        shipper = enrolled(tier=2)
        pass_by()
        return shipper

    @pytest.fixture
    def removal(self, settled, officer) -> ProposedChange:
        return change_proposed(actor=officer, shipper_id=settled.pk, kind="removal", reasons="Forged papers.")

    @pytest.fixture
    def decide(self, removal, second) -> Callable[..., ProposedChange]:
        def act(decision: str) -> ProposedChange:
            responded(removal, "They are not forged.")
            return decided(second, removal, decision)

        return act

    def test_a_proposed_demotion_or_suspension_is_dropped(self, settled, officer):
        evaluated(settled, enter=0, keep=1)
        change_proposed(actor=officer, shipper_id=settled.pk, kind="suspension", reasons="No records.")
        member_leave(actor=owner_of(settled), shipper_id=settled.pk)
        assert not proposals_open(settled.pk).exists()
        settled.refresh_from_db()
        assert settled.barred_until is None
        with pytest.raises(Conflict):
            member_leave(actor=owner_of(settled), shipper_id=settled.pk)

    @pytest.mark.slow
    def test_a_removal_is_still_answered_and_decided_and_bars_from_the_day_of_leaving(self, settled, removal, second):
        left = clock.today()
        member_leave(actor=owner_of(settled), shipper_id=settled.pk)
        assert "still decides it" in Message.objects.filter(kind="standing.left").latest("pk").body
        bar = clock.anniversary(left, terms_of(policy_on(left)).clocks.reentry_months)
        with pytest.raises(Conflict, match="may apply again from"):
            applications.application_start(actor=owner_of(settled), shipper_id=settled.pk)
        with pytest.raises(Conflict, match="may respond until"):
            decided(second, removal)
        with at(days_on(20)):
            responded(removal, "They are not forged.")
        with at(days_on(25)):
            decided(second, removal)
            settled.refresh_from_db()
            assert (status_of(settled.pk), settled.barred_until) == (Status.REMOVED, bar)

    @pytest.mark.slow
    def test_a_removal_that_is_withdrawn_frees_the_way_back(self, settled, removal, decide):
        member_leave(actor=owner_of(settled), shipper_id=settled.pk)
        decide("withdraw")
        settled.refresh_from_db()
        assert (status_of(settled.pk), settled.barred_until) == (Status.WITHDRAWN, None)
        applications.application_start(actor=owner_of(settled), shipper_id=settled.pk)

    @pytest.mark.slow
    def test_a_removal_that_nobody_decides_frees_the_way_back(self, settled, removal):
        member_leave(actor=owner_of(settled), shipper_id=settled.pk)
        with at(removal.lapse_at + timedelta(minutes=1)):
            removal.refresh_from_db()
            settled.refresh_from_db()
            assert (removal.state, settled.barred_until) == (ProposalState.LAPSED, None)

    def test_a_removal_can_not_become_a_lesser_change_of_who_left(self, settled, removal, decide):
        member_leave(actor=owner_of(settled), shipper_id=settled.pk)
        with pytest.raises(Conflict, match="can't be reduced"):
            decide("reduce")

    @pytest.mark.slow
    def test_an_appeal_that_is_granted_gives_back_the_departure_and_not_the_membership(self, settled, removal, decide):
        member_leave(actor=owner_of(settled), shipper_id=settled.pk)
        decided = decide("uphold")
        appeal = change_appeal(actor=owner_of(settled), change_id=decided.pk, text="Look again.")
        standing_appeal_decide(
            actor=staff("supervisor"), appeal_id=appeal.pk, decision="grant", reasons="They are not."
        )
        settled.refresh_from_db()
        assert (status_of(settled.pk), settled.barred_until) == (Status.WITHDRAWN, None)

    def test_a_denial_of_revalidation_is_still_decided(self, settled, officer, second):
        denial = change_proposed(actor=officer, shipper_id=settled.pk, kind="validation", reasons="The site is empty.")
        member_leave(actor=owner_of(settled), shipper_id=settled.pk)
        responded(denial, "We moved.")
        decided(second, denial)
        held = Standing.objects.get(pk=settled.pk)
        assert (held.status, held.validated) == (Status.WITHDRAWN, False)

    def test_a_business_that_left_before_can_not_be_removed_afterwards(self, settled, officer):
        member_leave(actor=owner_of(settled), shipper_id=settled.pk)
        with pytest.raises(Conflict):
            change_asked(actor=officer, shipper_id=settled.pk, kind="removal", reasons="Forged papers.")
