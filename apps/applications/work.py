"""What waits for staff in this app: applications, denials, appeals, decisions to read again, and messages."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register
from apps.work.models import Item


def _page(item: Item) -> str:
    return reverse("admin:applications_application_change", args=[item.subject_id])


# Targets are decisions of the program: an application is to be decided in half of the 90 calendar days that are
# promised, what holds up a decision that was made within two weeks, and who writes is answered within three days.
REVIEW = register(
    "application",
    _lazy("Application to review"),
    url=_page,
    help=_lazy("Take it, read it beside its evidence, fill in the checklist, then ask, approve or deny."),
    target_days=30,
)
COUNTERSIGN = register(
    "application_countersign",
    _lazy("Denial to countersign"),
    url=_page,
    permission="decide_applications",
    help=_lazy(
        "An officer proposes to deny. Another one reads why, and countersigns it or sends it back. The business has "
        "not been told."
    ),
    target_days=5,
)
SECOND_LOOK = register(
    "quality_review",
    _lazy("Decision to read again"),
    url=_page,
    permission="decide_applications",
    help=_lazy("Chance drew this decision. Say whether you agree with it: nothing about it changes by that."),
    target_days=10,
)
APPEAL = register(
    "application_appeal",
    _lazy("Appeal to decide"),
    url=_page,
    permission="decide_appeals",
    help=_lazy("A business appeals a denial. Who proposed or countersigned the denial does not decide the appeal."),
    target_days=20,
)
MESSAGE = register(
    "application_message",
    _lazy("Message about an application"),
    url=_page,
    help=_lazy("The business wrote while its application is read. Answer on the application's page."),
    target_days=3,
)
