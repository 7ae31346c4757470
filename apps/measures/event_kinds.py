"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare("measures", "edition_released", "explained", "register_released", "release_due")
