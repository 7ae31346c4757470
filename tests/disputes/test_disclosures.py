"""A business discloses a violation of its own: the disclosure waits for an officer, and counts as disclosed if
accepted.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.core.files import identify_file
from apps.disputes import services
from apps.disputes.models import Disclosure, StatementState
from apps.ledger.models import Case, Parcel, Service, Violation
from apps.ledger.services import service_delay
from apps.notices.models import Message
from apps.shippers.models import Membership
from apps.work.models import Item
from tests.desk.pages import confirm
from tests.outbox import deliver
from tests.people import on_team, seller, signed_in, staff
from tests.portal.members import member_of, parcels, violation
from tests.refusals import refused

PDF = b"%PDF-1.4\nAn invoice\n%%EOF\n"


def disclose(ada, shipper, **more) -> Disclosure:
    said = {"category": "origin", "day": clock.today(), "text": "The scarves were made elsewhere.", "tender": "later"}
    said |= more
    return services.disclosure_open(actor=ada, shipper_id=shipper.pk, **said)


def decide(officer, disclosure, decision="accept", **more) -> Disclosure:
    given = {"reasons": "Nobody had looked into it.", "culpability": "negligence"} | more
    return services.disclosure_decide(actor=officer, disclosure_id=disclosure.pk, decision=decision, **given)


class TestService:
    def test_accepted_it_is_in_the_record_as_sustained_and_disclosed_and_nothing_is_served(self, ada, officer, shipper):
        (number,) = parcels(shipper, clock.today(), 1)
        files = [identify_file("invoice.pdf", [PDF])]
        disclosure = disclose(ada, shipper, number=number, revenue_loss=Decimal("80.50"), files=files)
        item = Item.objects.get(kind="prior_disclosure", closed_at=None)
        assert (item.subject_id, item.due_at) == (disclosure.pk, disclosure.decide_by)
        decided = decide(officer, disclosure, culpability="negligence")
        deliver()
        entry = Violation.objects.get()
        assert decided.result_id == entry.pk
        assert (entry.determination, entry.self_disclosed, entry.culpability) == ("sustained", True, "negligence")
        assert (entry.parcel.reference, entry.revenue_loss, entry.seller.shipper) == (number, Decimal("80.50"), shipper)
        assert (entry.grounds.told, entry.recording.actor) == (True, officer)
        assert not Item.objects.filter(kind="prior_disclosure", closed_at=None).exists()
        kinds = set(Message.objects.filter(recipient=ada).values_list("kind", flat=True))
        assert "disclosures.decided" in kinds
        assert "ledger.violation_served" not in kinds
        assert Service.objects.get().heard_at

    def test_the_tender_of_the_duties_is_kept_with_it(self, ada, shipper):
        paid = disclose(ada, shipper, tender="done", tendered=Decimal("80.50"), tendered_how=" Receipt 7, Newark ")
        assert (paid.tender, paid.tendered, paid.tendered_how) == ("done", Decimal("80.50"), "Receipt 7, Newark")
        later = disclose(ada, shipper, tendered=Decimal("80.50"), tendered_how="Receipt 7")
        assert (later.tender, later.tendered, later.tendered_how) == ("later", None, "")

    def test_declined_nothing_is_recorded_and_the_reasons_are_told(self, ada, officer, shipper):
        disclosure = disclose(ada, shipper)
        decide(officer, disclosure, "decline", reasons="An investigation had begun, as you knew.")
        assert not Violation.objects.exists()
        message = Message.objects.get(recipient=ada, kind="disclosures.decided")
        assert "An investigation had begun, as you knew." in message.body
        with pytest.raises(Conflict):
            decide(officer, disclosure)

    def test_it_is_taken_back_before_it_is_decided(self, ada, officer, shipper):
        disclosure = disclose(ada, shipper)
        services.disclosure_withdraw(actor=ada, disclosure_id=disclosure.pk)
        assert not Item.objects.filter(kind="prior_disclosure", closed_at=None).exists()
        with pytest.raises(Conflict):
            services.disclosure_withdraw(actor=ada, disclosure_id=disclosure.pk)
        with pytest.raises(Conflict):
            decide(officer, disclosure)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"text": " "}, "text"),
            ({"number": "1Z999"}, "number"),
            ({"day": None}, "day"),
            ({"tender": ""}, "tender"),
            ({"tender": "nothing", "revenue_loss": Decimal(80)}, "tender"),
            ({"tender": "done", "tendered_how": "Receipt 7"}, "tendered"),
            ({"tender": "done", "tendered": Decimal(80)}, "tendered_how"),
        ],
    )
    def test_what_is_missing_is_told_beside_the_field(self, ada, shipper, wrong, field):
        if field == "day":
            wrong = {"day": clock.today() + timedelta(days=2)}
        with refused(field):
            disclose(ada, shipper, **wrong)

    def test_what_is_on_record_or_disclosed_already_is_told(self, ada, shipper):
        (number,) = parcels(shipper, clock.today(), 1)
        reference = violation(shipper, clock.today(), category="origin", shipment=f"usps:{number}")
        with pytest.raises(Conflict, match=f"on record already, as case {reference}"):
            disclose(ada, shipper, number=number)
        disclose(ada, shipper, number=number, category="marking")
        with pytest.raises(Conflict, match="disclosed this already"):
            disclose(ada, shipper, number=number, category="marking")

    def test_a_disclosure_sent_twice_is_one(self, ada, shipper):
        first = disclose(ada, shipper)
        assert disclose(ada, shipper) == first
        assert disclose(ada, shipper, text="The gloves, too.") != first
        assert Disclosure.objects.count() == 2

    def test_what_a_supervisor_keeps_back_is_not_betrayed(self, ada, shipper):
        (number,) = parcels(shipper, clock.today(), 1)
        more = {"category": "origin", "determination": "alleged", "shipment": f"usps:{number}"}
        case = Case.objects.get(reference=violation(shipper, clock.today(), **more))
        service_delay(
            actor=staff("supervisor"),
            case_id=case.pk,
            delay_until=clock.now() + timedelta(days=9),
            delay_reason="A ring.",
        )
        assert disclose(ada, shipper, number=number)

    def test_who_may(self, ada, officer, shipper):
        clerk = seller("clerk@shop.example")
        with pytest.raises(NotFound):
            disclose(clerk, shipper)
        on_team(shipper, "preparer", clerk)
        with pytest.raises(NotAllowed):
            disclose(clerk, shipper)
        disclosure = disclose(ada, shipper)
        with pytest.raises(NotAllowed):
            services.disclosure_withdraw(actor=clerk, disclosure_id=disclosure.pk)
        with pytest.raises(NotAllowed):
            decide(staff("analyst"), disclosure)
        on_team(shipper, "viewer", officer)
        with pytest.raises(Conflict, match="somebody else must handle it"):
            decide(officer, disclosure)
        disclosure.refresh_from_db()
        assert disclosure.state == StatementState.OPEN

    def test_accepting_takes_how_culpable_it_was(self, ada, officer, shipper):
        with pytest.raises(InvalidInput, match="how culpable"):
            decide(officer, disclose(ada, shipper), culpability="")

    def test_too_many_files_keep_nothing(self, ada, shipper, tmp_path):
        with pytest.raises(InvalidInput, match="20 files"):
            disclose(ada, shipper, files=[identify_file("invoice.pdf", [PDF])] * 21)
        assert not [path for path in tmp_path.rglob("*") if path.is_file()]


class TestPages:
    @pytest.mark.slow
    def test_from_the_list_to_the_officer_and_back(self, ada, officer, shipper, portal, desk):
        form = reverse("portal:disclose", args=[shipper.pk])
        assert form in portal.get(reverse("portal:violations", args=[shipper.pk])).content.decode()
        shown = portal.get(form).content.decode()
        for words in (
            "Tell us before we find it",
            "multiplied by 0.25",
            "19 U.S.C. 1592(c)(4)",
            "within 30 days after CBP",
        ):
            assert words in shown
        said = {"category": "origin", "day": clock.today().isoformat(), "text": "Made <b>there</b>.", "language": "en"}
        said |= {"tender": "done", "tendered": "80.50", "tendered_how": "Receipt 7"}
        unpaid = portal.post(form, said | {"tender": ""})
        assert "Say what becomes of the duties that were lost." in unpaid.content.decode()
        wrong = portal.post(form, said | {"number": "1Z999"})
        assert wrong.status_code == 422
        for words in ("no shipment with this number", "Made &lt;b&gt;there&lt;/b&gt;."):
            assert words in wrong.content.decode()
        sent = portal.post(form, said | {"files": [SimpleUploadedFile("invoice.pdf", PDF)]})
        disclosure = Disclosure.objects.get()
        page = reverse("portal:disclosure", args=[shipper.pk, disclosure.pk])
        assert sent.url == page
        for words in ("Waiting on the program", "80.50 USD (Receipt 7)"):
            assert words in portal.get(page).content.decode()
        file = reverse("portal:disclosure_file", args=[shipper.pk, disclosure.pk, disclosure.files.get().pk])
        assert b"".join(portal.get(file).streaming_content) == PDF
        assert page in portal.get(form).content.decode()

        there = reverse("admin:disputes_disclosure_change", args=[disclosure.pk])
        read = desk.get(there).content.decode()
        for words in ("Made &lt;b&gt;there&lt;/b&gt;.", "invoice.pdf", "How culpable was it?", "80.50 USD, Receipt 7"):
            assert words in read
        act = {"act": "accept", "accept-reasons": "Right.", "accept-language": "en"}
        assert desk.post(there, act).status_code == 422
        assert confirm(desk, there, act | {"accept-culpability": "clerical"}).status_code == 302
        entry = Violation.objects.get()
        shown = portal.get(page).content.decode()
        assert "Right." in shown
        assert reverse("portal:violation", args=[shipper.pk, entry.case_id]) in shown
        assert (
            "Disclosed by you first"
            in portal.get(reverse("portal:violation", args=[shipper.pk, entry.case_id])).content.decode()
        )

    def test_it_is_taken_back_on_its_page(self, ada, shipper):
        client, disclosure = signed_in(ada), disclose(ada, shipper)
        page = reverse("portal:disclosure", args=[shipper.pk, disclosure.pk])
        client.post(page)
        assert "You took it back" in client.get(page).content.decode()
        assert "can&#x27;t be done now" in client.post(page, follow=True).content.decode()

    def test_the_disclosure_of_another_is_not_there(self, ada, shipper):
        bob = seller("bob@shop.example")
        other, disclosure = (
            member_of(bob, months=0),
            disclose(ada, shipper, files=[identify_file("invoice.pdf", [PDF])]),
        )
        client = signed_in(bob)
        for through in (shipper.pk, other.pk):
            for name, more in (("disclosure", []), ("disclosure_file", [disclosure.files.get().pk])):
                path = reverse(f"portal:{name}", args=[through, disclosure.pk, *more])
                assert client.get(path).status_code == 404

    def test_a_preparer_reads_who_can_send_it(self, ada):
        shipper = member_of(ada, months=0, role=Membership.Role.PREPARER)
        client, form = signed_in(ada), reverse("portal:disclose", args=[shipper.pk])
        assert "An owner or a signatory of your team can send it." in client.get(form).content.decode()
        assert client.post(form, {"text": "It was so."}).status_code == 403


def test_the_parcel_of_another_is_not_found(ada, shipper):
    other = member_of(seller("bob@shop.example"), months=0)
    (number,) = parcels(other, clock.today(), 1)
    with pytest.raises(InvalidInput, match="no shipment with this number"):
        disclose(ada, shipper, number=number)
    assert Parcel.objects.filter(reference=number).exists()
