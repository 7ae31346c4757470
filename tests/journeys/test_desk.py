"""What staff do at the desk, each in a window of their own: five decisions, a team's work, an audit, a new policy."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from apps.applications import services as applications
from apps.applications.models import Application
from apps.applications.reasons import DenialReason
from apps.core import clock
from apps.events.models import Event
from apps.policy.models import Policy, PolicyState
from tests.applications import answers
from tests.journeys.desk import Desk
from tests.people import seller, signed_in, staff

State = Application.State


@pytest.fixture(autouse=True)
def files_of_their_own(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def sent(name: str) -> Application:
    """An application of somebody, as it lies in the queue."""
    return answers.submitted(seller(f"{name}@shop.example"))


def state_of(application: Application) -> str:
    application.refresh_from_db()
    return application.state


def page_of(application: Application) -> str:
    return reverse("admin:applications_application_change", args=[application.pk])


def test_five_applications_come_to_five_ends(new_page: Callable[..., Page]) -> None:
    officer, second = staff("officer"), staff("officer", email="second@staff.example")
    approved, denied, asked, withdrawn, duplicate = map(sent, ("ada", "bo", "cy", "di", "ed"))
    desk, other = Desk(new_page(), officer), Desk(new_page(), second)

    desk.takes_from_queue(approved)
    desk.finds_blocked("Approve", "These criteria must be checked")
    desk.approve()
    assert state_of(approved) == State.APPROVED

    desk.takes_from_queue(denied)
    desk.checks(unmet="6.1", because="Nobody checks what goes into a parcel.")
    desk.finds_blocked("Approve", "A must is not met: 6.1.")
    desk.denies(str(DenialReason.CRITERIA.label), "Criterion 6.1 is not met: nobody checks the parcels.")
    assert state_of(denied) == State.DENIAL_PROPOSED
    desk.finds_blocked(
        "Countersign the denial", "The denial must be countersigned by an officer who did not propose it"
    )
    other.opens_untaken("Denial to countersign", denied)
    other.reads("Criterion 6.1 is not met: nobody checks the parcels.")
    other.reads("Nobody checks what goes into a parcel.", panel="Checklist")
    other.does("Countersign the denial")
    assert state_of(denied) == State.DENIED

    desk.takes_from_queue(asked)
    desk.ask(field="criterion-2.1:explanation", paragraph="supplier_unclear")
    assert state_of(asked) == State.INFO_REQUESTED
    applications.info_reply(
        actor=asked.created_by, application_id=asked.pk, text="Hoang Wood in Hanoi makes all of it.", signed_name="Cy"
    )
    desk.reads("Hoang Wood in Hanoi makes all of it.", panel="Correspondence")
    assert state_of(asked) == State.IN_REVIEW

    desk.takes_from_queue(withdrawn)
    desk.checks()
    signed_in(withdrawn.created_by).post(reverse("portal:apply_withdraw", args=[withdrawn.pk]))
    desk.comes_too_late("Approve", "di@shop.example", "In review", "Withdrawn")
    assert state_of(withdrawn) == State.WITHDRAWN

    desk.takes_from_queue(duplicate)
    desk.refuses_as_duplicate_of(approved)
    other.opens_untaken("Denial to countersign", duplicate)
    other.does("Countersign the denial")
    assert state_of(duplicate) == State.DENIED
    decision = duplicate.decisions.get()
    assert (decision.reasons, decision.duplicate_of) == (["duplicate"], approved.shipper)


def test_a_supervisor_sees_the_team_and_gives_work_to_another(new_page: Callable[..., Page]) -> None:
    busy, free = staff("officer", email="busy@staff.example"), staff("officer", email="free@staff.example")
    first, _second, _third = (answers.in_review(busy, seller(f"{name}@shop.example")) for name in ("ada", "bo", "cy"))
    desk = Desk(new_page(), staff("supervisor"))
    page = desk.page

    def holds(officer: str) -> str:
        return page.get_by_role("row", name=officer).get_by_role("cell").first.inner_text()

    page.get_by_role("link", name="The team's load").click()
    expect(page.get_by_role("img", name="What each holds")).to_contain_text(busy.email)
    assert (holds(busy.email), holds(free.email)) == ("3", "0")

    page.get_by_role("link", name=busy.email).click()
    row = page.get_by_role("row").filter(has=page.locator(f"a[href='{page_of(first)}']"))
    row.get_by_role("link", name="Reassign").click()
    desk.does("Assign", holder=str(free.pk))
    first.refresh_from_db()
    assert first.reviewer == free

    page.goto(reverse("admin:team"))
    assert (holds(busy.email), holds(free.email)) == ("2", "1")
    page.get_by_label("From").select_option(label=busy.email)
    page.get_by_label("To:", exact=True).select_option(label=free.email)
    page.get_by_label("How many, at most").fill("1")
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text(f"1 piece of work went to {free}.")).to_be_visible()
    assert (holds(busy.email), holds(free.email)) == ("1", "2")


def test_an_auditor_reads_everything_and_changes_nothing(new_page: Callable[..., Page]) -> None:
    officer = staff("officer")
    application = answers.ready(officer, seller())
    desk = Desk(new_page(), staff("auditor"))
    page, before = desk.page, Event.objects.count()

    page.goto(page_of(application))
    expect(page.get_by_role("heading", name="In review")).to_be_visible()
    expect(page.get_by_text("Swift Parcels").first).to_be_attached()
    desk.reads("Met", panel="Checklist")
    desk.reads("EIN", panel="Vetting")
    expect(page.locator(".ks-act, #content-main form[method=post]")).to_have_count(0)
    for act in ("approve", "refuse", "check", "note"):
        assert desk.posts_by_hand(act=act) == 403
    assert state_of(application) == State.IN_REVIEW

    page.get_by_role("link", name="History").first.click()
    expect(page.get_by_role("table", name="Changes")).to_contain_text(officer.email)
    expect(page.get_by_role("table", name="Looks")).to_contain_text("auditor@staff.example")
    page.goto(reverse("admin:audit_change_changelist"))
    expect(page.get_by_role("table", name="Changes")).to_contain_text(officer.email)
    page.goto(reverse("admin:audit_view_changelist"))
    expect(page.get_by_role("table", name="Looks")).to_contain_text("auditor@staff.example")
    assert Event.objects.count() == before

    by_officer = Desk(new_page(), officer)
    by_officer.page.goto(page_of(application))
    assert by_officer.posts_by_hand(act="approve") == 200
    assert state_of(application) == State.APPROVED


def test_one_drafts_a_policy_and_another_publishes_it(new_page: Callable[..., Page]) -> None:
    why = "Papers from abroad take longer than ninety days."
    in_a_month, in_two_months = (clock.add_days(clock.today(), days) for days in (30, 60))
    author = Desk(new_page(), staff("policy manager", email="author@staff.example"))
    page = author.page
    page.goto(reverse("admin:policy_policy_add"))
    page.get_by_label("What changes and why").fill("Appeals get more time.")
    page.get_by_label("Effective from").fill(in_a_month.isoformat())
    page.get_by_role("button", name="Save", exact=True).click()
    draft = Policy.objects.get(state=PolicyState.DRAFT)

    page.get_by_role("link", name="Clocks").first.click()
    number = page.get_by_role("group", name="clock.appeal_days")
    number.get_by_label("Value").fill("120")
    number.get_by_label("Reason for this size").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("time to appeal")
    expect(number.get_by_label("Value")).to_have_value("120")
    number.get_by_label("Reason for this size").fill(why)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved:")).to_be_visible()
    page.get_by_role("link", name="Done? Send it for review.").click()
    author.does("Send for review")
    author.finds_blocked("Publish", "Somebody else must publish it.")

    publisher = Desk(new_page(), staff("policy manager", email="publisher@staff.example"))
    publisher.page.goto(reverse("admin:policy_policy_change", args=[draft.pk]))
    publisher.reads("Appeals get more time.", why)
    expect(publisher.page.get_by_role("row", name="clock.appeal_days").first).to_contain_text("120")
    publisher.does("Publish", effective_from=in_two_months.isoformat())
    draft.refresh_from_db()
    assert (draft.state, draft.effective_from) == (PolicyState.PUBLISHED, in_two_months)
