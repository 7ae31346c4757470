"""The kind of work item of this app: a broken promise."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register
from apps.work.models import Item, Severity


def _page(item: Item) -> str:
    return reverse("admin:shippers_shipper_change", args=[item.subject_id]) + "?panel=benefits"


BREACH = register(
    "benefit_breach",
    _lazy("Benefit promised and not received"),
    url=_page,
    help=_lazy(
        "A member's parcels were examined more often than its tier promises, and chance does not explain it. Look at "
        "which exams these were, ask those who choose parcels why, and tell the member what you found. The item closes "
        "by itself when the exam rate is again within the promise."
    ),
    target_days=20,
    severity=Severity.MINOR,
)
