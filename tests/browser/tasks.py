"""Typical tasks of the desk, each from the home to the next case: what waits, and how an officer does it.

`before` lists the clicks of the same task on the pages of the commit 5ea8df00, read from its templates: what one had to
press there one after the other, the forms filled in with the same choices and words. A decision led back to the same
page, so that the way to the next case began anew at the home.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.applications.models import Application, ApplicationState
from apps.core import clock
from apps.correspondence.models import Thread, ThreadState
from apps.correspondence.services import question_ask
from apps.ledger.models import Case, Violation
from apps.ledger.services.notices.service import service_schedule
from apps.ledger.vocabulary import Determination
from apps.standing.models import Appeal, AppealState, PlanItem, PlanItemState, ProposalState, ProposedChange
from apps.upkeep.models import ChangeRequest, RequestState
from apps.upkeep.services import change_request_submit
from apps.validations.models import Visit, VisitState
from apps.validations.services import visit_work_update
from apps.work.models import Item
from tests.applications import answers
from tests.browser.hands import Hand, hand_over
from tests.browser.look import sign_in
from tests.desk import due_process
from tests.evaluation.ledger import time_to_answer_over
from tests.people import seller, staff
from tests.portal.members import member_of, violation
from tests.upkeep.profiles import WORDS, member_by_application, moved_to
from tests.validations.visits import plan

# The criteria that the application of the tests is asked.
CRITERIA = 11
ROW = re.compile(r"^\| ([A-Z][^|]+?) \| (\d+) \| (\d+) \| (\d+) \|$", re.M)
HOME = ("Home", "Take what is due next")
REASONS = "The record shows it."


@dataclass(frozen=True, slots=True)
class Task:
    """`role` is whose task it is, and `done` tells from the database whether the task was done."""

    name: str
    prepare: Callable[[User], None]
    walk: Callable[[Hand, str], None]
    done: Callable[[], bool]
    before: tuple[str, ...]
    role: str = "officer"


def documented() -> dict[str, tuple[int, int, int]]:
    """Read the table of the documents: of each task the clicks before, the clicks now, and the keys now."""
    rows = ROW.findall((settings.BASE_DIR / "docs" / "desk.md").read_text())
    return {name: (int(before), int(clicks), int(keys)) for name, before, clicks, keys in rows}


def counted(hand: Hand, task: Task, address: str) -> int:
    """Return how many clicks or keys a task took, which was done."""
    with transaction.atomic():
        person = staff(task.role)
        task.prepare(person)
    sign_in(hand.page.context, person, address)
    task.walk(hand, address)
    hand.page.wait_for_load_state()
    assert task.done(), hand.page.url
    return hand.count


def other() -> User:
    """Make an officer who did what was done before."""
    return staff("officer", email="other@staff.example")


def leave(kind: str) -> None:
    """Leave the work items of a kind alone, for anybody to take."""
    waiting = Item.objects.filter(closed_at=None)
    waiting.exclude(kind=kind).update(closed_at=clock.now())
    waiting.update(holder=None)
    assert waiting.exists(), kind


def act(code: str, *chosen: tuple[str, str], field: str = "", words: str = REASONS) -> Callable[[Hand, str], None]:
    """Return the walk of a task that is one act: choose options, write into a field, and send."""

    def walk(hand: Hand, address: str) -> None:
        hand.take_next()
        hand.open_act(code)
        for name, value in chosen:
            hand.choose(f"{code}-{name}", value)
        if field:
            hand.write(f"{code}-{field}", words)
        hand.send(code)

    return walk


def apply(officer: User) -> None:
    answers.submitted(seller())


def approve(hand: Hand, address: str) -> None:
    """Approve after the officer read all answers, a file, and whom the business resembles."""
    hand.take_next()
    hand.open_part("Open all")
    hand.open_part("license.pdf")
    hand.open_part("Vetting")
    hand.rest_is_met()
    hand.open_act("approve")
    hand.send("approve")


def ask_about(hand: Hand, address: str) -> None:
    """Ask about an answer in the words of a standard paragraph."""
    hand.take_next()
    hand.ask_about("products:hs:1", "Product 1: HS")
    hand.choose("ask-canned", "hs_reason")
    hand.send("ask")


def deny(hand: Hand, address: str) -> None:
    """Deny since a must is not met, by one officer; another countersigns."""
    hand.take_next()
    hand.open_part("1.1")
    hand.choose("check-1.1", "not_met")
    hand.write("check-1.1-note", "The extract names another director.")
    hand.leave_field()
    expect(hand.page.locator("[id='id_check-1.1']")).to_contain_text("Saved by")
    hand.open_act("deny")
    hand.choose("deny-reasons", "criteria")
    hand.choose("deny-canned", "must_not_shown")
    hand.send("deny")
    hand_over(hand, staff("officer", email="second@staff.example"), address)
    hand.take_next()
    hand.open_act("countersign")
    hand.send("countersign")


def allege(officer: User) -> None:
    """Let the time of a business to answer an allegation be over."""
    reference = violation(member_of(seller(), months=2), clock.today(), determination="alleged")
    case = time_to_answer_over(Case.objects.get(reference=reference))
    service_schedule(case.service, Violation.objects.get(pk=case.violation_id))
    leave("allegation")


def ask(officer: User) -> None:
    question_ask(
        actor=(ada := seller()), shipper_id=member_of(ada).pk, subject="Labels", text="Which label?", language="en"
    )
    leave("question")


def change_address(officer: User) -> None:
    ada = seller(name="Ada Park")
    shop = member_by_application(ada, other())
    change_request_submit(actor=ada, shipper_id=shop.pk, part="addresses", typed=moved_to("Elko"), **WORDS)
    leave("change_request")


def propose(officer: User) -> None:
    due_process.respond_to_notice(due_process.propose_demotion())
    leave("proposed_change")


def appeal(officer: User) -> None:
    due_process.appeal_demotion(other())
    leave("standing_appeal")


def answer_item(officer: User) -> None:
    due_process.open_plan(other())
    leave("corrective_plan")


def plan_visit(officer: User) -> None:
    with clock.at(clock.now() - timedelta(days=40, hours=1)):
        plan(member_of(seller(), months=2))
    visit_work_update()
    leave("visit")


def determined(as_what: Determination) -> bool:
    return Violation.objects.latest("pk").determination == as_what


TASKS = (
    Task(
        "Approve an application",
        apply,
        approve,
        lambda: Application.objects.filter(state=ApplicationState.APPROVED).exists(),
        (
            *("Take what is due next", "Open all", "license.pdf", "Vetting", "Checklist", *["Met"] * CRITERIA),
            *("Save the checklist", "Approve, the fold", "Approve", *HOME),
        ),
    ),
    Task(
        "Deny an application, with a countersignature",
        apply,
        deny,
        lambda: Application.objects.filter(state=ApplicationState.DENIED).exists(),
        (
            *("Take what is due next", "Checklist", "Not met", "the note", *["Met"] * (CRITERIA - 1)),
            *("Save the checklist", "Deny, the fold", "a reason", "the text", "Deny", *HOME),
            *("Countersign, the fold", "Countersign", *HOME),
        ),
    ),
    Task(
        "Ask an applicant for information",
        apply,
        ask_about,
        lambda: Application.objects.filter(state=ApplicationState.INFO_REQUESTED).exists(),
        ("Take what is due next", "Ask, the fold", "a field", "a paragraph", "Ask for information", *HOME),
    ),
    Task(
        "Sustain a violation that was served",
        allege,
        act("sustain", field="reason"),
        partial(determined, Determination.SUSTAINED),
        ("Take what is due next", "Go to what you can do", "Sustain, the fold", "the reason", "Sustain", *HOME),
    ),
    Task(
        "Dismiss an allegation",
        allege,
        act("reverse", field="reason"),
        partial(determined, Determination.REVERSED),
        ("Take what is due next", "Go to what you can do", "Reverse, the fold", "the reason", "Reverse", *HOME),
    ),
    Task(
        "Uphold a proposed change",
        propose,
        act("uphold", field="reasons"),
        lambda: ProposedChange.objects.filter(state=ProposalState.UPHELD).exists(),
        ("Take what is due next", "Go to what you can do", "Uphold, the fold", "the reasons", "Uphold", *HOME),
    ),
    Task(
        "Hear an appeal and grant it",
        appeal,
        act("grant", field="reasons"),
        lambda: Appeal.objects.filter(state=AppealState.GRANTED).exists(),
        ("Take what is due next", "Go to what you can do", "Grant, the fold", "the reasons", "Grant", *HOME),
        role="supervisor",
    ),
    Task(
        "Accept an answer to a corrective plan",
        answer_item,
        act("accept"),
        lambda: PlanItem.objects.filter(state=PlanItemState.ACCEPTED).exists(),
        ("Take what is due next", "Go to what you can do", "Accept, the fold", "Accept", *HOME),
    ),
    Task(
        "Record what a visit found",
        plan_visit,
        act("hold", ("kind_1", "advice"), field="text_1"),
        lambda: Visit.objects.filter(state=VisitState.VISITED).exists(),
        (
            *("Take what is due next", "Go to what you can do", "Record the visit, the fold", "the kinds", "advised"),
            *("what was found", "Record the visit", *HOME),
        ),
    ),
    Task(
        "Answer a question",
        ask,
        act("answer", field="text", words="The usual one."),
        lambda: Thread.objects.filter(state=ThreadState.ANSWERED).exists(),
        ("Take what is due next", "Go to what you can do", "Answer, the fold", "the text", "Answer", *HOME),
    ),
    Task(
        "Accept a change of a profile",
        change_address,
        act("accept", field="text"),
        lambda: ChangeRequest.objects.filter(state=RequestState.ACCEPTED).exists(),
        ("Take what is due next", "Go to what you can do", "Accept, the fold", "the reasons", "Accept", *HOME),
    ),
)
