"""When somebody last looked at the page of a business, so that it can say what is new."""

from datetime import timedelta

from apps.core import clock
from apps.shippers.models import Membership

# Somebody who comes back after this long is on another visit.
VISIT_ENDS = timedelta(minutes=30)


def visit_record(*, membership: Membership, seen: int) -> Membership:
    """Somebody looks at the business's page, which shows what had happened up to the event `seen`.

    On a new visit, `seen_before` becomes what was seen on the last one, and stays so until this one ends: what happened
    after it is new.
    """
    now = clock.now()
    if membership.visited_at is None or now - membership.visited_at > VISIT_ENDS:
        membership.seen_before = membership.seen
    membership.visited_at, membership.seen = now, seen
    membership.save(update_fields=["visited_at", "seen", "seen_before"])
    return membership
