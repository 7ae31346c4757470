"""The kinds of event that this app records, with the words for them."""

from django.utils.translation import gettext_lazy as _lazy

from apps.events.kinds import declare

declare(
    members={
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
    },
    staff={
        "upkeep.change_request_wait_over": "The wait of a change of the profile is over",
        "upkeep.review_looked_at": "Annual review looked at",
        "upkeep.review_followed_up": "Overdue annual review followed up",
    },
)
