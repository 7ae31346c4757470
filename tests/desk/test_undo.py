"""Acts with which a notice leaves: they are checked at once, done after a short time, and can be undone until then."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import services as applications
from apps.applications.models import Application, ApplicationState, Inquiry
from apps.core import clock
from apps.events import timers
from apps.events.models import Event, Timer
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.standing.models import ProposedChange
from apps.work.models import ScheduledAct, StaffNote
from apps.work.selectors import items_in_hand
from apps.work.services import act_perform
from tests.applications import answers
from tests.desk import due_process
from tests.desk.pages import page_of
from tests.evaluation.ledger import parcels
from tests.outbox import deliver
from tests.people import seller, signed_in
from tests.standing.evaluations import enrolled

SECONDS = 120


@pytest.fixture(autouse=True)
def _undo(settings) -> None:
    settings.DESK_UNDO_SECONDS = SECONDS


@pytest.fixture
def ready(officer: User) -> Application:
    """Return an application that the officer may approve."""
    return answers.ready(officer, seller())


def send(client: Client, record: Model, act: str, **given: object) -> str:
    """Send the form of an act, and return the page after it."""
    seen = client.get(page_of(record)).context["seen"]
    data = {f"{act}-{field}": value for field, value in given.items()}
    answer = client.post(page_of(record), {"act": act, "_seen": seen} | data, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def pass_time(seconds: int = SECONDS + 1) -> None:
    """Do what the workers do once the time to undo is over."""
    with clock.at(clock.now() + timedelta(seconds=seconds)):
        timers.fire()
        deliver()


def state_of(application: Application) -> str:
    application.refresh_from_db()
    return application.state


def test_act_is_done_when_its_time_to_be_undone_is_over(desk: Client, officer: User, ready: Application):
    told = Message.objects.count()
    page = send(desk, ready, "approve")
    act = ScheduledAct.objects.get()
    assert f'action="/admin/undo/{act.note_id}/"' in page
    assert state_of(ready) == ApplicationState.IN_REVIEW
    pass_time(SECONDS - 10)
    assert (state_of(ready), Message.objects.count()) == (ApplicationState.IN_REVIEW, told)
    pass_time()
    assert (state_of(ready), ready.decisions.get().by) == (ApplicationState.APPROVED, officer)
    act.refresh_from_db()
    assert (act.outcome, act.settled_at is not None) == ("done", True)
    assert Message.objects.count() > told
    version = ready.versions.latest("pgh_id")
    assert version.pgh_context["user"] == officer.pk, "the version names the officer"
    pass_time()
    assert ready.decisions.count() == 1


def test_act_that_waits_is_a_service_with_typed_arguments(desk: Client, officer: User, ready: Application):
    answers.checked(officer, ready, unmet=["6.1"])
    send(desk, ready, "deny", reasons=["criteria"], text="Not shown.", language="en")
    act = ScheduledAct.objects.get()
    assert act.service == "apps.applications.services.decisions.application_deny"
    assert act.arguments == {
        "application_id": ready.pk,
        "reasons": ["criteria"],
        "canned": [],
        "text": "Not shown.",
        "language": "en",
        "explanation": "",
    }


def test_correction_that_waits_is_refused_once_an_application_will_replace_the_record(desk: Client, ready: Application):
    shipper = enrolled(tier=0)
    send(desk, shipper, "correct_name", name="Blue Kite Toys LLC", reason="The register says so.", language="en")
    Application.objects.filter(pk=ready.pk).update(shipper=shipper)
    pass_time()
    assert ScheduledAct.objects.get().outcome == "refused"
    assert "replaces the record" in StaffNote.objects.get(kind="not_done").text


def test_act_is_undone_and_kept_as_undone(desk: Client, officer: User, ready: Application):
    send(desk, ready, "approve")
    act = ScheduledAct.objects.get()
    assert f"/admin/undo/{act.note_id}/" in desk.get("/admin/").content.decode()
    answer = desk.post(f"/admin/undo/{act.note_id}/", follow=True)
    assert "Undone: Approve" in answer.content.decode()
    assert answer.redirect_chain[0][0] == page_of(ready)
    act.refresh_from_db()
    assert act.outcome == "undone"
    assert not Timer.objects.filter(kind="work.act_due").exists()
    kinds = Event.objects.filter(subject_type="application", kind__startswith="work.act").values_list("kind", flat=True)
    assert list(kinds.order_by("pk")) == ["work.act_scheduled", "work.act_undone"]
    assert "An act was undone" in desk.get(f"{page_of(ready)}?panel=history").content.decode()
    pass_time()
    assert state_of(ready) == ApplicationState.IN_REVIEW
    assert "can&#x27;t be undone any more" in desk.post(f"/admin/undo/{act.note_id}/", follow=True).content.decode()
    send(desk, ready, "approve")
    pass_time()
    assert state_of(ready) == ApplicationState.APPROVED


def test_only_who_chose_the_act_undoes_it(desk: Client, ready: Application, supervisor_desk: Client):
    send(desk, ready, "approve")
    act = ScheduledAct.objects.get()
    page = supervisor_desk.get(page_of(ready)).content.decode()
    assert "by officer@staff.example, is done at" in page
    assert "/admin/undo/" not in page
    supervisor_desk.post(f"/admin/undo/{act.note_id}/")
    act.refresh_from_db()
    assert act.outcome == ""


def test_other_acts_on_the_record_wait_meanwhile_and_give_back_what_was_typed(desk: Client, ready: Application):
    send(desk, ready, "approve")
    page = desk.get(page_of(ready))
    assert all(action.blocked for _name, action, _form in page.context["actions"])
    typed = {"act": "deny", "_seen": page.context["seen"], "deny-reasons": ["criteria"], "deny-text": "Not so at all."}
    answer = desk.post(page_of(ready), typed)
    assert answer.status_code == 409
    assert "Not so at all." in answer.content.decode()
    assert "unless it is undone before" in answer.content.decode()
    assert ScheduledAct.objects.count() == 1


def test_refusal_is_seen_at_once(desk: Client, officer: User):
    application = answers.in_review(officer, seller())
    answer = desk.post(page_of(application), {"act": "ask", "ask-text": " "})
    assert answer.status_code == 422
    assert not ScheduledAct.objects.exists()


def test_act_on_a_record_that_was_changed_meanwhile_is_refused_and_told(
    desk: Client, officer: User, ready: Application
):
    send(desk, ready, "approve")
    applications.application_withdraw(actor=ready.shipper.team.get().user, application_id=ready.pk)
    pass_time()
    assert state_of(ready) == ApplicationState.WITHDRAWN
    assert ScheduledAct.objects.get().outcome == "refused"
    note = StaffNote.objects.get(kind="not_done")
    assert (note.recipient, "Approve" in note.text) == (officer, True)
    assert "not done" in desk.get("/admin/").content.decode()


def test_act_of_a_form_without_a_token_is_refused_on_a_changed_record(desk: Client, ready: Application):
    desk.post(page_of(ready), {"act": "approve"})
    Application.objects.filter(pk=ready.pk).update(submitted_at=clock.now())
    pass_time()
    assert state_of(ready) == ApplicationState.IN_REVIEW
    assert ScheduledAct.objects.get().outcome == "refused"


def test_act_is_done_by_a_worker_whose_clock_is_behind(desk: Client, ready: Application):
    send(desk, ready, "approve")
    act_perform(act_id=ScheduledAct.objects.get().pk)
    assert state_of(ready) == ApplicationState.APPROVED


def test_act_whose_time_has_passed_says_so_and_can_still_be_undone(desk: Client, ready: Application):
    send(desk, ready, "approve")
    with clock.at(clock.now() + timedelta(hours=1)):
        assert "has waited to be done since" in desk.get(page_of(ready)).content.decode()
        assert "has waited to be done since" in desk.get("/admin/").content.decode()
        desk.post(f"/admin/undo/{ScheduledAct.objects.get().note_id}/")
    pass_time()
    assert state_of(ready) == ApplicationState.IN_REVIEW


def test_act_on_a_business_is_seen_on_its_page_and_its_refusal_is_read_once(desk: Client, officer: User):
    shipper = enrolled(tier=0)
    (number,) = parcels(shipper, clock.today(), 1)
    send(desk, shipper, "remove", reasons="No records were kept.", language="en", parcels=number)
    page = desk.get(page_of(shipper))
    assert "is done at" in page.content.decode()
    assert all(action.blocked for _name, action, _form in page.context["actions"])
    Shipper.objects.filter(pk=shipper.pk).update(trade_name="Kites")
    pass_time()
    assert not ProposedChange.objects.exists()
    assert "What you chose was not done" in desk.get(page_of(shipper)).content.decode()
    assert "What you chose was not done" not in desk.get(page_of(shipper)).content.decode()
    assert "not done" not in desk.get("/admin/").content.decode()


def test_act_of_an_officer_who_lost_the_role_is_refused(desk: Client, officer: User, ready: Application):
    send(desk, ready, "approve")
    officer.groups.clear()
    pass_time()
    assert state_of(ready) == ApplicationState.IN_REVIEW
    assert StaffNote.objects.get(kind="not_done").text.endswith("Your role does not allow this.")


def test_next_case_follows_an_act_that_waits(desk: Client, officer: User, ready: Application):
    other = answers.in_review(officer, seller("other@shop.example"))
    third = answers.ready(officer, seller("third@shop.example"))
    answer = desk.post(page_of(ready), {"act": "approve", "then": "next"})
    assert answer.url == page_of(other)
    answer = desk.post(page_of(third), {"act": "approve", "then": "next"})
    assert answer.url == page_of(other), "what waits to be done is not decided again"
    assert items_in_hand(officer).get().subject_id == other.pk


def asked(officer: User) -> tuple[Model, str, dict, Callable[[], bool]]:
    application = answers.in_review(officer, seller())
    asking = reverse("admin:applications_application_asking", args=[application.pk])
    signed_in(officer).post(asking, {"add": "products:hs:1"})
    given = {"about-products:hs:1": "Who chose them?", "text": "Thank you."}
    return application, "ask", given, Inquiry.objects.exists


def denied(officer: User) -> tuple[Model, str, dict, Callable[[], bool]]:
    application = answers.ready(officer, seller())
    answers.checked(officer, application, unmet=["6.1"])
    given = {"reasons": ["criteria"], "text": "Not shown."}
    return application, "deny", given, application.denials_proposed.exists


def removal_proposed(officer: User) -> tuple[Model, str, dict, Callable[[], bool]]:
    shipper = enrolled(tier=0)
    (number,) = parcels(shipper, clock.today(), 1)
    given = {"reasons": "No records were kept.", "language": "en", "parcels": number}
    return shipper, "remove", given, ProposedChange.objects.exists


def upheld(officer: User) -> tuple[Model, str, dict, Callable[[], bool]]:
    change = due_process.respond_to_notice(due_process.propose_demotion())
    given = {"reasons": "The faults stand.", "language": "en"}
    return change, "uphold", given, ProposedChange.objects.filter(state="upheld").exists


@pytest.mark.slow
@pytest.mark.parametrize("make", [asked, denied, removal_proposed, upheld])
def test_notice_leaves_only_after_the_time_to_undo(desk: Client, officer: User, make: Callable):
    record, act, given, is_done = make(officer)
    send(desk, record, act, **given)
    assert ScheduledAct.objects.get().act == act
    assert not is_done()
    pass_time()
    assert is_done()


def test_what_suspends_at_once_is_not_undoable(desk: Client):
    change = due_process.propose_suspension()
    actions = {name: action for name, action, _form in desk.get(page_of(change)).context["actions"]}
    assert not actions["confirm"].undoable


@pytest.mark.slow
def test_pages_with_a_waiting_act_take_under_twenty_queries(
    desk: Client, ready: Application, django_assert_max_num_queries
):
    change = due_process.respond_to_notice(due_process.propose_demotion())
    send(desk, ready, "approve")
    send(desk, change, "uphold", reasons="The faults stand.", language="en")
    for address in (
        page_of(ready),
        f"{page_of(ready)}?panel=vetting",
        page_of(change),
        page_of(change.shipper),
        "/admin/",
    ):
        # The first time, the look is kept.
        desk.get(address)
        with django_assert_max_num_queries(19):
            assert desk.get(address).status_code == 200
