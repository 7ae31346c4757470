"""The kind of work that a scope opens which takes two members of staff."""

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
        "for its work; then grant or decline it. Who asked can't grant it."
    ),
    target_days=5,
)
