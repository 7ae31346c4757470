"""The deletion of old deliveries and of the attempts to deliver them, by command alone."""

from datetime import date

from django.db import connection, transaction

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.events.services import record
from apps.partners.webhooks.statements import DELETE_MONTH, FIRST_DONE

# A decision of the program: whoever looks for the fault of a receiver looks within a quarter, and the feed can be read
# again from any place for ever.
MIN_DELIVERY_MONTHS = 3


def deliveries_delete(*, before: date, actor: User) -> dict[str, int]:
    """Delete the deliveries that ended before a month, with their attempts; return the deliveries of each month.

    Each month is deleted in a transaction of its own, with an event that says who asked. Deliveries that are not ended
    stay, however old they are.

    Raises NotAllowed for an actor who may not run operations, Invalid for a month within `MIN_DELIVERY_MONTHS`.
    """
    permissions.require(actor, "operate")
    before = clock.month_of(before)
    if before > clock.add_months(clock.month_of(clock.today()), -MIN_DELIVERY_MONTHS):
        raise InvalidInput(
            f"The deliveries of the last {MIN_DELIVERY_MONTHS} months are kept: partners look for faults by them."
        )
    deleted = {}
    month = _first_month()
    while month is not None and month < before:
        if count := _month_delete(month, actor):
            deleted[f"{month:%Y-%m}"] = count
        month = clock.add_months(month, 1)
    return deleted


def _first_month() -> date | None:
    """Return the month in which the first of all deliveries ended; None where none ended."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_DONE)
        (first,) = cursor.fetchone()
    return clock.month_of(clock.day_of(first)) if first else None


@transaction.atomic
def _month_delete(month: date, actor: User) -> int:
    """Delete what ended until the end of a month, and record who asked; return the number of deliveries."""
    with connection.cursor() as cursor:
        cursor.execute(DELETE_MONTH, {"end": clock.start_of(clock.add_months(month, 1))})
        attempts, deliveries = cursor.fetchone()
    if deliveries:
        record(
            "webhook_deliveries.deleted",
            subject=("webhookdelivery", 0),
            actor=actor,
            month=f"{month:%Y-%m}",
            deliveries=deliveries,
            attempts=attempts,
        )
    return deliveries
