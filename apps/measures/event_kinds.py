"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare("measures", "edition_released", "explained", "explanation_approved", "register_released", "release_due")
declare("measures", "target_approved", "target_proposed")
declare("measures", "edition_mail_due", "subscription_asked", "subscription_expired")
