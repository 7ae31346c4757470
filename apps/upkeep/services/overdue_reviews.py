"""Overdue annual reviews: found by time alone, followed up by officers, ended by the review itself."""

from collections.abc import Iterable
from datetime import date
from itertools import batched

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, NotFound
from apps.core.text import text_required
from apps.events.services import record
from apps.shippers.selectors import require_impartial
from apps.upkeep import work
from apps.upkeep.models import FollowUp, OverdueReview
from apps.upkeep.rules import AGAIN, ReviewState
from apps.upkeep.selectors import overdue_open, reviews_due
from apps.upkeep.states import OFFICER
from apps.work.selectors import items_open
from apps.work.services import item_close, item_open

AT_ONCE = 200
# Of an overdue review: the shipper, and the day on which the review was due.
type Key = tuple[int, date]


@transaction.atomic
def review_follow_up(*, actor: User, review_id: int, text: str) -> FollowUp:
    """Note what was done about an overdue review. It waits for staff again after a month, if it is still not done.

    Raises Invalid without a note, Conflict for one that has ended and for a business of the actor's own.
    """
    permissions.require(actor, OFFICER)
    review = OverdueReview.objects.select_for_update().filter(pk=review_id).first()
    if review is None:
        raise NotFound(_("There is no such overdue review."))
    require_impartial(actor, review.shipper_id)
    if review.ended_at:
        raise Conflict(_("This is done already: the review was attested, or the business left."), code="ended")
    text = text_required(text, "text", _("Say what was done, and what the business said."))
    note = FollowUp.objects.create(review=review, text=text, by=actor, at=clock.now())
    item_close(kind=work.OVERDUE.code, subject=_subject(review.pk), actor=actor)
    record("upkeep.review_followed_up", subject=_subject(review.pk), shipper_id=review.shipper_id, actor=actor)
    return note


def reviews_follow() -> int:
    """Have each annual review that is overdue wait for staff, and end those that are so no longer.

    Says how many wait anew. Whenever it runs, and however often, what waits is the same.
    """
    overdue = {(shipper_id, due.due) for shipper_id, due in reviews_due() if due.state == ReviewState.OVERDUE}
    known = {(shipper_id, due): pk for pk, shipper_id, due in overdue_open().values_list("pk", "shipper", "due")}
    for keys in batched(sorted(known.keys() - overdue), AT_ONCE):
        reviews_end(review_ids=[known[key] for key in keys])
    for keys in batched(sorted(overdue - known.keys()), AT_ONCE):
        OverdueReview.objects.bulk_create(
            [OverdueReview(shipper_id=shipper_id, due=due, found_at=clock.now()) for shipper_id, due in keys],
            ignore_conflicts=True,
        )
    wait = sorted(set(_to_follow()) - _waiting())
    for review_ids in batched(wait, AT_ONCE):
        _wait(review_ids)
    return len(wait)


@transaction.atomic
def reviews_end(*, review_ids: Iterable[int], actor: User | None = None) -> None:
    """These are overdue no longer: nothing of them waits for staff."""
    for review in OverdueReview.objects.select_for_update().filter(pk__in=list(review_ids)).order_by("pk"):
        review.ended_at = clock.now()
        review.save(update_fields=["ended_at"])
        item_close(kind=work.OVERDUE.code, subject=_subject(review.pk), actor=actor)


def _to_follow() -> Iterable[int]:
    """Overdue reviews of which no officer has noted anything lately."""
    lately = FollowUp.objects.filter(review=OuterRef("pk"), at__gt=clock.now() - AGAIN)
    return overdue_open().filter(~Exists(lately)).values_list("pk", flat=True)


def _waiting() -> set[int]:
    return set(items_open().filter(kind=work.OVERDUE.code).values_list("subject_id", flat=True))


@transaction.atomic
def _wait(review_ids: Iterable[int]) -> None:
    for review in OverdueReview.objects.filter(pk__in=review_ids).select_related("shipper").order_by("pk"):
        item_open(
            kind=work.OVERDUE.code,
            subject=_subject(review.pk),
            title=str(review.shipper),
            shipper_id=review.shipper_id,
            country=review.shipper.country.code,
        )


def _subject(review_id: int) -> tuple[str, int]:
    return ("overduereview", review_id)
