"""The page of a notice, the response to it finding by finding, more time, and the list of all notices."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core import clock
from apps.disputes.models import Dispute
from apps.ledger.services import recording_reverse
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.standing.models import Extension, ProposedChange
from apps.standing.proposals.notices import violations_named
from apps.standing.services import (
    change_decide,
    change_recommend,
    change_send_back,
    extension_decide,
    suspension_dismiss,
    suspension_review,
)
from tests.applications.answers import PDF
from tests.markup import assert_valid
from tests.people import on_team, signed_in, staff
from tests.portal import due_process
from tests.portal.pages import page_of
from tests.standing.evaluations import enrolled, owner_of

MAX_QUERIES = 12


@pytest.fixture
def notice() -> ProposedChange:
    return due_process.propose_demotion()


@pytest.fixture
def portal(notice: ProposedChange) -> Client:
    return signed_in(owner_of(notice.shipper))


def read(client: Client, path: str) -> str:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200
    assert len(asked) <= MAX_QUERIES, [query["sql"][:90] for query in asked.captured_queries]
    return answer.content.decode()


def member(shipper: Shipper, role: str) -> Client:
    return signed_in(on_team(shipper, role))


def test_the_notice_names_each_finding_and_each_violation_with_its_shipment(
    portal: Client, notice: ProposedChange
) -> None:
    page = read(portal, page_of("change", notice))
    for said in (
        *("Proposed: Demotion", "from tier 2 to tier 1", "Waiting on you: respond by", "Compliance rate"),
        *("<dt>Required</dt><dd>93.5%</dd>", "2 violations are behind it", "What happens when", "Send the response"),
    ):
        assert said in page
    for violation in violations_named(notice):
        assert reverse("portal:violation", args=[notice.shipper_id, violation.case_id]) in page
        assert reverse("portal:shipment", args=[notice.shipper_id, violation.parcel_id]) in page
        assert f"case {violation.case.reference}" in page
    assert_valid(page)


def test_opening_the_notice_records_its_receipt(portal: Client, notice: ProposedChange) -> None:
    message = Message.objects.get(about_type="proposedchange", about_id=notice.pk)
    assert message.read_at is None
    read(portal, page_of("change", notice))
    message.refresh_from_db()
    assert message.read_at is not None


@pytest.mark.slow
def test_each_finding_and_each_violation_is_answered_on_one_form(portal: Client, notice: ProposedChange) -> None:
    first, second = violations_named(notice)
    sent = portal.post(
        page_of("change", notice),
        {
            "rule-compliance_rate-position": "explain",
            "rule-compliance_rate-text": "The supplier was new.",
            f"case-{first.case_id}-position": "carrier",
            f"case-{first.case_id}-text": "Two labels were <b>swapped</b>.",
            f"case-{second.case_id}-position": "agree",
            "response": "We changed our supplier.",
            "language": "es",
            "files": [SimpleUploadedFile("letter.pdf", PDF)],
            "final": "on",
        },
    )
    assert (sent.status_code, sent.url) == (302, page_of("change", notice))
    notice.refresh_from_db()
    assert (notice.state, notice.response, notice.response_language) == ("responded", "We changed our supplier.", "es")
    (answer,) = notice.answers.all()
    assert (answer.rule, answer.position, answer.text) == ("compliance_rate", "explain", "The supplier was new.")
    said = {dispute.case_id: (dispute.position, dispute.text) for dispute in Dispute.objects.all()}
    assert said[first.case_id] == ("carrier", "Two labels were <b>swapped</b>.")
    assert said[second.case_id][0] == "agree"
    page = read(portal, page_of("change", notice))
    for words in (
        *("Waiting on the program: an officer decides by", "The supplier was new.", "letter.pdf", "Being looked at"),
        *("It was the carrier&#x27;s doing", "&lt;b&gt;swapped&lt;/b&gt;", "Add it"),
    ):
        assert words in page
    assert "Send the response" not in page
    assert_valid(page)
    again = portal.post(page_of("change", notice), {"response": "And another thing.", "language": "en"})
    assert again.status_code == 422
    assert "You have responded already" in again.content.decode()


@pytest.mark.slow
def test_an_answer_without_text_is_marked_and_the_input_is_kept(portal: Client, notice: ProposedChange) -> None:
    first, second = (violation.case_id for violation in violations_named(notice))
    given = {
        f"case-{first}-position": "broker",
        f"case-{second}-text": "Nobody chose what this is.",
        "rule-compliance_rate-position": "dispute",
        "response": "",
        "language": "en",
    }
    answer = portal.post(page_of("change", notice), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    for anchor in (f"case-{first}-text", f"case-{second}-position", "rule-compliance_rate-text", "response"):
        assert f'href="#id_{anchor}"' in page
    assert page.count("Say why, in a sentence or more.") == 4, "beside both fields, and in the summary"
    assert "Nobody chose what this is." in page
    assert '<option value="broker" selected>' in page
    assert page.count('<details class="ks-more ks-asked" open>') == 2
    assert not Dispute.objects.exists()
    assert_valid(page)


@pytest.mark.slow
def test_of_many_violations_the_latest_are_asked_about_and_the_page_says_so() -> None:
    notice = due_process.propose_demotion(violations=26)
    page = read(signed_in(owner_of(notice.shipper)), page_of("change", notice))
    assert page.count('<details class="ks-more ks-asked">') == 20
    assert "6 more violations can be answered on their own pages" in page
    assert "21 more violations" in page, "folded, with their links"


@pytest.mark.slow
def test_violations_that_left_the_record_or_are_answered_have_no_fields(portal: Client, notice: ProposedChange) -> None:
    gone, left = violations_named(notice)
    recording_reverse(recording_id=gone.recording_id, reason="Mixed up", actor=staff("supervisor"))
    page = read(portal, page_of("change", notice))
    assert "No longer in your record" in page
    assert f"case-{gone.case_id}-position" not in page
    assert f"case-{left.case_id}-position" in page
    assert reverse("portal:violation", args=[notice.shipper_id, gone.case_id]) not in page


@pytest.mark.slow
@pytest.mark.parametrize("role", ["preparer", "viewer"])
def test_who_may_not_sign_reads_everything_and_is_told_who_may(role: str, notice: ProposedChange) -> None:
    client = member(notice.shipper, role)
    page = read(client, page_of("change", notice))
    assert "An owner or a signatory of your team can respond." in page
    assert "Compliance rate" in page
    assert "Send the response" not in page
    for name in ("change", "change_add", "change_more_time", "change_appeal"):
        assert client.post(page_of(name, notice), {"response": "No.", "language": "en"}).status_code == 403
    notice.refresh_from_db()
    assert notice.response == ""


def test_an_unconfirmed_suspension_is_shown_nowhere() -> None:
    hidden = due_process.propose_suspension()
    assert hidden.state == "to_confirm"
    client = signed_in(owner_of(hidden.shipper))
    assert client.get(page_of("change", hidden)).status_code == 404
    assert "You never had one." in read(client, reverse("portal:changes", args=[hidden.shipper_id]))
    home = read(client, reverse("portal:shipper", args=[hidden.shipper_id]))
    assert "suspended" not in home.lower()
    suspension_dismiss(actor=staff("officer"), change_id=hidden.pk, reasons="It was a mistake.")
    home = read(client, reverse("portal:shipper", args=[hidden.shipper_id]))
    assert "was dropped" not in home
    assert client.get(page_of("change", hidden)).status_code == 404


@pytest.mark.slow
def test_more_files_come_until_it_is_decided(portal: Client, notice: ProposedChange) -> None:
    def add(*names: str) -> Any:
        return portal.post(page_of("change_add", notice), {"files": [SimpleUploadedFile(name, PDF) for name in names]})

    early = add("early.pdf")
    assert early.status_code == 422
    assert "You can add only to a response that is not decided yet." in early.content.decode()
    portal.post(page_of("change", notice), {"response": "See the letter.", "language": "en"})
    assert add().status_code == 422
    assert add("letter.pdf").url == page_of("change", notice)
    file = notice.files.get()
    path = reverse("portal:response_file", args=[notice.shipper_id, file.pk])
    assert path in read(portal, page_of("change", notice))
    assert portal.get(path).getvalue() == PDF
    stranger = enrolled()
    other = signed_in(owner_of(stranger))
    assert other.get(path).status_code == 404
    assert other.get(reverse("portal:response_file", args=[stranger.pk, file.pk])).status_code == 404
    change_decide(actor=staff("officer"), change_id=notice.pk, decision="withdraw", reasons="The letter shows it.")
    assert add("late.pdf").status_code == 422


@pytest.mark.slow
def test_whoever_said_everything_adds_files_alone(portal: Client, notice: ProposedChange) -> None:
    portal.post(page_of("change", notice), {"response": "See.", "language": "en", "final": "on"})
    page = read(portal, page_of("change", notice))
    assert "You can still add files until an officer decides." in page
    assert 'type="file"' in page
    assert 'name="text"' not in page
    assert 'name="final"' not in page
    refused = portal.post(page_of("change_add", notice), {})
    assert (refused.status_code, "Choose a file." in refused.content.decode()) == (422, True)
    sent = portal.post(page_of("change_add", notice), {"files": [SimpleUploadedFile("late.pdf", PDF)]})
    assert sent.status_code == 302
    assert "late.pdf" in read(portal, page_of("change", notice))


def test_the_decision_is_read_with_its_reasons_and_what_it_was_reduced_to() -> None:
    notice = due_process.propose_demotion()
    officer, client = staff("officer"), signed_in(owner_of(notice.shipper))
    client.post(page_of("change", notice), {"response": "See.", "language": "en", "final": "on"})
    change_decide(actor=officer, change_id=notice.pk, decision="uphold", reasons="The faults stand.", language="es")
    page = read(client, page_of("change", notice))
    for said in ("your tier was lowered", "The faults stand.", "Written in Spanish", "you can appeal until"):
        assert said in page
    kept = ProposedChange.objects.filter(pk=notice.pk)
    kept.update(state="reduced", reduced_tier=1)
    assert "Your tier became tier 1." in read(client, page_of("change", notice))
    for state, said in {
        "withdrawn": "nothing was taken away",
        "lapsed": "Nobody decided in time.",
        "overturned": "what was taken away was given back",
    }.items():
        kept.update(state=state)
        page = read(client, page_of("change", notice))
        assert said in page
        assert "Appeal the decision" not in page


def test_events_among_officers_are_no_news(portal: Client, notice: ProposedChange) -> None:
    portal.post(page_of("change", notice), {"response": "See.", "language": "en", "final": "on"})
    ProposedChange.objects.filter(pk=notice.pk).update(state="to_agree", recommendation="They must go.")
    page = read(portal, page_of("change", notice))
    assert "Waiting on the program" in page
    for hidden in ("They must go.", "second officer"):
        assert hidden not in page


def test_a_response_that_was_sent_back_is_not_answered_twice(notice: ProposedChange) -> None:
    officer = staff("officer")
    shipper = enrolled()
    client = signed_in(owner_of(shipper))
    removal = due_process.propose_and_answer_removal(shipper)
    change_recommend(actor=officer, change_id=removal.pk, reasons="They must go.")
    change_send_back(actor=staff("supervisor"), change_id=removal.pk, reasons="Look again.")
    page = read(client, page_of("change", removal))
    assert "Waiting on the program" in page
    assert "Send the response" not in page
    assert client.post(page_of("change", removal), {"response": "Again.", "language": "en"}).status_code == 422
    removal.refresh_from_db()
    assert removal.response == "We mended it."


def test_a_late_response_is_still_taken(portal: Client, notice: ProposedChange) -> None:
    with clock.at(clock.end_of(clock.add_days(clock.day_of(notice.respond_by), 2))):
        page = read(portal, page_of("change", notice))
        assert "What you still send counts until it is decided." in page
        assert "Ask for more time" not in page
        sent = portal.post(page_of("change", notice), {"response": "Late, but here.", "language": "en"})
        assert sent.status_code == 302


class TestSuspended:
    @pytest.mark.slow
    def test_a_business_reads_and_answers_its_suspension_and_sees_when_it_is_reviewed(self) -> None:
        notice = due_process.suspend_at_once()
        client = signed_in(owner_of(notice.shipper))
        page = read(client, page_of("change", notice))
        for said in ("You have been suspended since", "whether the suspension stays until", "Critical violations"):
            assert said in page
        assert "only for willfulness, or where public health, interest or safety requires it (5 U.S.C. 558(c))" in page
        told = Message.objects.filter(recipient=owner_of(notice.shipper), kind="standing.suspension").latest("pk")
        assert "5 U.S.C. 558(c)" in told.body
        assert client.post(page_of("change", notice), {"response": "Not ours.", "language": "en"}).status_code == 302
        home = read(client, reverse("portal:shipper", args=[notice.shipper_id]))
        assert "You have been suspended since" in home
        suspension_review(actor=staff("officer"), change_id=notice.pk, decision="lift", reasons="The scan is unclear.")
        page = read(client, page_of("change", notice))
        for said in ("The scan is unclear.", "Lifted until the decision", "You are a member again since"):
            assert said in page
        assert "You have been suspended since" not in page
        assert_valid({"notice": page, "home": home})

    @pytest.mark.slow
    @pytest.mark.parametrize("language", ["es", "zh-hans"])
    def test_every_page_is_drawn_in_every_language(self, language: str) -> None:
        notice = due_process.suspend_at_once()
        client = signed_in(owner_of(notice.shipper))
        client.post(reverse("set_language"), {"language": language})
        for name in ("change", "change_more_time", "change_appeal"):
            assert f'<html lang="{language}"' in read(client, page_of(name, notice))
        for name in ("changes", "shipper", "profile"):
            read(client, reverse(f"portal:{name}", args=[notice.shipper_id]))


class TestMoreTime:
    def ask(self, client: Client, notice: ProposedChange, days: int) -> Any:
        until = clock.add_days(clock.day_of(notice.respond_by), days)
        return client.post(
            page_of("change_more_time", notice),
            {"until": until.isoformat(), "reason": "The invoices come by post.", "language": "en"},
        )

    @pytest.mark.slow
    def test_more_time_is_asked_for_and_the_answer_is_read(self, portal: Client, notice: ProposedChange) -> None:
        assert page_of("change_more_time", notice) in read(portal, page_of("change", notice))
        assert self.ask(portal, notice, 10).status_code == 302
        page = read(portal, page_of("change_more_time", notice))
        assert "Waits for an officer" in page
        assert "The invoices come by post." in page
        assert "Send the request" not in page
        assert "See your request for more time" in read(portal, page_of("change", notice))
        assert self.ask(portal, notice, 11).status_code == 422, "one waits already"
        extension_decide(
            actor=staff("officer"), change_id=notice.pk, decision="decline", text="They are in your archive."
        )
        page = read(portal, page_of("change_more_time", notice))
        assert "They are in your archive." in page
        assert "Send the request" in page
        assert_valid(page)

    @pytest.mark.slow
    @pytest.mark.parametrize("days", [0, 200])
    def test_an_impossible_day_is_marked(self, portal: Client, notice: ProposedChange, days: int) -> None:
        answer = self.ask(portal, notice, days)
        assert answer.status_code == 422
        assert 'href="#id_until"' in answer.content.decode()
        assert not Extension.objects.exists()

    @pytest.mark.slow
    def test_once_all_is_said_there_is_nothing_to_ask(self, portal: Client, notice: ProposedChange) -> None:
        portal.post(page_of("change", notice), {"response": "See.", "language": "en", "final": "on"})
        assert "only before you have said everything" in read(portal, page_of("change_more_time", notice))
        assert self.ask(portal, notice, 10).status_code == 422


@pytest.mark.slow
def test_all_notices_are_listed_with_where_each_stands(portal: Client, notice: ProposedChange) -> None:
    change_decide(actor=staff("officer"), change_id=notice.pk, decision="withdraw", reasons="The carrier erred.")
    page = read(portal, reverse("portal:changes", args=[notice.shipper_id]))
    assert page_of("change", notice) in page
    assert "The proposal was dropped on" in page
    assert reverse("portal:changes", args=[notice.shipper_id]) in read(
        portal, reverse("portal:shipper", args=[notice.shipper_id])
    )


@pytest.mark.slow
def test_days_are_those_of_the_time_zone_of_the_business() -> None:
    notice = due_process.propose_demotion()
    client = signed_in(owner_of(notice.shipper))
    saved = client.post(reverse("portal:time_zone", args=[notice.shipper_id]), {"time_zone": "Pacific/Kiritimati"})
    assert saved.status_code == 302
    # Before midnight in New York it is the next day there.
    moment = clock.end_of(clock.today())
    ProposedChange.objects.filter(pk=notice.pk).update(proposed_at=moment)
    page = read(client, page_of("change", notice))
    there = clock.add_days(clock.today(), 1)
    assert "Kiritimati time" in page
    assert f"<dt>Proposed on</dt><dd>{there:%b}. {there.day}, {there.year}" in page.replace("March", "Mar.")
