"""A shipment that is not the business's own: the business disowns it, an officer decides, the checks of the ledger
hold.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.core.files import identify_file
from apps.disputes import services
from apps.disputes.models import Disowning, StatementState
from apps.disputes.selectors import disownings_of
from apps.ledger.models import Case, Parcel, Seller, Service, Shipment, Violation
from apps.ledger.selectors import months_of, shipments_of, violations_of
from apps.ledger.services import recording_reverse, recording_take_back, reversal_ask, seller_link, violation_allege
from apps.notices.models import Message
from apps.shippers.models import Membership
from apps.standing.models import ProposalState, ProposedChange, Standing
from apps.work.models import Item
from apps.work.services import item_claim
from tests.desk.pages import confirm
from tests.disputes.disowned import PDF, accepted, recommended
from tests.evaluation.ledger import member, report, taken_back_by_two, violation
from tests.people import seller, signed_in, staff
from tests.portal.members import member_of, parcels, settle

pytestmark = pytest.mark.shipper(monthly=5)


def sent(shipper, **fields) -> Parcel:
    (reference,) = parcels(shipper, clock.today(), 1, **fields)
    return Parcel.objects.get(reference=reference)


def disown(ada, parcel, text="We have never sold this.") -> Disowning:
    return services.disowning_open(actor=ada, shipper_id=parcel.seller.shipper_id, parcel_id=parcel.pk, text=text)


def counted(shipper) -> int:
    return sum(month["shipments"] for month in months_of(shipper.pk, since=clock.add_months(clock.today(), -12)))


def assert_proved() -> None:
    settle()
    call_command("verify")


def test_accepted_it_counts_no_longer_and_all_tallies_agree(ada, shipper, officer):
    parcel = sent(shipper, drawn="discrepant", value="20", currency="USD")
    settle()
    before = counted(shipper)
    disowning = disown(ada, parcel)
    assert counted(shipper) == before, "not before an officer has decided"
    accepted(officer, disowning)

    assert counted(shipper) == before - 1
    assert not shipments_of(shipper.pk).filter(parcel=parcel).exists()
    shipper.watch.refresh_from_db()
    assert shipper.watch.due_since, "the business is evaluated anew"
    parcel.refresh_from_db()
    assert (parcel.revision, parcel.seller.source, parcel.seller.shipper) == (2, "program", None)
    first, second = Shipment.objects.filter(parcel=parcel).order_by("revision")
    assert (second.exam_result, second.value, second.evidence) == (first.exam_result, first.value, first.evidence)
    assert_proved()
    told = Message.objects.get(recipient=ada, kind="disownings.decided")
    assert "The label is a copy." in told.body
    assert parcel.reference in told.body


def test_a_parcel_is_disowned_twice_and_not_until_an_officer_believes_it(ada, shipper, officer):
    parcel = sent(shipper, drawn="discrepant")
    for _time in range(2):
        services.disowning_decide(
            actor=officer, disowning_id=disown(ada, parcel).pk, decision="decline", reasons="It is yours."
        )
    with pytest.raises(Conflict, match="twice"):
        disown(ada, parcel)
    assert disown(ada, sent(shipper)), "another parcel is another matter"


def test_the_same_report_again_does_not_bring_it_back(ada, shipper, officer):
    parcel = sent(shipper)
    accepted(officer, disown(ada, parcel))
    before = counted(shipper)
    again = {"ksn": shipper.ksn, "date": parcel.date, "reference": parcel.reference}
    recorded = report([again | {"disposition": "released"}], strict=False)
    recorded.refresh_from_db()
    assert (recorded.rejected, recorded.amended, recorded.duplicates) == (1, 0, 0)
    assert counted(shipper) == before
    assert_proved()


def test_taking_the_recording_back_gives_the_parcel_back(ada, shipper, officer):
    parcel = sent(shipper)
    before = counted(shipper)
    disowning = disown(ada, parcel)
    accepted(officer, disowning)
    disowning.refresh_from_db()
    taken_back_by_two(disowning.recording_id)
    assert counted(shipper) == before
    assert_proved()


def test_the_real_seller_can_be_given_its_parcel(ada, shipper, officer):
    parcel = sent(shipper)
    accepted(officer, disown(ada, parcel))
    real = member(clock.today())
    seller_link(seller_id=Seller.objects.get(source="program").pk, shipper_id=real.pk)
    assert counted(real) == 1
    assert_proved()


def test_declined_it_stays_and_the_reasons_are_told(ada, shipper, officer):
    parcel = sent(shipper)
    disowning = disown(ada, parcel)
    before = counted(shipper)
    with pytest.raises(InvalidInput):
        services.disowning_decide(actor=officer, disowning_id=disowning.pk, decision="decline", reasons="")
    services.disowning_decide(
        actor=officer, disowning_id=disowning.pk, decision="decline", reasons="Your shop shows the same order."
    )
    assert counted(shipper) == before
    assert "Your shop shows the same order." in Message.objects.get(recipient=ada, kind="disownings.decided").body
    assert not Item.objects.filter(kind="disowned_shipment", closed_at=None).exists()


def test_it_is_said_once_and_can_be_taken_back(ada, shipper):
    parcel = sent(shipper)
    disowning = disown(ada, parcel)
    assert Item.objects.get(kind="disowned_shipment", closed_at=None).due_at == disowning.decide_by
    assert disownings_of(shipper.pk, [parcel.pk])[parcel.pk].state == StatementState.OPEN
    with pytest.raises(Conflict, match="disowned this shipment already"):
        disown(ada, parcel)
    services.disowning_withdraw(actor=ada, disowning_id=disowning.pk)
    assert disownings_of(shipper.pk, [parcel.pk]) == {}
    disown(ada, parcel)


def test_who_has_no_part_in_it_does_nothing(ada, shipper, officer):
    parcel = sent(shipper)
    clerk = seller("clerk@shop.example")
    for error in (NotFound, NotAllowed):
        with pytest.raises(error):
            services.disowning_open(actor=clerk, shipper_id=shipper.pk, parcel_id=parcel.pk, text="No.")
        Membership.objects.get_or_create(shipper=shipper, user=clerk, role=Membership.Role.VIEWER)
    other = member_of(seller("bob@shop.example"), months=0)
    with pytest.raises(NotFound):
        services.disowning_open(actor=ada, shipper_id=shipper.pk, parcel_id=sent(other).pk, text="No.")
    with pytest.raises(NotAllowed):
        services.disowning_decide(
            actor=ada, disowning_id=recommended(disown(ada, parcel)).pk, decision="accept", reasons="Yes."
        )


def test_a_parcel_that_left_the_record_meanwhile_is_not_moved(ada, shipper, officer):
    parcel = sent(shipper)
    disowning = disown(ada, parcel)
    first = Shipment.objects.get(parcel=parcel)
    recording_reverse(actor=staff("supervisor"), recording_id=first.recording_id, reason="Sent by mistake.")
    with pytest.raises(Conflict, match="not in the record"):
        accepted(officer, disowning)


def test_supervisor_does_not_take_an_accepted_disowning_back_alone(ada, shipper, officer):
    disowning = disown(ada, sent(shipper))
    accepted(officer, disowning)
    before = counted(shipper)
    disowning.refresh_from_db()
    one, other = staff("supervisor"), staff("deputy", email="deputy@staff.example")
    told = {"recording_id": disowning.recording_id, "reason": "It is theirs."}
    with pytest.raises(Conflict, match="nobody takes it back alone"):
        recording_take_back(actor=one, **told)
    reversal_ask(actor=one, recording_id=disowning.recording_id)
    with pytest.raises(Conflict, match="nobody takes it back alone"):
        recording_reverse(actor=one, **told)
    with (
        clock.at(clock.end_of(clock.add_days(clock.today(), 31))),
        pytest.raises(Conflict, match="nobody takes it back alone"),
    ):
        recording_reverse(actor=other, **told)
    assert counted(shipper) == before
    recording_reverse(actor=other, **told)
    assert counted(shipper) != before


def test_an_officer_decides_on_its_page(ada, shipper, officer):
    parcel = sent(shipper)
    disowning = disown(ada, parcel)
    first, second = signed_in(officer), staff("officer", email="second@staff.example")
    address = reverse("admin:disputes_disowning_change", args=[disowning.pk])
    page = first.get(address).content.decode()
    assert "We have never sold this." in page
    assert parcel.reference in page
    typed = {"act": "recommend", "recommend-reasons": "The label is a copy."}
    assert first.post(address, typed).status_code == 422
    file = SimpleUploadedFile("label.pdf", PDF)
    assert first.post(address, typed | {"recommend-files": [file]}).status_code == 302
    client = signed_in(second)
    page = client.get(address).content.decode()
    assert "The label is a copy." in page
    evidence = reverse("admin:disputes_disowning_file", args=[disowning.files.get().pk])
    assert evidence in page
    assert b"".join(client.get(evidence).streaming_content) == PDF
    confirm(client, address, {"act": "accept", "accept-reasons": "Yes.", "accept-language": "en"})
    disowning.refresh_from_db()
    assert (disowning.state, disowning.decided_by) == (StatementState.ACCEPTED, second)


def test_evidence_and_a_second_person_take_a_parcel_out_of_the_record(ada, shipper, officer):
    parcel = sent(shipper)
    disowning = disown(ada, parcel)
    before = counted(shipper)
    second = staff("officer", email="second@staff.example")
    with pytest.raises(Conflict, match="Two officers agree"):
        services.disowning_decide(actor=second, disowning_id=disowning.pk, decision="accept", reasons="Yes.")
    with pytest.raises(InvalidInput, match="There is no proof yet"):
        services.disowning_recommend(actor=officer, disowning_id=disowning.pk, reasons="The label is a copy.")
    recommended(disowning)
    with pytest.raises(Conflict, match="recommended already"):
        services.disowning_recommend(actor=officer, disowning_id=disowning.pk, reasons="The label is a copy.")
    first = User.objects.get(email="recommends-disowning@staff.example")
    with pytest.raises(Conflict, match="You recommended this"):
        services.disowning_decide(actor=first, disowning_id=disowning.pk, decision="accept", reasons="Yes.")
    with pytest.raises(Conflict):
        item_claim(actor=first, item_id=Item.objects.get(kind="disowned_shipment", closed_at=None).pk)
    assert counted(shipper) == before
    assert not Message.objects.filter(recipient=ada, kind="disownings.decided").exists()
    services.disowning_decide(actor=second, disowning_id=disowning.pk, decision="accept", reasons="Yes.")
    assert counted(shipper) == before - 1


def test_evidence_of_the_business_is_enough_to_recommend(ada, shipper, officer):
    file = identify_file("orders.pdf", [PDF])
    disowning = services.disowning_open(
        actor=ada, shipper_id=shipper.pk, parcel_id=sent(shipper).pk, text="We never sold this.", files=[file]
    )
    services.disowning_recommend(actor=officer, disowning_id=disowning.pk, reasons="They had no such order.")
    disowning.refresh_from_db()
    assert disowning.recommended_by == officer


def test_whoever_alleged_a_violation_in_the_parcel_does_not_decline(ada, shipper, officer):
    parcel = sent(shipper)
    fact = {"reference": "NY-1", "ksn": shipper.ksn, "date": parcel.date, "category": "marking"}
    fact |= {"shipment": f"{parcel.issuer}:{parcel.reference}"}
    violation_allege(actor=officer, fact=fact, reason="No mark.")
    disowning = disown(ada, parcel)
    with pytest.raises(Conflict, match="You alleged this violation"):
        services.disowning_decide(actor=officer, disowning_id=disowning.pk, decision="decline", reasons="It is.")


class TestViolations:
    """What was found in a parcel that is not the business's own leaves the record of the business with the parcel."""

    @pytest.fixture
    def bad(self, shipper):
        """Return a parcel of the business in which three violations were found."""
        parcel = sent(shipper)
        for _each in range(3):
            violation(shipper, parcel.date, shipment=f"{parcel.issuer}:{parcel.reference}", culpability="fraud")
        settle()
        return parcel

    def test_leave_with_the_parcel_and_score_no_longer(self, ada, shipper, officer, bad):
        counted_before = list(violations_of(shipper.pk).values_list("case", flat=True))
        assert len(counted_before) == 3
        accepted(officer, disown(ada, bad))

        assert not violations_of(shipper.pk).exists()
        for case in Case.objects.filter(pk__in=counted_before):
            entry = Violation.objects.get(pk=case.violation_id)
            assert (entry.seller.source, entry.seller.shipper, entry.determination) == ("program", None, "alleged")
        assert_proved()
        assert not Service.objects.filter(case__in=counted_before).exists()
        told = Message.objects.filter(recipient=ada, kind="disownings.decided").get()
        assert "nothing that was found in it is yours" in told.body

    def test_an_undecided_proposal_that_rests_on_them_is_dropped(self, ada, officer, shipper):
        shipper = member_of(seller("eve@shop.example"), months=24, monthly=40)
        owner = shipper.team.get().user
        standing = Standing.objects.get(pk=shipper.pk)
        assert standing.tier, "with a tier to lose"
        parcel = sent(shipper)
        for _each in range(2):
            violation(shipper, parcel.date, shipment=f"{parcel.issuer}:{parcel.reference}", culpability="fraud")
        settle()
        proposal = ProposedChange.objects.get(shipper=shipper, kind="demotion")
        assert proposal.is_undecided
        page = (
            signed_in(officer)
            .get(reverse("admin:disputes_disowning_change", args=[disown(owner, parcel).pk]))
            .content.decode()
        )
        assert "Changes that rest on these violations" in page

        accepted(officer, Disowning.objects.get(shipper=shipper))
        settle()

        proposal.refresh_from_db()
        assert proposal.state == ProposalState.WITHDRAWN
        standing.refresh_from_db()
        assert standing.tier, "kept"

    def test_stay_where_the_disowning_is_declined(self, ada, shipper, officer, bad):
        disowning = disown(ada, bad)
        services.disowning_decide(actor=officer, disowning_id=disowning.pk, decision="decline", reasons="It is yours.")
        assert violations_of(shipper.pk).count() == 3

    def test_come_back_when_the_disowning_is_taken_back(self, ada, shipper, officer, bad):
        disowning = disown(ada, bad)
        accepted(officer, disowning)
        disowning.refresh_from_db()
        taken_back_by_two(disowning.recording_id)
        assert violations_of(shipper.pk).filter(determination="sustained").count() == 3
        assert_proved()

    def test_are_not_brought_back_by_a_report_that_names_the_business_again(self, ada, shipper, officer, bad):
        case = Case.objects.get(pk=violations_of(shipper.pk).first().case_id)
        accepted(officer, disown(ada, bad))
        shipment = f"{bad.issuer}:{bad.reference}"
        for reference in (case.reference, "V-NEW"):
            violation(shipper, bad.date, reference=reference, shipment=shipment, determination="alleged", strict=False)
        violation(shipper, bad.date, reference=case.reference, culpability="gross", strict=False)
        assert not violations_of(shipper.pk).exists()
        assert Case.objects.get(reference="V-NEW").seller.source == "program"
        assert_proved()

    def test_an_open_answer_is_accepted_and_its_source_asked_no_longer(self, ada, shipper, officer):
        parcel = sent(shipper)
        shipment = f"{parcel.issuer}:{parcel.reference}"
        violation(shipper, parcel.date, shipment=shipment, determination="alleged")
        settle()
        case_id = violations_of(shipper.pk).get().case_id
        answer = services.dispute_open(
            final=True, actor=ada, shipper_id=shipper.pk, case_id=case_id, position="dispute", text="Not our parcel."
        )
        accepted(officer, disown(ada, parcel))
        answer.refresh_from_db()
        assert (answer.state, answer.decided_by) == (StatementState.ACCEPTED, officer)
        assert answer.reasons == "The label is a copy."
        assert not Item.objects.filter(subject_type="dispute", closed_at=None).exists()
        assert not Item.objects.filter(kind="allegation", closed_at=None).exists()

    def test_of_another_business_with_the_parcel_stay_there(self, ada, shipper, officer, bad):
        other = member(clock.today())
        violation(other, bad.date)
        accepted(officer, disown(ada, bad))
        assert violations_of(other.pk).count() == 1
