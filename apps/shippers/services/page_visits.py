"""The last visit of each member to the page of the business, by which the page shows what is new."""

from datetime import timedelta

from django.db import connection

from apps.core import clock
from apps.shippers.models import Membership

# A page opened after this long begins another visit.
VISIT_ENDS = timedelta(minutes=30)
# Every opening of the page runs this one statement, which reads the last event and stores it as seen.
_VISIT = """
UPDATE shippers_membership m SET
    seen_before = CASE WHEN m.visited_at >= %(ended)s THEN m.seen_before ELSE m.seen END,
    seen = coalesce((SELECT max(e.id) FROM events_event e WHERE e.shipper_id = m.shipper_id), 0),
    visited_at = %(now)s
WHERE m.id = %(membership)s
RETURNING seen, seen_before, visited_at
"""


def page_visit_record(*, membership: Membership) -> Membership:
    """Record that a member opened the page of the business: all events up to now count as seen.

    A new visit sets `seen_before` to the last event seen on the visit before. Later events are shown as new until this
    visit ends.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_VISIT, {"membership": membership.pk, "now": now, "ended": now - VISIT_ENDS})
        membership.seen, membership.seen_before, membership.visited_at = cursor.fetchone()
    return membership
