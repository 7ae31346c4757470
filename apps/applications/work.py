"""What waits for staff in this app: applications to review, appeals to decide, and messages of applicants."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.work.kinds import register
from apps.work.models import Item


def _page(item: Item) -> str:
    return reverse("admin:applications_application_change", args=[item.subject_id])


REVIEW = register("application", _("Application to review"), url=_page)
APPEAL = register("application_appeal", _("Appeal to decide"), url=_page, permission="decide_appeals")
MESSAGE = register("application_message", _("Message about an application"), url=_page)
