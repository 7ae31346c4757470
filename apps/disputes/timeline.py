"""The words for what happened to answers, disowned shipments and disclosures: the business sees all of it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHOWN: dict[str, Promise] = {
    "dispute.opened": _("A violation was answered"),
    "dispute.file_added": _("A file was added to an answer"),
    "dispute.withdrawn": _("An answer to a violation was taken back"),
    "dispute.accepted": _("An answer to a violation was accepted: the record was changed"),
    "dispute.declined": _("An answer to a violation was declined"),
    "dispute.noted": _("An answer to a violation was noted"),
    "disowning.opened": _("A shipment was disowned"),
    "disowning.opened_together": _("Shipments of one party were disowned together"),
    "disowning.withdrawn": _("A shipment is no longer disowned"),
    "disowning.accepted": _("A disowned shipment was taken out of the record"),
    "disowning.declined": _("A disowned shipment stays in the record"),
    "disclosure.opened": _("A violation was disclosed by the business itself"),
    "disclosure.withdrawn": _("A disclosure was taken back"),
    "disclosure.accepted": _("A disclosure was accepted: the violation is recorded as disclosed first"),
    "disclosure.declined": _("A disclosure was declined: nothing was recorded"),
}
