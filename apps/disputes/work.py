"""What waits for staff in this app."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.work.kinds import register

DISPUTE = register(
    "dispute",
    _("Answer to a violation"),
    url=lambda item: reverse("admin:disputes_dispute_change", args=[item.subject_id]),
    permission="record_violations",
)
DISOWNING = register(
    "disowned_shipment",
    _("Disowned shipment"),
    url=lambda item: reverse("admin:disputes_disowning_change", args=[item.subject_id]),
    permission="record_violations",
)
