"""Appeals: in time, once, heard by an officer who took no part; a granted appeal gives back what was taken,
from today.
"""

from datetime import datetime, timedelta

import pytest

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.core.files import identify_file
from apps.ledger.models import ProgramEntry
from apps.ledger.services import program_entry_record
from apps.notices.models import Message
from apps.standing import selectors, services
from apps.standing.models import (
    AppealState,
    Change,
    Plan,
    PlanState,
    ProposalState,
    ProposedChange,
    Standing,
    Status,
)
from apps.work.models import Item
from tests.people import on_team, staff
from tests.standing.evaluations import enrolled, evaluated, owner_of
from tests.standing.process import (
    appeal_decided,
    appealed,
    at,
    case_of,
    days_on,
    decided,
    false_statement_found,
    found,
    pass_by,
    plan_opened,
    responded,
    settled_member,
    suspended_by,
    suspension_at_once,
    undecided,
    upheld,
    upheld_at_once,
)

PDF = b"%PDF-1.4\nA contract\n%%EOF\n"


def demoted(officer) -> ProposedChange:
    shipper = settled_member(3)
    evaluated(shipper, enter=1, keep=1)
    proposal = undecided(shipper, "demotion")
    responded(proposal)
    return decided(officer, proposal)


def is_days_from_now(moment: datetime | None, days: int) -> bool:
    """Say whether a moment is so many days from today, or up to four more, to the next working day."""
    return moment is not None and 0 <= (clock.day_of(moment) - clock.today()).days - days <= 4


def held(proposal: ProposedChange) -> Standing:
    return Standing.objects.get(pk=proposal.shipper_id)


def test_it_waits_for_a_supervisor_with_its_files_and_a_day(officer):
    proposal = demoted(officer)
    appeal = services.change_appeal(
        actor=owner_of(proposal.shipper),
        change_id=proposal.pk,
        text="Look again.",
        files=[identify_file("scan.pdf", [PDF])],
    )
    item = Item.objects.get(kind="standing_appeal", closed_at=None)
    assert (item.subject_id, item.due_at) == (appeal.pk, appeal.decide_by)
    assert (clock.day_of(appeal.decide_by) - clock.today()).days == 180
    assert appeal.files.get().name == "scan.pdf"


def test_the_time_is_ninety_days_and_an_appeal_is_made_once(officer, second):
    proposal = upheld(officer, second, settled_member(), "removal")
    until = selectors.appeal_until(proposal)
    assert is_days_from_now(until, 90)
    with clock.at(until + timedelta(seconds=1)), pytest.raises(Conflict, match="time to appeal is over"):
        appealed(proposal)
    with clock.at(until):
        appealed(proposal)
    with pytest.raises(Conflict, match="appealed this decision already"):
        appealed(proposal)


class TestFalseInformationAtAValidation:
    """Only the finding of an officer that the member knowingly gave false information at a validation has less time."""

    @pytest.fixture
    def member(self):
        return settled_member()

    def test_a_false_statement_that_somebody_reports_keeps_the_ninety_days(self, officer, second, member):
        case = case_of(found(member, category="false_statement", basis="finding"))
        proposal = upheld(officer, second, member, "removal", cases=[case])
        assert is_days_from_now(selectors.appeal_until(proposal), 90)
        assert selectors.false_information_appeal_until(proposal) is None

    def test_the_finding_of_an_officer_alone_has_thirty_days(self, officer, second, member):
        named = selectors.FalseInformation(false_statement_found(member, officer), clock.today())
        proposal = upheld(officer, second, member, "removal", false_information=named)
        assert is_days_from_now(selectors.appeal_until(proposal), 30)
        assert (
            "within 30 days" in Message.objects.filter(recipient=owner_of(member), kind="standing.removal").first().body
        )
        with (
            clock.at(selectors.appeal_until(proposal) + timedelta(seconds=1)),
            pytest.raises(Conflict, match="time to appeal"),
        ):
            appealed(proposal)

    @pytest.mark.slow
    def test_what_else_the_notice_names_keeps_the_ninety_days(self, officer, second, member):
        named = selectors.FalseInformation(false_statement_found(member, officer), clock.today())
        other = case_of(found(member, category="records", basis="finding"))
        proposal = upheld(officer, second, member, "removal", cases=[other], false_information=named)
        assert is_days_from_now(selectors.appeal_until(proposal), 90)
        assert is_days_from_now(selectors.false_information_appeal_until(proposal), 30)
        with clock.at(selectors.false_information_appeal_until(proposal) + timedelta(days=30)):
            appealed(proposal)

    @pytest.mark.parametrize("fields", [{"category": "records"}, {"determination": "alleged"}])
    def test_it_must_be_a_false_statement_that_is_established(self, officer, member, fields):
        named = selectors.FalseInformation(false_statement_found(member, officer, **fields), clock.today())
        with pytest.raises(InvalidInput, match="an officer has found"):
            services.change_propose(
                actor=officer, shipper_id=member.pk, kind="removal", reasons="So it is.", false_information=named
            )

    def test_it_must_be_an_officer_who_found_it_and_of_this_member(self, officer, member):
        reported = case_of(found(member, category="false_statement", basis="finding"))
        of_another = false_statement_found(enrolled(), officer)
        for case in (reported, of_another):
            with pytest.raises(InvalidInput, match="an officer has found"):
                services.change_propose(
                    actor=officer,
                    shipper_id=member.pk,
                    kind="removal",
                    reasons="So it is.",
                    false_information=selectors.FalseInformation(case, clock.today()),
                )


@pytest.mark.slow
def test_only_a_decision_that_took_something_is_appealed_by_who_signs(officer):
    proposal = demoted(officer)
    viewer = on_team(proposal.shipper)
    with pytest.raises(NotAllowed):
        services.change_appeal(actor=viewer, change_id=proposal.pk, text="Please.")
    open_one = enrolled(tier=2)
    evaluated(open_one, enter=0, keep=1)
    with pytest.raises(Conflict):
        appealed(undecided(open_one, "demotion"))


@pytest.mark.slow
def test_who_took_part_does_not_hear_it(officer, supervisor):
    proposal = demoted(supervisor)
    appeal = appealed(proposal)
    with pytest.raises(Conflict, match="took part"):
        appeal_decided(supervisor, appeal, "deny")
    with pytest.raises(NotAllowed):
        appeal_decided(officer, appeal, "deny", "They were right.")
    appeal_decided(staff("deputy"), appeal, "deny", "They were right.")
    assert held(proposal).tier == 1
    assert "They were right." in Message.objects.get(kind="standing.appeal_decided").body
    assert not Item.objects.filter(kind="standing_appeal", closed_at=None).exists()


@pytest.mark.slow
def test_a_demotion_that_is_overturned_gives_the_tier_back_and_is_not_proposed_again(officer, supervisor):
    proposal = demoted(officer)
    appeal_decided(supervisor, appealed(proposal), "grant", "The rate was miscounted.")
    proposal.refresh_from_db()
    assert (proposal.state, held(proposal).tier) == (ProposalState.OVERTURNED, 3)
    change = Change.objects.latest("pk")
    assert (change.reasons, change.actor, change.note) == (["restored"], supervisor, "The rate was miscounted.")
    assert not selectors.proposals_open(proposal.shipper_id).exists()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["suspension", "removal"])
def test_what_is_overturned_is_given_back(officer, second, supervisor, kind):
    proposal = upheld(officer, second, settled_member(), kind)
    assert held(proposal).status == {"suspension": "suspended", "removal": "removed"}[kind]
    appeal_decided(supervisor, appealed(proposal), "grant")
    assert (held(proposal).status, held(proposal).tier) == (Status.ACTIVE, 2)
    proposal.shipper.refresh_from_db()
    assert proposal.shipper.barred_until is None


def test_a_removed_member_that_was_suspended_before_is_suspended_again(officer, second, supervisor):
    shipper = enrolled()
    for kind in ("suspension", "removal"):
        proposal = upheld(officer, second, shipper, kind)
    appeal_decided(supervisor, appealed(proposal), "grant")
    assert held(proposal).status == Status.SUSPENDED


@pytest.mark.slow
@pytest.mark.parametrize("by_plan", [False, True])
def test_what_was_left_of_a_suspension_at_once_is_given_back_too(officer, second, supervisor, by_plan):
    proposal = suspension_at_once(tier=1)
    shipper = proposal.shipper
    if by_plan:
        plan_opened(officer, shipper)
        proposal.refresh_from_db()
    else:
        decided(second, proposal, "reduce", reduce_to="conditional")
    assert held(proposal).status == Status.CONDITIONAL
    appeal_decided(supervisor, appealed(proposal), "grant")
    assert held(proposal).status == Status.ACTIVE
    assert not Plan.objects.filter(state=PlanState.OPEN).exists()


@pytest.mark.slow
def test_what_was_decided_anew_since_is_not_given_back(officer, second, supervisor):
    first = upheld(officer, second, settled_member(), "suspension")
    with clock.at(days_on(9)):
        services.standing_reinstate(actor=officer, shipper_id=first.shipper_id, reasons="It is mended.")
    with clock.at(days_on(12)):
        upheld(officer, second, first.shipper, "suspension")
        appeal_decided(supervisor, appealed(first), "grant")
    assert held(first).status == Status.SUSPENDED


@pytest.mark.slow
def test_an_appealed_suspension_at_once_does_not_suspend_again_for_the_same(officer, second, supervisor):
    shipper = enrolled(tier=1)
    violation = found(shipper, source="bazaar", kind="marketplace")
    suspended_by(shipper, violation)
    proposal = undecided(shipper, "suspension")
    proposal = services.suspension_confirm(actor=officer, change_id=proposal.pk)
    upheld_at_once(proposal, first=officer, second=second)
    appeal_decided(supervisor, appealed(proposal), "grant")
    assert held(proposal).status == Status.ACTIVE
    assert suspended_by(shipper, violation).status == Status.ACTIVE


@pytest.mark.slow
def test_a_denied_revalidation_that_is_overturned_counts_again(officer, second, supervisor):
    shipper = enrolled()
    program_entry_record(shipper_id=shipper.pk, kind="validated", date=clock.today())
    pass_by()
    evaluated(shipper, enter=2, keep=2)
    proposal = upheld(officer, second, shipper, "validation")
    pass_by()
    assert not held(proposal).validated
    with clock.at(days_on(3)):
        appeal_decided(supervisor, appealed(proposal), "grant")
        pass_by()
    assert held(proposal).validated
    assert (
        ProgramEntry.objects.filter(shipper=shipper, kind="unvalidated", taken_back_by=None, takes_back=None).count()
        == 0
    )


def test_taken_back_the_decision_stands(officer):
    proposal = demoted(officer)
    appeal = appealed(proposal)
    services.appeal_withdraw(actor=owner_of(proposal.shipper), appeal_id=appeal.pk)
    appeal.refresh_from_db()
    assert (appeal.state, held(proposal).tier) == (AppealState.WITHDRAWN, 1)
    with pytest.raises(Conflict):
        appealed(proposal)


@pytest.mark.slow
def test_who_hears_appeals_is_reminded_before_the_day_and_after_it(officer, supervisor):
    appeal = appealed(demoted(officer))
    told = Message.objects.filter(kind="standing.staff_reminder", recipient=supervisor)
    told_before = told.count()
    with at(appeal.decide_by - timedelta(days=20)):
        assert told.count() == told_before + 1
    with at(appeal.decide_by - timedelta(days=2)):
        assert told.count() == told_before + 2
    with at(appeal.decide_by + timedelta(hours=1)):
        assert told.latest("pk").subject.find("overdue") >= 0
