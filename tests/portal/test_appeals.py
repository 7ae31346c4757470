"""Appeals against decisions: their time, who decides, and the outcome, for suspended and removed businesses too."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.standing.models import Appeal, ProposedChange, Standing
from apps.standing.services import change_decide, standing_appeal_decide
from tests.applications.answers import PDF
from tests.markup import assert_valid
from tests.people import on_team, signed_in, staff
from tests.portal import due_process
from tests.portal.pages import page_of, page_text
from tests.standing.evaluations import enrolled, owner_of
from tests.standing.process import upheld_at_once

SAID = {"text": "It was not announced.", "language": "en"}


@pytest.fixture
def decided() -> ProposedChange:
    """Make a suspension at once that an officer upheld."""
    proposal = due_process.suspend_at_once()
    first, second = staff("officer"), staff("officer", email="second@staff.example")
    return upheld_at_once(proposal, first=first, second=second, reasons="The laboratory is sure.")


@pytest.fixture
def portal(decided: ProposedChange) -> Client:
    return signed_in(owner_of(decided.shipper))


def test_the_page_says_who_decides_the_appeal_and_by_when(portal: Client, decided: ProposedChange) -> None:
    page = page_text(portal, page_of("change_appeal", decided))
    for said in (
        *("90 days after the decision", "within 180 days", "A supervisor who took no part", "Send the appeal"),
        "The laboratory is sure.",
    ):
        assert said in page
    assert_valid(page)


def test_the_page_says_which_finding_has_less_time(portal: Client, decided: ProposedChange) -> None:
    notice = decided.notice | {"false_information": {"case": decided.notice["cases"][0], "visited_on": "2026-03-01"}}
    ProposedChange.objects.filter(pk=decided.pk).update(false_statement=True, notice=notice)
    page = page_text(portal, page_of("change_appeal", decided))
    assert "90 days after the decision" in page
    assert "you knowingly gave false information at the validation visit of March 1, 2026" in page
    assert "You can appeal that finding only until" in page
    ProposedChange.objects.filter(pk=decided.pk).update(notice=notice | {"findings": []})
    page = page_text(portal, page_of("change_appeal", decided))
    assert "30 days after the decision" in page
    assert "The time is shorter for this reason" in page


@pytest.mark.slow
def test_a_suspended_business_appeals_with_files_and_reads_what_came_of_it(
    portal: Client, decided: ProposedChange
) -> None:
    empty = portal.post(page_of("change_appeal", decided), {"text": " ", "language": "en"})
    assert empty.status_code == 422
    assert "Say why the decision should be different." in empty.content.decode()
    sent = portal.post(page_of("change_appeal", decided), SAID | {"files": [SimpleUploadedFile("letter.pdf", PDF)]})
    assert sent.url == page_of("change_appeal", decided)
    page = page_text(portal, page_of("change_appeal", decided))
    for said in ("your appeal is decided by", "It was not announced.", "letter.pdf", "Take the appeal back"):
        assert said in page
    assert_valid(page)
    appeal = Appeal.objects.get()
    path = reverse("portal:appeal_file", args=[decided.shipper_id, appeal.files.get().pk])
    assert portal.get(path).getvalue() == PDF
    assert signed_in(owner_of(enrolled())).get(path).status_code == 404
    assert portal.post(page_of("change_appeal", decided), SAID).status_code == 422, "once only"
    standing_appeal_decide(
        actor=staff("supervisor"), appeal_id=appeal.pk, decision="grant", reasons="The sample was another's."
    )
    page = page_text(portal, page_of("change_appeal", decided))
    assert "Your appeal was granted" in page
    assert "The sample was another&#x27;s." in page
    notice = page_text(portal, reverse("portal:change", args=[decided.shipper_id, decided.pk]))
    assert "what was taken away was given back" in notice
    assert Standing.objects.get(pk=decided.shipper_id).status == "active"


@pytest.mark.slow
def test_an_appeal_can_be_withdrawn_and_not_made_again(portal: Client, decided: ProposedChange) -> None:
    portal.post(page_of("change_appeal", decided), SAID)
    assert portal.post(page_of("change_appeal", decided), {"withdraw": "1"}).status_code == 302
    page = page_text(portal, page_of("change_appeal", decided))
    assert "You took your appeal back: the decision stands." in page
    assert "Send the appeal" not in page
    assert portal.post(page_of("change_appeal", decided), SAID).status_code == 422
    again = portal.post(page_of("change_appeal", decided), {"withdraw": "1"})
    assert again.status_code == 422


def test_a_business_that_was_removed_appeals() -> None:
    removal = due_process.remove_business(staff("officer"))
    client = signed_in(owner_of(removal.shipper))
    with clock.at(removal.decided_at + timedelta(days=3)):
        assert "Send the appeal" in page_text(client, page_of("change_appeal", removal))
        assert client.post(page_of("change_appeal", removal), SAID).status_code == 302
        assert "your appeal is decided by" in page_text(client, reverse("portal:shipper", args=[removal.shipper_id]))


def test_appeal_whose_day_has_passed_says_so() -> None:
    removal = due_process.remove_business(staff("officer"))
    client = signed_in(owner_of(removal.shipper))
    with clock.at(removal.decided_at + timedelta(days=3)):
        client.post(page_of("change_appeal", removal), SAID)
    with clock.at(Appeal.objects.get().decide_by + timedelta(days=1)):
        page = page_text(client, page_of("change_appeal", removal))
    assert "your appeal should have been decided by" in page
    assert "The delay is ours" in page
    assert "your appeal is decided by" not in page


@pytest.mark.slow
def test_a_notice_that_can_not_be_appealed_says_why(decided: ProposedChange) -> None:
    client = signed_in(owner_of(decided.shipper))
    with clock.at(clock.end_of(clock.add_days(clock.today(), 120))):
        assert "The time to appeal this decision is over." in page_text(client, page_of("change_appeal", decided))
        late = client.post(page_of("change_appeal", decided), SAID)
        assert late.status_code == 422
        assert "The time to appeal is over." in late.content.decode()
    open_one = due_process.propose_demotion()
    client = signed_in(owner_of(open_one.shipper))
    assert "There is no decision yet" in page_text(client, page_of("change_appeal", open_one))
    assert client.post(page_of("change_appeal", open_one), SAID).status_code == 422
    change_decide(
        actor=staff("officer", email="o2@staff.example"), change_id=open_one.pk, decision="withdraw", reasons="No."
    )
    assert "Nothing was taken away by this decision" in page_text(client, page_of("change_appeal", open_one))


def test_who_may_not_sign_is_told_who_may(decided: ProposedChange) -> None:
    client = signed_in(on_team(decided.shipper))
    page = page_text(client, page_of("change_appeal", decided))
    assert "An owner or a signatory of your team can appeal." in page
    assert "Send the appeal" not in page
    assert client.post(page_of("change_appeal", decided), SAID).status_code == 403
