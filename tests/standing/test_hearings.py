"""Appeals are heard by somebody who took no part: neither in the proposed change nor in what it rests on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from apps.accounts.models import Access, User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.errors import Conflict
from apps.disputes.models import Dispute
from apps.disputes.services import dispute_decide, source_check_answer
from apps.ledger.models import Case, Violation
from apps.ledger.services import answer_extend, program_entry_record, violation_determine
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.standing import services
from apps.standing.members.services import standing_lock
from apps.standing.models import PlanItemState, ProposedChange
from apps.standing.proposals.notices import PLAN_MISSED
from apps.standing.proposals.services.proposals import proposal_open
from apps.standing.selectors import hearers_of, parts_of
from apps.work.models import Item
from apps.work.services import colleague_answer, colleague_ask, work_assign, work_claim, work_claim_next
from tests.disputes.sources import dispute
from tests.evaluation.ledger import violation
from tests.people import on_team, staff
from tests.standing import process
from tests.standing.evaluations import calls_end, change_asked, enrolled, owner_of

pytestmark = pytest.mark.slow
WORDS = {"reasons": "It is so.", "language": "en"}


def removal_of(shipper: Shipper, actor: User, *cases: int) -> ProposedChange:
    return change_asked(actor=actor, shipper_id=shipper.pk, kind="removal", cases=cases, **WORDS)


def removal_by_program() -> ProposedChange:
    with transaction.atomic():
        return proposal_open(standing_lock(enrolled().pk), "removal", because=PLAN_MISSED)


def decided_by_two(proposal: ProposedChange, first: User, second: User) -> ProposedChange:
    services.change_recommend(actor=first, change_id=proposal.pk, reasons="It is so.")
    return services.change_decide(actor=second, change_id=proposal.pk, decision="agree", **WORDS)


def recommends(who: User, first: User, second: User) -> ProposedChange:
    """The first to recommend is sent back and forgotten by the row of the change."""
    proposal = process.responded(removal_by_program())
    services.change_recommend(actor=who, change_id=proposal.pk, reasons="It is so.")
    services.change_send_back(actor=first, change_id=proposal.pk, reasons="Say more.")
    return decided_by_two(proposal, first, second)


def sends_back(who: User, first: User, second: User) -> ProposedChange:
    proposal = process.responded(removal_by_program())
    services.change_recommend(actor=first, change_id=proposal.pk, reasons="It is so.")
    services.change_send_back(actor=who, change_id=proposal.pk, reasons="Say more.")
    return decided_by_two(proposal, first, second)


def gives_time(who: User, first: User, second: User) -> ProposedChange:
    proposal = removal_by_program()
    until = proposal.respond_on + timedelta(days=9)
    services.change_extend(actor=who, change_id=proposal.pk, until=until, text="A holiday.")
    return decided_by_two(process.responded(proposal), first, second)


def declines_time(who: User, first: User, second: User) -> ProposedChange:
    proposal = removal_by_program()
    process.time_asked(proposal, 9, "Papers.")
    services.extension_decide(actor=who, change_id=proposal.pk, decision="decline", text="They are here.")
    return decided_by_two(process.responded(proposal), first, second)


def reviews(who: User, first: User, second: User) -> ProposedChange:
    proposal = process.suspension_at_once()
    services.suspension_review(actor=who, change_id=proposal.pk, decision="continue", **WORDS)
    return process.upheld_at_once(proposal, first=first, second=second)


def confirms(who: User, first: User, second: User) -> ProposedChange:
    shipper = enrolled(tier=2)
    process.suspended_by(shipper, process.found(shipper, source="bazaar", kind="marketplace"))
    proposal = services.suspension_confirm(actor=who, change_id=process.undecided(shipper, "suspension").pk)
    services.suspension_review(actor=first, change_id=proposal.pk, decision="continue", **WORDS)
    proposal.refresh_from_db()
    return process.upheld_at_once(proposal, first=first, second=second)


def case_of(shipper: Shipper, **fields: object) -> int:
    reference = violation(shipper, clock.today(), category="narcotics", basis="seizure", **fields)
    return Violation.objects.get(case__reference=reference).case_id


def on_case(act: Callable[[User, Shipper, int], object], **fields: object) -> Callable[..., ProposedChange]:
    def prepare(who: User, first: User, second: User) -> ProposedChange:
        shipper = enrolled()
        case_id = case_of(shipper, **fields)
        process.pass_by()
        act(who, shipper, case_id)
        removal = removal_of(shipper, first, case_id)
        process.responded(removal)
        return services.change_decide(actor=second, change_id=removal.pk, decision="uphold", **WORDS)

    return prepare


def answer(who: User, shipper: Shipper, case_id: int) -> None:
    answered = dispute(owner_of(shipper), Case.objects.get(pk=case_id))
    dispute_decide(actor=who, dispute_id=answered.pk, decision="decline", reasons="It was not.")
    assert Dispute.objects.get().decided_by == who


def records_the_answer_of_the_source(who: User, shipper: Shipper, case_id: int) -> None:
    answered = dispute(owner_of(shipper), Case.objects.get(pk=case_id))
    check = source_check_answer(
        actor=who, source_check_id=answered.source_check.pk, answer="confirm", text="Their laboratory says so."
    )
    assert check.state == "confirmed"


def sustain(who: User, shipper: Shipper, case_id: int) -> None:
    violation_determine(actor=who, case_id=case_id, fact={"determination": "sustained"}, reason="A seizure.")


def more_time_to_answer(who: User, shipper: Shipper, case_id: int) -> None:
    until = clock.today() + timedelta(days=60)
    answer_extend(actor=who, case_id=case_id, until=until, reason="A holiday.")


def opens_the_plan(who: User, first: User, second: User) -> ProposedChange:
    shipper = enrolled(tier=2)
    process.suspended_by(shipper, process.found(shipper))
    process.plan_opened(who, shipper, 20)
    with process.at(clock.now() + timedelta(days=23)):
        return decided_by_two(process.responded(process.undecided(shipper, "removal")), first, second)


def judges_the_plan(who: User, first: User, second: User) -> ProposedChange:
    shipper = enrolled(tier=2)
    process.suspended_by(shipper, process.found(shipper))
    item = process.plan_opened(first, shipper, 20, 25).items.earliest("due")
    process.item_answered(item)
    services.plan_item_judge(actor=who, item_id=item.pk, decision="accept")
    item.refresh_from_db()
    assert item.state == PlanItemState.ACCEPTED
    with process.at(clock.now() + timedelta(days=28)):
        return decided_by_two(process.responded(process.undecided(shipper, "removal")), first, second)


def calls_the_member(who: User, first: User, second: User) -> ProposedChange:
    shipper = process.settled_member()
    call = change_asked(actor=first, shipper_id=shipper.pk, kind="removal", **WORDS)
    said = {"at": clock.now(), "means": "phone", "text": "They see it otherwise.", "reached": True}
    services.call_attempt_record(actor=who, call_id=call.pk, **said)
    calls_end(shipper)
    proposal = process.responded(process.undecided(shipper, "removal"))
    return services.change_decide(actor=second, change_id=proposal.pk, decision="uphold", **WORDS)


def advise(who: User, asker: User, subject: tuple[str, int], shipper: Shipper) -> None:
    """Answer the question of a colleague about a record."""
    case = {"subject": subject, "title": "A case", "shipper_id": shipper.pk}
    [note] = colleague_ask(actor=asker, colleagues=[who], text="Is this so?", **case)
    colleague_answer(actor=who, note_id=note.pk, text="It is.")


def advises(who: User, first: User, second: User) -> ProposedChange:
    proposal = process.responded(removal_by_program())
    advise(who, first, ("proposedchange", proposal.pk), proposal.shipper)
    return decided_by_two(proposal, first, second)


def advises_on_the_violation(who: User, shipper: Shipper, case_id: int) -> None:
    advise(who, staff("officer", email="asks@staff.example"), ("case", case_id), shipper)


def advises_on_the_answer(who: User, shipper: Shipper, case_id: int) -> None:
    answered = dispute(owner_of(shipper), Case.objects.get(pk=case_id))
    asker = staff("officer", email="asks@staff.example")
    advise(who, asker, ("dispute", answered.pk), shipper)
    dispute_decide(actor=asker, dispute_id=answered.pk, decision="decline", reasons="It was not.")


WAYS = [
    advises,
    pytest.param(on_case(advises_on_the_violation, determination="sustained"), id="advises-on-the-violation"),
    pytest.param(on_case(advises_on_the_answer, determination="sustained"), id="advises-on-the-answer"),
    recommends,
    sends_back,
    gives_time,
    declines_time,
    reviews,
    confirms,
    calls_the_member,
    pytest.param(on_case(answer, determination="sustained"), id="answers"),
    pytest.param(on_case(records_the_answer_of_the_source, determination="sustained"), id="records-the-source"),
    pytest.param(on_case(sustain, determination="alleged"), id="sustains"),
    pytest.param(on_case(more_time_to_answer, determination="alleged"), id="extends-the-answer"),
    opens_the_plan,
    judges_the_plan,
]


@pytest.mark.parametrize("prepare", WAYS)
def test_nobody_who_took_part_hears_the_appeal(prepare, supervisor, second):
    first = staff("officer")
    proposal = prepare(supervisor, first, second)
    assert proposal.state == "upheld"
    with clock.at(proposal.decided_at):
        appeal = process.appealed(proposal)
        for decision in ("grant", "deny"):
            with pytest.raises(Conflict, match="took part in the case"):
                services.standing_appeal_decide(actor=supervisor, appeal_id=appeal.pk, decision=decision, **WORDS)
        assert {first, second, supervisor} <= {part.user for part in parts_of(proposal)}
        services.standing_appeal_decide(actor=staff("deputy"), appeal_id=appeal.pk, decision="deny", **WORDS)


def test_who_asks_or_was_asked_and_did_not_answer_hears_the_appeal(supervisor, second):
    deputy, officer = staff("deputy"), staff("officer")
    proposal = process.responded(removal_by_program())
    case = {"subject": ("proposedchange", proposal.pk), "title": "A case", "shipper_id": proposal.shipper_id}
    colleague_ask(actor=supervisor, colleagues=[deputy], text="Is this so?", **case)
    decided_by_two(proposal, officer, second)
    assert {part.user for part in parts_of(proposal)} == {officer, second}


def test_whose_account_a_participant_asked_for_does_not_hear_the_appeal(supervisor, second):
    puppet, deputy = staff("supervisor", email="puppet@staff.example"), staff("deputy")
    Access.objects.create(user=puppet, actor=supervisor, kind=Access.Kind.ASKED)
    proposal = recommends(supervisor, staff("officer"), second)
    appeal = process.appealed(proposal)
    with pytest.raises(Conflict, match="took part in the case"):
        services.standing_appeal_decide(actor=puppet, appeal_id=appeal.pk, decision="deny", **WORDS)
    hearers = {hearer.user: [str(bar) for bar in hearer.bars] for hearer in hearers_of(appeal, parts_of(proposal))}
    assert hearers[deputy] == []
    assert hearers[supervisor] == ["Recommended it"]
    assert hearers[puppet][0].startswith(f"Counts as one with {supervisor}")


def test_appeal_is_offered_to_those_who_may_hear_it(supervisor, second):
    deputy, officer = staff("deputy"), staff("officer")
    appeal = process.appealed(recommends(supervisor, officer, second))
    told = Message.objects.filter(kind="standing.staff_reminder", subject__contains="has appealed")
    assert list(told.values_list("recipient", flat=True)) == [deputy.pk]
    item = Item.objects.get(kind="standing_appeal", closed_at=None)
    assert item.subject_id == appeal.pk
    with pytest.raises(Conflict, match="can't hear its appeal"):
        work_claim(actor=supervisor, item_id=item.pk)
    with pytest.raises(Conflict, match="can't hear its appeal"):
        work_assign(actor=deputy, item_id=item.pk, holder=supervisor)
    Item.objects.exclude(pk=item.pk).update(holder=officer)
    assert "decide_appeals" in held(deputy)
    assert work_claim_next(actor=deputy) == item


def test_those_who_decide_appeals_are_told_if_none_of_them_may(supervisor, second):
    proposal = recommends(supervisor, staff("officer"), second)
    process.appealed(proposal)
    message = Message.objects.get(kind="standing.staff_reminder", subject__contains="has appealed")
    assert (message.recipient, "Ask an administrator" in message.body) == (supervisor, True)


def test_member_of_the_team_is_named_among_those_who_may_not_hear_it(supervisor, second):
    proposal = recommends(staff("deputy"), staff("officer"), second)
    on_team(proposal.shipper, "viewer", supervisor)
    appeal = process.appealed(proposal)
    hearers = {hearer.user: [str(bar) for bar in hearer.bars] for hearer in hearers_of(appeal, parts_of(proposal))}
    assert hearers[supervisor] == ["Is, or was until lately, on the team of the business"]


def test_reminders_of_an_appeal_go_to_those_who_may_hear_it(supervisor, second):
    deputy = staff("deputy")
    appeal = process.appealed(recommends(supervisor, staff("officer"), second))
    near = Message.objects.filter(kind="standing.staff_reminder", subject__contains="must be decided by")
    with process.at(appeal.decide_by - timedelta(days=20)):
        assert set(near.values_list("recipient", flat=True)) == {deputy.pk}


def test_entry_of_the_program_is_no_part(supervisor, second):
    """Who acted on the business in another matter may hear its appeal."""
    proposal = recommends(staff("officer", email="third@staff.example"), staff("officer"), second)
    program_entry_record(shipper_id=proposal.shipper_id, kind="annual_review", date=clock.today(), actor=supervisor)
    appeal = process.appealed(proposal)
    services.standing_appeal_decide(actor=supervisor, appeal_id=appeal.pk, decision="deny", **WORDS)
    assert supervisor not in {part.user for part in parts_of(proposal)}
