"""Due process in a browser: a business, its officers and a partner, with a worker and a clock that moves by months."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.urls import reverse
from oauth2_provider.models import AccessToken
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.core import clock
from apps.events.models import Timer
from apps.events.tasks import fire_timers
from apps.ledger.models import Parcel
from apps.notices.models import Message
from apps.standing.models import AssuranceCall, Plan, ProposedChange
from apps.standing.selectors import calls_running, proposals_open
from tests.ahead import Ahead
from tests.browser.look import sign_in
from tests.databases import Copies
from tests.evaluation.ledger import parcels, violation
from tests.journeys.desk import Desk
from tests.journeys.seller import expect_texts, press_button
from tests.journeys.steps import PartnerSystem, fill_in, wait_for_worker
from tests.live import clock_ahead, eventually, live_database, serving, working
from tests.people import seller, staff
from tests.portal.members import member_of
from tests.standing.evaluations import evaluated

# Each person has an address of their own, since all journeys share a database.
NUMBERS = count(1)


@dataclass(frozen=True)
class Program:
    """What the journeys of a module share: the site with its worker, the clock, which only moves on, and a partner."""

    site: LiveServer
    ahead: Ahead
    partner: PartnerSystem


@contextmanager
def running_program(source: Copies, broker: str, folder: Path) -> Iterator[Program]:
    """Serve a copy of a database, with a worker at work."""
    with (
        live_database(source) as url,
        serving() as site,
        working(url, broker, folder) as worker,
        clock_ahead(worker) as ahead,
    ):
        partner = PartnerSystem(site.url)
        # Tokens follow the real clock: after the clock of the tests has moved, a new token would be expired too.
        AccessToken.objects.update(expires=clock.now() + timedelta(days=10_000))
        worker.start(beat=True)
        yield Program(site, ahead, partner)


class DueProcessJourney:
    """A member with a history, and the browser of its owner."""

    def __init__(self, program: Program, new_page: Callable[..., Page]) -> None:
        self.ahead, self.partner, self.new_page = program.ahead, program.partner, new_page
        self.ada = seller(f"ada{next(NUMBERS)}@shop.example")
        self.shipper = member_of(self.ada, months=8)
        self.page = new_page()
        sign_in(self.page.context, self.ada, program.site.url)

    # Causes of a proposed change.

    def raise_tier(self, tier: int) -> None:
        """Evaluate the member as qualified for a tier, after the evaluation that its history made due."""
        wait_for_worker()
        evaluated(self.shipper, enter=tier, keep=tier)
        wait_for_worker()

    def report_undervaluation(self) -> ProposedChange:
        """Report many parcels as undervalued, and return the demotion that the program proposes after its call."""
        this = clock.month_of(clock.today())
        for number in parcels(self.shipper, clock.add_months(this, -1), 30, examined=True):
            violation(self.shipper, clock.today(), category="undervaluation", shipment=f"usps:{number}")
        call = self.find_call()
        assert not proposals_open(self.shipper.pk).exists()
        self.advance_clock(call.due_at)
        return self.find_proposal("demotion")

    def find_call(self) -> AssuranceCall:
        """Wait for the call to a member of tier 2 or 3 that comes before a proposal."""
        wait_for_worker()
        return eventually(calls_running(self.shipper.pk).first)

    def report_seizure(self, **fields: Any) -> ProposedChange:
        """Report a seizure of fentanyl, and return the suspension that follows."""
        fields = {"category": "narcotics", "culpability": "fraud", "basis": "seizure", **fields}
        violation(self.shipper, clock.today(), **fields)
        return self.find_proposal("suspension")

    def find_proposal(self, kind: str) -> ProposedChange:
        """Wait for the open proposal of a kind that rests on everything reported so far.

        An evaluation in the middle of several reports proposes a change too, which the next evaluation replaces.
        """
        wait_for_worker()
        return eventually(proposals_open(self.shipper.pk).filter(kind=kind).first)

    # Time.

    def advance_clock(self, moment: datetime) -> None:
        """Move the clock to a moment, and run the timers that are due by then."""
        self.ahead.move(moment)
        self.run_timers()

    def run_timers(self) -> None:
        """Run the timers that are due, as beat does, and wait for the worker."""
        fire_timers.delay()
        eventually(lambda: not Timer.objects.filter(due_at__lte=clock.now()).exists())
        wait_for_worker()

    # Messages, and the status that partners see.

    def find_message(self, kind: str) -> Message:
        """Wait for a message of a kind to the owner, and return the latest."""
        return eventually(Message.objects.filter(recipient=self.ada, kind=kind).order_by("-pk").first)

    def wait_for_status(self, **expected: object) -> dict[str, Any]:
        """Ask for the status as a partner until the answer has the expected fields; return the answer."""

        def ask() -> dict[str, Any]:
            answer = self.partner.fetch_standing(self.shipper.ksn)
            return answer if {name: answer.get(name) for name in expected} == expected else {}

        return eventually(ask)

    # Actions of the owner.

    def open_page(self, name: str, *args: int) -> None:
        answer = self.page.goto(reverse(f"portal:{name}", args=[self.shipper.pk, *args]))
        assert answer.ok

    def expect_texts(self, *texts: str) -> None:
        expect_texts(self.page, *texts)

    def send_response(self, proposal: ProposedChange, text: str, **positions: str) -> None:
        """Respond to the notice, and say that this is everything. `positions` are the answers to findings, by rule."""
        self.open_page("change", proposal.pk)
        for rule, position in positions.items():
            answer = self.page.locator(f"[name=rule-{rule}-position]")
            self.page.locator("details", has=answer).locator("summary").click()
            answer.select_option(position)
            self.page.locator(f"[name=rule-{rule}-text]").fill("We have changed how we state values.")
        self.page.locator("[name=response]").fill(text)
        self.page.locator("label", has_text="We have said everything").click()
        press_button(self.page, "Send the response")
        expect(self.page.get_by_role("heading", name="What you said")).to_be_visible()

    def send_appeal(self, proposal: ProposedChange, text: str) -> int:
        self.open_page("change_appeal", proposal.pk)
        self.page.locator("[name=text]").fill(text)
        press_button(self.page, "Send the appeal")
        self.expect_texts("Your appeal of")
        return ProposedChange.objects.get(pk=proposal.pk).appeal.pk

    def answer_plan_items(self, plan: Plan, *texts: str) -> None:
        for item, text in zip(plan.items.order_by("due"), texts, strict=True):
            self.open_page("plan_item", plan.pk, item.pk)
            self.page.locator("[name=text]").fill(text)
            press_button(self.page, "Send the answer")
            self.open_page("plan", plan.pk)
            self.expect_texts(text)

    # Actions of officers.

    def employ(self, role: str) -> User:
        """Make a member of staff."""
        return staff(role, email=f"{role}{next(NUMBERS)}@staff.example")

    def open_desk(self, user: User) -> "DueProcessDesk":
        return DueProcessDesk(self.new_page(), user)


class DueProcessDesk(Desk):
    """The browser window of an officer on the pages of due process."""

    def open_record(self, model: str, pk: int) -> None:
        self.page.goto(reverse(f"admin:{model}_change", args=[pk]))

    def decide_change(self, proposal: ProposedChange, label: str, reasons: str, **typed: str) -> None:
        self.open_record("standing_proposedchange", proposal.pk)
        self.send_action(label, reasons=reasons, **typed)

    def confirm_suspension(self, proposal: ProposedChange) -> None:
        """Confirm a suspension after reading whom the suspension concerns."""
        label = "Confirm: suspend at once"
        self.open_record("standing_proposedchange", proposal.pk)
        self.expect_texts("Whom this suspends", proposal.shipper.ksn, "Benefits that end", "On which findings")
        self._unfold_form(label)
        self._press_button(label)

    def propose_removal(self, shipper_id: int, reasons: str) -> None:
        parcel = Parcel.objects.filter(seller__shipper=shipper_id, voided=False).latest("pk")
        self.open_record("shippers_shipper", shipper_id)
        self.send_action("Propose a removal", reasons=reasons, parcels=parcel.reference)

    def open_plan(self, shipper_id: int, purpose: str, *items: str) -> Plan:
        """Open a corrective action plan with one item for each text; the items are due 20 days apart."""
        self.open_record("shippers_shipper", shipper_id)
        form = self._unfold_form("Open a corrective plan")
        fill_in(form.locator("[name$='-text']"), purpose)
        for number, text in enumerate(items, start=1):
            fill_in(form.locator(f"[name$='-text_{number}']"), text)
            fill_in(form.locator(f"[name$='-owner_{number}']"), "Ada Park")
            due = clock.today() + timedelta(days=20 * number)
            fill_in(form.locator(f"[name$='-due_{number}']"), due.isoformat())
        self._press_button("Open a corrective plan")
        return Plan.objects.get(shipper=shipper_id)

    def complete_plan(self, plan: Plan) -> None:
        """Accept each answer, and complete the plan."""
        self.open_record("standing_plan", plan.pk)
        for number in range(1, plan.items.count() + 1):
            label = f"Item {number}: Accept the answer"
            self._unfold_form(label)
            self._press_button(label)
        self.send_action("Complete: full standing again", text="All of it was done.")
