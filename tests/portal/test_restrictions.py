"""The page of a restriction: why, until when, who holds it, and the request for a review."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.ledger.models import Parcel
from apps.standing.models import ProposedChange, RestrictionReview, ReviewState
from apps.standing.services import change_appeal, change_decide, change_respond, standing_appeal_decide
from tests.desk import due_process
from tests.evaluation.ledger import parcels
from tests.markup import assert_valid
from tests.people import on_team, signed_in, staff
from tests.portal import due_process as portal_process
from tests.standing.evaluations import change_proposed, enrolled, owner_of


def client_and_page(shipper) -> tuple[Client, str]:
    return signed_in(owner_of(shipper)), reverse("portal:restriction", args=[shipper.pk])


def test_member_on_conditions_reads_why_until_when_and_who_holds_it(officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(name="Olga Meyer")
    shipper = due_process.put_on_conditions(officer)
    client, page = client_and_page(shipper)
    text = client.get(page).text
    for words in ("Test each lot for three months.", "they end by themselves after", "Olga Meyer", "Ask for a review"):
        assert words in text
    assert_valid(text)
    assert page in client.get(reverse("portal:shipper", args=[shipper.pk])).text


@pytest.mark.slow
def test_member_asks_for_a_review_and_takes_it_back(officer: User) -> None:
    client, page = client_and_page(due_process.put_on_conditions(officer))
    assert client.post(page, {"text": "", "language": "en"}).status_code == 422
    text = client.post(page, {"text": "We test each lot now.", "language": "en"}, follow=True).text
    assert "We test each lot now." in text
    assert "the conditions are lifted" in text
    assert "You took your request back." in client.post(page, {"withdraw": "1"}, follow=True).text
    assert RestrictionReview.objects.get().state == ReviewState.WITHDRAWN
    assert "No review is open." in client.post(page, {"withdraw": "1"}, follow=True).text


def test_viewer_reads_the_page_and_does_not_ask(officer: User) -> None:
    shipper = due_process.put_on_conditions(officer)
    client, page = signed_in(on_team(shipper)), reverse("portal:restriction", args=[shipper.pk])
    assert "An owner or a signatory of your team can ask for it." in client.get(page).text
    assert client.post(page, {"text": "Please.", "language": "en"}).status_code == 403


def told(client: Client, page: str) -> str:
    """Return what a page says, and assert that the page is valid and has one button."""
    text = client.get(page).text
    assert_valid(text)
    main = text.split("<main", 1)[1].split("</main", 1)[0]
    assert main.count('class="usa-button"') == 1
    return " ".join(main.split())


def named(notice: ProposedChange) -> str:
    return Parcel.objects.get(pk=notice.notice["parcels"][0]).reference


def button(text: str) -> str:
    return text.split('class="usa-button"', 1)[1].split("</a>", 1)[0].rsplit(">", 1)[1]


class TestWhatEndsIt:
    """Each state of being suspended or removed: why, for which parcels, what ends it, by when, who, and one button."""

    def test_suspended_at_once_the_member_is_to_respond(self) -> None:
        notice = due_process.suspend_at_once()
        client, page = client_and_page(notice.shipper)
        text = told(client, page)
        assert "You are suspended" in text
        assert "Waiting on you: respond by" in text
        assert "it ends by itself after" in text
        assert button(text) == "Read and respond"
        assert "Ask for a review" not in text
        assert page in client.get(reverse("portal:shipper", args=[notice.shipper_id])).text

    def test_a_suspension_that_was_upheld_can_be_appealed(self, officer: User) -> None:
        notice = suspended_by_decision(officer)
        text = told(*client_and_page(notice.shipper))
        assert "An appeal, until" in text
        assert "Records of a parcel were not produced." in text
        assert "It is on the photo." in text
        assert f">{named(notice)}</a>" in text
        assert button(text) == "Appeal the decision"

    def test_who_reads_another_language_than_the_officer_wrote_reads_the_standard_sentences_first(
        self, officer: User
    ) -> None:
        client, page = client_and_page(suspended_by_decision(officer).shipper)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
        text = told(client, page)
        proposed, decided, written, own = (
            text.index(words)
            for words in (
                "Se propuso suspender",
                "su empresa fue suspendida",
                "Escrito en inglés",
                "Records of a parcel",
            )
        )
        assert proposed < decided < written < own

    def test_after_the_appeal_was_denied_nobody_is_told_to_appeal(self, officer: User) -> None:
        notice = suspended_by_decision(officer)
        owner = owner_of(notice.shipper)
        appeal = change_appeal(actor=owner, change_id=notice.pk, text="It was not so.")
        client, page = client_and_page(notice.shipper)
        assert "Waiting on the program: your appeal is decided by" in told(client, page)
        assert "Somebody who took no part in the decision hears your appeal." in told(client, page)
        standing_appeal_decide(actor=staff("supervisor"), appeal_id=appeal.pk, decision="deny", reasons="It was so.")
        text, home = told(client, page), client.get(reverse("portal:shipper", args=[notice.shipper_id])).text
        assert "Your appeal was denied on" in text
        assert "it ends by itself after" in text
        assert "An officer can end it on any earlier day" in text
        assert f">{named(notice)}</a>" in text
        assert button(text) == "Write to the program"
        assert "respond, appeal, and write" not in home
        assert home.count(page) == 2, "the step, and beside what must end before the next tier"
        assert "You can appeal until" not in home

    def test_a_removed_business_reads_when_it_may_apply_again(self, officer: User) -> None:
        notice = portal_process.remove_business(officer)
        client, page = client_and_page(notice.shipper)
        text = told(client, page)
        assert "You were removed from the program" in text
        assert "A new application, from" in text
        assert button(text) == "Appeal the decision"
        assert page in client.get(reverse("portal:shipper", args=[notice.shipper_id])).text


def suspended_by_decision(officer: User) -> ProposedChange:
    """Suspend a member by the decision of an officer, for a parcel that the notice names."""
    shipper = enrolled(tier=2)
    notice = change_proposed(
        actor=staff("officer", email="first@staff.example"),
        shipper_id=shipper.pk,
        kind="suspension",
        reasons="Records of a parcel were not produced.",
        parcels=parcels(shipper, clock.today(), 1),
    )
    change_respond(final=True, actor=owner_of(shipper), change_id=notice.pk, response="We look for them.")
    return change_decide(actor=officer, change_id=notice.pk, decision="uphold", reasons="It is on the photo.")


def test_member_in_full_standing_has_nothing_to_read() -> None:
    client, page = client_and_page(enrolled())
    assert "neither suspended nor on conditions" in client.get(page).text


def test_stayed_appeal_says_what_the_member_has_meanwhile(officer: User) -> None:
    appeal = due_process.appeal_demotion(officer)
    type(appeal).objects.filter(pk=appeal.pk).update(stayed_at=appeal.decide_by)
    shipper = appeal.proposal.shipper
    page = reverse("portal:change_appeal", args=[shipper.pk, appeal.proposal_id])
    text = signed_in(owner_of(shipper)).get(page).text
    assert "You have back what was taken away until it is decided." in text
    assert "The decision stands until then." not in text
