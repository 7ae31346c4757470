"""A business answers a violation, an officer decides, and only an accepted answer becomes an entry."""

import pytest
from django.urls import reverse

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.core.files import identify_file
from apps.disputes import services
from apps.disputes.models import Dispute, DisputeFile, StatementState
from apps.disputes.selectors import dispute_file_for, disputes_of
from apps.evaluation.selectors import records_now
from apps.ledger.models import Case, Violation
from apps.notices.models import Message
from apps.policy.selectors import policy_on, terms_of
from apps.work.models import Item
from tests.desk.pages import confirm
from tests.people import on_team, seller, signed_in, staff
from tests.portal.members import member_of, settle, violation

pytestmark = pytest.mark.shipper(months=3)
Position, Outcome = Dispute.Position, Dispute.Outcome
PROOF = b"%PDF-1.4\nA receipt\n%%EOF\n"


def found(shipper, **fields) -> Case:
    return Case.objects.get(reference=violation(shipper, clock.today(), **fields))


def answer(ada, case, position=Position.DISPUTE, text="It was not so.", **more) -> Dispute:
    return services.dispute_open(
        final=True, actor=ada, shipper_id=case.seller.shipper_id, case_id=case.pk, position=position, text=text, **more
    )


def present(case: Case) -> Violation:
    return Violation.objects.get(pk=Case.objects.get(pk=case.pk).violation_id)


def scored(shipper) -> int:
    day = clock.today()
    return len(records_now([shipper.pk], as_of=day, terms=terms_of(policy_on(day)))[shipper.pk].offenses)


def test_an_answer_waits_for_an_officer_with_its_files_and_a_day(ada, shipper):
    case = found(shipper)
    file = identify_file("receipt.pdf", [PROOF])
    dispute = answer(ada, case, files=[file, identify_file("table.csv", [b"a,b\n1,2\n3,4\n"])])
    item = Item.objects.get(kind="dispute", closed_at=None)
    assert (item.subject_id, item.due_at, item.shipper_id) == (dispute.pk, dispute.decide_by, shipper.pk)
    assert [kept.name for kept in dispute.files.order_by("pk")] == ["receipt.pdf", "table.csv"]
    assert (clock.day_of(dispute.decide_by) - clock.today()).days in (29, 30)
    assert dispute.entry == present(case)


@pytest.mark.parametrize(
    ("position", "outcome", "determination", "attribution", "scores"),
    [
        (Position.DISPUTE, Outcome.REVERSED, "reversed", "seller", 0),
        (Position.EXPLAIN, Outcome.MITIGATED, "mitigated", "seller", 1),
        (Position.BROKER, Outcome.BROKER, "sustained", "broker", 1),
        (Position.CARRIER, Outcome.CARRIER, "sustained", "carrier", 1),
        (Position.THIRD_PARTY, Outcome.THIRD_PARTY, "sustained", "third_party", 1),
    ],
)
def test_accepting_becomes_a_further_entry_and_is_told(
    ada, shipper, officer, position, outcome, determination, attribution, scores
):
    case = found(shipper)
    dispute = answer(ada, case, position)
    services.dispute_decide(
        actor=officer, dispute_id=dispute.pk, decision="accept", outcome=outcome, reasons="The receipt shows it."
    )
    dispute.refresh_from_db()
    now = present(case)
    assert (now.revision, now.determination, now.attribution) == (2, determination, attribution)
    assert now.recording.actor == officer
    assert (dispute.state, dispute.result, dispute.decided_by) == (StatementState.ACCEPTED, now, officer)
    assert scored(shipper) == scores
    assert not Item.objects.filter(kind="dispute", closed_at=None).exists()
    told = Message.objects.filter(recipient=ada, kind="disputes.decided").get()
    assert "The receipt shows it." in told.body
    assert told.link == reverse("portal:violation", args=[shipper.pk, case.pk])


def test_declining_says_why_and_leaves_the_record(ada, shipper, officer):
    case = found(shipper)
    dispute = answer(ada, case)
    with pytest.raises(InvalidInput, match="Say why"):
        services.dispute_decide(actor=officer, dispute_id=dispute.pk, decision="decline", reasons=" ")
    services.dispute_decide(actor=officer, dispute_id=dispute.pk, decision="decline", reasons="The photo is clear.")
    assert present(case).revision == 1
    assert "The photo is clear." in Message.objects.get(recipient=ada, kind="disputes.decided").body
    answer(ada, case, text="Here is more.")


def test_accepting_takes_an_outcome_that_is_news(ada, shipper, officer):
    case = found(shipper)
    dispute = answer(ada, case)
    for outcome, said in (("", "Say what happens"), ("seller", "This entry changes nothing")):
        with pytest.raises(InvalidInput, match=said):
            services.dispute_decide(
                actor=officer, dispute_id=dispute.pk, decision="accept", outcome=outcome, reasons="Yes."
            )
    dispute.refresh_from_db()
    assert (dispute.state, present(case).revision) == (StatementState.OPEN, 1)


def test_what_asks_for_nothing_is_noted_and_what_asks_is_not(ada, shipper, officer):
    agreed, disputed = answer(ada, found(shipper), Position.AGREE), answer(ada, found(shipper))
    services.dispute_decide(actor=officer, dispute_id=agreed.pk, decision="note", reasons="Thank you.")
    with pytest.raises(Conflict, match="Accept or decline"):
        services.dispute_decide(actor=officer, dispute_id=disputed.pk, decision="note", reasons="Read.")


def test_one_answer_is_open_at_a_time_and_can_be_taken_back(ada, shipper):
    case = found(shipper)
    dispute = answer(ada, case)
    with pytest.raises(Conflict, match="answered this already"):
        answer(ada, case)
    services.dispute_withdraw(actor=ada, dispute_id=dispute.pk)
    with pytest.raises(Conflict):
        services.dispute_withdraw(actor=ada, dispute_id=dispute.pk)
    answer(ada, case)
    assert disputes_of(shipper.pk, case.pk).count() == 2


def test_a_disputed_allegation_does_not_score(ada, shipper):
    case = found(shipper, determination="alleged")
    answer(ada, case)
    settle()
    assert scored(shipper) == 0
    assert present(case).determination == "alleged"


def test_what_was_reversed_has_nothing_left_to_answer(ada, shipper):
    case = found(shipper, determination="reversed")
    with pytest.raises(Conflict, match="reversed"):
        answer(ada, case)


def test_who_does_not_sign_for_the_business_does_not_answer(ada, shipper, officer):
    case = found(shipper)
    clerk = seller("clerk@shop.example")
    with pytest.raises(NotFound):
        services.dispute_open(
            final=True, actor=clerk, shipper_id=shipper.pk, case_id=case.pk, position="agree", text="Yes."
        )
    on_team(shipper, "preparer", clerk)
    with pytest.raises(NotAllowed):
        services.dispute_open(
            final=True, actor=clerk, shipper_id=shipper.pk, case_id=case.pk, position="agree", text="Yes."
        )
    dispute = answer(ada, case)
    for act in (
        lambda: services.dispute_withdraw(actor=clerk, dispute_id=dispute.pk),
        lambda: services.dispute_decide(actor=ada, dispute_id=dispute.pk, decision="decline", reasons="No."),
        lambda: services.dispute_decide(
            actor=staff("analyst"), dispute_id=dispute.pk, decision="decline", reasons="No."
        ),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_officer_on_the_team_leaves_it_to_others(ada, shipper, officer):
    dispute = answer(ada, found(shipper))
    on_team(shipper, "viewer", officer)
    for decision in ("accept", "decline"):
        with pytest.raises(Conflict, match="somebody else must handle it"):
            services.dispute_decide(
                actor=officer, dispute_id=dispute.pk, decision=decision, outcome="reversed", reasons="Yes."
            )


def test_the_violation_of_another_is_not_there_to_answer(ada, shipper):
    other = member_of(seller("bob@shop.example"), months=1)
    with pytest.raises(NotFound):
        services.dispute_open(
            final=True, actor=ada, shipper_id=shipper.pk, case_id=found(other).pk, position="dispute", text="Not ours."
        )


def test_files_are_added_while_it_is_open_and_read_by_the_team_and_staff_alone(ada, shipper, officer):
    dispute = answer(ada, found(shipper))
    services.dispute_file_add(actor=ada, dispute_id=dispute.pk, files=[identify_file("receipt.pdf", [PROOF])])
    file = DisputeFile.objects.get()
    place = (shipper.pk, dispute.case_id, file.pk)
    assert dispute_file_for(ada, *place) == dispute_file_for(officer, *place) == file
    with pytest.raises(NotFound):
        dispute_file_for(seller("bob@shop.example"), *place)
    services.dispute_decide(actor=officer, dispute_id=dispute.pk, decision="decline", reasons="No.")
    with pytest.raises(Conflict):
        services.dispute_file_add(actor=ada, dispute_id=dispute.pk, files=[identify_file("more.pdf", [PROOF])])


def test_too_many_files_keep_nothing(ada, shipper, tmp_path):
    file = identify_file("receipt.pdf", [PROOF])
    with pytest.raises(InvalidInput, match="20 files"):
        answer(ada, found(shipper), files=[file] * 21)
    assert not Dispute.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


class TestDesk:
    def test_an_officer_reads_it_with_the_files_and_decides(self, ada, shipper, officer, desk):
        case = found(shipper)
        dispute = answer(ada, case, text="See the receipt.", files=[identify_file("receipt.pdf", [PROOF])])
        assert "dispute" in desk.get(reverse("admin:work_item_changelist")).content.decode()
        address = reverse("admin:disputes_dispute_change", args=[dispute.pk])
        page = desk.get(address).content.decode()
        for text in ("See the receipt.", "receipt.pdf", "Wrong classification", "The violation is reversed"):
            assert text in page
        file = reverse("admin:disputes_dispute_file", args=[dispute.files.get().pk])
        assert file in page
        assert b"".join(desk.get(file).streaming_content) == PROOF

        right = {"act": "accept", "accept-reasons": "Right.", "accept-language": "es"}
        refused = desk.post(address, right)
        assert refused.status_code == 422
        assert "Right." in refused.content.decode()
        confirm(desk, address, right | {"accept-outcome": "reversed"})
        assert present(case).determination == "reversed"
        assert "Right." in desk.get(address).content.decode()

    def test_who_may_not_record_violations_reads_and_does_not_decide(self, ada, shipper):
        dispute = answer(ada, found(shipper))
        client = signed_in(staff("auditor"))
        address = reverse("admin:disputes_dispute_change", args=[dispute.pk])
        assert "It was not so." in client.get(address).content.decode()
        client.post(address, {"act": "decline", "decline-reasons": "No.", "decline-language": "en"})
        dispute.refresh_from_db()
        assert dispute.state == StatementState.OPEN
