"""Restrictions end by themselves in favor of the member, are looked at before, and are reviewed if the member asks."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import morning_before
from apps.core.errors import Conflict, NotFound
from apps.core.languages import language_of_text, with_language
from apps.core.lazy import Promise, in_paragraphs
from apps.core.text import text_required
from apps.notices.services import message_send
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.cases import TeamCases
from apps.shippers.roles import Ability
from apps.shippers.selectors import people_of, require
from apps.standing import work
from apps.standing.evaluations.services import standing_reconsider
from apps.standing.members.models import Standing, Status
from apps.standing.members.selectors import restriction_holder
from apps.standing.members.services import LOOK_DAYS, restriction_timers_set, standing_lock, status_change
from apps.standing.members.states import RESTRICTED, STATUS, ChangeReason
from apps.standing.plans.services import plans_end
from apps.standing.restrictions import selectors
from apps.standing.restrictions.models import RestrictionReview, ReviewState
from apps.standing.restrictions.states import REVIEW
from apps.standing.roles import PROGRAM
from apps.work.cases import CaseClock, CaseWork
from apps.work.kinds import holder_bar_register
from apps.work.services import item_open

holder_bar_register(work.RESTRICTION_REVIEW.code, selectors.review_bar)

REVIEW_TIMER = "standing.restriction_review_near"
OVERDUE = "overdue"
REVIEWS = TeamCases(
    rows=RestrictionReview.objects.select_related("shipper", "change"),
    lifecycle=REVIEW,
    missing=_lazy("There is no such review."),
    locked_first=("shipper", standing_lock),
    facts=selectors.review_facts,
    signed={state: "decided" for state in ReviewState if state != ReviewState.OPEN},
    work=CaseWork(
        kind=work.RESTRICTION_REVIEW, states=[ReviewState.OPEN], item=lambda review: {"due_at": review.decide_by}
    ),
    clock=CaseClock(timer=REVIEW_TIMER, states=[ReviewState.OPEN], moments=lambda review: {OVERDUE: review.decide_by}),
    events="standing.review_",
)


@transaction.atomic
def restriction_timer_handle(*, shipper_id: int) -> None:
    """End a restriction whose time is over; before, give its case to an officer who looks at it."""
    standing = standing_lock(shipper_id)
    until = selectors.restriction_until(standing) if standing.status in RESTRICTED else None
    if until is None:
        return
    now = clock.now()
    if now >= until:
        _restriction_end(standing)
        return
    restriction_timers_set(standing, until)
    if not standing.examine_all and now >= morning_before(until, LOOK_DAYS, clock.PROGRAM_ZONE):
        change = selectors.restriction_change(standing)
        item_open(
            kind=work.RESTRICTION.code,
            subject=("shipper", shipper_id),
            title=str(standing.shipper),
            shipper_id=shipper_id,
            country=standing.shipper.country.code,
            due_at=until,
            holder=restriction_holder(shipper_id, change.actor if change else None),
        )


@transaction.atomic
def review_ask(*, actor: User, shipper_id: int, text: str, language: str = "") -> RestrictionReview:
    """Ask for a review of the conditions of a member, by an owner or a signatory, once.

    Raise Conflict for a member that is not on conditions, or after an earlier review of the same conditions; Invalid
    without a text.
    """
    standing = standing_lock(shipper_id)
    require(actor, shipper_id, Ability.ATTEST)
    restriction = selectors.restriction_of(standing)
    if restriction is None or not restriction.may_be_reviewed:
        raise Conflict(_("There is nothing to review, or you have asked for a review already."), code="none_to_review")
    now = clock.now()
    days = terms_of(policy_on(clock.today())).clocks.restriction_review_days
    review = RestrictionReview.objects.create(
        shipper=standing.shipper,
        change=restriction.change,
        text=text_required(text, "text"),
        language=language_of_text(language, actor.language),
        by=actor,
        at=now,
        decide_by=clock.end_of(clock.add_days(clock.day_of(now), days)),
    )
    REVIEWS.opened(review, "asked", actor)
    return review


@transaction.atomic
def review_withdraw(*, actor: User, shipper_id: int) -> RestrictionReview:
    """Take the request for a review back, by the member: the conditions hold until their last day."""
    standing_lock(shipper_id)
    review = selectors.review_open(shipper_id)
    if review is None:
        raise NotFound(_("No review is open."))
    return REVIEWS.act("withdraw", review, actor)


@transaction.atomic
def review_decide(*, actor: User, review_id: int, decision: str, reasons: str, language: str = "") -> RestrictionReview:
    """Decide a review, by an officer who took no part in what began the conditions: `lift` ends them at once, `keep`
    lets them hold until their last day.
    """
    with REVIEWS.acting(decision, review_id, actor) as review:
        review.reasons = text_required(reasons, "reasons")
        review.reasons_language = language_of_text(language, actor.language)
    standing = standing_lock(review.shipper_id)
    if decision == "lift":
        _full_standing(standing, actor, review.reasons)
    _team_notify(
        standing,
        _lazy("Your conditions are lifted: you are in full standing again")
        if decision == "lift"
        else _lazy("Your conditions were reviewed: they hold until their last day"),
        _lazy("An officer who took no part in the decision has reviewed them, for these reasons:"),
        with_language(review.reasons, review.reasons_language),
    )
    return review


@transaction.atomic
def review_timer_handle(*, review_id: int) -> None:
    """Lift the conditions of a member whose review nobody decided in time."""
    review = REVIEWS.lock(review_id)
    if review.state != ReviewState.OPEN or clock.now() < review.decide_by:
        return
    REVIEWS.act("lapse", review)
    standing = standing_lock(review.shipper_id)
    _full_standing(standing, None, _("Nobody decided the review in time."))
    _team_notify(
        standing,
        _lazy("Your conditions are lifted: you are in full standing again"),
        _lazy("Nobody decided your review in the time that the policy allows. You don't need to do anything."),
    )


@transaction.atomic
def review_end(*, shipper_id: int) -> None:
    """End the review of a restriction that has ended in another way."""
    standing = standing_lock(shipper_id)
    review = selectors.review_open(shipper_id)
    if review and review.change != selectors.restriction_change(standing):
        REVIEWS.act("end", review)


def _restriction_end(standing: Standing) -> None:
    """End the restriction of a locked standing whose time is over: conditions become full standing, a suspension
    becomes conditions.
    """
    if standing.status == Status.SUSPENDED:
        STATUS.check(state=standing.status, action="reinstate_conditionally", held={PROGRAM})
        status_change(
            standing,
            "reinstate_conditionally",
            ChangeReason.ON_CONDITIONS,
            note=_("The longest time for a suspension is over."),
        )
        standing_reconsider(standing)
        _team_notify(
            standing,
            _lazy("Your suspension has ended: you are a member on conditions"),
            _lazy(
                "The longest time for which the policy lets a suspension hold is over. The page says until when the "
                "conditions hold, and how to have them reviewed."
            ),
        )
        return
    _full_standing(standing, None, _("The time for which the conditions hold is over."))
    _team_notify(
        standing,
        _lazy("Your conditions have ended: you are in full standing again"),
        _lazy(
            "The time for which the conditions hold is over, so they have ended by themselves. What is in your record "
            "stays there. You don't need to do anything."
        ),
    )


def _full_standing(standing: Standing, actor: User | None, note: str) -> None:
    """Make a member on conditions an active member again, and end its plan."""
    if standing.status != Status.CONDITIONAL:
        return
    held = permissions.held(actor) | {PROGRAM} if actor else {PROGRAM}
    STATUS.check(state=standing.status, action="reinstate", held=held)
    status_change(standing, "reinstate", ChangeReason.REINSTATED, actor=actor, note=note)
    plans_end(standing, actor)
    standing_reconsider(standing)


def _team_notify(standing: Standing, subject: Promise, *paragraphs: Promise | str) -> None:
    message_send(
        recipients=people_of(standing.pk),
        kind="standing.restriction",
        subject=subject,
        body=in_paragraphs(*paragraphs),
        link=reverse("portal:restriction", args=[standing.pk]),
        shipper_id=standing.pk,
    )
