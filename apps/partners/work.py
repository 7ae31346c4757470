"""The kind of work that waits for a second member of staff: to grant or decline a scope of a partner."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register

SCOPE_ASKED = register(
    "scope_grant",
    _lazy("Scope of a partner"),
    url=lambda item: reverse("admin:partners_scopegrant_change", args=[item.subject_id]),
    permission="manage_partners",
    help=_lazy(
        "Somebody asks that an agency may follow every shipper of the program. Find out whether the agency needs that "
        "for its work; then grant or decline it. The person who asked can't grant it."
    ),
    target_days=5,
)
