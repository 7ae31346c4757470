"""The kinds of work item of this app: applications, denials to countersign, second looks, appeals and messages."""

from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register, subject_page
from apps.work.models import Severity

_page = subject_page("admin:applications_application_change")
# The targets, in working days, are the program's own choice. An application should take half of the 90 calendar days
# that are promised, a second look two weeks, and the answer to a message three days.
REVIEW = register(
    "application",
    _lazy("Application to review"),
    url=_page,
    help=_lazy("Take the application, read it beside its evidence, fill in the checklist; then ask, approve or deny."),
    target_days=30,
)
COUNTERSIGN = register(
    "application_countersign",
    _lazy("Denial to countersign"),
    url=_page,
    permission="decide_applications",
    help=_lazy(
        "An officer proposes to deny an application. Another officer reads the reasons, then countersigns the denial "
        "or sends it back. The business has not been told yet."
    ),
    target_days=5,
)
SECOND_LOOK = register(
    "quality_review",
    _lazy("Decision to read again"),
    url=_page,
    permission="decide_applications",
    help=_lazy("This decision was drawn at random. Read it and say whether you agree. Your answer does not change it."),
    target_days=10,
    severity=Severity.MINOR,
)
APPEAL = register(
    "application_appeal",
    _lazy("Appeal to decide"),
    url=_page,
    permission="decide_appeals",
    help=_lazy(
        "A business appeals a denial. An officer who proposed or countersigned the denial may not decide the appeal."
    ),
    target_days=20,
    severity=Severity.MAJOR,
)
MESSAGE = register(
    "application_message",
    _lazy("Message about an application"),
    url=_page,
    help=_lazy("A business wrote about its application. Answer on the page of the application."),
    target_days=3,
    severity=Severity.MINOR,
)
