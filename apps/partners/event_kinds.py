"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    staff={
        "looks.deleted": "Questions of partners before %(before)s deleted",
        "webhook_deliveries.deleted": "Deliveries to webhooks deleted, up to %(month)s",
        "partners.policy_in_force": "Partners are told of a policy that takes effect",
        "partners.rights_set": "What a partner may report was changed",
        "partners.scope_asked": "Access of a partner asked for",
        "partners.scope_declined": "Access of a partner declined",
        "partners.scope_ended": "Access of a partner ended",
        "partners.scope_granted": "Access of a partner granted",
        "partners.scope_withdrawn": "A request for access of a partner was withdrawn",
        "partners.switched": "A partner system was switched on or off",
        "partners.tier_changed": "The tier of a partner changed",
        "partners.webhook_disabled": "The webhook of a partner was switched off",
        "signing_key.ended": "A signing key ended",
        "signing_key.published": "A signing key was published",
        "signing_key.withdrawn": "A signing key was withdrawn",
        "client.key_added": "A key was added to a partner system",
        "client.key_ended": "A key of a partner system ended",
        "client.secret_added": "A secret was added to a partner system",
        "client.secret_ended": "A secret of a partner system ended",
        "partners.corrected": "Partners that asked lately are told of a correction: %(partners)s",
    },
)
