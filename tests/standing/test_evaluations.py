import json
from datetime import timedelta

import pytest

from apps.core import clock
from apps.events.models import Delivery, Event, Lane
from apps.ledger.models import ProgramEntry, Violation
from apps.ledger.services import program_entry_record
from apps.notices.models import Message
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper
from apps.standing.handlers import validate
from apps.standing.models import Change, ProposalState, ProposedChange, Standing, Status
from apps.standing.selectors import benefits_of, proposals_open
from apps.standing.services import standing_enroll, standing_reinstate, standings_apply
from apps.work.models import Item
from tests.evaluation.ledger import entry, member, taken_back_by_two, violation
from tests.outbox import deliver
from tests.people import staff
from tests.standing.evaluations import enrolled, evaluated, evaluation_of, owner_of


def critical(shipper: Shipper) -> int:
    reference = violation(shipper, clock.today(), category="narcotics", basis="seizure")
    return Violation.objects.get(case__reference=reference).pk


def clocks():
    return terms_of(policy_on(clock.today())).clocks


def days_until(moment) -> int:
    return (clock.day_of(moment) - clock.today()).days


def test_an_approved_application_makes_an_active_member_of_tier_0_and_tells_the_team():
    shipper = enrolled()

    standing = Standing.objects.get(shipper=shipper)
    change = Change.objects.get(shipper=shipper)
    assert (standing.status, standing.validated, standing.tier) == (Status.ACTIVE, False, 0)
    assert (change.action, change.status_before, change.reasons) == ("enroll", "", ["enrolled"])
    assert Event.objects.filter(kind="standing.changed", subject_id=change.pk, shipper_id=shipper.pk).count() == 1
    assert Message.objects.filter(recipient=owner_of(shipper), kind="standing.enrolled").count() == 1


def test_enrolling_again_changes_nothing():
    shipper = enrolled(tier=2)

    assert standing_enroll(shipper_ids=[shipper.pk]) == 0

    assert Standing.objects.get(shipper=shipper).tier == 2


def test_many_are_enrolled_in_as_many_statements_as_one(django_assert_max_num_queries):
    shippers = Shipper.objects.bulk_create([Shipper(ksn=new_ksn()) for _ in range(300)])

    with django_assert_max_num_queries(12):
        assert standing_enroll(shipper_ids=[shipper.pk for shipper in shippers]) == 300

    of_changes = Delivery.objects.filter(event__kind="standing.changed", lane=Lane.BULK)
    assert of_changes.filter(handler="partners.feed").count() == 300


def test_an_evaluation_that_comes_before_the_news_of_the_enrollment_is_not_lost():
    shipper = member(clock.today())

    evaluated(shipper, enter=1, keep=1)

    assert [change.action for change in Change.objects.order_by("pk")] == ["enroll", "promote"]


def test_a_better_record_promotes_at_once():
    shipper = enrolled()

    standing = evaluated(shipper, enter=2, keep=3)

    change = Change.objects.latest("pk")
    assert standing.tier == 2
    assert (change.action, change.tier_before, change.tier, change.reasons) == ("promote", 0, 2, ["tier_earned"])
    assert change.evaluation_id == standing.evaluation_id


def test_many_are_promoted_in_as_many_statements_as_one(django_assert_max_num_queries):
    members = [enrolled() for _ in range(12)]
    evaluations = {shipper.pk: evaluation_of(shipper, enter=1 + number % 2) for number, shipper in enumerate(members)}

    with django_assert_max_num_queries(40):
        standings_apply(evaluations=evaluations)

    assert [Standing.objects.get(pk=shipper.pk).tier for shipper in members] == [1, 2] * 6
    assert dict(Standing.objects.values_list("pk", "evaluation_id")) == evaluations
    promoted = Change.objects.filter(action="promote", tier_before=0)
    assert {(change.tier, change.evaluation_id) for change in promoted} == {
        (1 + number % 2, evaluations[shipper.pk]) for number, shipper in enumerate(members)
    }


def test_below_what_may_be_entered_but_not_kept_nothing_moves():
    shipper = enrolled(tier=2)

    standing = evaluated(shipper, enter=1, keep=2)

    assert standing.tier == 2
    assert not proposals_open(shipper.pk).exists()


def test_an_evaluation_followed_twice_or_late_does_nothing():
    shipper = enrolled()
    first = evaluated(shipper, enter=1, keep=1).evaluation_id
    second = evaluated(shipper, enter=2, keep=2).evaluation_id
    changes = Change.objects.count()

    standings_apply(evaluations={shipper.pk: first})
    standings_apply(evaluations={shipper.pk: second})

    assert Standing.objects.get(shipper=shipper).tier == 2
    assert Change.objects.count() == changes


def test_a_worse_record_proposes_a_demotion_and_takes_nothing_away():
    shipper = enrolled(tier=2)
    owner = owner_of(shipper)
    owner.language = "es"
    owner.save()

    standing = evaluated(shipper, enter=0, keep=1)

    proposal = proposals_open(shipper.pk).get()
    assert standing.tier == 2
    assert (proposal.kind, proposal.tier) == ("demotion", 1)
    assert 0 <= days_until(proposal.respond_by) - clocks().response_days <= 4, "it ends with a working day"
    (finding,) = proposal.notice["findings"]
    assert finding["rule"] == "compliance_rate"
    assert "93.5%" in finding["required"]
    body = Message.objects.get(recipient=owner, kind="standing.demotion").body
    assert "Su historial ya no permite" in body
    assert "93,5%" in body
    item = Item.objects.get(kind="proposed_change", subject_id=proposal.pk)
    assert item.due_at == proposal.decide_by


def test_the_same_worse_record_proposes_once():
    shipper = enrolled(tier=2)
    evaluated(shipper, enter=0, keep=1)

    evaluated(shipper, enter=1, keep=1)

    assert ProposedChange.objects.count() == 1


@pytest.mark.parametrize("keep", [0, 2])
def test_a_proposal_that_no_longer_fits_the_record_makes_way_for_one_that_does(keep):
    shipper = enrolled(tier=3)
    evaluated(shipper, enter=0, keep=1)

    evaluated(shipper, enter=0, keep=keep)

    old, new = ProposedChange.objects.order_by("pk")
    assert (old.state, old.decided_by) == (ProposalState.WITHDRAWN, None)
    assert (new.state, new.tier) == (ProposalState.PROPOSED, keep)
    assert Item.objects.filter(kind="proposed_change", closed_at=None).count() == 1


def test_a_record_that_recovers_ends_the_proposal():
    shipper = enrolled(tier=2)
    evaluated(shipper, enter=0, keep=1)

    evaluated(shipper, enter=1, keep=2)

    assert not proposals_open(shipper.pk).exists()
    assert not Item.objects.filter(kind="proposed_change", closed_at=None).exists()


def test_a_critical_finding_suspends_at_once_with_a_notice_that_can_be_answered():
    shipper = enrolled(tier=2)

    standing = evaluated(shipper, enter=0, keep=0, suspending=[critical(shipper)])

    proposal = proposals_open(shipper.pk).get()
    assert (standing.status, standing.tier) == (Status.SUSPENDED, 2)
    assert benefits_of(standing) == []
    assert (proposal.kind, proposal.state, proposal.confirmed_by) == ("suspension", ProposalState.PROPOSED, None)
    assert (proposal.at_once, proposal.notice["at_once"], bool(proposal.effective_at)) == (True, True, True)
    assert [finding["rule"] for finding in proposal.notice["findings"]] == ["critical_violation"]
    review = Item.objects.get(kind="suspension_to_review", subject_id=proposal.pk)
    assert days_until(review.due_at) == clocks().critical_review_days
    decision = Item.objects.get(kind="proposed_change", subject_id=proposal.pk)
    assert days_until(decision.due_at) >= clocks().response_days + clocks().change_decision_days
    assert Message.objects.filter(recipient=owner_of(shipper), kind="standing.suspension").count() == 1
    event = Event.objects.filter(kind="standing.changed").latest("pk")
    assert event.deliveries.get(handler="partners.feed").lane == Lane.URGENT


def test_a_finding_taken_back_before_the_decision_ends_the_suspension():
    shipper = enrolled(tier=2)
    evaluated(shipper, enter=0, keep=0, suspending=[critical(shipper)])

    standing = evaluated(shipper, enter=2, keep=2)

    assert standing.status == Status.ACTIVE
    assert not proposals_open(shipper.pk).exists()
    assert Change.objects.latest("pk").reasons == ["restored"]


def test_what_partners_are_told_names_no_category_and_no_finding():
    shipper = enrolled(tier=2)
    evaluated(shipper, enter=0, keep=0, suspending=[critical(shipper)])

    told = json.dumps(list(Change.objects.order_by("pk").values_list("reasons", flat=True)))

    assert json.loads(told) == [["enrolled"], ["tier_earned"], ["suspended"]]


def test_validated_follows_the_entries_of_the_ledger():
    shipper = enrolled()

    entry(shipper, clock.today(), "validated")
    deliver()
    assert Standing.objects.get(shipper=shipper).validated is True

    visit = ProgramEntry.objects.get(shipper=shipper, kind="validated")
    taken_back_by_two(visit.recording_id)
    deliver()
    assert Standing.objects.get(shipper=shipper).validated is False
    reasons = [change.reasons for change in Change.objects.order_by("pk") if change.action.find("valid") >= 0]
    assert reasons == [["validated"], ["validation_ended"]]


def test_other_acts_of_the_program_change_no_validation(django_assert_num_queries):
    shippers = [enrolled() for _ in range(3)]
    for shipper in shippers:
        entry(shipper, clock.today(), "annual_review")
    events = list(Event.objects.filter(kind="ledger.program_entered"))

    with django_assert_num_queries(0):
        validate(events)

    assert len(events) == 3


def test_the_whole_way_from_a_seizure_to_a_suspension_is_events():
    shipper = member(clock.today() - timedelta(days=90))
    deliver()
    assert Standing.objects.get(shipper=shipper).status == Status.ACTIVE

    violation(shipper, clock.today(), category="weapons", basis="seizure")
    deliver()

    assert Standing.objects.get(shipper=shipper).status == Status.SUSPENDED


@pytest.mark.slow
def test_a_second_critical_finding_suspends_somebody_reinstated_after_the_first():
    shipper = member(clock.today() - timedelta(days=90))
    deliver()
    violation(shipper, clock.today(), category="weapons", basis="seizure")
    deliver()
    standing_reinstate(actor=staff("officer"), shipper_id=shipper.pk, reasons="The goods were another's.")
    program_entry_record(shipper_id=shipper.pk, kind="annual_review", date=clock.today())
    deliver()
    assert Standing.objects.get(shipper=shipper).status == Status.ACTIVE

    violation(shipper, clock.today(), category="narcotics", basis="laboratory")
    deliver()

    assert Standing.objects.get(shipper=shipper).status == Status.SUSPENDED
