"""The write of the register of reasons: the part of a month, once."""

from django.db import transaction

from apps.core import clock
from apps.events.services import record
from apps.measures.reasons.actions import actions_final
from apps.measures.reasons.generalization import parts_ripe, rows_of
from apps.measures.reasons.models import RegisteredAction, RegisterPart, RegisterRow

# The part of a month has what was final when the month before began.
DELAY_MONTHS = 1


@transaction.atomic
def register_release() -> RegisterPart | None:
    """Put into the register what was final when the month before began, once a month; None if that was done.

    Whatever is of too few businesses waits for a later month.
    """
    today = clock.today()
    month = clock.month_of(today)
    part, made = RegisterPart.objects.get_or_create(month=month, defaults={"released_at": clock.now(), "day": today})
    if not made:
        return None
    known = RegisteredAction.objects.values_list("kind", "record")
    cutoff = clock.start_of(clock.add_months(month, -DELAY_MONTHS))
    parts = parts_ripe(actions_final(before=cutoff, known=set(known)), month=month)
    actions = [action for _row, behind in parts for action in behind]
    RegisteredAction.objects.bulk_create(
        RegisteredAction(part=part, kind=action.kind, record=action.record)
        for action in sorted(actions, key=lambda action: (action.kind, action.record))
    )
    RegisterRow.objects.bulk_create(
        RegisterRow(part=part, first_month=row.first_month, last_month=row.last_month, **dict(row.values))
        for row in rows_of(parts)
    )
    record("measures.register_released", subject=("registerpart", part.pk), rows=len(actions))
    return part
