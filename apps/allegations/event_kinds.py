"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    staff={
        "tip.received": "A tip came in",
        "tip.started": "An officer began to look into the tip",
        "tip.asked": "An officer asked the sender of the tip a question",
        "tip.answered": "The sender of the tip wrote again",
        "tip.closed_as_duplicate": "The tip was closed: it says the same as tip %(original)s",
        "tip.referred": "The tip was referred to an agency",
        "tip.rejected": "The tip was closed: it was not confirmed",
        "tip.substantiated": "The tip was closed: a violation was alleged",
    },
)
