"""The words for what happens to a profile, its annual review and its identities; what staff do alone is left out."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHOWN: dict[str, Promise] = {
    "upkeep.change_request_submitted": _("Change of the profile asked for"),
    "upkeep.change_request_accepted": _("Change of the profile accepted"),
    "upkeep.change_request_declined": _("Change of the profile declined"),
    "upkeep.change_request_withdrawn": _("Request for a change withdrawn"),
    "upkeep.identity_claim_submitted": _("Identity claimed"),
    "upkeep.identity_claim_accepted": _("Claim to an identity accepted"),
    "upkeep.identity_claim_declined": _("Claim to an identity declined"),
    "upkeep.identity_claim_withdrawn": _("Claim to an identity withdrawn"),
    "upkeep.review_attested": _("Annual review attested"),
}
STAFF_ONLY: dict[str, Promise] = {
    "upkeep.review_looked_at": _("Annual review looked at"),
    "upkeep.review_followed_up": _("Overdue annual review followed up"),
}
