"""The stories of due process, played by members and staff through the services that they would use."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.accounts.models import User
from apps.core import clock
from apps.disputes.models import Dispute, StatementState
from apps.ledger.models import Parcel
from apps.ledger.selectors import violations_of
from apps.ledger.services import violations_record
from apps.standing import services
from apps.standing.adverse_actions import Cause, action_upon
from apps.standing.assurance.grounds import grounds_named
from apps.standing.models import Appeal, AppealState, Plan, PlanItemState, ProposedChange, Standing, Status
from apps.standing.selectors import extension_open, plan_running_of, proposal_facts, proposals_of, proposals_open
from apps.standing.services import NoticeAnswer, PlanItemDraft
from config.simulation.members import Member, Staff
from config.simulation.numbers import catalog
from config.simulation.numbers.reports import facts_record
from config.simulation.people import paperwork
from config.simulation.people.cast import Cast, is_free
from config.simulation.people.plots import STORIES, Scene

# The change that the program proposes upon a record, possibly beside what a story tells.
UPON_RECORD = action_upon(Cause.LOW_RECORD).code
# The items of a plan, who answers for each, and the days that the plan gives.
ITEMS = (
    ("Have a laboratory test each lot of the maker.", "Head of quality", 37),
    ("Train the packers, and keep a list of who was.", "Warehouse lead", 87),
)
MORE_DAYS = 14
# A notice about parcels names so many.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Player:
    """A member in a story, with those at the program who deal with it. The second officer decides the changes that the
    first one proposes or confirms.
    """

    member: Member
    staff: Staff

    @property
    def owner(self) -> User:
        return self.member.owner

    @property
    def shipper_id(self) -> int:
        return self.member.shipper_id

    def heard(self) -> ProposedChange:
        """Return the proposed change that a story waits for; one upon the record may be proposed beside it."""
        return proposals_open(self.shipper_id).exclude(kind=UPON_RECORD).get()

    def plan(self) -> Plan:
        plan = plan_running_of(self.shipper_id)
        assert plan is not None
        return plan

    def appeal(self) -> Appeal:
        return Appeal.objects.get(proposal__shipper=self.shipper_id, state=AppealState.OPEN)


type Act = Callable[[Player], object]


def scene_play(*, cast: Cast, scene: Scene) -> None:
    """Play a scene, now. Where nobody could play the first of a story, the others are not played either."""
    story, begins = STORIES[scene.number], scene.place == 0
    if begins:
        cast.choose(story.role, cast.members, validated=story.validated)
    member = cast.roles.get(story.role)
    if scene.number in cast.untold or member is None or (begins and not is_free(member, validated=story.validated)):
        cast.untold.add(scene.number)
        return
    ACTIONS[scene.action](Player(member, cast.staff))


def cases_new(shipper_id: int) -> list[int]:
    """Return the violations of a business on which nobody proposed anything yet, the latest first."""
    named = grounds_named(shipper_id)
    cases = violations_of(shipper_id).exclude(determination="reversed").values_list("case", flat=True)
    return [case for case in cases if named.leave_new([case], [])]


def parcels_new(shipper_id: int, number: int) -> list[str]:
    """Return the latest parcels of a business on which nobody proposed anything yet."""
    parcels = Parcel.objects.filter(seller__shipper=shipper_id, voided=False)
    parcels = parcels.exclude(pk__in=grounds_named(shipper_id).parcels).order_by("-date", "-pk")
    return list(parcels.values_list("reference", flat=True)[:number])


def _propose(kind: str, reasons: str) -> Act:
    def propose(player: Player) -> None:
        about, cases = player.shipper_id, cases_new(player.shipper_id)[:2]
        parcels = parcels_new(about, NAMED if "parcel" in reasons or not cases else 0)
        services.change_propose(
            actor=player.staff.officer, shipper_id=about, kind=kind, reasons=reasons, cases=cases, parcels=parcels
        )

    return propose


def _decide(decision: str, reasons: str, reduce_to: str = "") -> Act:
    return lambda player: change_settle(
        proposal=player.heard(), decision=decision, staff=player.staff, reasons=reasons, reduce_to=reduce_to
    )


def change_settle(*, proposal: ProposedChange, decision: str, staff: Staff, reasons: str, reduce_to: str = "") -> None:
    """Decide a proposed change by the officer who neither proposed nor confirmed it. If two officers must agree and no
    officer has acted yet, the other recommends it first.
    """
    first, second = staff.officer, staff.second
    if proposal.confirmed_by == second:
        first, second = second, first
    facts = proposal_facts(proposal, Standing.objects.get(pk=proposal.shipper_id), second)
    if decision == "uphold" and facts.second_officer and facts.first_missing:
        services.change_recommend(actor=first, change_id=proposal.pk, reasons=reasons)
        decision = "agree"
    services.change_decide(actor=second, change_id=proposal.pk, decision=decision, reasons=reasons, reduce_to=reduce_to)


def _hear_appeal(decision: str, reasons: str) -> Act:
    return lambda player: services.standing_appeal_decide(
        actor=player.staff.supervisor, appeal_id=player.appeal().pk, decision=decision, reasons=reasons
    )


def respond(player: Player) -> None:
    proposal = player.heard()
    services.change_respond(
        final=True,
        actor=player.owner,
        change_id=proposal.pk,
        response="We keep these records for five years, and attach what was asked for. A new clerk misfiled them.",
        answers=answers_to(proposal),
        files=paperwork.extract(player.member.seller, "records.pdf"),
    )


def answers_to(proposal: ProposedChange) -> list[NoticeAnswer]:
    """Return an answer to each finding, and to each named violation that is not disputed already."""
    changed = "It was so until we changed the maker of these goods."
    findings = [
        NoticeAnswer(position="explain", text=changed, rule=found["rule"]) for found in proposal.notice["findings"]
    ]
    cases = violations_of(proposal.shipper_id).filter(case__in=proposal.notice["cases"])
    waiting = Dispute.objects.filter(shipper=proposal.shipper_id, state=StatementState.OPEN).values("case")
    standing = cases.exclude(determination="reversed").exclude(case__in=waiting).order_by("case")
    positions = ("broker", "explain", "dispute")
    return findings + [
        NoticeAnswer(position=positions[number % 3], text="Our papers show how it came about.", case_id=case)
        for number, case in enumerate(standing.values_list("case", flat=True))
    ]


def _ask_for_time(player: Player) -> None:
    proposal = player.heard()
    services.extension_ask(
        actor=player.owner,
        change_id=proposal.pk,
        until=clock.add_days(proposal.respond_on, MORE_DAYS),
        reason="The laboratory needs two more weeks for its report.",
    )


def _grant_time(player: Player) -> None:
    proposal = player.heard()
    asked = extension_open(proposal)
    assert asked is not None
    services.extension_decide(
        actor=player.staff.officer,
        change_id=proposal.pk,
        decision="grant",
        until=asked.until,
        text="The report matters for the decision, so there is time for it.",
    )


def _appeal(player: Player) -> None:
    upheld = proposals_of(player.shipper_id).filter(state="upheld").exclude(kind=UPON_RECORD)[0]
    services.change_appeal(
        actor=player.owner,
        change_id=upheld.pk,
        text="The decision does not say a word about the laboratory's report that we sent.",
        files=paperwork.extract(player.member.seller, "report.pdf"),
    )


def _open_plan(player: Player) -> None:
    today = clock.today()
    services.plan_open(
        actor=player.staff.officer,
        shipper_id=player.shipper_id,
        purpose="Such goods must not be packed again. Show what keeps them out from now on.",
        items=[PlanItemDraft(text, who, clock.add_days(today, days)) for text, who, days in ITEMS],
    )


def _answer_item(player: Player) -> None:
    services.plan_item_answer(
        **player.member.own,
        item_id=player.plan().items.filter(state=PlanItemState.OPEN).earliest("due").pk,
        text="Done since last week. The contract and the list are attached.",
        files=paperwork.extract(player.member.seller, "evidence.pdf"),
    )


def _accept_item(player: Player) -> None:
    item = player.plan().items.filter(state=PlanItemState.ANSWERED).earliest("due")
    services.plan_item_judge(actor=player.staff.second, item_id=item.pk, decision="accept", text="That will do.")


def _report(*, disclosed: bool) -> Act:
    """Have the agency report a match with a list of restricted parties, or pass on what the member itself reported."""

    def report(player: Player) -> None:
        parcel = Parcel.objects.filter(seller__shipper=player.shipper_id, voided=False).order_by("-date", "-pk").first()
        today = clock.today()
        found = {"category": "restricted_party", "culpability": "negligence", "basis": "list_match"}
        decided = {"attribution": "seller", "self_disclosed": disclosed, "determination": "sustained"}
        named = {"reference": f"L{player.member.seller.number:05d}{today:%y%m%d}", "ksn": player.member.ksn}
        about = {"shipment": f"{parcel.issuer}:{parcel.reference}"} if parcel else {}
        facts_record(violations_record, catalog.AGENCY, named | {"date": today.isoformat()} | found | decided | about)

    return report


ACTIONS: dict[str, Act] = {
    "propose_removal": _propose("removal", "Records of several parcels were asked for twice and not produced."),
    "propose_suspension": _propose("suspension", "Records of a parcel were asked for and not produced."),
    "propose_validation": _propose("validation", "At the visit the packing room was not locked, as it was before."),
    "respond": respond,
    "ask_for_time": _ask_for_time,
    "grant_time": _grant_time,
    "uphold": _decide("uphold", "The response does not answer what was found."),
    "reduce": _decide("reduce", "The records were produced late, but they are complete.", reduce_to=Status.CONDITIONAL),
    "withdraw": _decide("withdraw", "What was sent settles it: it was the carrier's mistake."),
    "recommend": lambda player: services.change_recommend(
        actor=player.staff.officer,
        change_id=player.heard().pk,
        reasons="The plan was missed, and nobody responded to the notice.",
    ),
    "call_over": lambda player: None,
    "confirm": lambda player: services.suspension_confirm(actor=player.staff.second, change_id=player.heard().pk),
    "appeal": _appeal,
    "grant_appeal": _hear_appeal("grant", "The report was not read before the decision, and it settles the question."),
    "deny_appeal": _hear_appeal("deny", "The report was read. It is about another lot."),
    "open_plan": _open_plan,
    "answer_item": _answer_item,
    "accept_item": _accept_item,
    "complete_plan": lambda player: services.plan_complete(
        actor=player.staff.second, plan_id=player.plan().pk, text="All that was asked for is in place."
    ),
    "find_critical": _report(disclosed=False),
    "disclose": _report(disclosed=True),
}
