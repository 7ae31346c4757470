"""The one place where a standing is changed: with each change go its row of history and its event."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import NotFound
from apps.events.models import Lane
from apps.events.services import record
from apps.standing import work
from apps.standing.models import Change, Standing
from apps.standing.states import STATUS, Reason
from apps.work.services import item_close


def standing_lock(shipper_id: int) -> Standing:
    """The standing of a shipper, locked until the transaction ends. Raises NotFound if it has none."""
    for standing in standings_lock([shipper_id]):
        return standing
    raise NotFound(_("This business is not enrolled."), code="not_enrolled")


def standings_lock(shipper_ids: Iterable[int]) -> QuerySet[Standing]:
    """The standings of those of these shippers that have one, locked in key order."""
    standings = Standing.objects.select_for_update(of=("self",)).select_related("shipper", "evaluation")
    return standings.filter(pk__in=shipper_ids).order_by("pk")


def standing_move(
    standing: Standing,
    action: str,
    reason: Reason,
    *,
    actor: User | None = None,
    note: str = "",
    lane: Lane | None = None,
    **new: Any,
) -> Change:
    """Give a locked standing the new values, and tell. That every parcel is examined ends with any change of status."""
    change = Change(
        shipper_id=standing.shipper_id,
        at=clock.now(),
        action=action,
        status_before=standing.status,
        tier_before=standing.tier,
        reasons=[reason],
        evaluation_id=standing.evaluation_id,
        actor=actor,
        note=note,
    )
    if "status" in new:
        standing.examine_all = False
    for name, value in new.items():
        setattr(standing, name, value)
    standing.since = change.at
    standing.save()
    change.status, change.validated, change.tier = standing.status, standing.validated, standing.tier
    change.examine_all = standing.examine_all
    change.save()
    if change.status != change.status_before:
        item_close(kind=work.UNREVIEWED.code, subject=("shipper", standing.pk), actor=actor)
    record("standing.changed", subject=("change", change.pk), shipper_id=change.shipper_id, actor=actor, lane=lane)
    return change


def status_move(standing: Standing, action: str, reason: Reason, **more: Any) -> Change:
    """Move the status as its table says; the caller has checked who may."""
    lane = Lane.URGENT if action in ("suspend", "remove") else None
    status = STATUS.find(standing.status, action).target
    return standing_move(standing, action, reason, status=status, lane=lane, **more)
