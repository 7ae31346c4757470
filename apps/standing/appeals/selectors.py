"""Reads of appeals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Q
from django.utils.text import format_lazy

from apps.accounts.models import User
from apps.accounts.selectors import is_second_person, one_person_with, staff_with
from apps.core import clock
from apps.core.lifecycle import Text
from apps.ledger.models import Violation
from apps.shippers.selectors import conflicts_among, has_conflict
from apps.standing import staff_words
from apps.standing.appeals.models import Appeal, AppealState
from apps.standing.appeals.participants import Participation, part_rows, parts_from, parts_of
from apps.standing.appeals.states import AppealFacts
from apps.standing.members.models import Change, Standing, Status
from apps.standing.proposals.models import ProposalState, ProposedChange, SuspensionReview
from apps.standing.proposals.selectors.grounds import is_critical
from apps.standing.roles import APPEALS

# All changes that one decision makes are recorded within this time.
MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Hearer:
    """A member of staff who decides appeals. `on_team`: this person is, or was until lately, on the team of the
    business. `parts`: the parts that this person took in the case, or somebody who counts as one with them.
    """

    user: User
    on_team: bool
    parts: list[Text]

    @property
    def bars(self) -> list[Text]:
        """Say why this person may not hear the appeal; empty if they may."""
        return [staff_words.ON_TEAM, *self.parts] if self.on_team else self.parts


def appeal_facts(
    appeal: Appeal, actor: User | None, hearer: Hearer | None = None, named: Sequence[Violation] | None = None
) -> AppealFacts:
    """Return the facts on which the actions of a member of staff, or of the program itself, on an appeal depend now.

    `hearer` is the actor as `hearers_of` returns them, and `named` are the violations that the change names, if the
    caller has read them.
    """
    proposal = appeal.proposal
    if hearer:
        on_team, took_part = hearer.on_team, bool(hearer.parts)
    elif actor:
        on_team = has_conflict(actor, proposal.shipper_id)
        took_part = not is_second_person(actor, *(part.user.pk for part in parts_of(proposal)))
    else:
        on_team = took_part = False
    return AppealFacts(
        actor_on_team=on_team,
        took_part=took_part,
        critical=is_critical(proposal, named),
        kept=appeal.kept_until is not None,
        stayed=appeal.stayed_at is not None,
        time_is_over=clock.now() >= appeal.stay_at,
    )


def hearers_of(appeal: Appeal, parts: Sequence[Participation]) -> list[Hearer]:
    """Return everybody who decides appeals, those first who may hear this one. `parts` are those of its case."""
    return _hearers(appeal, list(staff_with(APPEALS)), parts)


def hearing_of(appeal: Appeal) -> tuple[list[Participation], list[Hearer]]:
    """Return `parts_of` the case of an appeal and `hearers_of` the appeal; all these people are read in one query."""
    rows, deciding = part_rows(appeal.proposal), Q(pk__in=staff_with(APPEALS).order_by().values("pk"))
    wanted = deciding | Q(pk__in={user_id for user_id, _code in rows})
    decides = ExpressionWrapper(deciding, BooleanField())
    people: list[Any] = list(User.objects.filter(wanted, is_staff=True).annotate(decides=decides).order_by("email"))
    parts = parts_from(rows, {user.pk: user for user in people})
    return parts, _hearers(appeal, [user for user in people if user.decides], parts)


def _hearers(appeal: Appeal, people: list[User], parts: Sequence[Participation]) -> list[Hearer]:
    same = one_person_with([user.pk for user in people], [part.user.pk for part in parts])
    conflicts = conflicts_among(people)
    hearers = [
        Hearer(
            user,
            appeal.proposal.shipper_id in conflicts[user.pk],
            [
                part.what if part.user == user else format_lazy(staff_words.AS_ONE, name=part.user, what=part.what)
                for part in parts
                if part.user.pk in same[user.pk]
            ],
        )
        for user in people
    ]
    return sorted(hearers, key=lambda hearer: bool(hearer.bars))


def hearing_bar(user: User, appeal_id: int) -> Text | None:
    """Return the sentence that says why a person may not hold an appeal, or None if they may."""
    appeal = Appeal.objects.select_related("proposal__shipper").filter(pk=appeal_id).first()
    return staff_words.TOOK_PART if appeal is not None and appeal_facts(appeal, user).took_part else None


@dataclass(frozen=True, slots=True)
class Restoration:
    """The tier, status and validation that a granted appeal gives back; None or False for each that stays as it is.

    A value that something else has changed since the appealed decision is not given back.
    """

    tier: int | None = None
    status: Status | None = None
    validation: bool = False


def restoration_of(proposal: ProposedChange, standing: Standing) -> Restoration:
    """Return what granting an appeal of this decision gives back to the holder of the standing."""
    assert proposal.decided_at is not None
    lifted = Exists(proposal.reviews.filter(outcome=SuspensionReview.Outcome.LIFTED))
    rows = Change.objects.filter(shipper=proposal.shipper_id).annotate(was_lifted=lifted).order_by("pk")
    changes: list[Any] = list(rows)
    began = _taken_at(proposal, was_lifted=bool(changes) and changes[0].was_lifted)
    action = proposal.adverse_action
    taken = next(
        (each for each in changes if began <= each.at <= began + MOMENT and each.action in action.acts_taken), None
    )
    validation = action.ends_validation and proposal.state == ProposalState.UPHELD
    if taken is None:
        return Restoration(validation=validation)
    before, status = taken.tier_before, None
    if action.status and standing.status != taken.status_before:
        last = next((each for each in reversed(changes) if each.status != each.status_before), None)
        if last and last.at <= proposal.decided_at + MOMENT:
            status = Status(taken.status_before)
    return Restoration(before if before is not None and before > standing.tier else None, status, validation)


def _taken_at(proposal: ProposedChange, *, was_lifted: bool) -> datetime:
    """Return the moment at which a decided change took something away: of a suspension at once the day on which it
    took effect, unless an officer lifted it until the decision.
    """
    assert proposal.decided_at is not None
    return proposal.decided_at if proposal.effective_at is None or was_lifted else proposal.effective_at


def appeals_granted(since: datetime) -> tuple[int, int]:
    """Return how many appeals were decided since a moment, and how many of these were granted."""
    decided = Appeal.objects.filter(state__in=(AppealState.GRANTED, AppealState.DENIED), decided_at__gte=since)
    found = decided.aggregate(count=Count("pk"), granted=Count("pk", filter=Q(state=AppealState.GRANTED)))
    return found["count"], found["granted"]
