"""Appeals of changes of standing, and reviews of conditions, decided by staff who took no part in the change."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.notices.models import Message
from apps.standing.models import Appeal, RestrictionReview, ReviewState, Standing, Status
from apps.standing.services import change_appeal, change_decide
from tests.desk import due_process
from tests.desk.pages import confirm, page_of, read_blocked_reasons
from tests.people import signed_in, staff
from tests.standing.evaluations import change_proposed, enrolled, owner_of

LIST = "admin:standing_appeal_changelist"


@pytest.fixture
def appeal(officer: User) -> Appeal:
    return due_process.appeal_demotion(officer)


def action_data(name: str, reasons: str = "The invoices settle it.") -> dict[str, str]:
    return {"act": name, f"{name}-reasons": reasons, f"{name}-language": "en"}


@pytest.mark.slow
def test_granted_appeal_gives_the_tier_back(supervisor_desk, officer, appeal):
    html = supervisor_desk.get(page_of(appeal)).content.decode()
    for words in (
        *("Nobody looked at our invoices.", "appeal.pdf", "The faults stand.", "We have changed our supplier."),
        *("A new clerk.", "Decided it", str(officer), "Its tier is 3 again."),
    ):
        assert words in html
    answer = supervisor_desk.post(page_of(appeal), action_data("grant"), follow=True).content.decode()
    appeal.refresh_from_db()
    assert appeal.state == "granted"
    assert Standing.objects.get(pk=appeal.proposal.shipper_id).tier == 3
    assert "The invoices settle it." in answer
    assert "Given back if the appeal is granted" not in answer
    assert "The invoices settle it." in Message.objects.get(kind="standing.appeal_decided").body


def test_denied_appeal_needs_reasons_and_leaves_the_tier(supervisor_desk, appeal):
    assert supervisor_desk.post(page_of(appeal), action_data("deny", " ")).status_code == 422
    supervisor_desk.post(page_of(appeal), action_data("deny", "They were read."))
    appeal.refresh_from_db()
    assert (appeal.state, appeal.reasons) == ("denied", "They were read.")
    assert Standing.objects.get(pk=appeal.proposal.shipper_id).tier == 1
    assert supervisor_desk.get(page_of(appeal)).context["actions"] == []


def test_appeal_is_not_decided_by_a_supervisor_who_took_part(supervisor_desk):
    first = staff("supervisor", email="first@staff.example")
    appeal = due_process.appeal_demotion(first)
    took_part = signed_in(first)
    blocked = read_blocked_reasons(took_part, appeal)
    assert all("took part" in blocked[decision] for decision in ("grant", "deny"))
    took_part.post(page_of(appeal), action_data("deny"))
    appeal.refresh_from_db()
    assert appeal.state == "open"
    blocked = read_blocked_reasons(supervisor_desk, appeal)
    assert [blocked[decision] for decision in ("grant", "deny")] == ["", ""]
    assert "critical finding" in blocked["keep"]


def test_page_says_who_may_hear_the_appeal_and_why_others_may_not(supervisor_desk):
    first = staff("supervisor", email="first@staff.example")
    appeal = due_process.appeal_demotion(first)
    hearers = supervisor_desk.get(page_of(appeal)).context["hearers"]
    assert [(hearer.user.email, [str(bar) for bar in hearer.bars]) for hearer in hearers] == [
        ("supervisor@staff.example", []),
        (first.email, ["Decided it"]),
    ]


def test_granted_appeal_of_a_removal_gives_the_former_status_back(supervisor_desk, officer):
    shipper = enrolled(tier=2)
    removal = change_proposed(actor=officer, shipper_id=shipper.pk, kind="removal", reasons="Forged records.")
    due_process.respond_to_notice(removal)
    second = staff("officer", email="second@staff.example")
    change_decide(actor=second, change_id=removal.pk, decision="uphold", reasons="They were.")
    appeal = change_appeal(actor=owner_of(shipper), change_id=removal.pk, text="They were not.")
    html = supervisor_desk.get(page_of(appeal)).content.decode()
    assert "Its status is “Active” again." in html
    assert "Proposed it" in html
    supervisor_desk.post(page_of(appeal), action_data("grant"))
    assert Standing.objects.get(pk=shipper.pk).status == "active"


@pytest.mark.slow
def test_files_of_an_appeal_are_shown_and_downloaded(supervisor_desk, appeal):
    file = appeal.files.get()
    assert supervisor_desk.get(reverse("admin:standing_appeal_file", args=[file.pk])).status_code == 200
    assert 'id="viewer"' in supervisor_desk.get(f"{page_of(appeal)}?appeal={file.pk}").content.decode()


@pytest.mark.slow
def test_list_is_filtered_by_the_day_of_decision(supervisor_desk, appeal):
    def list_ids(**chosen: object) -> list[int]:
        return [row.pk for row in supervisor_desk.get(reverse(LIST), chosen).context["cl"].result_list]

    assert list_ids(limit="soon") == []
    with clock.at(appeal.decide_by - timedelta(days=3)):
        assert list_ids(limit="soon") == [appeal.pk]
    with clock.at(appeal.decide_by + timedelta(minutes=1)):
        assert list_ids(limit="overdue") == [appeal.pk]
        assert "overdue" in supervisor_desk.get(page_of(appeal)).content.decode()
    assert page_of(appeal) in supervisor_desk.get(reverse("admin:work_item_changelist")).content.decode()


@pytest.mark.slow
def test_pages_of_appeals_take_under_twenty_queries(supervisor_desk, appeal, django_assert_max_num_queries):
    supervisor_desk.get(page_of(appeal))
    for address in (page_of(appeal), reverse(LIST)):
        with django_assert_max_num_queries(19):
            assert supervisor_desk.get(address).status_code == 200


@pytest.fixture
def review(officer: User) -> RestrictionReview:
    return due_process.ask_for_review(officer)


def test_page_of_a_business_says_until_when_and_who_holds_it(review: RestrictionReview, officer: User) -> None:
    text = signed_in(officer).get(reverse("admin:shippers_shipper_change", args=[review.shipper_id])).text
    assert "Restricted until" in text
    assert f"held by {officer}" in text
    assert page_of(review) in text


@pytest.mark.slow
def test_supervisor_lifts_the_conditions_with_reasons(review: RestrictionReview) -> None:
    desk: Client = signed_in(staff("supervisor"))
    text = desk.get(page_of(review)).text
    assert "We test each lot now." in text
    assert "Test each lot for three months." in text
    assert desk.post(page_of(review), {"act": "lift", "lift-reasons": "", "lift-language": "en"}).status_code == 422
    sent = {"act": "lift", "lift-reasons": "They do.", "lift-language": "en"}
    assert confirm(desk, page_of(review), sent).status_code == 302
    review.refresh_from_db()
    assert review.state == ReviewState.LIFTED
    assert Standing.objects.get(pk=review.shipper_id).status == Status.ACTIVE
    assert "They do." in desk.get(page_of(review)).text


def test_officer_who_set_the_conditions_is_offered_no_decision(review: RestrictionReview, officer: User) -> None:
    text = signed_in(officer).get(page_of(review)).text
    assert "Lift: full standing again" not in text


@pytest.mark.slow
def test_appeal_page_offers_to_keep_a_critical_change_and_says_when_it_is_stayed(
    officer: User, supervisor_desk: Client
) -> None:
    appeal = due_process.appeal_suspension(officer)
    page = reverse("admin:standing_appeal_change", args=[appeal.pk])
    assert "Stayed if not decided by" in supervisor_desk.get(page).text
    until = clock.add_days(clock.day_of(appeal.decide_by), 10)
    sent = {"act": "keep", "keep-until": until, "keep-reasons": "More are on the way.", "keep-language": "en"}
    assert supervisor_desk.post(page, sent | {"keep-until": ""}).status_code == 422
    assert supervisor_desk.post(page, sent).status_code == 302
    text = supervisor_desk.get(page).text
    assert "More are on the way." in text
    assert "once already" in text
