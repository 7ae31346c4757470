"""Reads of restrictions: why a member has less than full standing, until when, and who holds the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from apps.accounts.models import User
from apps.accounts.selectors import is_second_person
from apps.core import clock
from apps.core.deadlines import end_of_day
from apps.core.lifecycle import Text
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import has_conflict
from apps.shippers.zones import zone_of
from apps.standing import work
from apps.standing.adverse_actions import codes_where
from apps.standing.appeals.participants import parts_of
from apps.standing.appeals.selectors import MOMENT
from apps.standing.members.models import Change, Standing, Status
from apps.standing.members.selectors import restriction_holder
from apps.standing.members.states import RESTRICTED
from apps.standing.plans.models import Plan
from apps.standing.plans.selectors import plan_running_of
from apps.standing.proposals.models import ProposalState, ProposedChange
from apps.standing.proposals.selectors.proposals import proposals_open
from apps.standing.restrictions.models import RestrictionReview, ReviewState
from apps.standing.restrictions.states import TOOK_PART, ReviewFacts
from apps.work.models import Item
from apps.work.selectors import items_open


@dataclass(frozen=True, slots=True)
class Restriction:
    """The restriction of a business that is on conditions, suspended or removed: what began it, until when it lasts,
    who holds the case, and its review if one was asked for.

    `change` began the restriction. `decision` is the decision behind it, or the suspension that nobody reviewed; None
    for an officer's own act. `until` is None for a standing of before such ends were kept, and for a removal, which
    ends by an appeal or a new application alone.
    """

    standing: Standing
    change: Change | None
    decision: ProposedChange | None
    plan: Plan | None
    until: datetime | None
    holder: User | None
    review: RestrictionReview | None

    @property
    def may_be_reviewed(self) -> bool:
        """Say whether the member can ask for a review: once, and only of conditions. A suspension is appealed."""
        return self.change is not None and self.review is None and self.standing.status == Status.CONDITIONAL


@dataclass(frozen=True, slots=True)
class RestrictionSummary:
    """The short form of a restriction that staff see beside other things: its end, who holds it, and its review.

    `holder` is None for a suspension at once, whose case is held as a review of its own.
    """

    until: datetime | None
    holder: User | None
    review: RestrictionReview | None


def restriction_summary(standing: Standing) -> RestrictionSummary | None:
    """Return what staff see of the restriction of a member at a glance; None for a member that has none."""
    if standing.status not in RESTRICTED:
        return None
    change, found = restriction_change(standing), _item_of(standing)
    decided_by = change.actor if change else None
    holder = found.holder if found else restriction_holder(standing.pk, decided_by) if decided_by else None
    # Only conditions are reviewed; a suspension is appealed.
    reviewed = change if standing.status == Status.CONDITIONAL else None
    return RestrictionSummary(
        until=restriction_until(standing),
        holder=holder,
        review=RestrictionReview.objects.filter(change=reviewed).first() if reviewed else None,
    )


def _item_of(standing: Standing) -> Item | None:
    item = items_open().filter(
        kind__in=[work.RESTRICTION.code, work.UNREVIEWED.code], subject_type="shipper", subject_id=standing.pk
    )
    return item.select_related("holder").first()


def restriction_of(standing: Standing) -> Restriction | None:
    """Return the restriction of a business that is suspended, on conditions or removed; None for any other."""
    if standing.status not in (*RESTRICTED, Status.REMOVED):
        return None
    change = restriction_change(standing)
    plan = plan_running_of(standing.pk)
    found = _item_of(standing)
    return Restriction(
        standing=standing,
        change=change,
        decision=_decision_behind(change) if change else None,
        plan=plan,
        until=restriction_until(standing, plan),
        holder=found.holder if found else restriction_holder(standing.pk, change.actor if change else None),
        review=RestrictionReview.objects.filter(change=change).first() if change else None,
    )


def restriction_change(standing: Standing) -> Change | None:
    """Return the change of standing that began the present restriction."""
    began = Change.objects.filter(shipper=standing.pk, status=standing.status).exclude(status_before=standing.status)
    return began.select_related("actor").order_by("-pk").first()


def restriction_until(standing: Standing, plan: Plan | None = None) -> datetime | None:
    """Return the moment at which a restriction ends by itself.

    While a corrective plan runs, the conditions do not end before the program has had its time to judge the last item;
    while a removal is undecided, not before it is decided or has lapsed. A suspension at once that is undecided ends
    when nobody reviews or decides it in time. Full examination ends on its day, whatever is undecided.
    """
    if standing.ends_at is None or standing.examine_all:
        return standing.ends_at
    proposals = list(proposals_open(standing.pk))
    if plan is None and _suspension_undecided(standing, proposals) is None:
        plan = plan_running_of(standing.pk)
    return end_among(standing, proposals, plan)


def _suspension_undecided(standing: Standing, proposals: Sequence[ProposedChange]) -> ProposedChange | None:
    """Return the suspension at once that is in effect and undecided, among the proposals of a business."""
    if standing.status != Status.SUSPENDED:
        return None
    undecided = (each for each in proposals if each.is_undecided and each.lapse_at)
    return next((each for each in undecided if each.at_once and each.lifted_at is None), None)


def end_among(standing: Standing, proposals: Sequence[ProposedChange], plan: Plan | None) -> datetime | None:
    """Return the moment of `restriction_until` by the undecided ones among the proposals of the business, the latest
    first, and by its running plan under conditions. Takes queries only if there is a plan.
    """
    if standing.ends_at is None or standing.examine_all:
        return standing.ends_at
    if in_effect := _suspension_undecided(standing, proposals):
        return in_effect.review_lapse_at if in_effect.reviewed_at is None else in_effect.lapse_at
    moments = [standing.ends_at]
    if plan is not None:
        days = terms_of(policy_on(clock.today())).clocks.change_decision_days
        last = plan.items.aggregate(last=Max("due"))["last"]
        if last:
            moments.append(end_of_day(clock.add_days(last, days), zone_of(plan.shipper)))
        if plan.removal is not None and plan.removal.decided_at is not None:
            moments.append(clock.end_of(clock.add_days(clock.day_of(plan.removal.decided_at), days)))
    about = codes_where(lambda action: action.status is not None)
    undecided = [each.lapse_at for each in proposals if each.is_undecided and each.kind in about]
    # A day later, so that the proposal has lapsed by then.
    moments += [lapse_at + timedelta(days=1) for lapse_at in undecided if lapse_at]
    return max(moments)


def decision_among(standing: Standing, proposals: Sequence[ProposedChange]) -> ProposedChange | None:
    """Return the decision behind the present status among the proposals of a business, the latest first, as
    `restriction_of` does. Takes no query.
    """

    def made_it(at: datetime | None) -> bool:
        return at is not None and abs(at - standing.status_since) <= MOMENT

    return next(
        (
            each
            for each in proposals
            if made_it(each.effective_at) or (made_it(each.decided_at) and each.state != ProposalState.WITHDRAWN)
        ),
        None,
    )


def _decision_behind(change: Change) -> ProposedChange | None:
    """Return the proposed change whose decision made a change of standing, or which took effect with it at once."""
    decided = ProposedChange.objects.filter(
        shipper=change.shipper_id, decided_at__range=(change.at - MOMENT, change.at + MOMENT)
    ).exclude(state=ProposalState.WITHDRAWN)
    at_once = ProposedChange.objects.filter(
        shipper=change.shipper_id, effective_at__range=(change.at - MOMENT, change.at + MOMENT)
    )
    return (decided | at_once).order_by("-pk").first()


def reviews_of(shipper_id: int) -> QuerySet[RestrictionReview]:
    """Return the reviews that a business asked for, the latest first."""
    return RestrictionReview.objects.filter(shipper=shipper_id).select_related("by", "decided_by").order_by("-pk")


def review_open(shipper_id: int) -> RestrictionReview | None:
    """Return the review of a business that waits for an officer; None if there is none."""
    return reviews_of(shipper_id).filter(state=ReviewState.OPEN).first()


def review_bar(user: User, review_id: int) -> Text | None:
    """Return the sentence that says why a person may not hold the review of a restriction, or None if they may."""
    review = RestrictionReview.objects.select_related("change").filter(pk=review_id).first()
    return TOOK_PART if review is not None and review_facts(review, user).took_part else None


@dataclass(frozen=True, slots=True)
class ReviewGrounds:
    """The grounds of the conditions that a review looks at: the decision that began them, and the corrective plan that
    runs.
    """

    decision: ProposedChange | None
    plan: Plan | None


def review_grounds(review: RestrictionReview) -> ReviewGrounds:
    """Return what the conditions of a review rest on."""
    return ReviewGrounds(_decision_behind(review.change), plan_running_of(review.shipper_id))


def review_facts(review: RestrictionReview, actor: User | None, grounds: ReviewGrounds | None = None) -> ReviewFacts:
    """Return the facts on which the actions of a member of staff, or of the program itself, on a review depend now. A
    caller that has read the `grounds` gives them.
    """
    grounds = grounds or review_grounds(review)
    part = [review.change.actor_id, *([grounds.plan.opened_by_id] if grounds.plan else [])]
    if grounds.decision:
        part += [taken.user.pk for taken in parts_of(grounds.decision)]
    return ReviewFacts(
        actor_on_team=actor is not None and has_conflict(actor, review.shipper_id),
        took_part=actor is not None and not is_second_person(actor, *part),
        time_is_over=clock.now() >= review.decide_by,
    )
