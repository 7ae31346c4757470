"""What waits for staff in this app."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.work.kinds import register

CHANGE = register(
    "change_request",
    _("Change request"),
    url=lambda item: reverse("admin:upkeep_changerequest_change", args=[item.subject_id]),
)
CLAIM = register(
    "identity_claim",
    _("Identity claim"),
    url=lambda item: reverse("admin:upkeep_identityclaim_change", args=[item.subject_id]),
)
REVIEW = register(
    "annual_review",
    _("Annual review to look at"),
    url=lambda item: reverse("admin:upkeep_annualreview_change", args=[item.subject_id]),
)
