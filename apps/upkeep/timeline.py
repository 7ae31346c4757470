"""The words for the events of a profile, its annual review and its identities. Events among staff have their
own list.
"""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

SHOWN: dict[str, Promise] = {
    "upkeep.change_request_submitted": _lazy("Change of the profile asked for"),
    "upkeep.change_request_accepted": _lazy("Change of the profile accepted"),
    "upkeep.change_request_declined": _lazy("Change of the profile declined"),
    "upkeep.change_request_withdrawn": _lazy("Request for a change withdrawn"),
    "upkeep.identity_claim_submitted": _lazy("Identity claimed"),
    "upkeep.identity_claim_accepted": _lazy("Claim to an identity accepted"),
    "upkeep.identity_claim_declined": _lazy("Claim to an identity declined"),
    "upkeep.identity_claim_withdrawn": _lazy("Claim to an identity withdrawn"),
    "upkeep.review_attested": _lazy("Annual review attested"),
}
STAFF_ONLY: dict[str, Promise] = {
    "upkeep.review_looked_at": _lazy("Annual review looked at"),
    "upkeep.review_followed_up": _lazy("Overdue annual review followed up"),
}
