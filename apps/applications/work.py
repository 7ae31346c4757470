"""What waits for staff in this app: applications, denials, appeals, decisions to read again, and messages."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.work.kinds import register
from apps.work.models import Item


def _page(item: Item) -> str:
    return reverse("admin:applications_application_change", args=[item.subject_id])


REVIEW = register("application", _("Application to review"), url=_page)
COUNTERSIGN = register(
    "application_countersign", _("Denial to countersign"), url=_page, permission="decide_applications"
)
SECOND_LOOK = register("quality_review", _("Decision to read again"), url=_page, permission="decide_applications")
APPEAL = register("application_appeal", _("Appeal to decide"), url=_page, permission="decide_appeals")
MESSAGE = register("application_message", _("Message about an application"), url=_page)
