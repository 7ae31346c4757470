"""Overdue annual reviews: found once their grace is over, followed up by officers, ended by the review itself."""

from collections.abc import Collection, Iterable
from itertools import batched

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.events.services import record
from apps.shippers.selectors import require_impartial
from apps.upkeep import work
from apps.upkeep.models import FollowUp, OverdueReview
from apps.upkeep.rules import FOLLOW_UP_INTERVAL, ReviewState
from apps.upkeep.selectors import overdue_open, reviews_due
from apps.upkeep.states import OFFICER
from apps.work import selectors, services

BATCH_SIZE = 200
OVERDUE_REVIEW = "overduereview"


@transaction.atomic
def review_follow_up(*, actor: User, review_id: int, text: str) -> FollowUp:
    """Note what an officer did about an overdue review. The review waits for staff again after a month, if it is still
    not done.

    Raise Invalid without a note, Conflict for a review that has ended and for a business of the actor's own.
    """
    permissions.require(actor, OFFICER)
    review = row_get(OverdueReview.objects.select_for_update(), _("There is no such overdue review."), pk=review_id)
    require_impartial(actor, review.shipper_id)
    if review.ended_at:
        raise Conflict(
            _("This review has ended already: it was attested, or the business left the program."), code="ended"
        )
    text = text_required(text, "text", _("Say what was done, and what the business said."))
    note = FollowUp.objects.create(review=review, text=text, by=actor, at=clock.now())
    services.item_close(kind=work.OVERDUE.code, subject=_subject(review.pk), actor=actor)
    record("upkeep.review_followed_up", subject=_subject(review.pk), shipper_id=review.shipper_id, actor=actor)
    return note


def overdue_reviews_update() -> int:
    """Open a work item for each overdue annual review without one, and end the reviews that are no longer
    overdue.

    Return how many items were opened. Running the update more often gives the same items.
    """
    overdue = {(shipper_id, due.due) for shipper_id, due in reviews_due() if due.state == ReviewState.OVERDUE}
    known = {(shipper_id, due): pk for pk, shipper_id, due in overdue_open().values_list("pk", "shipper", "due")}
    for keys in batched(sorted(known.keys() - overdue), BATCH_SIZE):
        reviews_end(review_ids=[known[key] for key in keys])
    for keys in batched(sorted(overdue - known.keys()), BATCH_SIZE):
        OverdueReview.objects.bulk_create(
            [OverdueReview(shipper_id=shipper_id, due=due, found_at=clock.now()) for shipper_id, due in keys],
            ignore_conflicts=True,
        )
    wait = sorted(set(_reviews_to_follow_up()) - _reviews_with_work())
    for review_ids in batched(wait, BATCH_SIZE):
        _work_open(review_ids)
    return len(wait)


@transaction.atomic
def reviews_end(*, review_ids: Iterable[int], actor: User | None = None) -> None:
    """End reviews that are no longer overdue, and close their work items."""
    for review in OverdueReview.objects.select_for_update().filter(pk__in=list(review_ids)).order_by("pk"):
        review.ended_at = clock.now()
        review.save(update_fields=["ended_at"])
        services.item_close(kind=work.OVERDUE.code, subject=_subject(review.pk), actor=actor)


def _reviews_to_follow_up() -> Iterable[int]:
    """Return the overdue reviews without a note of an officer in the last month."""
    lately = FollowUp.objects.filter(review=OuterRef("pk"), at__gt=clock.now() - FOLLOW_UP_INTERVAL)
    return overdue_open().filter(~Exists(lately)).values_list("pk", flat=True)


def _reviews_with_work() -> set[int]:
    return set(selectors.items_open().filter(kind=work.OVERDUE.code).values_list("subject_id", flat=True))


@transaction.atomic
def _work_open(review_ids: Collection[int]) -> None:
    # Of two runs at once, the second waits here for the first, and finds its items.
    locked = OverdueReview.objects.select_for_update(of=("self",)).filter(pk__in=review_ids).order_by("pk")
    reviews = list(locked.select_related("shipper"))
    waiting = selectors.subjects_waiting(work.OVERDUE.code, OVERDUE_REVIEW, review_ids)
    services.items_open(
        kind=work.OVERDUE.code,
        items=[
            services.NewItem(_subject(each.pk), str(each.shipper), each.shipper_id, each.shipper.country.code)
            for each in reviews
            if each.pk not in waiting
        ],
    )


def _subject(review_id: int) -> tuple[str, int]:
    return (OVERDUE_REVIEW, review_id)
