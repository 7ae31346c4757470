"""Writes of guidance: the work of reviews, and the results of checks."""

from uuid import UUID

from django.db import transaction

from apps.core import clock
from apps.core.languages import language_check
from apps.guidance.checks import KnowledgeCheck
from apps.guidance.library import ENGLISH, pages
from apps.guidance.models import CheckResult
from apps.guidance.work import REVIEW
from apps.work.selectors import items_open
from apps.work.services.items import item_open, items_close

SUBJECT = "guidance.page"


@transaction.atomic
def reviews_update() -> int:
    """Open a work item for each page whose review is overdue; close the items of pages that are not overdue.

    Return how many pages are overdue. Running the update more often gives the same items.
    """
    overdue = {page.number: page for page in pages(ENGLISH).values() if page.review_due < clock.today()}
    waiting = set(items_open().filter(kind=REVIEW.code).values_list("subject_id", flat=True))
    items_close(kind=REVIEW.code, model=SUBJECT, ids=waiting - overdue.keys())
    for number in sorted(overdue.keys() - waiting):
        item_open(kind=REVIEW.code, subject=(SUBJECT, number), title=overdue[number].title)
    return len(overdue)


def check_result_keep(*, check: KnowledgeCheck, language: str, attempt: UUID, is_after: bool, right: int) -> None:
    """Keep how many questions of a check were answered rightly. The same attempt counts once before and once after."""
    CheckResult.objects.bulk_create(
        [
            CheckResult(
                check_key=check.key,
                version=check.version,
                language=language_check(language),
                attempt=attempt,
                is_after=is_after,
                right=right,
                questions=len(check.questions),
            )
        ],
        ignore_conflicts=True,
    )
