"""The acts that the machine of due process tries: by officers, and by the business."""

from collections.abc import Callable
from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.core import clock
from apps.core.files import identify_file
from apps.shippers.models import Shipper
from apps.standing.models import Appeal, Departure, Plan, ProposedChange, RestrictionReview
from apps.standing.selectors import UNDECIDED, calls_running
from apps.standing.services import (
    PlanItemDraft,
    appeal_keep,
    appeal_withdraw,
    call_attempt_record,
    call_withdraw,
    change_appeal,
    change_decide,
    change_extend,
    change_propose,
    change_recommend,
    change_respond,
    change_send_back,
    departure_agree,
    departure_cancel,
    departure_decline,
    departure_send_back,
    departure_sign,
    departure_start,
    extension_ask,
    extension_decide,
    member_leave,
    plan_cancel,
    plan_complete,
    plan_item_answer,
    plan_item_judge,
    plan_open,
    plan_resume,
    review_ask,
    review_decide,
    review_withdraw,
    standing_appeal_decide,
    standing_reinstate,
    suspension_confirm,
    suspension_dismiss,
)
from tests.applications.answers import PDF

SIGNED = [identify_file("signed.pdf", [PDF])]
TOLD = {"reasons": "It is so.", "language": "en"}


class Acts:
    """The acts of officers and of the business. The machine gives the people, the time and the business."""

    people: dict[str, User]
    now: datetime
    shipper: Shipper
    attempt: Callable[..., None]
    proposal: Callable[..., int]

    # The acts of officers.

    def propose(self, actor: str, number: int) -> None:
        kind = ("suspension", "removal", "validation")[number % 3]
        self.attempt(change_propose, actor, shipper_id=self.shipper.pk, kind=kind, **TOLD)

    def call_the_member(self, actor: str, number: int) -> None:
        call = calls_running(self.shipper.pk).values_list("pk", flat=True).first() or 0
        if number % 4:
            said = {"at": self.now, "means": "phone", "text": "It is so.", "reached": number % 3 > 0}
            self.attempt(call_attempt_record, actor, call_id=call, **said)
        else:
            self.attempt(call_withdraw, actor, call_id=call, reasons="It is settled.")

    def confirm_or_dismiss(self, actor: str, number: int) -> None:
        waiting = self.proposal("to_confirm")
        if number % 3:
            self.attempt(suspension_confirm, actor, change_id=waiting)
        else:
            self.attempt(suspension_dismiss, actor, change_id=waiting, **TOLD)

    def decide(self, actor: str, number: int) -> None:
        decision = ("uphold", "uphold", "uphold", "agree", "reduce", "withdraw")[number // 3 % 6]
        reduce_to = ("1", "2", "suspended", "conditional")[number % 4]
        change = self.proposal(*UNDECIDED)
        self.attempt(change_decide, actor, change_id=change, decision=decision, reduce_to=reduce_to, **TOLD)

    def two_officers(self, actor: str, number: int) -> None:
        act = change_recommend if number % 3 else change_send_back
        self.attempt(act, actor, change_id=self.proposal(*UNDECIDED), reasons="It is so.")

    def reinstate(self, actor: str, number: int) -> None:
        conditional = number % 2 == 0
        self.attempt(standing_reinstate, actor, shipper_id=self.shipper.pk, conditional=conditional, **TOLD)

    def hear_the_appeal(self, actor: str, number: int) -> None:
        decision = ("grant", "deny")[number % 2]
        appeal = Appeal.objects.filter(state="open").values_list("pk", flat=True).first() or 0
        self.attempt(standing_appeal_decide, actor, appeal_id=appeal, decision=decision, **TOLD)

    def give_time(self, actor: str, number: int) -> None:
        change = ProposedChange.objects.filter(pk=self.proposal("proposed")).first()
        if change is None:
            return
        if number % 2:
            self.attempt(extension_decide, actor, change_id=change.pk, decision="grant", text="Yes.")
        else:
            until = change.respond_on + timedelta(days=1 + number // 3)
            self.attempt(change_extend, actor, change_id=change.pk, until=until, text="Yes.")

    def open_a_plan(self, actor: str, number: int) -> None:
        with clock.at(self.now):
            items = [PlanItemDraft("Check each parcel.", "Ada", clock.add_days(clock.today(), 1 + number // 2))]
        self.attempt(plan_open, actor, shipper_id=self.shipper.pk, purpose="Mend it.", items=items)

    def see_to_the_plan(self, actor: str, number: int) -> None:
        act = ("accept", "accept", "complete", "complete", "decline", "extend", "cancel", "resume")[number % 8]
        plan = Plan.objects.filter(shipper=self.shipper, state__in=["open", "missed"]).first()
        if plan is None:
            return
        with clock.at(self.now):
            due = clock.add_days(clock.today(), 20)
        match act:
            case "complete":
                self.attempt(plan_complete, actor, plan_id=plan.pk, text="Done.")
            case "cancel":
                self.attempt(plan_cancel, actor, plan_id=plan.pk, text="Otherwise.")
            case "resume":
                self.attempt(plan_resume, actor, plan_id=plan.pk, due=due, text="Go on.")
            case _:
                item = plan.items.get()
                self.attempt(plan_item_judge, actor, item_id=item.pk, decision=act, text="So.", due=due)

    def review_the_conditions(self, actor: str, number: int) -> None:
        review = RestrictionReview.objects.filter(state="open").values_list("pk", flat=True).first() or 0
        self.attempt(review_decide, actor, review_id=review, decision=("lift", "keep")[number % 2], **TOLD)

    def keep_the_appealed_change(self, actor: str, number: int) -> None:
        appeal = Appeal.objects.filter(state="open").first()
        if appeal:
            until = clock.add_days(clock.day_of(appeal.decide_by), number - 5)
            self.attempt(appeal_keep, actor, appeal_id=appeal.pk, until=until, **TOLD)

    def see_to_a_departure(self, actor: str, number: int) -> None:
        departure = Departure.objects.filter(state__in=["open", "signed"]).values_list("pk", flat=True).first() or 0
        match number % 8:
            case 0 | 1 | 2:
                self.attempt(departure_start, actor, shipper_id=self.shipper.pk, way="phone", reasons="They close.")
            case 3 | 4:
                self.attempt(departure_sign, actor, departure_id=departure, note="Signed.", files=SIGNED)
            case 5:
                self.attempt(departure_agree, actor, departure_id=departure)
            case 6:
                self.attempt(departure_send_back, actor, departure_id=departure, reasons="It is so.")
            case _:
                self.attempt(departure_cancel, actor, departure_id=departure, reasons="It is so.")

    # The acts of the business.

    def respond(self, actor: str, number: int) -> None:
        self.attempt(change_respond, actor, change_id=self.proposal("proposed"), response="We see it otherwise.")

    def ask_for_time(self, actor: str, number: int) -> None:
        change = ProposedChange.objects.filter(pk=self.proposal("proposed")).first()
        if change:
            until = change.respond_on + timedelta(days=number // 3 - 5)
            self.attempt(extension_ask, actor, change_id=change.pk, until=until, reason="Papers come late.")

    def appeal(self, actor: str, number: int) -> None:
        self.attempt(change_appeal, actor, change_id=self.proposal("upheld", "reduced"), text="Look again.")

    def take_the_appeal_back(self, actor: str, number: int) -> None:
        appeal = Appeal.objects.filter(state="open").values_list("pk", flat=True).first() or 0
        if number % 3 == 0:
            self.attempt(appeal_withdraw, actor, appeal_id=appeal)

    def answer_the_plan(self, actor: str, number: int) -> None:
        plan = Plan.objects.filter(shipper=self.shipper, state="open").first()
        if plan:
            item = plan.items.get()
            self.attempt(plan_item_answer, actor, shipper_id=self.shipper.pk, item_id=item.pk, text="Done.")

    def ask_for_a_review(self, actor: str, number: int) -> None:
        if number % 5:
            self.attempt(review_ask, actor, shipper_id=self.shipper.pk, text="We have mended it.")
        else:
            self.attempt(review_withdraw, actor, shipper_id=self.shipper.pk)

    def leave(self, actor: str, number: int) -> None:
        if number == 0:
            self.attempt(member_leave, actor, shipper_id=self.shipper.pk)
        elif number % 4 == 0:
            self.attempt(departure_decline, actor, shipper_id=self.shipper.pk)
