"""The kind of work that a special operation opens for staff."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.operations.states import REPORTER
from apps.work.kinds import register

OPERATION = register(
    "operation",
    _lazy("Special operation to report on"),
    url=lambda item: reverse("admin:operations_operation_change", args=[item.subject_id]),
    permission=REPORTER,
    help=_lazy(
        "A special operation takes place, or has ended. Record how many parcels were opened and what was found. Report "
        "its exams with the basis “operation”: they stay out of every rate."
    ),
)
