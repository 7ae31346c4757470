"""The kind of work that waits for a second member of staff: to grant or decline a scope of a partner."""

from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register, subject_page

SCOPE_ASKED = register(
    "scope_grant",
    _lazy("Scope of a partner"),
    url=subject_page("admin:partners_scopegrant_change"),
    permission="manage_partners",
    help=_lazy(
        "Somebody asks that an agency may follow every shipper of the program. Find out whether the agency needs that "
        "for its work; then grant or decline it. The person who asked can't grant it."
    ),
    target_days=5,
)
