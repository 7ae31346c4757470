"""Corrections: a partner that asked for a business lately learns that its answers may rest on what was reversed."""

from collections.abc import Sequence

from django.db import connection, transaction

from apps.core import clock
from apps.core.errors import NotFound
from apps.events.models import Event
from apps.events.services import NewEvent, record_many
from apps.partners.corrections.models import PartnerCorrection
from apps.partners.corrections.selectors import corrections_of
from apps.partners.corrections.statements import CORRECT, LOCK
from apps.partners.questions.services import MIN_MONTHS_KEPT

# How far back a look counts: whoever read a report within six months learns of its correction, after the model of
# 15 U.S.C. 1681i(d). A partner may rely on an answer for a day, and the decisions that it took by it live longer.
LOOK_MONTHS = MIN_MONTHS_KEPT
# Any number that no other advisory lock of this program uses.
CORRECTIONS_LOCK = 0x6B735F636F7272


@transaction.atomic
def corrections_make(*, events: Sequence[Event], reason: PartnerCorrection.Reason) -> list[int]:
    """Make a correction for each partner that asked for a business of these events lately; return their ids.

    Several events of a business make one correction, and an event that was handled before makes none again.
    """
    latest = {event.business_id: event.pk for event in sorted(events, key=lambda event: event.pk)}
    if not latest:
        return []
    now = clock.now()
    values = {
        "shippers": list(latest),
        "events": list(latest.values()),
        "reasons": [reason.value] * len(latest),
        "since": clock.start_of(clock.first_within(clock.day_of(now), LOOK_MONTHS)),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"lock": CORRECTIONS_LOCK})
        cursor.execute(CORRECT, values)
        rows = cursor.fetchall()
    made = [shipper_id for _pk, shipper_id in rows]
    record_many(
        "partners.corrected",
        events=[
            NewEvent(("shipper", shipper_id), shipper_id, {"partners": made.count(shipper_id), "reason": reason})
            for shipper_id in sorted(set(made))
        ],
    )
    return [pk for pk, _shipper_id in rows]


@transaction.atomic
def corrections_tell(*, partner_id: int, after: int, limit: int) -> list[PartnerCorrection]:
    """Return the corrections of a partner after a place, and note that the partner was told of each of them."""
    corrections = list(corrections_of(partner_id).filter(seq__gt=after)[:limit])
    now = clock.now()
    fresh = [correction for correction in corrections if correction.told_at is None]
    PartnerCorrection.objects.filter(pk__in=[correction.pk for correction in fresh], told_at=None).update(told_at=now)
    return corrections


@transaction.atomic
def correction_acknowledge(*, partner_id: int, seq: int) -> PartnerCorrection:
    """Note that a partner has taken a correction up; once noted, the moment stays. Raises NotFound for a place of no
    correction of the partner.
    """
    found = PartnerCorrection.objects.select_for_update().filter(partner=partner_id, seq=seq).first()
    if found is None:
        raise NotFound("There is no such correction among yours.")
    if found.acknowledged_at is None:
        found.acknowledged_at = clock.now()
        found.told_at = found.told_at or found.acknowledged_at
        found.save(update_fields=["acknowledged_at", "told_at"])
    return corrections_of(partner_id).get(pk=found.pk)
