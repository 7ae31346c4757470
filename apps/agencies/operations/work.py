"""The kind of work that a special operation opens for staff."""

from django.utils.translation import gettext_lazy as _lazy

from apps.agencies.operations.states import REPORTER
from apps.work.kinds import register, subject_page

OPERATION = register(
    "operation",
    _lazy("Special operation to report on"),
    url=subject_page("admin:agencies_operation_change"),
    permission=REPORTER,
    help=_lazy(
        "A special operation takes place, or has ended. Record how many parcels were opened and what was found. Report "
        "its exams with the basis “operation”: they stay out of every rate."
    ),
)
