"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    staff={
        "evaluation.changed": "Evaluation changed: may enter tier %(enter)s, may keep tier %(keep)s",
    },
)
