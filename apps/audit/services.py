"""Writes of the audit: views of records, and exports of changes."""

from datetime import timedelta

from django.db import connection, transaction

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.audit.selectors import AuditFilter
from apps.core import clock
from apps.events.models import Event
from apps.events.services import record

# A page that is loaded again, or comes back after an action, is the same view.
SAME_VIEW = timedelta(minutes=1)


def view_record(*, actor: User, subject: tuple[str, int], shipper_id: int | None = None) -> None:
    """Record that a member of staff looked at a record, at most once a minute."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO audit_view (actor_id, at, subject_type, subject_id, shipper_id)
            SELECT %(actor)s, %(now)s, %(kind)s, %(number)s, %(shipper)s
            WHERE NOT EXISTS (
                SELECT FROM audit_view
                WHERE subject_type = %(kind)s AND subject_id = %(number)s AND actor_id = %(actor)s AND at > %(before)s
            )
            """,
            {
                "actor": actor.pk,
                "now": now,
                "kind": subject[0],
                "number": subject[1],
                "shipper": shipper_id,
                "before": now - SAME_VIEW,
            },
        )


@transaction.atomic
def export_record(*, actor: User, audit_filter: AuditFilter) -> Event:
    """Record that somebody exports changes; raise NotAllowed unless they may read the audit and export data."""
    require(actor, "read_audit")
    require(actor, "export_data")
    return record(
        "audit.exported",
        subject=("recordchange", 0),
        shipper_id=audit_filter.shipper_id,
        actor=actor,
        since=audit_filter.since.isoformat(),
        until=audit_filter.until.isoformat(),
        records=audit_filter.model._meta.label_lower if audit_filter.model else "",
        number=audit_filter.pk,
        person=audit_filter.person.pk if audit_filter.person else None,
    )
