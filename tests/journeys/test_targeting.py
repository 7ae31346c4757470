"""Journeys of parcels that are declared before loading: an exam with its outcome, a seller and a carrier who are asked,
and a model that is promoted and taken back.
"""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.ledger.models import Tally
from apps.targeting.models import Assessment, ModelState
from apps.targeting.vocabulary import Outcome
from tests.browser.look import sign_in
from tests.browsers import follow
from tests.journeys.desk import Desk
from tests.journeys.seller import press_button
from tests.journeys.steps import fill_in
from tests.outbox import deliver
from tests.partners.client import partner_client
from tests.people import staff
from tests.standing.evaluations import enrolled, owner_of
from tests.targeting import risk_models
from tests.targeting.declarations import ADDRESS, assessed, declaration, suspected
from tests.targeting.draws import PORT, capacity, declared, drawn, promised

pytestmark = pytest.mark.slow


def test_an_officer_opens_a_drawn_parcel_and_records_what_was_found(new_page: Callable[..., Page]) -> None:
    member = enrolled()
    supervisor = Desk(new_page(), staff("supervisor"))
    supervisor.page.goto(reverse("admin:targeting_portcapacity_add"))
    fill_in(supervisor.page.locator("[name=port]"), PORT)
    fill_in(supervisor.page.locator("[name=exams]"), "1")
    follow(supervisor.page.get_by_role("button", name="Save"))

    declared(partner_client(), "A1", ksn=member.ksn)
    with promised():
        drawn()

    officer = Desk(new_page(), staff("officer", email="examiner@staff.example"))
    officer.page.goto(reverse("admin:targeting_portday_changelist"))
    follow(officer.page.get_by_role("link", name=f"{PORT}, "))
    expect(officer.page.get_by_role("row", name="A1")).to_contain_text("Not recorded")
    follow(officer.page.get_by_role("link", name="UPSN A1"))
    officer.send_action(
        "Record the exam", result="discrepant", category="marking", disposition="detained", text="No label of origin."
    )
    officer.expect_texts("No label of origin.", "Enter the violation")
    tally = Tally.objects.get(seller__shipper=member)
    assert (tally.examined, tally.drawn, tally.drawn_discrepant) == (1, 1, 1)


def test_a_seller_is_asked_about_a_parcel_and_answers(page: Page, site: LiveServer) -> None:
    member, carrier = enrolled(), partner_client()
    (asked,) = assessed(carrier, declaration("P1", ksn=member.ksn, hs=None))
    deliver()
    sign_in(page.context, owner_of(member), site.url)
    page.goto(f"/home/{member.pk}/")
    expect(page.get_by_text("A carrier needs to know more about a parcel of yours.")).to_be_visible()
    page.goto(reverse("portal:declared", args=[member.pk]))
    follow(page.get_by_role("link", name="Parcel P1"))
    fill_in(page.locator("[name=hs]"), "6110.20")
    press_button(page, "Send the answer")
    expect(page.get_by_text("No parcel waits for your answer.")).to_be_visible()
    (told,) = carrier.get(ADDRESS, {"after": asked.pk}).json()["results"]
    assert (told["outcome"], told["cause"], told["is_final"]) == ("complete", "answered", True)


def test_a_carrier_is_asked_to_screen_a_parcel_and_an_officer_reads_what_it_found(
    new_page: Callable[..., Page],
) -> None:
    carrier = partner_client()
    (asked,) = assessed(carrier, declaration("S1", ksn=suspected().ksn))
    (told,) = carrier.get(ADDRESS).json()["results"]
    assert (told["outcome"], told["asked_of"]) == ("request_screening", "carrier")
    answer = carrier.send(f"{ADDRESS}/{asked.pk}/screening", {"result": "clear", "text": "X-ray, nothing seen."})
    assert answer.json()["outcome"] == "complete"
    after = Assessment.objects.get(follows=asked)
    assert (after.outcome, after.must_open) == (Outcome.COMPLETE, True)
    officer = Desk(new_page(), staff("officer"))
    officer.page.goto(reverse("admin:targeting_assessment_changelist"))
    follow(officer.page.get_by_role("row", name="What was asked was answered").get_by_role("link").first)
    officer.expect_texts("X-ray, nothing seen.", "Nothing was found", "Screening requested")


def test_a_supervisor_plans_with_fewer_exams_on_a_phone_without_scripts(new_page: Callable[..., Page]) -> None:
    policy_managers = [staff("policy manager", email=f"{name}@staff.example") for name in ("one", "other")]
    risk_models.champion(*policy_managers)
    supervisor = staff("supervisor")
    capacity(supervisor, 4)
    declared(partner_client(), *(f"A{number}" for number in range(12)))
    drawn()
    page = Desk(new_page(java_script_enabled=False, viewport={"width": 360, "height": 800}), supervisor).page
    page.goto(reverse("admin:targeting_portcapacity_changelist"))
    follow(page.get_by_role("link", name="What if a port opened more, fewer or other parcels?"))
    expect(page.get_by_text("4701, since")).to_be_visible()
    page.get_by_text("Variants: what if?").click()
    page.locator("[name=a-exams]").fill("1")
    follow(page.get_by_role("button", name="Show"))
    expect(page.get_by_role("row", name="Variant A").get_by_role("cell").first).to_have_text("1")
    expect(page.get_by_role("row", name="Today").first.get_by_role("cell").first).to_have_text("4")


def test_a_challenger_is_promoted_by_two_people_and_taken_back_by_one(new_page: Callable[..., Page]) -> None:
    one, other = (Desk(new_page(), staff("policy manager", email=f"{name}@staff.example")) for name in ("one", "other"))
    models = [risk_models.challenger() for _number in range(2)]
    for model in models:
        path = reverse("admin:targeting_riskmodel_change", args=[model.pk])
        one.page.goto(path)
        one.send_action("Propose as champion", reasons="It finds more among new parcels.")
        one.expect_blocked("Make it champion", "Somebody else must approve it.")
        other.page.goto(path)
        other.send_action("Make it champion")
        model.refresh_from_db()
        assert model.state == ModelState.CHAMPION
    other.send_action("Go back to the champion before")
    for model in models:
        model.refresh_from_db()
    assert [model.state for model in models] == [ModelState.CHAMPION, ModelState.RETIRED]
