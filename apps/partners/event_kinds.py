"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare("looks", "deleted")
declare("webhook_deliveries", "deleted")
declare(
    "partners",
    "corrected",
    "policy_in_force",
    "rights_set",
    "scope_asked",
    "scope_declined",
    "scope_ended",
    "scope_granted",
    "scope_withdrawn",
    "switched",
    "tier_changed",
    "webhook_disabled",
)
declare(
    "signing_key",
    "ended",
    "published",
    "withdrawn",
)
declare(
    "client",
    "key_added",
    "key_ended",
    "secret_added",
    "secret_ended",
)
