"""A record of each kind that a seller can own, by the name of its parameter in URLs."""

from django.core.files.base import ContentFile
from django.db import transaction

from apps.accounts.models import User
from apps.applications.models import Application, Evidence, Submission
from apps.core import clock
from apps.core.files import identify_file
from apps.correspondence.services import question_ask
from apps.disputes.services import disclosure_open, dispute_open
from apps.ledger.models import Case, Parcel, Recording, Seller, SellerUpload
from apps.notices.services import message_send
from apps.partners.models import PartnerCorrection
from apps.partners.questions.services import further_look_note
from apps.partners.scopes import STATUS_READ
from apps.partners.systems.services import partner_create
from apps.shippers.models import WaitingChange
from apps.shippers.services import consent_give, consent_withdraw, invitation_send
from apps.standing.assurance.services.calls import call_open
from apps.standing.members.services import standing_lock
from apps.standing.proposals.selectors.grounds import OfficerGrounds
from apps.targeting.services import parcels_assess
from apps.upkeep.models import ChangeRequest, HistoryLink, Proof
from tests.applications.answers import PDF
from tests.people import staff_known
from tests.portal.due_process import answer_plan_item, appeal_validation
from tests.portal.members import member_of, violation
from tests.standing.controlled import contest, propose, tied_to
from tests.standing.evaluations import change_asked
from tests.validations.visits import answered


def belongings(owner: User) -> dict[str, object]:
    """Make a record of each kind for an owner; return the values of the URL parameters by name."""
    shipper = member_of(owner, months=1, monthly=2)
    application = Application.objects.create(shipper=shipper, created_by=owner)
    Submission.objects.create(
        application=application,
        version=1,
        content={"sections": {}, "evidence": []},
        attested_by=owner,
        signed_name="Ada Park",
        at=clock.now(),
    )
    evidence = Evidence.objects.create(
        application=application,
        criterion="business",
        file=ContentFile(b"%PDF-1.4", "proof.pdf"),
        name="proof.pdf",
        content_type="application/pdf",
        size=8,
        sha256="0" * 64,
        uploaded_by=owner,
    )
    officer = staff_known("officer", email="proposes@staff.example")
    answer_to_plan, appeal = answer_plan_item(shipper, officer, owner), appeal_validation(shipper, officer, owner)
    change = change_asked(
        actor=officer,
        shipper_id=shipper.pk,
        kind="suspension",
        reasons="Parcels were opened on the way.",
    )
    with transaction.atomic():
        grounds = OfficerGrounds(officer=officer, reasons="No records.", language="en", cases=[], parcels=[])
        call = call_open(standing_lock(shipper.pk), "removal", grounds=grounds)
    (message,) = message_send(recipients=[owner], kind="tests", subject="Hello", body="Hello")
    thread = question_ask(
        actor=owner,
        shipper_id=shipper.pk,
        subject="Labels",
        text="Which?",
        language="en",
        files=[identify_file("label.pdf", [PDF])],
    )
    seller = Seller.objects.create(source="bazaar", code=f"S-78-{shipper.pk}", shipper=shipper)
    link = HistoryLink.objects.create(
        shipper=shipper, seller=seller, grounds="The same seller ID.", language="en", linked_by=officer
    )
    change_request = ChangeRequest.objects.create(
        shipper=shipper, part="sale", reason="-", language="en", before={}, after={}, asked_by=owner
    )
    proof = Proof.objects.create(
        request=change_request,
        file=ContentFile(b"%PDF-1.4", "proof.pdf"),
        name="proof.pdf",
        content_type="application/pdf",
        size=8,
        sha256="0" * 64,
        uploaded_by=owner,
    )
    waiting = WaitingChange.objects.create(
        kind=WaitingChange.Kind.ROLE,
        shipper=shipper,
        user=owner,
        before="owner",
        after="viewer",
        asked_by=owner,
        waits_until=clock.now(),
    )
    invitation = invitation_send(actor=owner, shipper_id=shipper.pk, email="invited@shop.example", role="viewer")
    dispute = dispute_open(
        final=True,
        actor=owner,
        shipper_id=shipper.pk,
        case_id=Case.objects.get(reference=violation(shipper, clock.today())).pk,
        position="dispute",
        text="It was not so.",
        files=[identify_file("proof.pdf", [PDF])],
    )
    disclosure = disclosure_open(
        actor=owner,
        shipper_id=shipper.pk,
        category="origin",
        day=clock.today(),
        text="The scarves were made elsewhere.",
        tender="later",
        files=[identify_file("proof.pdf", [PDF])],
    )
    upload = SellerUpload.objects.create(
        shipper=shipper,
        file=ContentFile(b"reference,date", "sent.csv"),
        rejects=ContentFile(b"line", "rejects.csv"),
        name="sent.csv",
        content_type="text/csv",
        size=14,
        sha256="0" * 64,
        uploaded_by=owner,
        recording=Recording.objects.latest("pk"),
        outcome={"read": 1, "accepted": 0, "amended": 0, "duplicates": 0, "rejected": 1},
    )
    answer = answered(owner, shipper)
    partner = partner_create(
        name=f"Carrier {owner.pk}", scopes=[STATUS_READ], reporter_code=f"carrier-{owner.pk}", reporter_kind="carrier"
    ).partner
    unclear = {
        "reference": f"D-{owner.pk}",
        "ksn": shipper.ksn,
        "date": clock.today().isoformat(),
        "description": "Gift",
    }
    assessed = parcels_assess(partner_id=partner.pk, items=[(0, unclear)])
    further_look_note(partner_id=partner.pk, ksn=shipper.ksn, kind="name", told="yes:exact")
    consent_give(actor=owner, shipper_id=shipper.pk, scope="name", audience="partner", partner_id=partner.pk)
    gone = consent_give(actor=owner, shipper_id=shipper.pk, scope="past", audience="carrier")
    consent_withdraw(actor=owner, shipper_id=shipper.pk, consent_id=gone.pk)
    PartnerCorrection.objects.create(
        partner=partner, seq=1, shipper=shipper, event_id=1, reasons=PartnerCorrection.Reason.values, at=clock.now()
    )
    control = propose(officer, tied_to(shipper))
    contest(control, shipper, final=False)
    return {
        "shipper_id": shipper.pk,
        "partner_id": partner.pk,
        "assessment_id": assessed.assessments[0].pk,
        "day": clock.today().isoformat(),
        "case_id": dispute.case_id,
        "dispute_id": dispute.pk,
        "dispute_file_id": dispute.files.get().pk,
        "disclosure_id": disclosure.pk,
        "disclosure_file_id": disclosure.files.get().pk,
        "ksn": shipper.ksn,
        "user_id": owner.pk,
        "invitation_id": invitation.pk,
        "request_id": change_request.pk,
        "link_id": link.pk,
        "proof_id": proof.pk,
        "visit_id": answer.finding.visit_id,
        "finding_id": answer.finding_id,
        "visit_file_id": answer.files.get().pk,
        "application_id": application.pk,
        "evidence_id": evidence.pk,
        "change_id": change.pk,
        "call_id": call.pk,
        "response_file_id": appeal.proposal.files.get().pk,
        "appeal_file_id": appeal.files.get().pk,
        "plan_id": answer_to_plan.item.plan_id,
        "item_id": answer_to_plan.item_id,
        "plan_file_id": answer_to_plan.files.get().pk,
        "control_id": control.pk,
        "control_file_id": control.businesses.get(shipper=shipper).files.get().pk,
        "message_id": message.pk,
        "waiting_id": waiting.pk,
        "upload_id": upload.pk,
        "parcel_id": Parcel.objects.filter(seller__shipper=shipper).earliest("pk").pk,
        "thread_id": thread.pk,
        "attachment_id": thread.posts.get().files.get().pk,
    }
