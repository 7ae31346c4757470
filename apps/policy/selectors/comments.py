"""Reads of the comments on drafts, and of their answers."""

from typing import Any

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.core import clock
from apps.policy.models import Comment, CommentState, Policy, PolicyState
from apps.policy.states import CommentFacts

DECIDED = (PolicyState.PUBLISHED, PolicyState.RETIRED)


def comments_unanswered(policy: Policy) -> QuerySet[Comment]:
    """Return the comments on a draft that no answer covers, the oldest first."""
    return policy.comments.exclude(state=CommentState.ANSWERED).order_by("pk")


def comments_public(policy: Policy) -> QuerySet[Comment]:
    """Return the comments on a policy that the public may read, with their answers, the oldest first."""
    seen = policy.comments.exclude(state=CommentState.RECEIVED)
    return seen.select_related("answer").order_by("pk")


def comments_given(policy: Policy, user: User) -> QuerySet[Comment]:
    """Return the comments that a person wrote on a policy, the oldest first."""
    return policy.comments.filter(by=user).select_related("answer").order_by("pk")


def comment_facts_of(comment: Comment) -> CommentFacts:
    """Return the facts for the guards of a comment's lifecycle."""
    return CommentFacts(decided=comment.policy.state in DECIDED)


def comment_public(comment: Comment) -> dict[str, Any]:
    """Return a comment as the API shows it."""
    return {
        "id": comment.pk,
        "speaker": comment.speaker,
        "on": clock.day_of(comment.at).isoformat(),
        "language": comment.language,
        "text": comment.shown_text,
        "left_out": comment.left_out,
        "answer": comment.answer.text if comment.answer else None,
    }
