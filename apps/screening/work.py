"""The kind of work that a hit opens for staff."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.screening.states import OFFICER
from apps.work.kinds import register
from apps.work.models import Severity

HIT = register(
    "screening_hit",
    _lazy("Screening hit"),
    url=lambda item: reverse("admin:screening_businesshit_change", args=[item.subject_id]),
    permission=OFFICER,
    help=_lazy(
        "A business, an owner or somebody who signs has a name like one on a list of restricted parties. Compare what "
        "is known of both, ask the business if something is missing, and say whether they are one party. Until then "
        "the application can't be approved and the member rises no tier. A hit counts against nobody by itself."
    ),
    target_days=2,
    severity=Severity.MAJOR,
)
