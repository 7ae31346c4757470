"""The kinds of work that upkeep opens for staff."""

from django.utils.translation import gettext_lazy as _lazy

from apps.work.kinds import register, subject_page

# The targets are decisions of the program. A member's profile must be right within a week. A review counts already, so
# the look at it can wait longer.
CHANGE = register(
    "change_request",
    _lazy("Change request"),
    url=subject_page("admin:upkeep_changerequest_change"),
    help=_lazy(
        "A member asks for a change that only staff may make. Compare before and after with the proof, then decide."
    ),
    target_days=5,
)
NEW_OWNER = register(
    "new_owner",
    _lazy("New owner to vet"),
    url=subject_page("admin:upkeep_changerequest_change"),
    help=_lazy(
        "A member or half of it was sold. Vet the new owner as an applicant is vetted: who it is, who owns it, who "
        "signs from now on. The member keeps its status and tier meanwhile. If something is wrong, ask the business or "
        "propose a change, which it can answer."
    ),
    target_days=20,
)
CLAIM = register(
    "identity_claim",
    _lazy("Identity claim"),
    url=subject_page("admin:upkeep_identityclaim_change"),
    help=_lazy(
        "A member says that a seller whom a carrier or marketplace reports is the member itself. If you accept, the "
        "member gets that seller's history, good and bad."
    ),
    target_days=10,
)
OBJECTION = register(
    "link_objection",
    _lazy("Objection to a linked history"),
    url=subject_page("admin:upkeep_linkobjection_change"),
    help=_lazy(
        "An officer linked a reported history to a business, which says that the history is not its own. Read the "
        "grounds and the objection. If you accept, the history no longer counts for the business. The officer who "
        "linked the history may not decide."
    ),
    target_days=10,
)
REVIEW = register(
    "annual_review",
    _lazy("Annual review to look at"),
    url=subject_page("admin:upkeep_annualreview_change"),
    help=_lazy(
        "A member confirmed its profile for the year, and the review counts already. Look for anything that is not "
        "right."
    ),
    target_days=20,
)
OVERDUE = register(
    "annual_review_overdue",
    _lazy("Annual review overdue"),
    url=subject_page("admin:upkeep_overduereview_change"),
    help=_lazy(
        "The grace of an annual review is over, and the reminders did not help. Call or write to the business, and "
        "note what it said. The item opens again if the review is not done within a month."
    ),
    target_days=10,
)
