"""Screening hits from the application to the decision, and the versions of the lists."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import services as applications
from apps.applications.models import Application
from apps.core.errors import Conflict
from apps.ledger.models import Case, Violation
from apps.notices.models import Message
from apps.screening.models import BusinessHit, HitState
from apps.screening.selectors import is_hold_placed
from apps.work.models import Item
from tests.applications import answers
from tests.desk.pages import act, confirm, page_of
from tests.evaluation.ledger import time_to_answer_over
from tests.markup import assert_valid, main_of
from tests.outbox import deliver
from tests.people import on_team, seller, signed_in, staff
from tests.portal.members import member_of
from tests.screening.hits import FIRM, PERSON, followed, found, hit_of, list_loaded, owned_by, screened

MAX_QUERIES = 19
# A firm with the name of the business in `answers`.
LISTED = {"number": "7", "name": "BLUE KITE TOYS", "kind": "organization", "programs": "MADE", "countries": "US"}


def test_an_applicant_on_a_list_is_found_and_held_until_an_officer_clears_the_hit(
    officer: User, ada: User, desk: Client
) -> None:
    list_loaded(LISTED)
    application = answers.ready(officer, ada)
    deliver()
    hit = BusinessHit.objects.get(shipper=application.shipper)
    with pytest.raises(Conflict, match="Decide the screening hit first"):
        applications.application_approve(actor=officer, application_id=application.pk)
    path = reverse("admin:applications_application_change", args=[application.pk])
    shown = desk.get(path)
    blocked = next(act for name, act, _form in shown.context["actions"] if name == "approve")
    assert [url for _label, url in blocked.settled_at] == [page_of(hit)]
    # At the top, beside what blocks the decision, and in place of the button.
    assert shown.content.decode().count(f'href="{page_of(hit)}"') >= 3
    shown = desk.get(page_of(hit)).content.decode()
    for text in ("BLUE KITE TOYS", "MADE", "Blue Kite Toys LLC", "Evidence for it"):
        assert text in shown
    told = Message.objects.filter(recipient=ada).values_list("subject", "body")
    assert not [text for text in told if "restricted" in " ".join(text)]
    assert "BLUE KITE TOYS" not in signed_in(ada).get("/", follow=True).content.decode()
    assert act(desk, hit, "clear", reasons="The entry is a shipyard.").status_code == 302
    applications.application_approve(actor=officer, application_id=application.pk)
    deliver()
    assert hit_of(application.shipper).state == HitState.CLEARED
    assert not is_hold_placed(application.shipper_id)


def test_an_applicant_who_is_on_a_list_is_not_approved(officer: User) -> None:
    list_loaded(LISTED)
    application = answers.ready(officer, seller())
    deliver()
    hit = BusinessHit.objects.get(shipper=application.shipper)
    assert act(signed_in(officer), hit, "confirm", reasons="The same registered seat.").status_code == 302
    with pytest.raises(Conflict, match="is on a list"):
        applications.application_approve(actor=officer, application_id=application.pk)
    assert Application.objects.get(pk=application.pk).state == "in_review"


def test_a_member_gets_a_notice_and_somebody_else_determines(officer: User, ada: User, desk: Client) -> None:
    hit = found(member_of(ada, months=1))
    member = hit.shipper
    list_loaded(PERSON, FIRM)
    missing = act(desk, hit, "confirm", reasons="The same.", culpability="negligence", language="en")
    assert missing.status_code == 422
    given = {"reference": "NY-2026-9", "culpability": "negligence", "acts": "Your owner is entry 1.", "language": "en"}
    assert act(desk, hit, "confirm", reasons="The same birth.", **given).status_code == 302
    case = time_to_answer_over(Case.objects.get(reference="NY-2026-9"))
    violation = reverse("admin:ledger_violation_change", args=[Case.objects.get(pk=case.pk).violation_id])
    sustain = {"act": "sustain", "sustain-reason": "The register shows it.", "sustain-language": "en"}
    desk.post(violation, sustain)
    assert Violation.objects.get(pk=Case.objects.get(pk=case.pk).violation_id).determination == "alleged"
    assert confirm(signed_in(staff("supervisor")), violation, sustain).status_code == 302
    deliver()
    assert Message.objects.filter(recipient=ada).exists()
    assert Violation.objects.get(pk=Case.objects.get(pk=case.pk).violation_id).determination == "sustained"
    assert not is_hold_placed(member.pk)


@pytest.mark.parametrize("role", ["policy manager", "analyst", "auditor"])
def test_others_read_a_hit_and_decide_nothing(role: str) -> None:
    list_loaded(PERSON)
    hit = hit_of(screened(owned_by()))
    client = signed_in(staff(role))
    assert "MRKVANOVIC" in client.get(page_of(hit)).content.decode()
    act(client, hit, "clear", reasons="No.")
    assert hit_of(hit.shipper).state == HitState.POTENTIAL


def test_an_officer_of_the_team_sees_neither_the_hit_nor_its_row(officer: User, desk: Client) -> None:
    list_loaded(PERSON)
    shipper = owned_by()
    on_team(shipper, "viewer", officer)
    hit = hit_of(screened(shipper))
    assert "MRKVANOVIC" not in desk.get(page_of(hit), follow=True).content.decode()
    listing = desk.get(reverse("admin:screening_businesshit_changelist")).content.decode()
    assert "MRKVANOVIC" not in listing


def test_the_work_leads_to_the_hit_and_an_officer_takes_it(officer: User, desk: Client) -> None:
    list_loaded(PERSON)
    hit = hit_of(screened(owned_by()))
    item = Item.objects.get(subject_type="businesshit", closed_at=None)
    assert desk.get(reverse("admin:work_item_changelist")).content.decode().count(str(hit.shipper))
    assert "Screening hit" in desk.get(page_of(hit)).content.decode()
    assert item.target_on is not None


def test_the_risk_at_a_glance_says_whether_the_business_was_compared(officer: User, desk: Client) -> None:
    """A comparison made before any list was loaded is none. The first list makes it one."""
    application = answers.in_review(officer, seller())
    deliver()
    path = reverse("admin:applications_application_change", args=[application.pk])
    assert "Not compared with a list yet" in desk.get(path).content.decode()
    followed(FIRM)
    assert "No name is like one on a list" in desk.get(path).content.decode()
    another = answers.in_review(officer, seller("another@shop.example"))
    path = reverse("admin:applications_application_change", args=[another.pk])
    assert "Not compared with a list yet" in desk.get(path).content.decode()
    deliver()
    assert "No name is like one on a list" in desk.get(path).content.decode()


def test_the_page_of_a_hit_takes_few_queries(officer: User, desk: Client) -> None:
    list_loaded(PERSON)
    hit = hit_of(screened(owned_by()))
    desk.get(page_of(hit))
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(page_of(hit)).status_code == 200
    read = [query for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(read) <= MAX_QUERIES


def test_the_list_of_versions_leads_to_what_each_touched_and_found() -> None:
    followed(FIRM)
    shipper = screened(owned_by())
    done = followed(FIRM, PERSON)
    client = signed_in(staff("auditor"))
    path = page_of(done.version)
    assert path in client.get(reverse("admin:screening_version_changelist")).content.decode()
    with CaptureQueriesContext(connection) as asked:
        page = client.get(path).content.decode()
    assert len(asked) <= MAX_QUERIES
    assert "1 of 2" in page, "the owner was compared again, and the business was not"
    assert reverse("admin:screening_businesshit_change", args=[hit_of(shipper).pk]) in page
    assert "MRKVANOVIC, Dalibor" in page
    assert "Vornexia" not in page, "the entry of the first version did not change"
    assert_valid(main_of(page))


def test_a_version_says_that_its_businesses_are_still_to_be_compared() -> None:
    version = list_loaded(PERSON)
    client = signed_in(staff("officer"))
    assert "as soon as a worker is free" in client.get(page_of(version)).content.decode()
    deliver()
    assert "The businesses are being compared" in client.get(page_of(version)).content.decode()


def test_a_reader_on_the_team_of_a_business_does_not_see_its_hit() -> None:
    followed(FIRM)
    shipper, officer = screened(owned_by()), staff("officer")
    done = followed(FIRM, PERSON)
    on_team(shipper, "viewer", officer)
    page = signed_in(officer).get(page_of(done.version)).content.decode()
    assert reverse("admin:screening_businesshit_change", args=[hit_of(shipper).pk]) not in page
    assert "Quiet Harbor Goods" not in page
