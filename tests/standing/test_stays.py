"""Appeals that nobody decided in time: the member holds what it had before until the appeal is decided, unless a
supervisor keeps a critical change in effect, once.
"""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.events.models import Event
from apps.ledger.services import program_entry_record
from apps.notices.models import Message
from apps.policy.selectors import policy_on, terms_of
from apps.standing.models import Appeal, AppealState, Change, ProposedChange, Standing, Status
from apps.standing.selectors import proposals_open
from apps.standing.services import (
    appeal_keep,
    appeal_withdraw,
)
from tests.desk import due_process
from tests.people import staff
from tests.portal.members import settle
from tests.standing.evaluations import enrolled, evaluated, owner_of
from tests.standing.process import appeal_decided, appealed, at, pass_by, upheld


@pytest.fixture
def demotion(officer: User) -> Appeal:
    """Return the appeal of a demotion from tier 3 to tier 1."""
    appeal = due_process.appeal_demotion(officer)
    pass_by()
    return appeal


@pytest.fixture
def suspension(officer: User) -> Appeal:
    """Return the appeal of a suspension upon a seizure."""
    return due_process.appeal_suspension(officer)


@pytest.fixture
def removal(officer: User) -> Appeal:
    """Return the appeal of a removal."""
    shipper = enrolled(tier=2)
    second = staff("officer", email="second@staff.example")
    return appealed(upheld(officer, second, shipper, "removal"))


def held(appeal: Appeal) -> Standing:
    return Standing.objects.get(pk=appeal.proposal.shipper_id)


def kept(supervisor: User, appeal: Appeal, days: int = 20) -> Appeal:
    until = clock.add_days(clock.day_of(appeal.decide_by), days)
    return appeal_keep(actor=supervisor, appeal_id=appeal.pk, until=until, reasons="More of them are on the way.")


class TestStay:
    @pytest.mark.slow
    def test_the_tier_comes_back_at_the_moment_that_was_promised_with_a_message(self, demotion, supervisor):
        with at(demotion.decide_by - timedelta(minutes=1)):
            assert held(demotion).tier == 1
        with at(demotion.decide_by):
            assert held(demotion).tier == 3
            change = Change.objects.latest("pk")
            assert (change.reasons, change.actor) == (["stayed"], None)
            told = Message.objects.filter(recipient=owner_of(demotion.proposal.shipper)).latest("pk")
            assert "you get back what was taken away" in told.subject
            assert Event.objects.filter(kind="standing.appeal_stayed", subject_id=demotion.pk).exists()
            assert Message.objects.filter(recipient=supervisor, subject__contains="overdue").exists()

    @pytest.mark.slow
    def test_the_same_demotion_is_not_proposed_again_meanwhile(self, demotion):
        shipper = demotion.proposal.shipper
        with at(demotion.decide_by):
            evaluated(shipper, enter=1, keep=1)
            assert not proposals_open(shipper.pk).exists()
            assert held(demotion).tier == 3

    @pytest.mark.slow
    @pytest.mark.parametrize("by", ["denied", "taken back"])
    def test_denied_or_taken_back_after_the_stay_the_change_is_made_again_from_that_day(self, demotion, supervisor, by):
        with at(demotion.decide_by + timedelta(days=3)):
            if by == "denied":
                appeal_decided(supervisor, demotion, "deny")
            else:
                appeal_withdraw(actor=demotion.by, appeal_id=demotion.pk)
            assert held(demotion).tier == 1
            assert Change.objects.filter(shipper=demotion.proposal.shipper, tier=3, reasons=["stayed"]).exists()

    @pytest.mark.slow
    def test_granted_after_the_stay_nothing_is_given_back_twice(self, demotion, supervisor):
        with at(demotion.decide_by + timedelta(days=3)):
            changes = Change.objects.count()
            appeal_decided(supervisor, demotion, "grant")
            assert (held(demotion).tier, Change.objects.count()) == (3, changes)

    @pytest.mark.slow
    def test_decided_in_time_there_is_no_stay(self, demotion, supervisor):
        appeal_decided(supervisor, demotion, "deny")
        with at(demotion.decide_by + timedelta(days=1)):
            assert held(demotion).tier == 1

    @pytest.mark.slow
    def test_a_suspension_is_stayed_too(self, suspension):
        with at(suspension.decide_by):
            assert held(suspension).status == Status.ACTIVE

    @pytest.mark.slow
    def test_a_removal_is_stayed_with_its_bar_and_the_bar_counts_on_when_denied(self, removal, supervisor):
        shipper = removal.proposal.shipper
        shipper.refresh_from_db()
        bar = shipper.barred_until
        with at(removal.decide_by):
            shipper.refresh_from_db()
            assert (held(removal).status, shipper.barred_until) == (Status.ACTIVE, None)
        with at(removal.decide_by + timedelta(days=5)):
            appeal_decided(supervisor, removal, "deny")
            shipper.refresh_from_db()
            assert (held(removal).status, shipper.barred_until) == (Status.REMOVED, bar)

    @pytest.mark.slow
    def test_a_denial_of_revalidation_is_stayed_and_made_again_when_denied(self, officer, supervisor):
        shipper = enrolled()
        program_entry_record(shipper_id=shipper.pk, kind="validated", date=clock.today())
        settle()
        second = staff("officer", email="second@staff.example")
        appeal = appealed(upheld(officer, second, shipper, "validation"))
        with at(appeal.decide_by):
            pass_by()
            assert held(appeal).validated
        with at(appeal.decide_by + timedelta(days=3)):
            appeal_decided(supervisor, appeal, "deny")
            assert not held(appeal).validated

    @pytest.mark.slow
    def test_a_late_timer_stays_it_once(self, demotion):
        with at(demotion.decide_by + timedelta(days=9)):
            pass_by()
            assert Change.objects.filter(shipper=demotion.proposal.shipper, reasons=["stayed"]).count() == 1


class TestKeep:
    @pytest.mark.slow
    def test_a_critical_change_stays_until_the_new_day_and_no_longer(self, suspension, supervisor):
        appeal = kept(supervisor, suspension)
        told = Message.objects.filter(recipient=owner_of(suspension.proposal.shipper)).latest("pk")
        assert "More of them are on the way." in told.body
        with at(appeal.decide_by + timedelta(days=1)):
            assert held(suspension).status == Status.SUSPENDED
        with at(appeal.kept_until + timedelta(minutes=1)):
            assert held(suspension).status == Status.ACTIVE

    def test_it_is_done_once(self, suspension, supervisor):
        kept(supervisor, suspension, days=5)
        with pytest.raises(Conflict, match="once already"):
            kept(supervisor, suspension, days=10)

    def test_the_policy_bounds_the_day(self, suspension, supervisor):
        most = terms_of(policy_on(clock.today())).clocks.appeal_keep_days
        for days in (0, -1, most + 1):
            with pytest.raises(InvalidInput, match="Choose a day"):
                kept(supervisor, suspension, days=days)
        assert kept(supervisor, suspension, days=most).kept_until

    @pytest.mark.parametrize("appeal", ["demotion", "removal"])
    def test_what_rests_on_nothing_critical_can_not_be_kept(self, request, appeal, supervisor):
        with pytest.raises(Conflict, match="critical finding"):
            kept(supervisor, request.getfixturevalue(appeal))

    def test_only_a_supervisor_who_took_no_part_keeps_it(self, suspension, officer):
        with pytest.raises(NotAllowed):
            kept(staff("officer", email="third@staff.example"), suspension)
        ProposedChange.objects.filter(pk=suspension.proposal_id).update(confirmed_by=officer)
        officer.groups.add(*staff("deputy").groups.all())
        with pytest.raises(Conflict, match="took part"):
            kept(type(officer).objects.get(pk=officer.pk), suspension)

    @pytest.mark.slow
    def test_nothing_is_kept_after_the_stay(self, suspension, supervisor):
        with at(suspension.decide_by + timedelta(days=1)), pytest.raises(Conflict, match="stayed"):
            kept(supervisor, suspension)
        suspension.refresh_from_db()
        assert (suspension.state, suspension.kept_until) == (AppealState.OPEN, None)
