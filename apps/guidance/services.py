"""Writes of guidance: the work of reviews."""

from django.db import transaction

from apps.core import clock
from apps.guidance.library import ENGLISH, pages
from apps.guidance.work import REVIEW
from apps.work.selectors import items_open
from apps.work.services.items import item_close, item_open

SUBJECT = "guidance.page"


@transaction.atomic
def reviews_update() -> int:
    """Open a work item for each page whose review is overdue; close the items of pages that are not overdue.

    Return how many pages are overdue. Running the update more often gives the same items.
    """
    overdue = {page.number: page for page in pages(ENGLISH).values() if page.review_due < clock.today()}
    waiting = set(items_open().filter(kind=REVIEW.code).values_list("subject_id", flat=True))
    for number in sorted(waiting - overdue.keys()):
        item_close(kind=REVIEW.code, subject=(SUBJECT, number))
    for number in sorted(overdue.keys() - waiting):
        item_open(kind=REVIEW.code, subject=(SUBJECT, number), title=overdue[number].title)
    return len(overdue)
