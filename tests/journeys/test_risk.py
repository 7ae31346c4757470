"""Journeys of risk: a tip from a stranger to a notice, screening hits, the hold of an agency, and a ring of businesses.

In each, somebody of another role reads the same page and may not act.
"""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.agencies.models import Hold, HoldState
from apps.allegations.models import Tip, TipState
from apps.applications.models import Application, ApplicationState
from apps.core import clock
from apps.ledger.models import Case, Violation
from apps.ledger.vocabulary import Determination
from apps.screening.models import BusinessHit, HitState
from apps.screening.selectors import is_hold_placed
from apps.shippers.models import Shipper
from apps.shippers.services.keys import match_keys_refresh
from apps.standing.services import change_decide
from tests.agencies.agencies import GROUNDS, agency_officer, parcel_of
from tests.allegations.tips import taken_in, violation_of
from tests.applications import answers
from tests.browser.look import sign_in
from tests.browsers import follow
from tests.desk.pages import page_of
from tests.desk.test_returning_seller import UNDER_OTHER_NAMES
from tests.desk.test_screening import LISTED
from tests.evaluation.ledger import time_to_answer_over
from tests.journeys import steps
from tests.journeys.desk import Desk
from tests.journeys.seller import expect_texts, press_button
from tests.journeys.steps import fill_in
from tests.outbox import deliver
from tests.people import seller, staff
from tests.portal.members import member_of
from tests.screening.hits import found, hit_of, list_loaded
from tests.standing.evaluations import change_asked

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("fresh_limits")]
REFERENCE = "NY-2026-77"


def act_in_vain(desk: Desk, path: str, name: str, **typed: str) -> None:
    """Read a page that offers no action, and send one all the same."""
    desk.page.goto(path)
    expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
    expect(desk.page.locator("details.ks-act")).to_have_count(0)
    desk.post_by_hand(act=name, **{f"{name}-{field}": value for field, value in typed.items()})


def unfold_all(page: Page) -> None:
    """Open what is folded on a page."""
    folded = page.locator("main details:not([open]) > summary")
    while folded.count():
        folded.first.click()


def open_tip(page: Page, code: str) -> None:
    """Open the thread of a tip by its receipt code."""
    page.goto(reverse("portal:tip_status"))
    fill_in(page.locator("[name=code]"), code)
    press_button(page, "Open my report")


def test_a_stranger_and_an_officer_write_to_each_other_and_the_business_learns_of_neither(
    new_page: Callable[..., Page], site: LiveServer
) -> None:
    ada = seller()
    shipper = member_of(ada, months=1)
    match_keys_refresh(shipper_ids=[shipper.pk])
    stranger = new_page()
    stranger.goto("/")
    follow(stranger.get_by_role("link", name="Report something suspicious").first)
    told = {"group": "merchandise", "text": "The marmalade labels are fake.", "company": shipper.name}
    for name, value in (told | {"sender": "Zephyrine Quill"}).items():
        fill_in(stranger.locator(f"[name={name}]"), value)
    press_button(stranger, "Send the report")
    code = stranger.locator("main code").inner_text()
    taken_in()
    tip = Tip.objects.get()
    path = reverse("admin:allegations_tip_change", args=[tip.pk])

    officer = Desk(new_page(), staff("officer"))
    officer.open_unassigned("Tip to triage")
    officer.expect_texts("The marmalade labels are fake.", "Zephyrine Quill", "It has this name")
    officer.send_action("Look into it")
    officer.send_action("Ask the sender", text="Which month?")

    open_tip(stranger, code)
    expect_texts(stranger, "Which month?")
    fill_in(stranger.locator("[name=text]"), "The month of quince.")
    press_button(stranger, "Send the message")
    expect_texts(stranger, "Your message was added.")
    taken_in()
    officer.expect_texts("The month of quince.")

    auditor = Desk(new_page(), staff("auditor"))
    act_in_vain(auditor, path, "reject", reasons="No.")
    expect(auditor.page.get_by_text("Zephyrine Quill")).to_have_count(0)
    assert Tip.objects.get().state == TipState.IN_TRIAGE

    typed = violation_of(shipper, reference=REFERENCE, day=clock.today().isoformat())
    officer.send_action("Close: allege a violation", **typed)
    assert Tip.objects.get().state == TipState.SUBSTANTIATED
    deliver()
    business = new_page()
    sign_in(business.context, ada, site.url)
    business.goto(reverse("portal:violation", args=[shipper.pk, Case.objects.get(reference=REFERENCE).pk]))
    unfold_all(business)
    expect_texts(business, "labels of a mark that is not yours")
    for secret in ("marmalade", "quince", "Zephyrine", "photos of the sender"):
        assert secret not in business.content()
    open_tip(stranger, code)
    expect_texts(stranger, "We are done with it.")
    expect(stranger.locator("[name=text]")).to_have_count(0)


def test_a_hit_of_an_applicant_blocks_the_approval_until_an_officer_clears_the_hit(
    new_page: Callable[..., Page],
) -> None:
    list_loaded(LISTED)
    reviewer = staff("officer")
    application = answers.ready(reviewer, seller())
    deliver()
    hit = BusinessHit.objects.get(shipper=application.shipper)
    page_of_application = reverse("admin:applications_application_change", args=[application.pk])
    analyst = Desk(new_page(), staff("analyst"))
    act_in_vain(analyst, page_of(hit), "clear", reasons="No.")
    assert hit_of(application.shipper).state == HitState.POTENTIAL

    officer = Desk(new_page(), reviewer)
    officer.page.goto(page_of_application)
    officer.expect_blocked("Approve", "Decide the screening hit first")
    officer.open_unassigned("Screening hit")
    officer.expect_texts("BLUE KITE TOYS", "Evidence for it")
    officer.send_action("Clear: another party", reasons="The entry is a shipyard.")
    assert hit_of(application.shipper).state == HitState.CLEARED
    officer.page.goto(page_of_application)
    officer.send_action("Approve")
    assert Application.objects.get(pk=application.pk).state == ApplicationState.APPROVED


def test_a_hit_of_a_member_is_confirmed_by_one_officer_and_determined_by_another(new_page: Callable[..., Page]) -> None:
    hit = found(member_of(seller(), months=1))
    officer = Desk(new_page(), staff("officer"))
    officer.open_unassigned("Screening hit")
    officer.send_action(
        "Confirm: the party on the list",
        reference=REFERENCE,
        culpability="negligence",
        acts="Your owner is entry 1 of the list.",
        reasons="The same day of birth.",
    )
    assert hit_of(hit.shipper).state == HitState.CONFIRMED
    assert is_hold_placed(hit.shipper_id)
    time_to_answer_over(Case.objects.get(reference=REFERENCE))
    path = reverse("admin:ledger_violation_change", args=[Case.objects.get(reference=REFERENCE).violation_id])
    officer.page.goto(path)
    officer.expect_blocked("Sustain", "You confirmed the screening hit")
    supervisor = Desk(new_page(), staff("supervisor"))
    supervisor.page.goto(path)
    supervisor.send_action("Sustain", reason="The register shows the same day.")
    now = Violation.objects.get(pk=Case.objects.get(reference=REFERENCE).violation_id)
    assert now.determination == Determination.SUSTAINED


def test_an_agency_holds_and_lifts_a_parcel_and_no_other_office_does(
    new_page: Callable[..., Page], site: LiveServer
) -> None:
    ada = seller()
    parcel = parcel_of(member_of(ada, months=1))
    business = new_page()
    sign_in(business.context, ada, site.url)
    shipment = reverse("portal:shipment", args=[parcel.seller.shipper_id, parcel.pk])

    agency = Desk(new_page(), agency_officer())
    agency.page.goto("/admin/")
    number = agency.page.get_by_role("main").get_by_label("Full tracking number")
    fill_in(number, parcel.reference)
    with agency.page.expect_navigation():
        number.press("Enter")
    follow(agency.page.get_by_role("table").get_by_role("link", name=parcel.reference))
    until = clock.add_days(clock.today(), 10).isoformat()
    agency.send_action("Hold the parcel", grounds=GROUNDS, until=until)
    hold = Hold.objects.get()
    business.goto(shipment)
    expect_texts(business, "This parcel is on hold: Consumer Product Safety Commission", GROUNDS)

    path = reverse("admin:agencies_hold_change", args=[hold.pk])
    officer = Desk(new_page(), staff("officer"))
    act_in_vain(officer, path, "lift", grounds="We let it pass.", language="en")
    other = Desk(new_page(), agency_officer("FDA"))
    other.page.goto(path)
    expect(other.page.get_by_text(GROUNDS)).to_have_count(0)
    assert Hold.objects.get().state == HoldState.IN_FORCE

    agency.page.goto("/admin/")
    follow(agency.page.get_by_role("main").locator(f"a[href^='{path}']").first)
    agency.send_action("Lift the hold", grounds="It passed.")
    assert Hold.objects.get().state == HoldState.LIFTED
    business.goto(shipment)
    unfold_all(business)
    expect_texts(business, "It passed.")
    expect(business.get_by_text("is on hold")).to_have_count(0)


def removed_member(page: Page, officer: User, supervisor: User) -> Shipper:
    """Return a member whose owner signed in by a browser, and that was removed by due process."""
    ada = seller()
    shipper = answers.enrolled(officer, ada).shipper
    steps.sign_in(page, ada)
    follow(page.get_by_role("button", name="Sign out"))
    proposal = change_asked(actor=officer, shipper_id=shipper.pk, kind="removal", reasons="Records were forged.")
    with clock.at(clock.end_of(clock.add_days(clock.today(), 40))):
        change_decide(actor=supervisor, change_id=proposal.pk, decision="uphold", reasons="Nothing was said to it.")
        deliver()
    return shipper


def test_a_removed_seller_that_comes_back_by_the_same_browser_is_found_at_its_application(
    new_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewer, overseer = answers.officer(), staff("supervisor")
    browser = new_page()
    removed = removed_member(browser, reviewer, overseer)
    for key, typed in UNDER_OTHER_NAMES.items():
        monkeypatch.setitem(answers.ANSWERS, key, typed)
    bo = seller("bo@redfox.example")
    steps.sign_in(browser, bo)
    application = answers.submitted(bo)
    panel = page_of(application.shipper, "related")
    browser.goto(reverse("portal:application", args=[application.pk]))
    expect(browser.get_by_text(str(removed))).to_have_count(0)

    officer = Desk(new_page(), reviewer)
    officer.open_unassigned("Application to review", application)
    officer.expect_texts("1 of them removed before")
    officer.page.goto(panel)
    officer.expect_texts(str(removed), "Removed before", "Browser of a sign-in", "Related by this alone")
    # An officer alone does not put a removed business aside.
    given = {"other_id": str(removed.pk), "reason": "A café shares a computer."}
    expect(officer.page.locator("details.ks-act", has_text="Not related")).to_have_count(0)
    officer.post_by_hand(act="dismiss_tie", **{f"dismiss_tie-{name}": value for name, value in given.items()})
    officer.page.goto(panel)
    officer.expect_texts("Removed before")

    supervisor = Desk(new_page(), overseer)
    supervisor.page.goto(panel)
    supervisor.send_action("Not related", **given)
    officer.expect_texts("No other business shares enough", "A café shares a computer.")
    assert Application.objects.get(pk=application.pk).state == ApplicationState.SUBMITTED
