"""Every way of due process: adverse actions that are proposed, heard, decided, appealed and mended."""

from collections.abc import Callable
from datetime import date
from typing import Any

from apps.accounts.models import User
from apps.core import clock
from apps.ledger.models import Parcel
from apps.ledger.selectors import violations_of
from apps.ledger.services import violations_record
from apps.standing import services
from apps.standing.assurance.grounds import grounds_named
from apps.standing.models import PlanItem, PlanItemState, ProposalState, ProposedChange, Status
from apps.standing.selectors import calls_running, plan_running_of, proposals_of
from apps.standing.services import PlanItemDraft
from config.simulation.numbers import catalog
from config.simulation.numbers.reports import facts_record
from config.simulation.people.acts import (
    UPON_RECORD,
    Act,
    Story,
    Turn,
    acting,
    change_heard,
    officer,
    often,
    owner,
    paper,
    second,
    supervisor,
)
from config.simulation.people.cast import NobodyFree, Role
from config.simulation.people.hearings import answers_to, change_settle

# The hours of an assurance call, in whole days, and one more.
CALL_DAYS = 4
MORE_DAYS = 14
# A notice about parcels names so many.
NAMED = 3
REASONS = {
    "removal": "Records of several parcels were asked for twice and not produced.",
    "suspension": "Records of a parcel were asked for and not produced.",
    "validation": "At the visit the packing room was not locked, as it was before.",
}
# The items of a plan, who answers for each, and the days that the plan gives.
ITEMS = (
    ("Have a laboratory test each lot of the maker.", "Head of quality", 37),
    ("Train the packers, and keep a list of who was.", "Warehouse lead", 87),
)
RESTORED, MENDED, LAPSED = (Role(name, leads=True) for name in ("restored", "mended", "lapsed"))
PLEADS, CALLED, REACHED = Role("pleads"), Role("is to be called", assured=True), Role("was reached", assured=True)
REVIEWED, KEPT = Role("has its conditions reviewed"), Role("keeps its conditions")


def change_propose(*, turn: Turn, actor: User, kind: str, reasons: str, cases: int = 2) -> None:
    """Propose a change, about so many of the latest violations on which nobody proposed anything yet, and parcels."""
    member = turn.member
    if not turn.role.fits(member):
        raise NobodyFree(turn.role.name)
    named = grounds_named(member.shipper_id)
    violations = violations_of(member.shipper_id).exclude(determination="reversed").values_list("case", flat=True)
    found = [case for case in violations if named.leave_new([case], [])][:cases]
    parcels = Parcel.objects.filter(seller__shipper=member.shipper_id, voided=False).exclude(pk__in=named.parcels)
    count = NAMED if "parcel" in reasons or not found else 0
    services.change_propose(
        actor=actor,
        shipper_id=member.shipper_id,
        kind=kind,
        reasons=reasons,
        cases=found,
        parcels=list(parcels.order_by("-date", "-pk").values_list("reference", flat=True)[:count]),
    )


def grave_fault_report(*, turn: Turn, self_disclosed: bool) -> None:
    """Have the agency report a match with a list of restricted parties, or pass on what the member itself reported."""
    member, today = turn.member, clock.today()
    if not turn.role.fits(member):
        raise NobodyFree(turn.role.name)
    parcel = Parcel.objects.filter(seller__shipper=member.shipper_id, voided=False).order_by("-date", "-pk").first()
    fault = {
        "reference": f"L{member.seller.number:05d}{today:%y%m%d}",
        "ksn": member.ksn,
        "date": today.isoformat(),
        "category": "restricted_party",
        "culpability": "negligence",
        "basis": "list_match",
        "attribution": "seller",
        "self_disclosed": self_disclosed,
        "determination": "sustained",
    }
    about = {"shipment": f"{parcel.issuer}:{parcel.reference}"} if parcel else {}
    facts_record(violations_record, catalog.AGENCY, fault | about)


def settle(*, turn: Turn, change_id: int, decision: str, reasons: str, reduce_to: str = "") -> None:
    change = ProposedChange.objects.get(pk=change_id)
    staff = turn.cast.staff
    change_settle(proposal=change, decision=decision, staff=staff, reasons=reasons, reduce_to=reduce_to)


def proposed(before: int, kind: str, **given: Any) -> tuple[Act, Act]:
    """Return a proposal, and a day by which a member in good standing was called, on which nobody does anything."""
    proposal = officer(before, change_propose, kind=kind, reasons=REASONS[kind], **given)
    return proposal, officer(max(0, before - CALL_DAYS), lambda: None)


def _more_time(turn: Turn) -> date:
    return clock.add_days(change_heard(turn).respond_on, MORE_DAYS)


def _answers(turn: Turn) -> list[services.NoticeAnswer]:
    return answers_to(change_heard(turn))


def _items(_turn: Turn) -> list[PlanItemDraft]:
    return [PlanItemDraft(text, who, clock.add_days(clock.today(), days)) for text, who, days in ITEMS]


def _upheld(turn: Turn) -> int:
    return proposals_of(turn.shipper_id).filter(state=ProposalState.UPHELD).exclude(kind=UPON_RECORD)[0].pk


def _item(state: PlanItemState) -> Callable[[Turn], int]:
    return lambda turn: PlanItem.objects.filter(plan=plan_running_of(turn.shipper_id), state=state).earliest("due").pk


suspend = often(officer, change_propose, kind="suspension", reasons=REASONS["suspension"])
found = often(officer, grave_fault_report, self_disclosed=False)
disclosed = often(officer, grave_fault_report, self_disclosed=True)
respond = often(
    owner,
    services.change_respond,
    final=True,
    response="We keep these records for five years, and attach what was asked for. A new clerk misfiled them.",
    answers=_answers,
    files=paper("records.pdf"),
)
ask_for_time = often(
    owner, services.extension_ask, until=_more_time, reason="The laboratory needs two more weeks for its report."
)
grant_time = often(
    officer,
    services.extension_decide,
    decision="grant",
    until=_more_time,
    text="The report matters for the decision, so there is time for it.",
)
uphold = often(officer, settle, decision="uphold", reasons="The response does not answer what was found.")
reduce = often(
    officer,
    settle,
    decision="reduce",
    reasons="The records were produced late, but they are complete.",
    reduce_to=Status.CONDITIONAL,
)
withdraw = often(
    officer, settle, decision="withdraw", reasons="What was sent settles it: it was the carrier's mistake."
)
appeal = often(
    owner,
    services.change_appeal,
    change_id=_upheld,
    text="The decision does not say a word about the laboratory's report that we sent.",
    files=paper("report.pdf"),
)
open_plan = often(
    officer,
    services.plan_open,
    purpose="Such goods must not be packed again. Show what keeps them out from now on.",
    items=_items,
)
answer_item = often(
    owner,
    services.plan_item_answer,
    item_id=_item(PlanItemState.OPEN),
    text="Done since last week. The contract and the list are attached.",
    files=paper("evidence.pdf"),
)
accept_item = often(
    second, services.plan_item_judge, item_id=_item(PlanItemState.ANSWERED), decision="accept", text="That will do."
)
reinstate = often(second, services.standing_reinstate, reasons="All that was asked for is here.")
ask_review = often(owner, services.review_ask, text="Every record is kept by the tracking number now.")


decide_appeal = often(supervisor, services.standing_appeal_decide)
decide_review = often(supervisor, services.review_decide, reasons="We read the records of ten parcels, drawn by us.")


def reviewed(role: Role, before: int, *end: Act) -> Story:
    """Return the story of conditions from their proposal to the request for a review, and what follows."""
    heard = before - CALL_DAYS - 2
    proposal = proposed(before, "suspension", cases=0)
    return Story(role, *proposal, respond(heard), reduce(heard), ask_review(heard), *end)


# These stories are told in every program that is long enough for them.
STORIES = (
    # A removal is proposed, heard with more time, and reduced; the plan that follows runs.
    Story(
        Role("on conditions", leads=True),
        *proposed(120, "removal"),
        ask_for_time(112),
        grant_time(110),
        respond(88),
        reduce(75),
        open_plan(60),
        answer_item(40),
        accept_item(35),
        answer_item(8),
    ),
    # Removed by two officers; the appeal is being heard.
    Story(Role("removed", leads=True), *proposed(100, "removal"), respond(92), uphold(85), appeal(20)),
    # Suspended after a hearing, and restored on appeal.
    Story(
        RESTORED,
        *proposed(240, "suspension"),
        uphold(200),
        appeal(180),
        decide_appeal(
            150, decision="grant", reasons="The report was not read before the decision, and it settles the question."
        ),
    ),
    Story(RESTORED, *proposed(60, "suspension"), respond(50), withdraw(45)),
    Story(RESTORED, *proposed(12, "suspension"), ask_for_time(3)),
    # Suspended after a hearing; the appeal was denied.
    Story(
        Role("suspended", leads=True),
        *proposed(190, "suspension"),
        respond(180),
        uphold(170),
        appeal(150),
        decide_appeal(120, decision="deny", reasons="The report was read. It is about another lot."),
    ),
    # Nobody decided in time; later it reports a grave fault of its own, which somebody must confirm.
    Story(LAPSED, *proposed(140, "suspension"), respond(120)),
    Story(LAPSED, disclosed(1)),
    # Suspended at once, and reviewed by nobody: on conditions, every parcel examined.
    Story(Role("unreviewed", leads=True), found(40)),
    # A corrective plan was missed; one officer recommends the removal, a second is to agree.
    Story(
        Role("missed", leads=True),
        found(100),
        respond(97),
        uphold(95),
        open_plan(94),
        officer(5, services.change_recommend, reasons="The plan was missed, and nobody responded to the notice."),
    ),
    # Suspended at once and upheld; a plan mended it.
    Story(
        MENDED,
        found(330),
        respond(327),
        uphold(325),
        open_plan(320),
        answer_item(300),
        accept_item(297),
        answer_item(290),
        accept_item(287),
        second(285, services.plan_complete, text="All that was asked for is in place."),
    ),
    # Reported by itself, confirmed by one officer, and withdrawn by another.
    Story(MENDED, disclosed(90), second(89, services.suspension_confirm), withdraw(84)),
    Story(MENDED, *proposed(20, "removal"), respond(6)),
    # A visit did not find its practice as it was: the validation ends.
    Story(
        Role("no longer validated", validated=True, leads=True), *proposed(50, "validation"), respond(40), uphold(30)
    ),
)

EPISODES = (
    # The appeal is taken back, and so is the plan: the cause has gone.
    Story(
        PLEADS,
        *proposed(300, "suspension"),
        respond(294),
        uphold(294),
        appeal(294),
        owner(294, services.appeal_withdraw),
        open_plan(290),
        second(290, services.plan_cancel, text="They changed the maker: no plan is needed."),
        second(290, services.standing_reinstate, reasons="The cause has gone with the maker."),
    ),
    # More time is declined.
    Story(
        PLEADS,
        *proposed(250, "suspension"),
        ask_for_time(244),
        officer(244, services.extension_decide, decision="decline", text="The report would not change what was found."),
        withdraw(244),
    ),
    # The response closes the request for more time.
    Story(PLEADS, *proposed(160, "suspension"), ask_for_time(154), respond(154), withdraw(154)),
    # A suspension is asked for, so that the member is called first.
    Story(CALLED, suspend(28), second(28, services.call_withdraw, reasons="The records came today."), suspend(1)),
    Story(
        REACHED,
        suspend(2),
        acting(lambda turn: calls_running(turn.shipper_id)[0].manager or turn.cast.staff.officer)(
            2,
            services.call_attempt_record,
            at=lambda _turn: clock.now(),
            means="phone",
            text="They look for the records, and send them this week.",
            reached=True,
        ),
    ),
    reviewed(REVIEWED, 240, decide_review(230, decision="lift")),
    reviewed(REVIEWED, 225, owner(215, services.review_withdraw), reinstate(215)),
    reviewed(REVIEWED, 210, reinstate(200)),
    # Nobody decides the review: it lapses.
    reviewed(REVIEWED, 195),
    reviewed(REVIEWED, 18),
    reviewed(KEPT, 70, decide_review(60, decision="keep")),
)
