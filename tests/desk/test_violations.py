"""Violations at the desk: alleged, served, and determined with reasons and evidence that never change."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed
from apps.disputes.models import Dispute
from apps.disputes.services import dispute_decide, dispute_open
from apps.ledger.models import Case, Grounds, GroundsFile, Seller, Service, Violation, Watch
from apps.ledger.services import service_delay, violation_allege, violation_determine
from apps.notices.models import Message
from apps.shippers.models import Shipper
from tests.desk.pages import confirm
from tests.evaluation.ledger import time_to_answer_over
from tests.outbox import deliver
from tests.people import on_team, signed_in, staff
from tests.portal.members import violation

pytestmark = pytest.mark.shipper(months=2)
PDF = b"%PDF-1.4\nThe laboratory's report\n%%EOF\n"


def create_allegation(shipper: Shipper, **fields: Any) -> Case:
    """Create an allegation that was served, and whose time to answer has ended."""
    reference = violation(shipper, clock.today(), determination="alleged", **fields)
    return time_to_answer_over(Case.objects.get(reference=reference))


def latest_entry(case: Case) -> Violation:
    return Violation.objects.get(pk=Case.objects.get(pk=case.pk).violation_id)


def page_url(case: Case) -> str:
    return reverse("admin:ledger_violation_change", args=[latest_entry(case).pk])


def action_data(name: str, reason: str = "Exam report 7 shows it.", **given: Any) -> dict[str, Any]:
    """Return the data of the form of an action on the page of a violation."""
    filled = {"reason": reason, "language": "en"} | given
    return {"act": name} | {f"{name}-{field}": value for field, value in filled.items()}


def allegation_data(shipper: Shipper, **given: Any) -> dict[str, Any]:
    filled = {"reference": "NY-2026-17", "ksn": shipper.ksn, "date": clock.today().isoformat(), "currency": "USD"}
    codes = {"category": "counterfeit", "culpability": "negligence", "basis": "seizure", "attribution": "seller"}
    return filled | codes | {"reason": "Forty pairs bear a mark that is not theirs.", "language": "en"} | given


class TestAllegations:
    address = property(lambda self: reverse("admin:ledger_violation_add"))

    def test_allegation_opens_its_page_and_does_not_count(self, desk, shipper):
        answer = desk.post(
            self.address, allegation_data(shipper, files=[SimpleUploadedFile("report.pdf", PDF)]), follow=True
        )
        entry = Violation.objects.get()
        assert (entry.determination, entry.seller.shipper, entry.recording.kind) == ("alleged", shipper, "desk")
        assert entry.recording.actor.email == "officer@staff.example"
        assert answer.redirect_chain[-1][0] == page_url(entry.case)
        html = answer.content.decode()
        for words in ("Forty pairs bear a mark", "report.pdf", "Only staff read this.", "An allegation does not count"):
            assert words in html

    def test_error_stands_beside_its_field_and_nothing_is_recorded(self, desk, shipper):
        answer = desk.post(self.address, allegation_data(shipper, ksn="KS123"))
        assert "is not a Known Shipper Number" in answer.content.decode()
        assert "NY-2026-17" in answer.content.decode()
        assert not Violation.objects.exists()

    def test_case_number_is_used_once(self, desk, shipper):
        desk.post(self.address, allegation_data(shipper))
        again = desk.post(self.address, allegation_data(shipper, category="marking"))
        assert "is on record already" in again.content.decode()
        assert Violation.objects.count() == 1

    def test_allegation_needs_a_reason(self, officer, shipper):
        fact = {name: value for name, value in allegation_data(shipper).items() if name not in ("reason", "language")}
        with pytest.raises(InvalidInput, match="Say why"):
            violation_allege(actor=officer, fact=fact, reason=" ")
        assert not Violation.objects.exists()


def test_sustain_is_not_offered_where_nobody_could_answer(desk, shipper):
    served, nobodys = create_allegation(shipper), create_allegation(shipper)
    unserved = Case.objects.get(reference=violation(shipper, clock.today(), determination="alleged"))
    assert 'id="act-sustain"' in desk.get(page_url(served)).content.decode()
    Seller.objects.filter(pk=latest_entry(nobodys).seller_id).update(shipper=None)
    for case in (unserved, nobodys):
        page = desk.get(page_url(case)).content.decode()
        assert not re.search('id="act-(sustain|mitigate)"', page)
        assert re.search(r'class="ks-wrong">[A-Z]', page), "the page says what comes first"


class TestDeterminations:
    @pytest.mark.parametrize(
        ("before", "name", "after"),
        [
            ("alleged", "sustain", "sustained"),
            ("alleged", "mitigate", "mitigated"),
            ("sustained", "reverse", "reversed"),
            ("mitigated", "reverse", "reversed"),
        ],
    )
    def test_determination_adds_an_entry_with_its_reason(self, desk, shipper, officer, before, name, after):
        case = Case.objects.get(reference=violation(shipper, clock.today(), determination=before))
        if before == "alleged":
            time_to_answer_over(case)
        first = latest_entry(case)
        Watch.objects.update(due_since=None)
        answer = confirm(desk, page_url(case), action_data(name, penalty_mitigated="90.00"))
        assert answer.status_code == 302
        entry = latest_entry(case)
        assert (entry.revision, entry.determination, entry.recording.actor) == (2, after, officer)
        assert (entry.grounds.text, entry.grounds.told) == ("Exam report 7 shows it.", False)
        assert entry.penalty_mitigated == (90 if name == "mitigate" else None)
        first.refresh_from_db()
        assert first.determination == before
        assert Watch.objects.get(shipper=shipper).due_since

    @pytest.mark.slow
    def test_only_actions_of_the_transition_table_are_offered_or_done(self, desk, shipper):
        case = Case.objects.get(reference=violation(shipper, clock.today(), determination="reversed"))
        assert [name for name, *_rest in desk.get(page_url(case)).context["actions"]] == ["amounts", "found"]
        for name in ("sustain", "mitigate", "reverse", "vanish"):
            answer = desk.post(page_url(case), action_data(name, penalty_mitigated="1"), follow=True)
            assert "be done now. The page shows what can." in answer.content.decode()
        assert latest_entry(case).revision == 1

    def test_overtaken_determination_is_refused_until_the_other_is_read(self, desk, shipper):
        case = create_allegation(shipper)
        opened = page_url(case)
        data = action_data("reverse", reason="It was another parcel.") | {"_seen": desk.get(opened).context["seen"]}
        violation_determine(
            actor=staff("supervisor"), case_id=case.pk, fact={"determination": "sustained"}, reason="Seen by me."
        )
        answer = desk.post(opened, data)
        html = answer.content.decode()
        assert answer.status_code == 409
        assert "It was another parcel." in html
        assert "Seen by me." in html
        assert latest_entry(case).determination == "sustained"
        confirm(desk, opened, data | {"_seen": answer.context["seen"]})
        assert latest_entry(case).determination == "reversed"

    def test_determination_without_a_reason_is_refused(self, desk, shipper):
        case = create_allegation(shipper)
        answer = desk.post(page_url(case), action_data("sustain", reason="  "))
        assert answer.status_code == 422
        assert latest_entry(case).revision == 1

    def test_change_of_amounts_leaves_the_determination(self, desk, shipper):
        case = Case.objects.get(reference=violation(shipper, clock.today()))
        desk.post(page_url(case), action_data("amounts", currency="USD", penalty_assessed="500.00"))
        entry = latest_entry(case)
        assert (entry.determination, entry.penalty_assessed) == ("sustained", 500)

    def test_mitigated_penalty_does_not_exceed_the_assessed_penalty(self, desk, shipper):
        case = create_allegation(shipper, penalty_assessed="93.25")
        answer = desk.post(page_url(case), action_data("mitigate", penalty_mitigated="120.00"))
        assert answer.status_code == 422
        assert "more than the penalty assessed, 93.25" in answer.content.decode()
        assert latest_entry(case).revision == 1

    def test_address_of_an_earlier_entry_shows_the_latest_entry(self, desk, shipper):
        case = create_allegation(shipper)
        old = page_url(case)
        confirm(desk, old, action_data("sustain"))
        assert desk.get(old).context["shown"] == latest_entry(case)

    @pytest.mark.parametrize("role", ["auditor", "analyst"])
    def test_roles_that_only_read_do_not_determine(self, shipper, role):
        case = create_allegation(shipper)
        reader = signed_in(staff(role))
        assert reader.get(page_url(case)).context["actions"] == []
        reader.post(page_url(case), action_data("sustain"))
        assert latest_entry(case).revision == 1
        assert reader.get(reverse("admin:ledger_violation_add")).status_code == 403
        other = staff(role, email="2@staff.example")
        with pytest.raises(NotAllowed):
            violation_determine(actor=other, case_id=case.pk, fact={"determination": "sustained"}, reason="So.")

    def test_members_of_the_team_do_not_decide_about_their_own_business(self, desk, officer, shipper):
        case = create_allegation(shipper)
        on_team(shipper, "viewer", officer)
        assert "on this business" in desk.get(page_url(case)).content.decode()
        fact = {"reference": "N", "ksn": shipper.ksn, "date": "2026-01-02", "category": "marking"}
        acts: list[Callable[[], object]] = [
            lambda: violation_determine(
                actor=officer, case_id=case.pk, fact={"determination": "sustained"}, reason="It is so."
            ),
            lambda: violation_allege(actor=officer, fact=fact, reason="It is so."),
        ]
        for decide in acts:
            with pytest.raises(Conflict, match="on this business's team"):
                decide()
        assert Violation.objects.count() == 1


class TestEvidence:
    def test_reasons_and_files_for_staff_are_hidden_from_the_business(self, desk, ada, shipper):
        case = create_allegation(shipper)
        file = SimpleUploadedFile("report.pdf", PDF)
        confirm(desk, page_url(case), action_data("sustain", reason="The lab says so.", files=[file]))
        confirm(desk, page_url(case), action_data("reverse", reason="Era otro.", language="es", told="on"))
        theirs = Client()
        theirs.force_login(ada)
        html = theirs.get(reverse("portal:violation", args=[shipper.pk, case.pk])).content.decode()
        assert "The lab says so." not in html
        assert "report.pdf" not in html
        assert '<div class="ks-words" lang="es"><p>Era otro.</p></div>' in html
        evidence = reverse("admin:ledger_violation_file", args=[GroundsFile.objects.get().pk])
        assert b"".join(desk.get(evidence).streaming_content) == PDF
        assert theirs.get(evidence).status_code in (302, 403)

    @pytest.mark.parametrize("content", [b"MZ\x90\x00not a document", b""])
    def test_invalid_document_is_refused_and_nothing_is_recorded(self, desk, shipper, content):
        case = create_allegation(shipper)
        answer = desk.post(page_url(case), action_data("sustain", files=[SimpleUploadedFile("report.pdf", content)]))
        assert answer.status_code == 422
        assert "report.pdf" in answer.content.decode()
        assert latest_entry(case).revision == 1

    @pytest.mark.parametrize("model", [Grounds, GroundsFile])
    def test_reasons_and_files_can_not_be_changed_or_deleted(self, desk, shipper, model):
        case = create_allegation(shipper)
        confirm(desk, page_url(case), action_data("sustain", files=[SimpleUploadedFile("report.pdf", PDF)]))
        for change in (lambda: model.objects.all()._raw_delete("default"), lambda: model.objects.update(id=0)):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()


def test_page_links_to_the_dispute_and_shows_its_decision(desk, officer, ada, shipper):
    case = create_allegation(shipper)
    dispute = dispute_open(
        final=True, actor=ada, shipper_id=shipper.pk, case_id=case.pk, position="dispute", text="It was not so."
    )
    address = reverse("admin:disputes_dispute_change", args=[dispute.pk])
    assert address in desk.get(page_url(case)).content.decode()
    dispute_decide(
        actor=officer,
        dispute_id=dispute.pk,
        decision="accept",
        outcome=Dispute.Outcome.REVERSED,
        reasons="They are right.",
    )
    html = desk.get(page_url(case)).content.decode()
    assert "By accepting an answer of the business" in html
    assert "They are right." in html
    assert latest_entry(case).grounds.told


def test_page_explains_the_weight_of_the_violation(desk, shipper):
    case = Case.objects.get(reference=violation(shipper, clock.today(), category="narcotics"))
    html = desk.get(page_url(case)).content.decode()
    assert "How the weight is worked out" in html
    assert "Critical" in html


@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_the_history(desk, officer, shipper, django_assert_max_num_queries):
    case = create_allegation(shipper)
    for number in range(12):
        violation_determine(
            actor=officer, case_id=case.pk, fact={"penalty_assessed": str(number + 1)}, reason=f"Bill {number}."
        )
    desk.get(page_url(case))
    with django_assert_max_num_queries(20):
        desk.get(page_url(case))


class TestService:
    """The service of a violation on the business."""

    def read_page(self, client: Client, case: Case) -> str:
        return " ".join(client.get(page_url(case)).content.decode().split())

    def allege_violation(self, shipper: Shipper, **fields: Any) -> Case:
        return Case.objects.get(reference=violation(shipper, clock.today(), determination="alleged", **fields))

    def test_page_shows_law_service_and_time_to_answer_and_blocks_the_determination(self, desk, shipper, ada):
        case = self.allege_violation(shipper)
        assert "The notice was not served on the business yet." in self.read_page(desk, case)
        deliver()
        html = self.read_page(desk, case)
        for words in ("19 U.S.C. 1592", "On the site and by mail", "The business may answer until", ada.name):
            assert words in html
        assert desk.post(page_url(case), action_data("sustain"), follow=True).status_code == 200
        assert latest_entry(case).determination == "alleged"
        signed_in(ada).get(reverse("portal:violation", args=[shipper.pk, case.pk]))
        assert Message.objects.get(kind="ledger.violation_served").read_at

    def test_business_reads_whose_turn_it_is(self, ada, shipper):
        case = self.allege_violation(shipper, note="Seen at the belt.")
        deliver()
        owner_client, path = signed_in(ada), reverse("portal:violation", args=[shipper.pk, case.pk])
        html = owner_client.get(path).content.decode()
        for words in ("Waiting on you: answer by the end of", "Ask for it before that day", "Seen at the belt."):
            assert words in html
        home = owner_client.get(reverse("portal:shipper", args=[shipper.pk])).content.decode()
        assert "Read it and answer by" in home
        with clock.at(Service.objects.get().answer_by + timedelta(days=1)):
            html = owner_client.get(path).content.decode()
        assert "Waiting on the program: an officer decides." in html
        assert "Your time to answer ended on" in html

    def test_sustaining_a_violation_that_suspends_at_once_needs_a_confirmation(self, desk, shipper):
        case = self.allege_violation(shipper, category="narcotics", culpability="fraud", basis="seizure")
        assert "suspends at once" in self.read_page(desk, case)
        asked = desk.post(page_url(case), action_data("sustain"))
        assert f"{shipper}: Active becomes Suspended." in asked.content.decode()
        assert latest_entry(case).determination == "alleged"
        assert desk.post(page_url(case), action_data("sustain") | {"confirmed": "on"}).status_code == 200
        assert latest_entry(case).determination == "alleged"
        assert confirm(desk, page_url(case), action_data("sustain")).status_code == 302
        assert latest_entry(case).determination == "sustained"

    def test_service_is_delayed_only_by_a_supervisor(self, desk, shipper, supervisor_desk):
        add = reverse("admin:ledger_violation_add")
        assert "delay_until" not in desk.get(add).content.decode()
        later = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
        delay = {"delay_until": later, "delay_reason": "Evidence would burn."}
        desk.post(add, allegation_data(shipper, **delay))
        assert not Violation.objects.exists()
        assert "delay_until" in supervisor_desk.get(add).content.decode()
        supervisor_desk.post(add, allegation_data(shipper, **delay))
        deliver()
        case = Case.objects.get()
        assert "Evidence would burn." in self.read_page(desk, case)
        assert not Message.objects.filter(kind="ledger.violation_served").exists()
        assert supervisor_desk.post(page_url(case), action_data("serve")).status_code == 302
        assert Message.objects.filter(kind="ledger.violation_served").exists()

    def test_violation_with_delayed_service_is_hidden_from_the_business(self, ada, shipper, portal):
        case = self.allege_violation(shipper)
        until = clock.now() + timedelta(days=3)
        service_delay(actor=staff("supervisor"), case_id=case.pk, delay_until=until, delay_reason="A ring.")
        deliver()
        for name in ("shipper", "violations", "violations_csv", "news"):
            answer = portal.get(reverse(f"portal:{name}", args=[shipper.pk]))
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert case.reference not in content.decode(), name
            assert "A violation was reported" not in content.decode(), name
        assert portal.get(reverse("portal:violation", args=[shipper.pk, case.pk])).status_code == 404

    def test_time_to_answer_is_extended_on_the_page(self, desk, shipper):
        case = self.allege_violation(shipper)
        deliver()
        until = (clock.today() + timedelta(days=60)).isoformat()
        assert desk.post(page_url(case), action_data("more_time", until=until)).status_code == 302
        assert Message.objects.filter(kind="ledger.answer_extended").exists()

    def test_service_by_post_is_recorded_for_a_business_without_a_team(self, desk, shipper):
        case = self.allege_violation(shipper)
        shipper.team.all().delete()
        given = {"day": clock.today().isoformat(), "note": "RR 7 US"}
        for more, status in ({}, 422), ({"file": SimpleUploadedFile("receipt.pdf", PDF)}, 302):
            assert desk.post(page_url(case), action_data("post", **given, **more)).status_code == status
        assert all(said in self.read_page(desk, case) for said in ("RR 7 US", "receipt.pdf"))

    def test_address_of_a_case_leads_to_its_violation(self, desk, shipper):
        case = self.allege_violation(shipper)
        assert desk.get(reverse("admin:ledger_violation_case", args=[case.pk])).url == page_url(case)
        assert desk.get(reverse("admin:ledger_violation_case", args=[0])).status_code == 404
