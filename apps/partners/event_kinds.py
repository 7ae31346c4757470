"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    "looks.deleted",
    "webhook_deliveries.deleted",
    "partners.policy_in_force",
    "partners.rights_set",
    "partners.scope_asked",
    "partners.scope_declined",
    "partners.scope_ended",
    "partners.scope_granted",
    "partners.scope_withdrawn",
    "partners.switched",
    "partners.tier_changed",
    "partners.webhook_disabled",
    "signing_key.ended",
    "signing_key.published",
    "signing_key.withdrawn",
    "client.key_added",
    "client.key_ended",
    "client.secret_added",
    "client.secret_ended",
    staff={
        "partners.corrected": "Partners that asked lately are told of a correction: %(partners)s",
    },
)
