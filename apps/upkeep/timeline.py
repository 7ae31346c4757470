"""The words for the events of a profile, its annual review and its identities. Events among staff have their
own list.
"""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

PUBLIC_LABELS: dict[str, Promise] = {
    "upkeep.change_request_waits": _lazy("A change of the profile was asked for and waits"),
    "upkeep.change_request_submitted": _lazy("A change of the profile was requested"),
    "upkeep.change_request_accepted": _lazy("A change of the profile was accepted"),
    "upkeep.change_request_declined": _lazy("A change of the profile was declined"),
    "upkeep.change_request_withdrawn": _lazy("A request for a change was withdrawn"),
    "upkeep.new_owner_vetted": _lazy("The new owner of the business was vetted"),
    "upkeep.identity_claim_submitted": _lazy("Identity claimed"),
    "upkeep.identity_claim_accepted": _lazy("The claim to an identity was accepted"),
    "upkeep.identity_claim_declined": _lazy("The claim to an identity was declined"),
    "upkeep.identity_claim_withdrawn": _lazy("The claim to an identity was withdrawn"),
    "upkeep.history_linked": _lazy("An officer linked a reported history to your record"),
    "upkeep.history_unlinked": _lazy("An officer undid the link of a reported history"),
    "upkeep.link_objection_submitted": _lazy("Objection to a linked history sent"),
    "upkeep.link_objection_accepted": _lazy("The objection to a linked history was accepted"),
    "upkeep.link_objection_declined": _lazy("The objection to a linked history was declined"),
    "upkeep.link_objection_withdrawn": _lazy("The objection to a linked history was withdrawn"),
    "upkeep.review_attested": _lazy("Annual review attested"),
}
STAFF_LABELS: dict[str, Promise] = {
    "upkeep.change_request_wait_over": _lazy("The wait of a change of the profile is over"),
    "upkeep.review_looked_at": _lazy("Annual review looked at"),
    "upkeep.review_followed_up": _lazy("Overdue annual review followed up"),
}
