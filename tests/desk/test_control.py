"""Cases of common control at the desk: an officer proposes one, a second binds, and somebody else hears a request."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.ledger.selectors import controlled_with
from apps.shippers.models import Membership
from apps.standing.models import Control, ControlState, SeparationState
from tests.desk.pages import confirm, page_of
from tests.people import on_team, signed_in, staff
from tests.standing.controlled import ask, bind, contest, ids_of, propose, share, tied
from tests.standing.evaluations import enrolled

PROPOSE = "propose_control"


@pytest.fixture
def second_desk() -> Client:
    return signed_in(staff("officer", email="second@staff.example"))


def test_officer_proposes_beside_the_related_businesses_with_the_tied_members_to_choose(officer: User) -> None:
    one, other = tied()
    share("phone", one, stranger := enrolled())
    desk, panel = signed_in(officer), f"{reverse('admin:shippers_shipper_change', args=[one.pk])}?panel=related"
    text = desk.get(panel).text
    assert "Propose to judge together" in text
    assert "being judged together takes nothing by itself" in text
    sent = {"act": PROPOSE, f"{PROPOSE}-shipper_ids": [one.pk, other.pk], f"{PROPOSE}-language": "en"}
    assert desk.post(panel, {**sent, f"{PROPOSE}-reasons": ""}).status_code == 422
    reasons = {f"{PROPOSE}-reasons": "One account pays both."}
    strangers = {f"{PROPOSE}-shipper_ids": [one.pk, stranger.pk]}
    assert desk.post(panel, sent | reasons | strangers).status_code == 422
    assert desk.post(panel, sent | reasons).status_code == 302
    control = Control.objects.get()
    assert ids_of(control) == [one.pk, other.pk]
    changes = f"{reverse('admin:shippers_shipper_change', args=[one.pk])}?panel=changes"
    assert page_of(control) in desk.get(changes).text


def test_page_shows_each_business_and_a_second_officer_binds_after_reading_what_follows(
    officer: User, second_desk: Client
) -> None:
    control = propose(officer)
    one, other = (each.shipper for each in control.businesses.order_by("shipper"))
    contest(control, one)
    sent = {"act": "bind", "bind-shipper_ids": ids_of(control), "bind-reasons": "It is.", "bind-language": "en"}
    text = second_desk.get(page_of(control)).text
    for words in ("We sold that shop in May.", "sale.pdf", f"bank as {one.pk} writes it", "It has not responded."):
        assert words in text
    assert "may respond until" in text, "the act says why it is not open"
    contest(control, other)
    assert "who neither proposed the case" in signed_in(officer).get(page_of(control)).text
    shown = second_desk.post(page_of(control), sent).text
    assert "gets the message “Decided: you are judged together with other numbers”" in shown
    assert "stays Active" in shown, "nothing is taken at once"
    assert confirm(second_desk, page_of(control), sent).status_code == 302
    control.refresh_from_db()
    assert control.state == ControlState.BOUND
    assert set(controlled_with([one.pk])[one.pk]) == {one.pk, other.pk}


def test_business_that_the_notice_has_not_reached_is_chosen_for_the_delivery_by_post(
    officer: User, second_desk: Client
) -> None:
    one, other = tied()
    Membership.objects.filter(shipper=other).delete()
    control = propose(officer, [one, other])
    text = second_desk.get(page_of(control)).text
    assert "Record delivery by post" in text
    assert f'name="serve-shipper_id" value="{other.pk}"' in text
    assert f'name="serve-shipper_id" value="{one.pk}"' not in text


def test_people_of_one_of_the_businesses_see_nothing_of_the_case(officer: User) -> None:
    control = bind(officer)
    asked = ask(control)
    member = staff("officer", email="member@staff.example")
    on_team(ids_of(control)[1], "viewer", member)
    desk = signed_in(member)
    for path in (page_of(control), reverse("admin:standing_separation_change", args=[asked.pk])):
        assert desk.get(path).status_code == 302
    assert "Lotus" not in desk.get(reverse("admin:standing_control_changelist")).text


@pytest.mark.slow
def test_supervisor_grants_a_request_after_reading_what_follows(officer: User, supervisor_desk: Client) -> None:
    asked = ask(bind(officer))
    page = reverse("admin:standing_separation_change", args=[asked.pk])
    assert "The shop was sold." in supervisor_desk.get(page).text
    sent = {"act": "grant", "grant-reasons": "The register shows it.", "grant-language": "en"}
    assert confirm(supervisor_desk, page, sent).status_code == 302
    asked.refresh_from_db()
    assert asked.state == SeparationState.GRANTED
