"""Due process as people live through it: a business and its officers at their browsers, a worker, and months
of time.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from oauth2_provider.models import AccessToken
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.core import clock
from apps.events.models import Timer
from apps.events.tasks import fire_timers
from apps.notices.models import Message
from apps.standing.models import Plan, ProposedChange, Standing
from apps.standing.selectors import proposals_open
from tests.ahead import Ahead
from tests.evaluation.ledger import parcels, violation
from tests.journeys.desk import Desk
from tests.journeys.seller import press, read
from tests.journeys.steps import PartnerSystem, fill_in, sign_in, worked_off
from tests.live import Worker, eventually
from tests.people import seller
from tests.portal.members import member_of
from tests.standing.evaluations import evaluated


class Hearing:
    """A member with a history, the browser of its owner, a partner system that asks for its status, and the clock of
    all.
    """

    def __init__(self, *, worker: Worker, site: LiveServer, ahead: Ahead, new_page: Callable[..., Page]) -> None:
        self.ahead, self.new_page = ahead, new_page
        self.ada = seller()
        self.shipper = member_of(self.ada, months=8)
        self.partner = PartnerSystem(site.url)
        # Tokens are issued by the real clock, so a new token would not be valid later either.
        AccessToken.objects.update(expires=clock.now() + timedelta(days=1_000))
        worker.start(beat=True)
        self.page = new_page()
        sign_in(self.page, self.ada)

    # What leads to a proposed change.

    def rises_to(self, tier: int) -> None:
        evaluated(self.shipper, enter=tier, keep=tier)
        worked_off()

    def falls_short(self) -> ProposedChange:
        """Report many parcels as undervalued, by an agency, so that the program proposes a demotion."""
        this = clock.month_of(clock.today())
        for number in parcels(self.shipper, clock.add_months(this, -1), 30, examined=True):
            violation(self.shipper, clock.today(), category="undervaluation", shipment=f"usps:{number}")
        return self.proposed("demotion")

    def is_seized_from(self, **fields: Any) -> ProposedChange:
        """Report fentanyl in a parcel, by an agency."""
        fields = {"category": "narcotics", "culpability": "fraud", "basis": "seizure", **fields}
        violation(self.shipper, clock.today(), **fields)
        return self.proposed("suspension")

    def proposed(self, kind: str) -> ProposedChange:
        proposal = eventually(proposals_open(self.shipper.pk).filter(kind=kind).first)
        worked_off()
        return proposal

    # Time that passes.

    def until(self, moment: datetime) -> None:
        """Move the clock to a moment, and let beat ask for the timers due by then."""
        self.ahead.move(moment)
        self.beats()

    def beats(self) -> None:
        fire_timers.delay()
        eventually(lambda: not Timer.objects.filter(due_at__lte=clock.now()).exists())
        worked_off()

    # What the business and its partners see.

    def is_told(self, kind: str) -> Message:
        return eventually(Message.objects.filter(recipient=self.ada, kind=kind).order_by("-pk").first)

    def partner_sees(self, **expected: object) -> dict[str, Any]:
        """Ask for the status until the answer is this one. Nobody presses anything meanwhile."""

        def look() -> dict[str, Any]:
            answer = self.partner.standing_of(self.shipper.ksn)
            return answer if {name: answer.get(name) for name in expected} == expected else {}

        return eventually(look, within=20)

    @property
    def standing(self) -> Standing:
        return Standing.objects.get(pk=self.shipper.pk)

    # The acts of the owner.

    def opens(self, name: str, *args: int) -> None:
        answer = self.page.goto(reverse(f"portal:{name}", args=[self.shipper.pk, *args]))
        assert answer.ok

    def reads(self, *said: str) -> None:
        read(self.page, *said)

    def responds(self, proposal: ProposedChange, text: str, **positions: str) -> None:
        """Answer the notice. `positions` are the answers to findings, by rule."""
        self.opens("change", proposal.pk)
        for rule, position in positions.items():
            self.page.locator(f"[name=rule-{rule}-position]").select_option(position)
            self.page.locator(f"[name=rule-{rule}-text]").fill("We have changed how we state values.")
        self.page.locator("[name=response]").fill(text)
        press(self.page, "Send the response")
        expect(self.page.get_by_role("heading", name="What you said")).to_be_visible()

    def appeals(self, proposal: ProposedChange, text: str) -> int:
        self.opens("change_appeal", proposal.pk)
        self.page.locator("[name=text]").fill(text)
        press(self.page, "Send the appeal")
        self.reads("Your appeal of")
        return ProposedChange.objects.get(pk=proposal.pk).appeal.pk

    def answers_items(self, plan: Plan, *said: str) -> None:
        for item, text in zip(plan.items.order_by("due"), said, strict=True):
            self.opens("plan_item", plan.pk, item.pk)
            self.page.locator("[name=text]").fill(text)
            press(self.page, "Send the answer")
            self.opens("plan", plan.pk)
            self.reads(text)

    # The acts of officers.

    def desk(self, user: User) -> "HearingDesk":
        return HearingDesk(self.new_page(), user)


class HearingDesk(Desk):
    """The browser of an officer on the pages of due process."""

    def turns_to(self, model: str, pk: int) -> None:
        self.page.goto(reverse(f"admin:{model}_change", args=[pk]))

    def decides(self, proposal: ProposedChange, label: str, reasons: str, **typed: str) -> None:
        self.turns_to("standing_proposedchange", proposal.pk)
        self.does(label, reasons=reasons, **typed)

    def confirms(self, proposal: ProposedChange) -> None:
        """Confirm a suspension after looking at whom it hits."""
        label = "Confirm: suspend at once"
        self.turns_to("standing_proposedchange", proposal.pk)
        self.reads("Whom this suspends", proposal.shipper.ksn, "Benefits that end", "On which findings")
        self._unfolded(label).get_by_label("I confirm that this suspends").check()
        self._sends(label)

    def proposes_removal(self, shipper_id: int, reasons: str) -> None:
        self.turns_to("shippers_shipper", shipper_id)
        self.does("Propose a removal", reasons=reasons)

    def opens_plan(self, shipper_id: int, purpose: str, *items: str) -> Plan:
        """Open a corrective plan with this many items, one due every 20 days."""
        self.turns_to("shippers_shipper", shipper_id)
        form = self._unfolded("Open a corrective plan")
        fill_in(form.locator("[name$='-text']"), purpose)
        for number, text in enumerate(items, start=1):
            fill_in(form.locator(f"[name$='-text_{number}']"), text)
            fill_in(form.locator(f"[name$='-owner_{number}']"), "Ada Park")
            due = clock.today() + timedelta(days=20 * number)
            fill_in(form.locator(f"[name$='-due_{number}']"), due.isoformat())
        self._sends("Open a corrective plan")
        return Plan.objects.get(shipper=shipper_id)

    def completes(self, plan: Plan) -> None:
        """Accept each answer, and complete the plan."""
        self.turns_to("standing_plan", plan.pk)
        for number in range(1, plan.items.count() + 1):
            label = f"Item {number}: Accept the answer"
            self._unfolded(label)
            self._sends(label)
        self.does("Complete: full standing again", text="All of it was done.")
