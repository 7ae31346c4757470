"""The acts that the machine of due process tries: by officers, by the business, and by the sources of its violations.

The machine gives the people, the time and the business. Each act names what it is about: who takes it has a part there.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from apps.accounts.models import User
from apps.core import clock
from apps.core.files import identify_file
from apps.disputes.models import Dispute, SourceCheck
from apps.disputes.services import (
    dispute_decide,
    dispute_file_add,
    dispute_open,
    dispute_withdraw,
    source_check_answer,
    source_check_tell,
    source_checks_deliver,
)
from apps.ledger.models import Case, Recording
from apps.ledger.selectors import reference_of
from apps.ledger.services import answer_extend, recording_finish, recording_open, violation_determine, violations_record
from apps.shippers.models import Shipper
from apps.standing import services
from apps.standing.models import Appeal, AssuranceCall, Departure, Plan, ProposedChange, RestrictionReview
from apps.standing.selectors import UNDECIDED, calls_running
from tests.applications.answers import PDF
from tests.standing.evaluations import change_asked

SIGNED = [identify_file("signed.pdf", [PDF])]
TOLD = {"reasons": "It is so.", "language": "en"}
ANSWERS = ("confirm", "correct", "withdraw", "certify")
type Key = tuple[str, int]


class Acts:
    """The acts of officers and of the business."""

    now: datetime
    step: int
    shipper: Shipper
    heard: dict[int, int]
    parts: dict[Key, dict[int, int]]
    attempt: Callable[..., object]
    proposal: Callable[..., int]
    case: Callable[..., int]

    # The acts of officers.

    def determine(self, actor: User, number: int) -> None:
        case = self.case(number, "alleged", "sustained")
        if number % 4 == 0:
            with clock.at(self.now):
                until = clock.add_days(clock.today(), 60)
            self.attempt(answer_extend, actor, [("case", case)], case_id=case, until=until, reason="A holiday.")
            return
        fact = {"determination": ("sustained", "mitigated", "sustained", "reversed")[number % 4]}
        self.attempt(violation_determine, actor, [("case", case)], case_id=case, fact=fact, reason="It is so.")

    def decide_the_answer(self, actor: User, number: int) -> None:
        dispute = Dispute.objects.filter(shipper=self.shipper, state="open").first()
        if dispute:
            decision = ("decline", "note", "accept")[number % 3]
            more = {"dispute_id": dispute.pk, "decision": decision, "outcome": "mitigated"}
            self.attempt(dispute_decide, actor, [("case", dispute.case_id)], **more, **TOLD)

    def propose(self, actor: User, number: int) -> None:
        kind = ("suspension", "removal", "validation")[number % 3]
        cases = [self.case(number)] if number % 2 else []
        made = self.attempt(change_asked, actor, shipper_id=self.shipper.pk, kind=kind, cases=cases, **TOLD)
        if made:
            what = "call" if isinstance(made, AssuranceCall) else "change"
            self.parts[what, made.pk].setdefault(actor.pk, self.step)

    def call_the_member(self, actor: User, number: int) -> None:
        call = calls_running(self.shipper.pk).values_list("pk", flat=True).first() or 0
        if number % 4:
            said = {"at": self.now, "means": "phone", "text": "It is so.", "reached": number % 3 > 0}
            self.attempt(services.call_attempt_record, actor, [("call", call)], call_id=call, **said)
        else:
            self.attempt(services.call_withdraw, actor, [("call", call)], call_id=call, reasons="It is settled.")

    def confirm_or_dismiss(self, actor: User, number: int) -> None:
        waiting = self.proposal("to_confirm")
        if number % 3:
            self.attempt(services.suspension_confirm, actor, [("change", waiting)], change_id=waiting)
        else:
            self.attempt(services.suspension_dismiss, actor, change_id=waiting, **TOLD)

    def review(self, actor: User, number: int) -> None:
        change, decision = self.proposal(*UNDECIDED), ("continue", "continue", "lift")[number % 3]
        self.attempt(
            services.suspension_review, actor, [("change", change)], change_id=change, decision=decision, **TOLD
        )

    def decide(self, actor: User, number: int) -> None:
        decision = ("uphold", "uphold", "agree", "agree", "reduce", "withdraw")[number // 3 % 6]
        reduce_to = ("1", "2", "suspended", "conditional")[number % 4]
        change = self.proposal(*UNDECIDED)
        act = partial(services.change_decide, change_id=change, decision=decision, reduce_to=reduce_to)
        self.attempt(act, actor, [("change", change)], **TOLD)

    def two_officers(self, actor: User, number: int) -> None:
        act = services.change_recommend if number % 3 else services.change_send_back
        change = self.proposal(*UNDECIDED)
        self.attempt(act, actor, [("change", change)], change_id=change, reasons="It is so.")

    def reinstate(self, actor: User, number: int) -> None:
        conditional, about = number % 2 == 0, [("change", self.proposal(*UNDECIDED))]
        self.attempt(
            services.standing_reinstate, actor, about, shipper_id=self.shipper.pk, conditional=conditional, **TOLD
        )

    def hear_the_appeal(self, actor: User, number: int) -> None:
        decision = ("grant", "deny")[number % 2]
        appeal = Appeal.objects.filter(state="open").values_list("pk", flat=True).first() or 0
        if self.attempt(services.standing_appeal_decide, actor, appeal_id=appeal, decision=decision, **TOLD):
            self.heard[appeal] = self.step

    def give_time(self, actor: User, number: int) -> None:
        change = ProposedChange.objects.filter(pk=self.proposal("proposed")).first()
        if change is None:
            return
        about, values = [("change", change.pk)], {"change_id": change.pk, "text": "So."}
        if number % 3:
            decision = ("grant", "decline")[number % 2]
            self.attempt(services.extension_decide, actor, about, decision=decision, **values)
        else:
            until = change.respond_on + timedelta(days=1 + number // 3)
            self.attempt(services.change_extend, actor, about, until=until, **values)

    def open_a_plan(self, actor: User, number: int) -> None:
        with clock.at(self.now):
            items = [
                services.PlanItemDraft("Check each parcel.", "Ada", clock.add_days(clock.today(), 1 + number // 2))
            ]
        about = [("plan", self.shipper.pk), ("change", self.proposal(*UNDECIDED))]
        self.attempt(services.plan_open, actor, about, shipper_id=self.shipper.pk, purpose="Mend it.", items=items)

    def see_to_the_plan(self, actor: User, number: int) -> None:
        act = ("accept", "accept", "complete", "complete", "decline", "extend", "cancel", "resume")[number % 8]
        plan = Plan.objects.filter(shipper=self.shipper, state__in=["open", "missed"]).first()
        if plan is None:
            return
        with clock.at(self.now):
            due = clock.add_days(clock.today(), 20)
        tell = partial(self.attempt, actor=actor, about=[("plan", self.shipper.pk)])
        match act:
            case "complete":
                tell(services.plan_complete, plan_id=plan.pk, text="Done.")
            case "cancel":
                tell(services.plan_cancel, plan_id=plan.pk, text="Otherwise.")
            case "resume":
                tell(services.plan_resume, plan_id=plan.pk, due=due, text="Go on.")
            case _:
                tell(services.plan_item_judge, item_id=plan.items.get().pk, decision=act, text="So.", due=due)

    def review_the_conditions(self, actor: User, number: int) -> None:
        review = RestrictionReview.objects.filter(state="open").values_list("pk", flat=True).first() or 0
        self.attempt(services.review_decide, actor, review_id=review, decision=("lift", "keep")[number % 2], **TOLD)

    def keep_the_appealed_change(self, actor: User, number: int) -> None:
        appeal = Appeal.objects.filter(state="open").first()
        if appeal:
            until = clock.add_days(clock.day_of(appeal.decide_by), number - 5)
            self.attempt(services.appeal_keep, actor, appeal_id=appeal.pk, until=until, **TOLD)

    def see_to_a_departure(self, actor: User, number: int) -> None:
        departure = Departure.objects.filter(state__in=["open", "signed"]).values_list("pk", flat=True).first() or 0
        match number % 8:
            case 0 | 1 | 2:
                self.attempt(
                    services.departure_start, actor, shipper_id=self.shipper.pk, way="phone", reasons="They close."
                )
            case 3 | 4:
                self.attempt(services.departure_sign, actor, departure_id=departure, note="Signed.", files=SIGNED)
            case 5:
                self.attempt(services.departure_agree, actor, departure_id=departure)
            case 6:
                self.attempt(services.departure_send_back, actor, departure_id=departure, reasons="It is so.")
            case _:
                self.attempt(services.departure_cancel, actor, departure_id=departure, reasons="It is so.")

    def see_to_a_source(self, actor: User, number: int) -> None:
        check = self.check(number)
        if check is None:
            return
        tell = partial(self.attempt, actor=actor, about=[("case", check.dispute.case_id)], source_check_id=check.pk)
        answer = (*ANSWERS, "tell", "tell")[number % (len(ANSWERS) + 2)]
        if answer == "tell":
            tell(source_check_tell, how="By phone.")
        else:
            tell(source_check_answer, answer=answer, text="They say so.")

    # The acts of sources, by their systems.

    def check(self, number: int) -> SourceCheck | None:
        checks = SourceCheck.objects.filter(dispute__shipper=self.shipper, state__in=["open", "unconfirmed"])
        found = list(checks.select_related("dispute").order_by("pk"))
        return found[number % len(found)] if found else None

    def a_source_reads(self, actor: User, number: int) -> None:
        if check := self.check(number):
            ids = {"reporter_id": check.reporter_id, "source_check_ids": [check.pk]}
            self.attempt(partial(source_checks_deliver, **ids))

    def a_source_answers(self, actor: User, number: int) -> None:
        if check := self.check(number):
            answer = {"answer": ANSWERS[number % len(ANSWERS)], "correction": {"culpability": "negligence"}}
            ids = {"reporter_id": check.reporter_id, "source_check_id": check.pk}
            self.attempt(partial(source_check_answer, **ids, **answer, text="The exam report."))

    def a_source_reports_again(self, actor: User, number: int) -> None:
        case = Case.objects.filter(pk=self.case(number)).select_related("reporter").first()
        if case is not None:
            self.attempt(partial(report_again, case, ("sustained", "reversed", "alleged")[number % 3]))

    # The acts of the business.

    def respond(self, actor: User, number: int) -> None:
        said = {"response": "We see it otherwise.", "final": number % 3 == 0}
        self.attempt(services.change_respond, actor, change_id=self.proposal("proposed"), **said)

    def add_to_the_response(self, actor: User, number: int) -> None:
        more = {"text": "And more." if number % 3 else "", "final": number % 3 == 0}
        self.attempt(services.response_add, actor, change_id=self.proposal(*UNDECIDED), **more)

    def answer_a_violation(self, actor: User, number: int) -> None:
        case, position = self.case(number), ("dispute", "explain", "agree")[number % 3]
        answer = {"shipper_id": self.shipper.pk, "case_id": case, "position": position, "text": "Not so."}
        answer["final"] = number % 2 == 0
        self.attempt(dispute_open, actor, **answer)

    def add_to_an_answer(self, actor: User, number: int) -> None:
        dispute = Dispute.objects.filter(shipper=self.shipper, state="open").values_list("pk", flat=True).first() or 0
        if number % 4:
            self.attempt(dispute_file_add, actor, dispute_id=dispute, files=SIGNED)
        else:
            self.attempt(dispute_withdraw, actor, dispute_id=dispute)

    def ask_for_time(self, actor: User, number: int) -> None:
        change = ProposedChange.objects.filter(pk=self.proposal("proposed")).first()
        if change:
            until = change.respond_on + timedelta(days=number // 3 - 5)
            self.attempt(services.extension_ask, actor, change_id=change.pk, until=until, reason="Papers come late.")

    def appeal(self, actor: User, number: int) -> None:
        self.attempt(services.change_appeal, actor, change_id=self.proposal("upheld", "reduced"), text="Look again.")

    def take_the_appeal_back(self, actor: User, number: int) -> None:
        appeal = Appeal.objects.filter(state="open").values_list("pk", flat=True).first() or 0
        if number % 3 == 0:
            self.attempt(services.appeal_withdraw, actor, appeal_id=appeal)

    def answer_the_plan(self, actor: User, number: int) -> None:
        plan = Plan.objects.filter(shipper=self.shipper, state="open").first()
        if plan:
            item = plan.items.get()
            self.attempt(services.plan_item_answer, actor, shipper_id=self.shipper.pk, item_id=item.pk, text="Done.")

    def ask_for_a_review(self, actor: User, number: int) -> None:
        if number % 5:
            self.attempt(services.review_ask, actor, shipper_id=self.shipper.pk, text="We have mended it.")
        else:
            self.attempt(services.review_withdraw, actor, shipper_id=self.shipper.pk)

    def leave(self, actor: User, number: int) -> None:
        if number == 1:
            self.attempt(services.member_leave, actor, shipper_id=self.shipper.pk)
        elif number % 4 == 0:
            self.attempt(services.departure_decline, actor, shipper_id=self.shipper.pk)


def report_again(case: Case, determination: str) -> None:
    """Report a violation once more by its source, with another determination."""
    recording = recording_open(reporter=case.reporter, kind=Recording.Kind.API)
    fact = {"reference": reference_of(case, case.reporter_id), "determination": determination}
    violations_record(recording=recording, facts=[(0, fact)])
    recording_finish(recording=recording)
