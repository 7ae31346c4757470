"""What follows from an evaluation, done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.evaluation.models import Evaluation
from apps.ledger.models import Recording, Violation
from apps.ledger.vocabulary import ProgramEntryKind
from apps.notices.services import message_send
from apps.shippers.selectors import people_of
from apps.standing.evaluations.rules import Consequence, Facts, consequences
from apps.standing.members.models import Standing, Status
from apps.standing.members.selectors import entries_present
from apps.standing.members.services import standing_enroll, standing_move, standings_lock, status_move
from apps.standing.members.states import Reason
from apps.standing.proposals.models import ProposedChange
from apps.standing.proposals.selectors.grounds import Ground, cases_of, fallen_cases, grounds_of, judged_cases
from apps.standing.proposals.selectors.proposals import spared_tiers, suspension_held
from apps.standing.proposals.services.proposals import proposal_close, proposal_open, proposals_lock
from apps.standing.proposals.services.suspensions import Brake, confirmation_ask, proposal_drop, suspend_at_once

Kind, State = ProposedChange.Kind, ProposedChange.State


@dataclass(frozen=True, slots=True)
class Following:
    """A locked standing with what its evaluation says. `opened`: its undecided proposals, locked, by kind.

    `spared`: the tier to which an officer declined to demote, as long as no evaluation since has let the tier be kept.
    That is not proposed again.
    """

    standing: Standing
    opened: Mapping[str, ProposedChange]
    spared: int | None
    grounds: tuple[Ground, ...]

    @classmethod
    def of(cls, standing: Standing, opened: Mapping[str, ProposedChange], spared: int | None) -> "Following":
        return cls(standing, opened, spared, tuple(grounds_of(standing.evaluation)))


def evaluations_follow(following: Iterable[Following]) -> None:
    """Let locked standings follow their evaluations."""
    following = list(following)
    brake = Brake(ground.reporter.pk for each in following for ground in each.grounds)
    for each in following:
        _follow(each, brake)


def standing_reconsider(standing: Standing) -> None:
    """Let a locked standing that is back among the members follow what was found meanwhile."""
    if standing.evaluation:
        opened = proposals_lock([standing.pk])[standing.pk]
        spared = spared_tiers([standing.pk] if is_short(standing) else [])
        evaluations_follow([Following.of(standing, opened, spared.get(standing.pk))])


def is_short(standing: Standing) -> bool:
    """Whether the evaluation that the standing rests on does not let its tier be kept."""
    return standing.evaluation is not None and standing.evaluation.keep < standing.tier


def _follow(each: Following, brake: Brake) -> None:
    standing, opened, evaluation = each.standing, each.opened, each.standing.evaluation
    assert evaluation is not None
    demotion, suspension = opened.get(Kind.DEMOTION), opened.get(Kind.SUSPENSION)
    unconfirmed = suspension if suspension and suspension.state == State.TO_CONFIRM else None
    held = suspension_held(standing)
    judged = judged_cases(standing.pk) if each.grounds else frozenset()
    facts = Facts(
        status=standing.status,
        tier=standing.tier,
        enter=evaluation.enter,
        keep=evaluation.keep,
        grounds=frozenset(ground.case_id for ground in each.grounds),
        unconfirmed=frozenset(ground.case_id for ground in each.grounds if not ground.confirmed),
        judged=judged,
        asked=cases_of(unconfirmed) if unconfirmed else frozenset(),
        suspension_open=suspension is not None and unconfirmed is None and standing.status == Status.SUSPENDED,
        fallen=held is not None and fallen_cases(cases_of(held)),
        proposed=demotion.tier if demotion else None,
        spared=each.spared,
    )
    pending = suspension if unconfirmed is None else None
    for consequence in consequences(facts):
        match consequence:
            case Consequence.SUSPEND:
                fresh = [ground for ground in each.grounds if ground.case_id not in judged and ground.confirmed]
                suspend_at_once(standing, fresh, pending, brake)
            case Consequence.ASK_TO_CONFIRM:
                fresh = [ground for ground in each.grounds if ground.case_id not in judged]
                confirmation_ask(standing, fresh, pending)
            case Consequence.DROP_UNCONFIRMED:
                assert unconfirmed is not None
                proposal_drop(unconfirmed)
            case Consequence.LIFT_SUSPENSION:
                lifted = held or suspension
                assert lifted is not None
                _lift(standing, lifted)
            case Consequence.DROP_DEMOTION:
                assert demotion is not None
                proposal_drop(demotion)
            case Consequence.PROPOSE_DEMOTION:
                proposal_open(standing, Kind.DEMOTION, tier=evaluation.keep)
            case Consequence.PROMOTE:
                standing_move(standing, "promote", Reason.TIER_EARNED, tier=evaluation.enter)


def _lift(standing: Standing, proposal: ProposedChange) -> None:
    """The findings behind a suspension have fallen: the member is what it was, and is told why. Whoever has a
    corrective plan to carry out was one on conditions.
    """
    why = _why_lifted(proposal)
    if proposal.is_undecided:
        proposal_close(proposal, "withdraw", actor=None, reasons=why)
    # By the relation: the room of the plans stands above this one.
    # pyrefly: ignore[missing-attribute] (a relation of a room above)
    conditional = standing.status == Status.SUSPENDED and standing.shipper.plans.running().exists()
    status_move(standing, "reinstate_conditionally" if conditional else "reinstate", Reason.RESTORED, note=why)
    message_send(
        recipients=people_of(standing.pk),
        kind="standing.restored",
        subject=_lazy("You are a member again, on conditions")
        if conditional
        else _lazy("Your suspension has ended: you are a member in full standing"),
        body=format_lazy(
            "{}\n\n{}",
            _lazy(
                "The findings behind it were reversed, or whoever reported them took them back. They no longer count. "
                "Your tier and its benefits are what they were before."
            ),
            _lazy("You need do nothing. Your page shows what was recorded when."),
        ),
        link=reverse("portal:change", args=[standing.pk, proposal.pk]),
        shipper_id=standing.pk,
    )


def _why_lifted(proposal: ProposedChange) -> str:
    """For the record: which report was taken back and why, where one was."""
    taken_back = (
        Recording.objects.filter(
            kind=Recording.Kind.REVERSAL,
            pk__in=Violation.objects.filter(case__in=cases_of(proposal), voided=True).values("recording"),
        )
        .order_by("-pk")
        .first()
    )
    if taken_back is None:
        return _("The findings behind the suspension no longer stand.")
    return _("The report behind the suspension was taken back: %(reason)s") % {"reason": taken_back.note}


@transaction.atomic
def standings_apply(*, evaluations: Mapping[int, int]) -> None:
    """Let each shipper's standing follow its evaluation (ids, by shipper), unless it has followed a later one.

    Promotes at once; proposes a demotion; suspends at once where the evaluation says so.
    """
    members = set(entries_present(evaluations, ProgramEntryKind.ENROLLED).values_list("shipper_id", flat=True))
    # The events of an enrollment and of the first evaluation come in any order: whichever is first enrolls.
    if strangers := members.difference(Standing.objects.filter(pk__in=members).values_list("pk", flat=True)):
        standing_enroll(shipper_ids=sorted(strangers))
    following = [
        standing for standing in standings_lock(members) if (standing.evaluation_id or 0) < evaluations[standing.pk]
    ]
    news = Evaluation.objects.in_bulk([evaluations[standing.pk] for standing in following])
    spared = spared_tiers([standing.pk for standing in following if is_short(standing)])
    for standing in following:
        standing.evaluation = news[evaluations[standing.pk]]
    Standing.objects.bulk_update(following, ["evaluation"])
    opened = proposals_lock(standing.pk for standing in following)
    evaluations_follow(Following.of(standing, opened[standing.pk], spared.get(standing.pk)) for standing in following)
