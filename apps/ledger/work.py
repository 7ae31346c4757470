"""What waits for staff in this app."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register

ALLEGATION = register(
    "allegation",
    _lazy("Allegation to determine"),
    url=lambda item: reverse("admin:ledger_violation_case", args=[item.subject_id]),
    permission="record_violations",
    help=_lazy(
        "A business had its time to answer an alleged violation, or its answer is decided. Read the evidence, then "
        "sustain the violation, mitigate it or reverse it. As long as nobody does, it does not count."
    ),
    target_days=15,
)
