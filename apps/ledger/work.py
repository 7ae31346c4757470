"""The kinds of work items of the ledger."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register

ALLEGATION = register(
    "allegation",
    _lazy("Allegation to determine"),
    url=lambda item: reverse("admin:ledger_violation_case", args=[item.subject_id]),
    permission="record_violations",
    help=_lazy(
        "The time of a business to answer an allegation is over, or its answer is decided. Read the evidence, then "
        "sustain the violation, mitigate it or reverse it. Until then the violation does not count."
    ),
    target_days=15,
)
