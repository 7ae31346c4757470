"""Policies on their way from a draft to their day, by the services."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from apps.accounts.models import User
from apps.core import clock
from apps.policy import services
from apps.policy.authorities import AuthorityKind
from apps.policy.models import Policy
from apps.standing.services import draft_what_if, members_invite, members_tell
from tests.people import staff

# A change of each kind: a number that gives something to sellers, and one that takes something away.
GIVES = {"clock.decision_days": "60"}
TAKES = {"benefit.2.data_corrections": "0.25"}


def revised(author: User, policy: Policy, values: Mapping[str, str], **changes: Any) -> Policy:
    stated = {"source": AuthorityKind.DECISION, "citation": "", "reason": "What officers need."} | changes
    numbers = {key: services.NumberRevision(value=value, **stated) for key, value in values.items()}
    return services.policy_revise(actor=author, policy_id=policy.pk, numbers=numbers)


def drafted(author: User, values: Mapping[str, str], *, day: date | None = None, **more: Any) -> Policy:
    """Draft a policy that takes effect on a day, by default tomorrow."""
    day = day or clock.add_days(clock.today(), 1)
    policy = services.policy_draft(actor=author, effective_from=day, summary="Faster decisions", **more)
    return revised(author, policy, values) if values else policy


def submitted(author: User, policy: Policy) -> Policy:
    """Send a draft for review, and try it on everybody, as a worker does."""
    policy = services.policy_submit(actor=author, policy_id=policy.pk)
    draft_what_if(policy=policy)
    return policy


def opened(author: User, publisher: User, values: Mapping[str, str], **more: Any) -> Policy:
    """Put a draft with these numbers out for comment."""
    policy = submitted(author, drafted(author, values, **more))
    return services.policy_open(actor=publisher, policy_id=policy.pk)


def after_comments(policy: Policy) -> Any:
    """Set the clock to the first day after the comment period."""
    policy.refresh_from_db()
    assert policy.comments_until is not None
    return clock.at(clock.end_of(policy.comments_until) + timedelta(hours=1))


def announced(shipper_id: int, people: Iterable[User]) -> Policy:
    """Publish a policy on whose draft people of a member commented, and tell the members of the draft and of it."""
    author, publisher = (staff("policy manager", email=f"{who}@staff.example") for who in ("author", "publisher"))
    policy = opened(author, publisher, {"clock.reentry_months": "48"})
    members_invite(version=policy.version, opening=1)
    comments = []
    for person in people:
        commenter = services.Commenter(shipper_id=shipper_id, user=person)
        comment = services.comment_record(commenter=commenter, version=policy.version, text="Too short.")
        services.comment_show(actor=author, comment_id=comment.pk)
        comments.append(comment.pk)
    services.comment_answer(actor=author, comment_id=comments[0], also=comments[1:], text="Most appeal in a month.")
    with after_comments(policy):
        day = clock.add_days(clock.today(), 30)
        services.policy_publish(actor=publisher, policy_id=policy.pk, effective_from=day)
        members_tell(version=policy.version)
    return policy
