"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    "measures.edition_released",
    "measures.explained",
    "measures.explanation_approved",
    "measures.register_released",
    "measures.release_due",
    "measures.target_approved",
    "measures.target_proposed",
    "measures.edition_mail_due",
    "measures.subscription_asked",
    "measures.subscription_expired",
)
