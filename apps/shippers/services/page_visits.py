"""When somebody last looked at the page of a business, so that it can say what is new."""

from datetime import timedelta

from django.db import connection

from apps.core import clock
from apps.shippers.models import Membership

# Somebody who comes back after this long is on another visit.
VISIT_ENDS = timedelta(minutes=30)
# Each page of every visit does this: one statement reads what has happened and keeps it as seen.
_VISIT = """
UPDATE shippers_membership m SET
    seen_before = CASE WHEN m.visited_at >= %(ended)s THEN m.seen_before ELSE m.seen END,
    seen = coalesce((SELECT max(e.id) FROM events_event e WHERE e.shipper_id = m.shipper_id), 0),
    visited_at = %(now)s
WHERE m.id = %(membership)s
RETURNING seen, seen_before, visited_at
"""


def page_visit_record(*, membership: Membership) -> Membership:
    """Somebody looks at the business's page: all that has happened by now is seen.

    On a new visit, `seen_before` becomes what was seen on the last one, and stays so until this one ends: what happened
    after it is new.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_VISIT, {"membership": membership.pk, "now": now, "ended": now - VISIT_ENDS})
        membership.seen, membership.seen_before, membership.visited_at = cursor.fetchone()
    return membership
