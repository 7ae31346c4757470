"""The page of a violation, the answer to a violation, and disowned shipments."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import clock
from apps.disputes.models import Disowning, Dispute
from apps.disputes.services import disowning_decide, dispute_decide
from apps.ledger.law import CITED, MEANING, PROVISIONS
from apps.ledger.models import Case, Parcel, Recording
from apps.ledger.services import violation_determine, violations_record
from apps.ledger.vocabulary import Category, Determination
from apps.portal.disputes.wording import STATE_TEXTS
from apps.shippers.models import Membership
from tests.disputes.disowned import accepted
from tests.evaluation.ledger import recording, time_to_answer_over
from tests.people import seller, staff
from tests.portal.members import member_of, parcels, settle, violation

pytestmark = pytest.mark.shipper(months=2)
MAX_QUERIES = 12
PDF = b"%PDF-1.4\nA receipt\n%%EOF\n"


def found(shipper, day=None, **fields) -> Case:
    return Case.objects.get(reference=violation(shipper, day or clock.today(), **fields))


def address(name, case) -> str:
    return reverse(f"portal:{name}", args=[case.seller.shipper_id, case.pk])


def page(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_every_category_and_state_is_explained():
    assert MEANING.keys() == CITED.keys() == set(Category)
    assert {cited for law in CITED.values() for cited in law} == PROVISIONS.keys()
    assert STATE_TEXTS.keys() == set(Determination)


class TestViolation:
    def test_a_wrong_origin_names_what_was_declared_and_what_the_source_says(self, portal, shipper):
        (number,) = parcels(shipper, clock.today(), 1, origin="CN", hs="610910", value="20", currency="USD")
        case = found(shipper, category="origin", shipment=f"usps:{number}")
        shown = page(portal, address("violation", case))
        for text in (
            "Declared: Country of origin",
            "China",
            "Found by the source: Country of origin",
            "Not stated. You",
        ):
            assert text in shown
        named = found(shipper, category="origin", shipment=f"usps:{number}", found_origin="VN")
        assert "<dd>Vietnam</dd>" in page(portal, address("violation", named))
        same = found(shipper, category="origin", shipment=f"usps:{number}", found_origin="CN")
        assert "China. This is what was declared" in page(portal, address("violation", same))
        told = found(shipper, category="origin", shipment=f"usps:{number}", note="The labels say Vietnam.")
        shown = page(portal, address("violation", told))
        assert "Not stated, but see the words of the source below." in shown
        assert "The labels say Vietnam." in shown
        classified = found(shipper, category="classification", shipment=f"usps:{number}", found_hs="6110.30")
        shown = page(portal, address("violation", classified))
        assert "<dd>610910</dd>" in shown
        assert "<dd>611030</dd>" in shown
        shown = page(portal, address("violation", found(shipper, category="origin", found_origin="VN")))
        assert "Declared: Country of origin</dt><dd>Not said</dd>" in shown
        assert "Vietnam" in shown
        assert "Declared:" not in page(portal, address("violation", found(shipper, category="marking")))

    def test_a_penalty_is_claimed_until_somebody_determines_it(self, portal, shipper):
        alleged = found(shipper, determination="alleged", penalty_assessed="4.56", revenue_loss="1", currency="USD")
        shown = page(portal, address("violation", alleged))
        assert "Penalty that the report claims" in shown
        assert "Duties not paid because of it, by the report" in shown
        assert "Penalty assessed" not in shown
        sustained = found(shipper, penalty_assessed="4.56", currency="USD")
        assert "Penalty assessed" in page(portal, address("violation", sustained))

    def test_the_page_shows_the_facts_and_how_the_weight_is_calculated(self, portal, shipper):
        (number,) = parcels(shipper, clock.today(), 1)
        case = found(
            shipper,
            clock.add_months(clock.today(), -13),
            category="counterfeit",
            culpability="gross_negligence",
            basis="seizure",
            agency="CBP",
            attribution="broker",
            self_disclosed="yes",
            shipment=f"usps:{number}",
            penalty_assessed="1200.50",
            currency="USD",
        )
        shown = page(portal, address("violation", case))
        for text in (
            *("Counterfeit or infringing goods", "belongs to somebody else", "Sustained", "Seizure", "CBP"),
            *(number, "1,200.50 USD", "It is in your record."),
            *("A petition to CBP", "within 30 days from the day on which CBP mailed", "within 60 days from the day"),
        ):
            assert text in shown
        parcel = Parcel.objects.get(reference=number)
        assert reverse("portal:shipment", args=[shipper.pk, parcel.pk]) in shown
        # Major 3 x gross negligence 2 x broker 0.5 x disclosed 0.25 x older than a year 0.5 under the first policy.
        factors = [("Major", "3"), ("Gross negligence", "2"), ("Customs broker", "0.5"), ("Yes", "0.25")]
        for here, value in [*factors, ("13 months", "0.5")]:
            assert f'<td>{here}</td><td class="ks-number">{value}</td>' in shown
        assert "<strong>0.375</strong>" in shown

    def test_an_allegation_weighs_nothing_and_shows_its_weight_if_sustained(self, portal, shipper):
        shown = page(portal, address("violation", found(shipper, determination="alleged")))
        assert "an allegation does not count before it is sustained" in shown
        assert "If it were sustained today, its weight would be 1" in shown
        assert "Answer this violation" in shown

    def test_a_reversed_one_weighs_nothing_and_can_not_be_answered(self, portal, shipper):
        shown = page(portal, address("violation", found(shipper, determination="reversed", basis="seizure")))
        assert "A petition to CBP" not in shown
        assert "It weighs nothing: it was reversed." in shown
        assert "How the weight is worked out" not in shown
        assert "Answer this violation" not in shown

    def test_the_changes_of_a_violation_name_the_kind_of_source(self, portal, shipper):
        case = time_to_answer_over(found(shipper, determination="alleged", penalty_assessed="500"))
        violation_determine(
            actor=staff("officer"),
            case_id=case.pk,
            fact={"determination": "mitigated", "penalty_mitigated": "90"},
            reason="They called the carrier off.",
        )
        shown = page(portal, address("violation", case))
        assert "recorded by an agency: <strong>Alleged</strong>" in shown
        assert "recorded by an officer of the program:" in shown
        assert "State: Mitigated. Before: Alleged." in shown
        assert "Penalty after mitigation: 90.00 USD. Not reported before." in shown

    def test_records_of_another_business_are_no_news(self, portal, shipper):
        other = member_of(seller("bob@shop.example"), months=0)
        case = found(other, category="narcotics")
        recorded = recording("cbp", "agency")
        moved = {"reference": case.reference, "ksn": shipper.ksn, "category": "marking"}
        assert not violations_record(recording=Recording.objects.get(pk=recorded.pk), facts=[(0, moved)]).rejected
        shown = page(portal, reverse("portal:violation", args=[shipper.pk, case.pk]))
        assert "Marking" in shown
        assert "Narcotics" not in shown

    @pytest.mark.slow
    @pytest.mark.parametrize("name", ["violation", "answer"])
    def test_few_queries_whatever_the_history(self, portal, ada, shipper, name):
        case = found(shipper)
        page(portal, address(name, case))
        with CaptureQueriesContext(connection) as short:
            page(portal, address(name, case))
        for back in range(10):
            parcels(shipper, clock.add_months(clock.today(), -back), 1000)
        for _number in range(20):
            found(shipper)
        settle()
        with CaptureQueriesContext(connection) as long:
            page(portal, address(name, case))
        assert len(long) == len(short) <= MAX_QUERIES


class TestAnswer:
    def test_from_the_page_to_the_officer_and_back(self, portal, ada, shipper):
        case = found(shipper, determination="alleged")
        form = page(portal, address("answer", case))
        assert "You need no lawyer." in form
        sent = {"language": "en", "position": "dispute", "text": "It was <b>not</b> so."}
        files = [SimpleUploadedFile("receipt.pdf", PDF), SimpleUploadedFile("list.csv", b"a,b\n1,2\n3,4\n")]
        done = portal.post(address("answer", case), sent | {"files": files})
        assert (done.status_code, done.url) == (302, address("violation", case))
        shown = page(portal, address("violation", case))
        for text in ("Being looked at", "It was &lt;b&gt;not&lt;/b&gt; so.", "receipt.pdf", "list.csv", "decides by"):
            assert text in shown
        dispute = Dispute.objects.get()
        file = dispute.files.earliest("pk")
        download = reverse("portal:dispute_file", args=[shipper.pk, case.pk, file.pk])
        assert b"".join(portal.get(download).streaming_content) == PDF

        dispute_decide(
            actor=staff("officer"),
            dispute_id=dispute.pk,
            decision="accept",
            outcome="reversed",
            reasons="The receipt shows it.",
        )
        shown = page(portal, address("violation", case))
        for text in ("Accepted", "The receipt shows it.", "The violation is reversed", "it was reversed"):
            assert text in shown

    def test_a_missing_field_is_marked_and_the_input_is_kept(self, portal, shipper):
        case = found(shipper)
        answer = portal.post(address("answer", case), {"language": "en", "text": "My words."})
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert shown.count("Choose what you say to it.") == 2
        assert "My words." in shown
        refused = portal.post(
            address("answer", case),
            {
                "language": "en",
                "position": "agree",
                "text": "My words.",
                "files": [SimpleUploadedFile("a.exe", b"MZ\x00\x00")],
            },
        )
        assert refused.status_code == 422
        assert "its content is not PDF" in refused.content.decode()
        assert not Dispute.objects.exists()

    def test_texts_in_another_language_are_marked(self, portal, shipper):
        case = found(shipper)
        portal.post(address("answer", case), {"language": "es", "position": "explain", "text": "Fue un error."})
        shown = page(portal, address("violation", case))
        assert "Written in Spanish" in shown
        assert 'lang="es"><p>Fue un error.</p>' in shown

    def test_one_is_open_at_a_time_and_can_be_taken_back(self, portal, shipper):
        case = found(shipper)
        portal.post(address("answer", case), {"language": "en", "position": "explain", "text": "A slip."})
        assert "You have answered this already." in page(portal, address("answer", case))
        again = portal.post(address("answer", case), {"language": "en", "position": "explain", "text": "A slip."})
        assert again.status_code == 422
        there = reverse("portal:answered", args=[shipper.pk, case.pk, Dispute.objects.get().pk])
        assert portal.post(there, {"files": []}).status_code == 422
        portal.post(there, {"files": [SimpleUploadedFile("receipt.pdf", PDF)]})
        assert "receipt.pdf" in page(portal, address("violation", case))
        portal.post(there, {"withdraw": "1"})
        shown = page(portal, address("violation", case))
        assert "Taken back" in shown
        assert "Answer again" in shown

    def test_a_preparer_reads_who_can_answer(self, portal, ada):
        shipper = member_of(ada, months=0, role=Membership.Role.PREPARER)
        case = found(shipper)
        for name in ("violation", "answer"):
            assert "An owner or a signatory of your team can answer it." in page(portal, address(name, case))
        assert (
            portal.post(address("answer", case), {"language": "en", "position": "agree", "text": "Yes."}).status_code
            == 403
        )


class TestDisown:
    def path(self, shipper) -> str:
        (number,) = parcels(shipper, clock.today(), 1)
        return reverse("portal:disown", args=[shipper.pk, Parcel.objects.get(reference=number).pk])

    def test_a_shipment_is_disowned_decided_and_the_business_is_told(self, portal, shipper):
        path = self.path(shipper)
        assert "How do you know that it is not yours?" in page(portal, path)
        refused = portal.post(path, {"language": "en", "text": " "})
        assert refused.status_code == 422
        assert refused.content.decode().count("Say how you know that it is not yours.") == 2
        file = SimpleUploadedFile("orders.pdf", b"%PDF-1.4\nOrders\n%%EOF\n")
        portal.post(path, {"language": "en", "text": "We sell no such thing.", "files": [file]})
        shown = page(portal, path)
        assert "orders.pdf" in shown
        assert "Disowned, being looked at" in shown
        assert "this shipment is not yours. An officer is looking at it." in page(portal, path.replace("/disown/", "/"))
        assert "We sell no such thing." in shown
        assert portal.post(path, {"language": "en", "text": "Again."}).status_code == 422
        accepted(staff("officer"), Disowning.objects.get(), reasons="A copied label.")
        shown = page(portal, path)
        assert "It no longer counts for you, and nothing that was found in it is yours." in shown
        assert "A copied label." in shown
        assert "Back to the shipment" not in shown, "it is in the record no longer"

    def test_a_declined_disowning_can_be_sent_once_more(self, portal, shipper):
        path, officer = self.path(shipper), staff("officer")
        for again in (True, False):
            portal.post(path, {"language": "en", "text": "Not ours."})
            disowning_decide(
                actor=officer,
                disowning_id=Disowning.objects.latest("pk").pk,
                decision="decline",
                reasons="It is yours.",
            )
            shown = page(portal, path)
            assert "It is yours." in shown
            assert ("Do you know more now?" in shown) == again
        assert "Officers have decided twice that this shipment is yours." in shown

    def test_it_can_be_taken_back(self, portal, shipper):
        path = self.path(shipper)
        portal.post(path, {"language": "en", "text": "Not ours."})
        portal.post(path, {"withdraw": "1"})
        assert "How do you know" in page(portal, path)
