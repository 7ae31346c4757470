"""The page of a corrective plan: items, answers with files, judgements of the officer, and the end."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.standing.models import Plan, PlanItem
from apps.standing.plans.services import plan_miss
from apps.standing.services import plan_cancel, plan_complete, plan_item_judge
from tests.applications.answers import PDF
from tests.markup import assert_valid
from tests.people import on_team, seller, signed_in
from tests.portal import due_process
from tests.portal.pages import page_of, page_text
from tests.standing.evaluations import enrolled, owner_of


@pytest.fixture
def plan(newcomer: Shipper, officer: User) -> Plan:
    return due_process.open_plan(newcomer, officer, "Train the packers.", "Lock the packing room.")


def item_page(item: PlanItem) -> str:
    return reverse("portal:plan_item", args=[item.plan.shipper_id, item.plan_id, item.pk])


def answer(client: Client, item: PlanItem, text: str = "It has a lock.") -> Any:
    files = [SimpleUploadedFile("lock.pdf", PDF)]
    return client.post(item_page(item), {"text": text, "language": "en", "files": files})


def test_the_plan_shows_each_item_and_what_happens_when(portal: Client, plan: Plan) -> None:
    page = page_text(portal, page_of("plan", plan))
    for said in (
        *("Know what is packed.", "Train the packers.", "Ada Park, owner", "Waiting on you: answer each item"),
        *("your removal is proposed", "you are in full standing again", "0 of 2 items are accepted."),
    ):
        assert said in page
    for item in plan.items.all():
        assert item_page(item) in page
    assert_valid(page)
    assert Message.objects.get(about_type="plan", about_id=plan.pk).read_at is not None


@pytest.mark.slow
def test_items_are_answered_with_files_judged_and_the_plan_ends(portal: Client, plan: Plan, officer: User) -> None:
    first, second = plan.items.order_by("pk")
    empty = portal.post(item_page(first), {"language": "en"})
    assert empty.status_code == 422
    assert "Say what you did." in empty.content.decode()
    assert answer(portal, first).url == page_of("plan", plan)
    again = answer(portal, first)
    assert again.status_code == 422
    assert "an officer is reading your answer" in again.content.decode()
    due = clock.add_days(clock.today(), 20)
    plan_item_judge(actor=officer, item_id=first.pk, decision="decline", text="Who has keys?", due=due)
    page = page_text(portal, item_page(first))
    for said in ("It has a lock.", "lock.pdf", "Who has keys?"):
        assert said in page
    assert_valid(page)
    for item in (first, second):
        assert answer(portal, item).status_code == 302
    assert "an officer reads your answers" in page_text(portal, page_of("plan", plan))
    for item in (first, second):
        plan_item_judge(actor=officer, item_id=item.pk, decision="accept")
    assert "2 of 2 items are accepted." in page_text(portal, page_of("plan", plan))
    plan_complete(actor=officer, plan_id=plan.pk, text="All is in place.")
    page = page_text(portal, page_of("plan", plan))
    assert "the plan is completed" in page
    assert "All is in place." in page
    assert_valid(page)


def test_a_missed_plan_leads_to_the_notice_of_removal(portal: Client, plan: Plan, officer: User) -> None:
    with clock.at(clock.end_of(clock.add_days(clock.today(), 32))):
        plan_miss(plan_id=plan.pk)
        plan.refresh_from_db()
        notice = reverse("portal:change", args=[plan.shipper_id, plan.removal_id])
        page = page_text(portal, page_of("plan", plan))
        assert "your removal was proposed" in page
        assert notice in page
        assert answer(portal, plan.items.first()).status_code == 422
        shown = page_text(portal, notice)
        assert "had to carry out your corrective plan in time" in shown
        assert page_of("plan", plan) in shown
        home = page_text(portal, reverse("portal:shipper", args=[plan.shipper_id]))
        assert notice in home
        assert page_of("plan", plan) in home
    assert_valid({"plan": page, "notice": shown, "home": home})


def test_a_plan_that_an_officer_ended_says_why(portal: Client, plan: Plan, officer: User) -> None:
    plan_cancel(actor=officer, plan_id=plan.pk, text="Another plan follows.")
    page = page_text(portal, page_of("plan", plan))
    assert "Another plan follows." in page
    assert "Waiting on you" not in page
    assert page_of("plan", plan) in page_text(portal, reverse("portal:changes", args=[plan.shipper_id]))


@pytest.mark.parametrize("role", ["preparer", "viewer"])
def test_who_may_not_sign_reads_and_does_not_answer(role: str, plan: Plan) -> None:
    client, item = signed_in(on_team(plan.shipper, role, seller("bo@shop.example"))), plan.items.first()
    assert "An owner or a signatory" in page_text(client, item_page(item))
    assert item_page(item) not in page_text(client, page_of("plan", plan))
    assert answer(client, item).status_code == 403


def test_the_objects_of_another_business_are_not_found(
    newcomer: Shipper, officer: User, plan: Plan, portal: Client
) -> None:
    other = enrolled()
    given = due_process.answer_plan_item(other, officer, owner_of(other))
    for path in (
        page_of("plan", given.item.plan),
        item_page(given.item),
        reverse("portal:plan_item", args=[newcomer.pk, plan.pk, given.item_id]),
        reverse("portal:plan_file", args=[newcomer.pk, given.files.get().pk]),
    ):
        assert portal.get(path).status_code == 404
    own = reverse("portal:plan_file", args=[other.pk, given.files.get().pk])
    assert signed_in(owner_of(other)).get(own).getvalue() == PDF


@pytest.mark.parametrize("language", ["es", "zh-hans"])
def test_its_pages_are_drawn_in_every_language(portal: Client, plan: Plan, language: str) -> None:
    portal.post(reverse("set_language"), {"language": language})
    for path in (page_of("plan", plan), item_page(plan.items.first())):
        assert f'<html lang="{language}"' in page_text(portal, path)
