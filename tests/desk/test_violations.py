"""Violations at the desk: alleged, determined with reasons and evidence, and never changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.disputes.models import Dispute
from apps.disputes.services import dispute_decide, dispute_open
from apps.ledger.models import Case, Grounds, GroundsFile, Service, Violation, Watch
from apps.ledger.services import service_delay, violation_allege, violation_determine
from apps.notices.models import Message
from apps.shippers.models import Membership, Shipper
from tests.evaluation.ledger import time_to_answer_over
from tests.outbox import deliver
from tests.people import seller, signed_in, staff
from tests.portal.members import member_of, violation

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\nThe laboratory's report\n%%EOF\n"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer():
    return staff("officer")


@pytest.fixture
def client(officer) -> Client:
    return signed_in(officer)


@pytest.fixture
def ada():
    return seller()


@pytest.fixture
def shipper(ada) -> Shipper:
    return member_of(ada, months=2)


def alleged(shipper: Shipper, **fields: Any) -> Case:
    """An allegation that was served, and whose time to answer is over."""
    reference = violation(shipper, clock.today(), determination="alleged", **fields)
    return time_to_answer_over(Case.objects.get(reference=reference))


def present(case: Case) -> Violation:
    return Violation.objects.get(pk=Case.objects.get(pk=case.pk).violation_id)


def page(case: Case) -> str:
    return reverse("admin:ledger_violation_change", args=[present(case).pk])


def act(name: str, reason: str = "Exam report 7 shows it.", **given: Any) -> dict[str, Any]:
    """What the form of an act on the page of a violation sends."""
    filled = {"reason": reason, "language": "en"} | given
    return {"act": name} | {f"{name}-{field}": value for field, value in filled.items()}


def new(shipper: Shipper, **given: Any) -> dict[str, Any]:
    filled = {"reference": "NY-2026-17", "ksn": shipper.ksn, "date": clock.today().isoformat(), "currency": "USD"}
    what = {"category": "counterfeit", "culpability": "negligence", "basis": "seizure", "attribution": "seller"}
    return filled | what | {"reason": "Forty pairs bear a mark that is not theirs.", "language": "en"} | given


class TestAlleging:
    address = property(lambda self: reverse("admin:ledger_violation_add"))

    def test_it_does_not_count_and_leads_to_its_own_page(self, client, shipper):
        answer = client.post(self.address, new(shipper, files=[SimpleUploadedFile("report.pdf", PDF)]), follow=True)
        entry = Violation.objects.get()
        assert (entry.determination, entry.seller.shipper, entry.recording.kind) == ("alleged", shipper, "desk")
        assert entry.recording.actor.email == "officer@staff.example"
        assert answer.redirect_chain[-1][0] == page(entry.case)
        shown = answer.content.decode()
        for words in ("Forty pairs bear a mark", "report.pdf", "Only staff read this.", "An allegation does not count"):
            assert words in shown

    def test_what_is_refused_stands_beside_its_field(self, client, shipper):
        answer = client.post(self.address, new(shipper, ksn="KS123"))
        assert "is not a Known Shipper Number" in answer.content.decode()
        assert "NY-2026-17" in answer.content.decode()
        assert not Violation.objects.exists()

    def test_a_case_number_is_used_once(self, client, shipper):
        client.post(self.address, new(shipper))
        again = client.post(self.address, new(shipper, category="marking"))
        assert "is on record already" in again.content.decode()
        assert Violation.objects.count() == 1

    def test_an_allegation_says_why(self, officer, shipper):
        fact = {name: value for name, value in new(shipper).items() if name not in ("reason", "language")}
        with pytest.raises(Invalid, match="Say why"):
            violation_allege(actor=officer, fact=fact, reason=" ")
        assert not Violation.objects.exists()


class TestDetermining:
    @pytest.mark.parametrize(
        ("before", "name", "after"),
        [
            ("alleged", "sustain", "sustained"),
            ("alleged", "mitigate", "mitigated"),
            ("sustained", "reverse", "reversed"),
            ("mitigated", "reverse", "reversed"),
        ],
    )
    def test_each_is_a_further_entry_with_its_reason(self, client, shipper, officer, before, name, after):
        case = Case.objects.get(reference=violation(shipper, clock.today(), determination=before))
        if before == "alleged":
            time_to_answer_over(case)
        first = present(case)
        Watch.objects.update(due_since=None)
        answer = client.post(page(case), act(name, penalty_mitigated="90.00"))
        assert answer.status_code == 302
        entry = present(case)
        assert (entry.revision, entry.determination, entry.recording.actor) == (2, after, officer)
        assert (entry.grounds.text, entry.grounds.told) == ("Exam report 7 shows it.", False)
        assert entry.penalty_mitigated == (90 if name == "mitigate" else None)
        first.refresh_from_db()
        assert first.determination == before
        assert Watch.objects.get(shipper=shipper).due_since

    def test_only_what_the_table_allows_is_offered_or_done(self, client, shipper):
        case = Case.objects.get(reference=violation(shipper, clock.today(), determination="reversed"))
        assert [name for name, *_rest in client.get(page(case)).context["actions"]] == ["amounts"]
        for name in ("sustain", "mitigate", "reverse", "vanish"):
            answer = client.post(page(case), act(name, penalty_mitigated="1"), follow=True)
            assert "be done now. The page shows what can." in answer.content.decode()
        assert present(case).revision == 1

    def test_what_somebody_else_determined_meanwhile_is_read_first(self, client, shipper):
        case = alleged(shipper)
        opened = page(case)
        typed = act("reverse", reason="It was another parcel.") | {"_seen": client.get(opened).context["seen"]}
        violation_determine(
            actor=staff("supervisor"), case_id=case.pk, fact={"determination": "sustained"}, reason="Seen by me."
        )
        answer = client.post(opened, typed)
        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "It was another parcel." in shown
        assert "Seen by me." in shown
        assert present(case).determination == "sustained"
        client.post(opened, typed | {"_seen": answer.context["seen"]})
        assert present(case).determination == "reversed"

    def test_without_a_reason_nothing_is_recorded(self, client, shipper):
        case = alleged(shipper)
        answer = client.post(page(case), act("sustain", reason="  "))
        assert answer.status_code == 422
        assert present(case).revision == 1

    def test_amounts_leave_the_determination(self, client, shipper):
        case = Case.objects.get(reference=violation(shipper, clock.today()))
        client.post(page(case), act("amounts", currency="USD", penalty_assessed="500.00"))
        entry = present(case)
        assert (entry.determination, entry.penalty_assessed) == ("sustained", 500)

    def test_a_penalty_is_mitigated_to_less_than_was_assessed(self, client, shipper):
        case = alleged(shipper, penalty_assessed="93.25")
        answer = client.post(page(case), act("mitigate", penalty_mitigated="120.00"))
        assert answer.status_code == 422
        assert "more than the penalty assessed, 93.25" in answer.content.decode()
        assert present(case).revision == 1

    def test_an_earlier_entry_leads_to_the_present_one(self, client, shipper):
        case = alleged(shipper)
        old = page(case)
        client.post(old, act("sustain"))
        assert client.get(old).context["shown"] == present(case)

    @pytest.mark.parametrize("role", ["auditor", "analyst"])
    def test_who_may_not_determine_reads(self, shipper, role):
        case = alleged(shipper)
        reader = signed_in(staff(role))
        assert reader.get(page(case)).context["actions"] == []
        reader.post(page(case), act("sustain"))
        assert present(case).revision == 1
        assert reader.get(reverse("admin:ledger_violation_add")).status_code == 403
        other = staff(role, email="2@staff.example")
        with pytest.raises(NotAllowed):
            violation_determine(actor=other, case_id=case.pk, fact={"determination": "sustained"}, reason="So.")

    def test_nobody_decides_about_a_business_of_their_own(self, client, officer, shipper):
        case = alleged(shipper)
        Membership.objects.create(shipper=shipper, user=officer, role=Membership.Role.VIEWER)
        assert "on this business" in client.get(page(case)).content.decode()
        fact = {"reference": "N", "ksn": shipper.ksn, "date": "2026-01-02", "category": "marking"}
        acts: list[Callable[[], object]] = [
            lambda: violation_determine(
                actor=officer, case_id=case.pk, fact={"determination": "sustained"}, reason="It is so."
            ),
            lambda: violation_allege(actor=officer, fact=fact, reason="It is so."),
        ]
        for do in acts:
            with pytest.raises(Conflict, match="on this business's team"):
                do()
        assert Violation.objects.count() == 1


class TestEvidence:
    def test_only_staff_read_what_an_officer_did_not_tell(self, client, ada, shipper):
        case = alleged(shipper)
        file = SimpleUploadedFile("report.pdf", PDF)
        client.post(page(case), act("sustain", reason="The lab says so.", files=[file]))
        client.post(page(case), act("reverse", reason="Era otro.", language="es", told="on"))
        theirs = Client()
        theirs.force_login(ada)
        shown = theirs.get(reverse("portal:violation", args=[shipper.pk, case.pk])).content.decode()
        assert "The lab says so." not in shown
        assert "report.pdf" not in shown
        assert '<div class="ks-words" lang="es"><p>Era otro.</p></div>' in shown
        evidence = reverse("admin:ledger_violation_evidence", args=[GroundsFile.objects.get().pk])
        assert b"".join(client.get(evidence).streaming_content) == PDF
        assert theirs.get(evidence).status_code in (302, 403)

    @pytest.mark.parametrize("content", [b"MZ\x90\x00not a document", b""])
    def test_what_is_no_document_is_refused_and_nothing_is_recorded(self, client, shipper, content):
        case = alleged(shipper)
        answer = client.post(page(case), act("sustain", files=[SimpleUploadedFile("report.pdf", content)]))
        assert answer.status_code == 422
        assert "report.pdf" in answer.content.decode()
        assert present(case).revision == 1

    @pytest.mark.parametrize("model", [Grounds, GroundsFile])
    def test_neither_reason_nor_file_is_ever_changed(self, client, shipper, model):
        case = alleged(shipper)
        client.post(page(case), act("sustain", files=[SimpleUploadedFile("report.pdf", PDF)]))
        for change in (lambda: model.objects.all()._raw_delete("default"), lambda: model.objects.update(id=0)):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()


def test_the_answers_of_the_business_are_read_beside_it(client, officer, ada, shipper):
    case = alleged(shipper)
    dispute = dispute_open(actor=ada, shipper_id=shipper.pk, case_id=case.pk, position="dispute", text="It was not so.")
    address = reverse("admin:disputes_dispute_change", args=[dispute.pk])
    assert address in client.get(page(case)).content.decode()
    dispute_decide(
        actor=officer,
        dispute_id=dispute.pk,
        decision="accept",
        outcome=Dispute.Outcome.REVERSED,
        reasons="They are right.",
    )
    shown = client.get(page(case)).content.decode()
    assert "By accepting an answer of the business" in shown
    assert "They are right." in shown
    assert present(case).grounds.told


def test_what_it_weighs_is_explained(client, shipper):
    case = Case.objects.get(reference=violation(shipper, clock.today(), category="narcotics"))
    shown = client.get(page(case)).content.decode()
    assert "How the weight is worked out" in shown
    assert "Critical" in shown


def test_a_page_costs_the_same_however_long_its_history(client, officer, shipper, django_assert_max_num_queries):
    case = alleged(shipper)
    for number in range(12):
        violation_determine(
            actor=officer, case_id=case.pk, fact={"penalty_assessed": str(number + 1)}, reason=f"Bill {number}."
        )
    client.get(page(case))
    with django_assert_max_num_queries(20):
        client.get(page(case))


class TestServing:
    """How a violation is served, on its page at the desk."""

    def page_of(self, client: Client, case: Case) -> str:
        return " ".join(client.get(page(case)).content.decode().split())

    def fresh(self, shipper: Shipper, **fields: Any) -> Case:
        return Case.objects.get(reference=violation(shipper, clock.today(), determination="alleged", **fields))

    def test_law_service_and_receipts_are_shown_and_the_button_says_until_when_it_waits(self, client, shipper, ada):
        case = self.fresh(shipper)
        assert "The notice was not served on the business yet." in self.page_of(client, case)
        deliver()
        shown = self.page_of(client, case)
        for words in ("19 U.S.C. 1592", "On the site and by mail", "The business may answer until", ada.email):
            assert words in shown
        assert client.post(page(case), act("sustain"), follow=True).status_code == 200
        assert present(case).determination == "alleged"
        signed_in(ada).get(reverse("portal:violation", args=[shipper.pk, case.pk]))
        assert Message.objects.get(kind="ledger.violation_served").read_at

    def test_the_business_reads_on_whom_it_waits(self, ada, shipper):
        case = self.fresh(shipper, note="Seen at the belt.")
        deliver()
        there, path = signed_in(ada), reverse("portal:violation", args=[shipper.pk, case.pk])
        shown = there.get(path).content.decode()
        for words in ("Waiting on you: answer by the end of", "Ask for it before that day", "Seen at the belt."):
            assert words in shown
        home = there.get(reverse("portal:shipper", args=[shipper.pk])).content.decode()
        assert "Read it and answer by" in home
        with clock.at(Service.objects.get().answer_by + timedelta(days=1)):
            shown = there.get(path).content.decode()
        assert "Waiting on the program: an officer decides." in shown
        assert "Your time to answer ended on" in shown

    def test_who_sustains_what_suspends_at_once_confirms_whom_this_suspends(self, client, shipper):
        case = self.fresh(shipper, category="narcotics", culpability="fraud", basis="seizure")
        shown = self.page_of(client, case)
        assert f"I have checked that this suspends {shipper}, {shipper.ksn}, Active, tier 0." in shown
        assert "suspends at once" in shown
        refused = client.post(page(case), act("sustain"))
        assert refused.status_code == 422
        assert "Confirm whom this suspends." in refused.content.decode()
        assert client.post(page(case), act("sustain", confirmed="on")).status_code == 302
        assert present(case).determination == "sustained"

    def test_only_who_oversees_is_asked_about_a_delay(self, client, shipper):
        add = reverse("admin:ledger_violation_add")
        assert "delay_until" not in client.get(add).content.decode()
        later = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
        delay = {"delay_until": later, "delay_reason": "Evidence would burn."}
        client.post(add, new(shipper, **delay))
        assert not Violation.objects.exists()
        boss = signed_in(staff("supervisor"))
        assert "delay_until" in boss.get(add).content.decode()
        boss.post(add, new(shipper, **delay))
        deliver()
        case = Case.objects.get()
        assert "Evidence would burn." in self.page_of(client, case)
        assert not Message.objects.filter(kind="ledger.violation_served").exists()
        assert boss.post(page(case), act("serve")).status_code == 302
        assert Message.objects.filter(kind="ledger.violation_served").exists()

    def test_what_a_supervisor_keeps_back_is_nowhere_to_be_read(self, ada, shipper):
        case = self.fresh(shipper)
        until = clock.now() + timedelta(days=3)
        service_delay(actor=staff("supervisor"), case_id=case.pk, delay_until=until, delay_reason="A ring.")
        deliver()
        there = signed_in(ada)
        for name in ("shipper", "violations", "violations_csv", "news"):
            answer = there.get(reverse(f"portal:{name}", args=[shipper.pk]))
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert case.reference not in content.decode(), name
            assert "Somebody reported a violation" not in content.decode(), name
        assert there.get(reverse("portal:violation", args=[shipper.pk, case.pk])).status_code == 404

    def test_more_time_is_given_on_the_page(self, client, shipper):
        case = self.fresh(shipper)
        deliver()
        until = (clock.today() + timedelta(days=60)).isoformat()
        assert client.post(page(case), act("more_time", until=until)).status_code == 302
        assert Message.objects.filter(kind="ledger.answer_extended").exists()

    def test_service_by_post_is_recorded_where_nobody_is_on_the_team(self, client, shipper):
        case = self.fresh(shipper)
        shipper.team.all().delete()
        given = {"served_on": clock.today().isoformat(), "note": "RR 7 US"}
        assert client.post(page(case), act("post", **given)).status_code == 302
        assert "RR 7 US" in self.page_of(client, case)

    def test_work_and_events_lead_to_a_violation_by_its_case(self, client, shipper):
        case = self.fresh(shipper)
        answer = client.get(reverse("admin:ledger_violation_case", args=[case.pk]))
        assert answer.url == page(case)
        assert client.get(reverse("admin:ledger_violation_case", args=[0])).status_code == 404
