"""The kinds of event that this app records, with the words for them."""

from apps.events.kinds import declare

declare(
    staff={
        "policy.commented": "Policy: commented on",
        "policy.comment_answered": "Policy: comment answered",
        "policy.comment_shown": "Policy: comment published or left out",
        "policy.described": "Policy: summary or day changed",
        "policy.drafted": "Policy: drafted",
        "policy.opened": "Policy: opened for comment",
        "policy.published": "Policy: published",
        "policy.rebased": "Policy: follows another policy",
        "policy.retired": "Policy: retired",
        "policy.returned": "Policy: returned to draft",
        "policy.revised": "Policy: numbers changed",
        "policy.submitted": "Policy: sent for review",
        "policy.what_if_asked": "Policy: evaluation of everybody asked for",
        "policy.what_if_cancelled": "Policy: evaluation of everybody cancelled",
        "policy.what_if_made": "Policy: everybody was evaluated under it",
    },
)
