"""The kinds of event that this app records."""

from apps.events.kinds import declare

declare("measures", "edition_released", "explained", "release_due")
