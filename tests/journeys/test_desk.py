"""Journeys of staff at the desk: five decisions, the load of a team, an audit, and a new policy."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from apps.applications.models import Application, ApplicationState
from apps.applications.reasons import DenialReason
from apps.core import clock
from apps.events.models import Event
from apps.policy.models import Policy, PolicyState
from apps.standing.services import draft_what_if
from tests.applications import answers
from tests.browsers import follow
from tests.desk.pages import page_of
from tests.journeys.desk import Desk
from tests.people import seller, signed_in, staff

pytestmark = pytest.mark.slow


def create_submitted(name: str) -> Application:
    """Submit an application of a new seller."""
    return answers.submitted(seller(f"{name}@shop.example"))


def read_state(application: Application) -> str:
    application.refresh_from_db()
    return application.state


def test_five_applications_end_in_five_decisions(new_page: Callable[..., Page]) -> None:
    officer, second = staff("officer"), staff("officer", email="second@staff.example")
    approved, denied, asked, withdrawn, duplicate = map(create_submitted, ("ada", "bo", "cy", "di", "ed"))
    desk, other = Desk(new_page(), officer), Desk(new_page(), second)

    desk.take_from_queue(approved)
    desk.expect_blocked("Approve", "These criteria must be checked")
    desk.approve_application()
    assert read_state(approved) == ApplicationState.APPROVED

    desk.take_from_queue(denied)
    desk.fill_in_checklist(unmet="6.1", because="Nobody checks what goes into a parcel.")
    desk.expect_blocked("Approve", "A criterion marked must is not met: 6.1.")
    desk.propose_denial(str(DenialReason.CRITERIA.label), "Criterion 6.1 is not met: nobody checks the parcels.")
    assert read_state(denied) == ApplicationState.DENIAL_PROPOSED
    desk.expect_blocked(
        "Countersign the denial", "The denial must be countersigned by an officer who did not propose it"
    )
    other.open_unassigned("Denial to countersign", denied)
    other.expect_texts("Criterion 6.1 is not met: nobody checks the parcels.")
    other.expect_texts("Nobody checks what goes into a parcel.", panel="Checklist")
    other.send_action("Countersign the denial")
    assert read_state(denied) == ApplicationState.DENIED

    desk.take_from_queue(asked)
    desk.request_information(field="criterion-2.1:explanation", paragraph="supplier_unclear")
    assert read_state(asked) == ApplicationState.INFO_REQUESTED
    answers.reply(asked.created_by, asked, "Hoang Wood in Hanoi makes all of it.", signed_name="Cy")
    desk.expect_texts("Hoang Wood in Hanoi makes all of it.", panel="Correspondence")
    assert read_state(asked) == ApplicationState.IN_REVIEW

    desk.take_from_queue(withdrawn)
    desk.meet_all_criteria()
    signed_in(withdrawn.created_by).post(reverse("portal:apply_withdraw", args=[withdrawn.pk]))
    desk.expect_overtaken("Approve", "di@shop.example", "In review", "Withdrawn")
    assert read_state(withdrawn) == ApplicationState.WITHDRAWN

    desk.take_from_queue(duplicate)
    desk.refuse_as_duplicate_of(approved)
    other.open_unassigned("Denial to countersign", duplicate)
    other.send_action("Countersign the denial")
    assert read_state(duplicate) == ApplicationState.DENIED
    decision = duplicate.decisions.get()
    assert (decision.reasons, decision.duplicate_of) == (["duplicate"], approved.shipper)


def test_supervisor_sees_the_load_of_the_team_and_reassigns_work(new_page: Callable[..., Page]) -> None:
    busy, free = staff("officer", email="busy@staff.example"), staff("officer", email="free@staff.example")
    first, _second, _third = (answers.in_review(busy, seller(f"{name}@shop.example")) for name in ("ada", "bo", "cy"))
    desk = Desk(new_page(), staff("supervisor"))
    page = desk.page

    def read_held_count(officer: str) -> str:
        return page.get_by_role("row", name=officer).get_by_role("cell").first.inner_text()

    page.goto("/admin/")
    follow(page.get_by_role("link", name="The team's load"))
    expect(page.get_by_role("term").filter(has_text=busy.email)).to_be_visible()
    assert (read_held_count(busy.email), read_held_count(free.email)) == ("3", "0")

    follow(page.get_by_role("link", name=busy.email))
    row = page.get_by_role("row").filter(has=page.locator(f"a[href='{page_of(first)}']"))
    follow(row.get_by_role("link", name="Reassign"))
    desk.send_action("Assign", holder=str(free.pk))
    first.refresh_from_db()
    assert first.reviewer == free

    page.goto(reverse("admin:team"))
    assert (read_held_count(busy.email), read_held_count(free.email)) == ("2", "1")
    page.get_by_label("From").select_option(label=busy.email)
    page.get_by_label("To:", exact=True).select_option(label=free.email)
    page.get_by_label("How many, at most").fill("1")
    follow(page.get_by_role("button", name="Move it"))
    expect(page.get_by_text(f"1 piece of work went to {free}.")).to_be_visible()
    assert (read_held_count(busy.email), read_held_count(free.email)) == ("1", "2")


def test_auditor_reads_everything_and_changes_nothing(new_page: Callable[..., Page]) -> None:
    officer = staff("officer")
    application = answers.ready(officer, seller())
    desk = Desk(new_page(), staff("auditor"))
    page, before = desk.page, Event.objects.count()

    page.goto(page_of(application))
    expect(page.get_by_role("heading", name="In review")).to_be_visible()
    expect(page.get_by_text("Swift Parcels").first).to_be_attached()
    desk.expect_texts("Met", panel="Checklist")
    desk.expect_texts("EIN", panel="Vetting")
    expect(page.locator(".ks-act, #content-main form[method=post]")).to_have_count(0)
    for act in ("approve", "refuse", "check", "note"):
        assert desk.post_by_hand(act=act) == 403
    assert read_state(application) == ApplicationState.IN_REVIEW

    follow(page.get_by_role("link", name="History").first)
    expect(page.get_by_role("table", name="Changes")).to_contain_text(officer.email)
    expect(page.get_by_role("table", name="Looks")).to_contain_text("auditor@staff.example")
    page.goto(reverse("admin:audit_recordchange_changelist"))
    expect(page.get_by_role("table", name="Changes")).to_contain_text(officer.email)
    page.goto(reverse("admin:audit_view_changelist"))
    expect(page.get_by_role("table", name="Looks")).to_contain_text("auditor@staff.example")
    assert Event.objects.count() == before

    by_officer = Desk(new_page(), officer)
    by_officer.page.goto(page_of(application))
    assert by_officer.post_by_hand(act="approve") == 200
    assert read_state(application) == ApplicationState.APPROVED


def test_policy_drafted_by_one_manager_is_published_by_another(new_page: Callable[..., Page]) -> None:
    why = "Papers from abroad take longer than ninety days."
    in_a_month, in_two_months = (clock.add_days(clock.today(), days) for days in (30, 60))
    author = Desk(new_page(), staff("policy manager", email="author@staff.example"))
    page = author.page
    page.goto(reverse("admin:policy_policy_add"))
    page.get_by_label("What changes and why").fill("Appeals get more time.")
    page.get_by_label("Effective from").fill(in_a_month.isoformat())
    follow(page.get_by_role("button", name="Save", exact=True))
    draft = Policy.objects.get(state=PolicyState.DRAFT)

    follow(page.get_by_role("link", name="Clocks").first)
    number = page.locator("details", has_text="clock.appeal_days")
    number.locator("summary").click()
    number.get_by_label("Value").fill("120")
    number.get_by_label("Reason for this size").fill("")
    follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("alert")).to_contain_text("time to appeal")
    expect(number.get_by_label("Value")).to_have_value("120")
    number.get_by_label("Reason for this size").fill(why)
    follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("Saved:")).to_be_visible()
    follow(page.get_by_role("link", name="Done? Send it for review."))
    author.send_action("Send for review")
    author.expect_blocked("Publish", "Somebody else must read and publish it.")

    draft_what_if(policy=draft)
    publisher = Desk(new_page(), staff("policy manager", email="publisher@staff.example"))
    publisher.page.goto(reverse("admin:policy_policy_change", args=[draft.pk]))
    publisher.expect_texts("Appeals get more time.", why)
    expect(publisher.page.get_by_role("row", name="clock.appeal_days").first).to_contain_text("120")
    publisher.send_action("Publish", effective_from=in_two_months.isoformat())
    draft.refresh_from_db()
    assert (draft.state, draft.effective_from) == (PolicyState.PUBLISHED, in_two_months)
