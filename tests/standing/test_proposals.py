"""A proposed change is heard first: delivery, answers finding by finding, more time, two officers, reductions,
lapses.
"""

from datetime import UTC, datetime, timedelta

import pytest

from apps.core import clock
from apps.core.deadlines import day_there
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.core.files import identify_file
from apps.disputes.models import Dispute
from apps.disputes.services import dispute_decide
from apps.events.models import Timer
from apps.ledger.models import Case
from apps.ledger.services import program_entry_record
from apps.notices.models import Message
from apps.notices.selectors import receipts_of
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Membership
from apps.shippers.zones import zone_of
from apps.standing import services
from apps.standing.members.services import standing_lock
from apps.standing.models import (
    Change,
    FindingAnswer,
    ProposalState,
    ProposedChange,
    Standing,
    Status,
)
from apps.standing.proposals.notices import PLAN_MISSED, grounds_of_notice
from apps.standing.proposals.services.proposals import proposal_open
from apps.standing.selectors import proposals_open
from apps.work.models import Item
from tests.evaluation.ledger import violation
from tests.people import on_team, seller, staff
from tests.portal.members import member_of, settle
from tests.standing.evaluations import change_proposed, enrolled, evaluated, owner_of
from tests.standing.process import at, days_on, decided, demotion_proposed, responded, undecided, upheld

State = ProposalState
PDF = b"%PDF-1.4\nA contract\n%%EOF\n"


@pytest.fixture
def demotion() -> ProposedChange:
    return demotion_proposed()


def tier(proposal: ProposedChange) -> int:
    return Standing.objects.get(pk=proposal.shipper_id).tier


def clocks():
    return terms_of(policy_on(clock.today())).clocks


def reminders(proposal: ProposedChange) -> int:
    return Message.objects.filter(kind="standing.reminder", recipient=owner_of(proposal.shipper)).count()


class TestTheNotice:
    def test_it_names_each_finding_with_its_violations_and_what_happens_when(self):
        ada = seller()
        shipper = member_of(ada, months=5)
        assert Standing.objects.get(pk=shipper.pk).tier == 1
        references = [
            violation(shipper, clock.today(), category="counterfeit", culpability="gross_negligence") for _ in range(2)
        ]
        disclosed = violation(shipper, clock.today(), category="marking", self_disclosed=True)
        settle()
        proposal = undecided(shipper, "demotion")
        named = {ground.violations[0].case.reference for ground in grounds_of_notice(proposal) if ground.violations}
        assert named <= set(references)
        assert named
        assert proposal.notice["policy"] == policy_on(clock.today()).version
        body = Message.objects.get(recipient=ada, kind="standing.demotion").body
        for said in (
            *references,
            "Counterfeit",
            "respond on your page until",
            "An officer decides",
            "lapses",
            "appeal",
        ):
            assert said in body
        assert disclosed not in body, "what it disclosed by negligence has no points"

    def test_who_received_it_and_opened_it_is_kept(self, demotion):
        (receipt,) = receipts_of(("proposedchange", demotion.pk))
        assert (receipt.recipient, receipt.read_at) == (owner_of(demotion.shipper), None)
        assert demotion.served_at == receipt.created_at or demotion.served_at <= receipt.created_at

    def test_it_is_in_the_readers_language(self):
        shipper = enrolled(tier=2)
        on_team(shipper, "viewer", seller("li@shop.example", language="zh-hans"))
        evaluated(shipper, enter=0, keep=1)
        subjects = set(Message.objects.filter(kind="standing.demotion").values_list("subject", flat=True))
        assert len(subjects) == 2

    def test_where_nobody_is_on_the_team_it_is_delivered_by_post_and_the_time_begins_then(self, officer):
        shipper = enrolled(tier=2)
        Membership.objects.filter(shipper=shipper).delete()
        evaluated(shipper, enter=0, keep=1)
        proposal = undecided(shipper, "demotion")
        with clock.at(days_on(50)):
            posted = {"actor": staff("supervisor"), "change_id": proposal.pk, "day": clock.today(), "note": "Mail 7012"}
            posted |= {"files": [identify_file("receipt.pdf", [PDF])]}
            with pytest.raises(Conflict, match="reached nobody yet"):
                decided(officer, proposal, reasons="So it is.")
            with pytest.raises(InvalidInput):
                services.change_serve(**posted | {"day": clock.add_days(clock.today(), 1)})
            services.change_serve(**posted)
            proposal.refresh_from_db()
            assert (day_there(proposal.respond_by, zone_of(shipper)) - clock.today()).days >= clocks().response_days
            with pytest.raises(Conflict, match="may respond until"):
                decided(officer, proposal, reasons="So it is.")
            with pytest.raises(Conflict, match="delivered already"):
                services.change_serve(**posted)

    def test_the_time_is_counted_where_the_business_is(self):
        shipper = enrolled(tier=2)
        shipper.country = "CN"
        shipper.save()
        with clock.at(datetime(2026, 3, 2, 23, tzinfo=UTC)):
            evaluated(shipper, enter=0, keep=1)
        proposal = undecided(shipper, "demotion")
        assert proposal.respond_on.isoformat() == "2026-04-02"
        assert proposal.respond_by.astimezone(zone_of(shipper)).hour == 23


class TestTheResponse:
    def test_it_answers_finding_by_finding_and_violations_become_answers_of_their_own(self):
        ada = seller()
        shipper = member_of(ada, months=5)
        grave = {"category": "counterfeit", "culpability": "gross_negligence"}
        case = Case.objects.get(reference=violation(shipper, clock.today(), **grave))
        settle()
        proposal = undecided(shipper, "demotion")
        rule = proposal.notice["findings"][0]["rule"]
        services.change_respond(
            final=True,
            actor=ada,
            change_id=proposal.pk,
            response="Our carrier swapped two parcels.",
            language="en",
            answers=[
                services.NoticeAnswer(position="explain", text="Two parcels were swapped.", rule=rule),
                services.NoticeAnswer(position="carrier", text="The carrier's scan shows it.", case_id=case.pk),
                services.NoticeAnswer(position="agree", text="", rule="no such rule"),
            ],
            files=[identify_file("scan.pdf", [PDF])],
        )
        proposal.refresh_from_db()
        assert (proposal.state, proposal.responded_by) == (State.RESPONDED, ada)
        assert FindingAnswer.objects.get(proposal=proposal).rule == rule
        assert Dispute.objects.get(case=case).position == "carrier"
        services.response_add(actor=ada, change_id=proposal.pk, files=[identify_file("more.pdf", [PDF])])
        assert [file.name for file in proposal.files.order_by("pk")] == ["scan.pdf", "more.pdf"]
        with pytest.raises(Conflict):
            services.change_respond(final=True, actor=ada, change_id=proposal.pk, response="Once more.")

    @pytest.mark.slow
    def test_an_accepted_answer_changes_the_weight_and_the_proposal_goes_by_itself(self):
        ada = seller()
        shipper = member_of(ada, months=5)
        violation(shipper, clock.today(), category="counterfeit", culpability="gross_negligence")
        settle()
        proposal = undecided(shipper, "demotion")
        case = Case.objects.get(pk=proposal.notice["cases"][0])
        services.change_respond(
            final=True,
            actor=ada,
            change_id=proposal.pk,
            response="It was the carrier.",
            answers=[services.NoticeAnswer(position="carrier", text="See the scan.", case_id=case.pk)],
        )
        dispute_decide(
            actor=staff("officer"),
            dispute_id=Dispute.objects.get().pk,
            decision="accept",
            outcome="carrier",
            reasons="The scan shows it.",
        )
        settle()
        proposal.refresh_from_db()
        assert (proposal.state, proposal.decided_by) == (State.WITHDRAWN, None)
        assert Standing.objects.get(pk=shipper.pk).tier == 1

    def test_files_after_the_decision_come_too_late(self, officer, demotion):
        owner = owner_of(demotion.shipper)
        services.change_respond(final=True, actor=owner, change_id=demotion.pk, response="No.")
        decided(officer, demotion, "withdraw")
        with pytest.raises(Conflict):
            services.response_add(actor=owner, change_id=demotion.pk, files=[identify_file("more.pdf", [PDF])])


class TestTheDecision:
    def test_a_demotion_is_reduced_and_not_proposed_again_for_the_same_record(self, officer, demotion):
        responded(demotion, "We mended it.")
        with pytest.raises(InvalidInput):
            decided(officer, demotion, "reduce", reasons="Half.", reduce_to="1")
        reduced = decided(officer, demotion, "reduce", reasons="Half.", reduce_to="2")
        assert (reduced.state, reduced.reduced_tier, tier(demotion)) == (State.REDUCED, 2, 2)
        evaluated(demotion.shipper, enter=0, keep=1)
        assert not proposals_open(demotion.shipper_id).exists()

    def test_a_suspension_is_reduced_to_conditions_and_a_removal_to_a_suspension(self, officer):
        other = staff("officer", email="other@staff.example")
        for kind, reduce_to, status in (
            ("suspension", "conditional", "conditional"),
            ("removal", "suspended", "suspended"),
        ):
            shipper = enrolled(tier=1)
            proposal = change_proposed(actor=officer, shipper_id=shipper.pk, kind=kind, reasons="No records.")
            responded(proposal, "Here they are.")
            decided(other, proposal, "reduce", reduce_to=reduce_to)
            assert Standing.objects.get(pk=shipper.pk).status == status

    def test_what_the_program_proposes_takes_two_officers_where_the_policy_says_so(self, officer):
        shipper = enrolled()
        proposal = proposal_open(standing_lock(shipper.pk), "removal", because=PLAN_MISSED)
        responded(proposal, "We were ill.")
        with pytest.raises(Conflict, match="Two officers"):
            decided(officer, proposal)
        services.change_recommend(actor=officer, change_id=proposal.pk, reasons="Nothing was done.")
        told = Message.objects.filter(recipient=owner_of(shipper)).count()
        with pytest.raises(Conflict, match="An officer other than"):
            decided(officer, proposal, "agree")
        other = staff("officer", email="other@staff.example")
        services.change_send_back(actor=other, change_id=proposal.pk, reasons="Ask about March.")
        services.change_recommend(actor=officer, change_id=proposal.pk, reasons="Asked. Nothing was done.")
        assert Message.objects.filter(recipient=owner_of(shipper)).count() == told, "not told before it is decided"
        decided(other, proposal, "agree", reasons="Nothing was done.")
        assert Standing.objects.get(pk=shipper.pk).status == Status.REMOVED

    def test_a_removal_bars_for_the_time_of_the_policy_and_ends_what_else_was_open(self, officer):
        shipper = enrolled(tier=2)
        evaluated(shipper, enter=0, keep=1)
        upheld(officer, staff("supervisor"), shipper, "removal")
        shipper.refresh_from_db()
        assert shipper.barred_until.year == clock.today().year + clocks().reentry_months // 12
        assert not proposals_open(shipper.pk).exists()

    @pytest.mark.slow
    def test_a_denial_of_revalidation_ends_the_validation_and_the_tiers_that_need_it(self, officer):
        shipper = enrolled(tier=2)
        program_entry_record(shipper_id=shipper.pk, kind="validated", date=clock.today())
        settle()
        evaluated(shipper, enter=2, keep=2)
        upheld(officer, staff("officer", email="b@staff.example"), shipper, "validation")
        settle()
        held = Standing.objects.get(pk=shipper.pk)
        assert (held.validated, held.tier <= 1, held.status) == (False, True, Status.ACTIVE)


class TestSilence:
    def test_the_team_is_reminded_before_the_day_and_not_once_it_has_responded(self, demotion):
        for days in range(1, 24):
            with at(days_on(days)):
                pass
        with at(demotion.respond_by - timedelta(days=6)):
            assert reminders(demotion) == 1
            responded(demotion)
        with at(demotion.respond_by):
            assert reminders(demotion) == 1

    def test_after_an_outage_over_both_reminders_one_is_sent(self, demotion):
        with at(demotion.respond_by - timedelta(hours=10)):
            assert reminders(demotion) == 1

    def test_after_an_outage_past_the_day_none_is(self, demotion):
        with at(demotion.respond_by + timedelta(hours=10)):
            assert reminders(demotion) == 0

    def test_undecided_it_is_escalated_and_lapses_in_the_sellers_favor(self, officer, demotion):
        supervisor = staff("supervisor")
        told = Message.objects.filter(kind="standing.staff_reminder", recipient=supervisor)
        with at(demotion.decide_by - timedelta(days=5)):
            assert told.count() == 1, "nobody holds it, so those who oversee are told"
        with at(demotion.decide_by + timedelta(hours=1)):
            assert told.filter(subject__contains="overdue").count() == 1
        with at(demotion.lapse_at + timedelta(minutes=1)):
            demotion.refresh_from_db()
            assert (demotion.state, demotion.decided_by, tier(demotion)) == (State.LAPSED, None, 3)
            assert not Item.objects.filter(kind="proposed_change", closed_at=None).exists()
            assert "lapsed" in Message.objects.filter(recipient=owner_of(demotion.shipper)).latest("pk").subject
            evaluated(demotion.shipper, enter=0, keep=1)
            assert not proposals_open(demotion.shipper_id).exists(), "not proposed again for the same record"
            with pytest.raises(Conflict):
                decided(officer, demotion)

    def test_decided_nothing_of_it_comes_any_more(self, officer, demotion):
        decided(officer, demotion, "withdraw")
        assert not Timer.objects.filter(subject_id=demotion.pk).exists()
        changes = Change.objects.count()
        with at(days_on(400)):
            assert Change.objects.count() == changes

    def test_only_who_signs_for_the_business_asks_or_adds(self, demotion):
        viewer = on_team(demotion.shipper, "preparer", seller("viewer@shop.example"))
        with pytest.raises(NotAllowed):
            services.extension_ask(
                actor=viewer, change_id=demotion.pk, until=demotion.respond_on + timedelta(days=3), reason="Please."
            )
