"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    staff={
        "events.replayed": "A parked delivery was run again",
    },
)
