"""Calls before changes of standing are proposed, responses and decisions, and what sources say of disputes."""

from collections.abc import Iterable
from random import Random

from apps.core import clock
from apps.core.files import identify_file
from apps.disputes.models import Dispute, SourceCheck, SourceCheckState, StatementState
from apps.disputes.services import source_check_answer, source_check_tell
from apps.ledger.selectors import violations_of
from apps.standing import services
from apps.standing.models import AssuranceCall, CallState, ProposalState, ProposedChange, Standing
from apps.standing.selectors import has_reached_nobody, proposal_facts, reductions_of
from apps.standing.services import NoticeAnswer
from config.simulation.members import Member, Staff
from config.simulation.numbers.sellers import stream
from config.simulation.people import paperwork
from config.simulation.people.accounts import staff_ensure
from config.simulation.people.acts import UPON_RECORD

# The share of waiting calls that is made in a period; the others wait for the next, or are missed.
CALLED_SHARE = 0.8
ANSWERED_SHARE, UPHELD_SHARE, REDUCED_SHARE = 0.5, 0.7, 0.5
# The share of disputed violations that their source confirms. The others stop counting.
CONFIRMED_SHARE = 0.9
REASONS = {
    "uphold": "The findings stand after review.",
    "reduce": "The findings stand, but the record has begun to mend.",
    "withdraw": "The cause is mended, and the record shows it.",
}


def calls_make() -> None:
    """Let account managers reach most of the members that are to be called."""
    waiting = AssuranceCall.objects.filter(state=CallState.WAITING, due_at__gt=clock.now())
    for call in waiting.select_related("manager", "shipper").order_by("pk"):
        if call.manager and stream("calling", call.shipper.name, call.kind, clock.today()).random() < CALLED_SHARE:
            services.call_attempt_record(
                actor=call.manager,
                call_id=call.pk,
                at=clock.now(),
                means="phone",
                text="They knew of the parcels and look for the cause. They will answer the violations this week.",
                reached=True,
            )


def proposals_hear(*, members: Iterable[Member], staff: Staff, besides: Iterable[int] = ()) -> None:
    """Let sellers respond to some of the proposals, and officers decide those that were heard or whose time is over.

    A suspension at once is reviewed at once, and decided like any other. But for changes upon a record, those
    businesses are left out that play a story (`besides`).
    """
    owners = {member.shipper_id: member.owner for member in members if member.enrolled}
    heard = ProposedChange.objects.filter(state__in=[ProposalState.PROPOSED, ProposalState.RESPONDED])
    heard = heard.filter(kind=UPON_RECORD) | heard.exclude(shipper__in=list(besides))
    for proposal in heard.select_related("shipper").order_by("pk"):
        dice = stream("hearing", proposal.shipper.name, proposal.kind, proposal.proposed_at.date())
        answers = dice.random() < ANSWERED_SHARE and proposal.shipper_id in owners
        if proposal.review_is_due:
            services.suspension_review(
                actor=staff.second if proposal.confirmed_by == staff.officer else staff.officer,
                change_id=proposal.pk,
                decision="continue",
                reasons="The laboratory's report is clear.",
            )
        if proposal.state == ProposalState.PROPOSED and answers and proposal.proposed_at < clock.now():
            services.change_respond(
                final=True,
                actor=owners[proposal.shipper_id],
                change_id=proposal.pk,
                response="We found the cause: our list described the goods of two makers wrongly. Both are put right.",
                answers=answers_to(proposal),
            )
        elif proposal.respond_by <= clock.now() or proposal.state == ProposalState.RESPONDED:
            decision, reduce_to = _decision(proposal, dice)
            change_settle(
                proposal=proposal, decision=decision, staff=staff, reasons=REASONS[decision], reduce_to=reduce_to
            )


def letters_post() -> None:
    """Deliver by post the notices and decisions about businesses for which nobody signs on the site."""
    clerk = staff_ensure(role="officer", account="post office")
    for proposal in ProposedChange.objects.filter(has_reached_nobody()).order_by("pk"):
        services.change_serve(
            actor=clerk,
            change_id=proposal.pk,
            day=clock.today(),
            note="Signed for by the business.",
            files=[identify_file("receipt.pdf", [paperwork.receipt(proposal.shipper.name, clock.today())])],
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
        NoticeAnswer(
            position=stream("position", reference).choice(positions),
            text="Our papers show how it came about.",
            case_id=case,
        )
        for case, reference in standing.values_list("case", "case__reference")
    ]


def sources_ask(*, staff: Staff, besides: Iterable[int] = (), silent: int | None = None) -> None:
    """Tell the sources of disputed violations, and record their answers to earlier disputes.

    A source confirms whatever concerns a business that plays a story (`besides`), and most of the rest. The checks
    about the business `silent` are left to its episode.
    """
    playing = set(besides)
    asked = SourceCheck.objects.filter(state=SourceCheckState.OPEN).exclude(dispute__shipper=silent)
    for check in asked.select_related("dispute__case").order_by("pk"):
        if check.told_at is None:
            source_check_tell(
                actor=staff.officer, source_check_id=check.pk, how="By phone, to the duty officer of the source."
            )
        elif (
            check.dispute.shipper_id in playing
            or stream("source", check.dispute.case.reference, check.asked_at.date()).random() < CONFIRMED_SHARE
        ):
            source_check_answer(
                actor=staff.officer,
                source_check_id=check.pk,
                answer="confirm",
                text="The source has read its report of the exam again, and stands by it.",
            )


def _decision(proposal: ProposedChange, dice: Random) -> tuple[str, str]:
    """Return what an officer decides about a proposed change, and to what the change is reduced."""
    if not proposal.adverse_action.is_of_tier or dice.random() < UPHELD_SHARE:
        return "uphold", ""
    between = reductions_of(proposal, Standing.objects.get(pk=proposal.shipper_id))
    if between and dice.random() < REDUCED_SHARE:
        return "reduce", str(between[-1])
    return "withdraw", ""
