"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare(
    "upkeep",
    "change_request_accepted",
    "change_request_declined",
    "change_request_submitted",
    "change_request_wait_over",
    "change_request_waits",
    "change_request_withdrawn",
    "history_linked",
    "history_unlinked",
    "identity_claim_accepted",
    "identity_claim_declined",
    "identity_claim_submitted",
    "identity_claim_withdrawn",
    "link_objection_accepted",
    "link_objection_declined",
    "link_objection_submitted",
    "link_objection_withdrawn",
    "new_owner_vetted",
    "review_attested",
    "review_followed_up",
    "review_looked_at",
)
