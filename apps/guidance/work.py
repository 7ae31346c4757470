"""The work that guidance opens for staff."""

from django.utils.translation import gettext_lazy as _lazy

from apps.guidance.library import ENGLISH, pages
from apps.work.kinds import register
from apps.work.models import Item, Severity


def _address(item: Item) -> str:
    """Return the address of the page that an item is about, or of the list of pages if the page was removed."""
    found = (page.address for page in pages(ENGLISH).values() if page.number == item.subject_id)
    return next(found, "/guidance/")


# The target is a decision of the program: nobody waits for it, and a wrong page misleads everybody who reads it.
REVIEW = register(
    "guidance_review",
    _lazy("Page of guidance to review"),
    url=_address,
    permission="draft_policy",
    help=_lazy(
        "The day by which a page of guidance was to be reviewed has passed. Read the page against its sources. Then "
        "have its file changed: the text, if the law says something else now, and the days of review. The item closes "
        "by itself with the next release of the site."
    ),
    target_days=20,
    severity=Severity.MINOR,
)
