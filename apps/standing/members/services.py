"""Change the standing of a member: every change writes a row of history and records an event."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import morning_before
from apps.core.errors import NotFound
from apps.events.models import Lane
from apps.events.services import NewEvent, record_many
from apps.events.timers import timer_set, timers_clear
from apps.ledger.vocabulary import ProgramEntryKind
from apps.notices.services import message_send
from apps.policy.selectors import policy_on, terms_of
from apps.screening.selectors import shippers_confirmed
from apps.shippers.selectors import people_of
from apps.standing import work
from apps.standing.members.models import PARTS, Change, Standing, Status
from apps.standing.members.selectors import entries_present
from apps.standing.members.states import STATUS, ChangeReason
from apps.work.services import item_close

RESTRICTION_TIMER = "standing.restriction_near"
RESTRICTION_LOOK, RESTRICTION_END = "look", "end"
VALIDATION_KINDS = (ProgramEntryKind.VALIDATED, ProgramEntryKind.VALIDATION_ENDED)
# The number of days before the end of a restriction at which an officer is to look at the case.
LOOK_DAYS = 14


def standing_lock(shipper_id: int) -> Standing:
    """Return the standing of a shipper, locked until the transaction ends. Raise NotFound if the shipper is not
    enrolled.
    """
    for standing in standings_lock([shipper_id]):
        return standing
    raise NotFound(_("This business is not enrolled."), code="not_enrolled")


def standings_lock(shipper_ids: Iterable[int]) -> QuerySet[Standing]:
    """Return the standings that these shippers have, to be locked in key order."""
    standings = Standing.objects.select_for_update(of=("self",)).select_related("shipper", "evaluation")
    return standings.filter(pk__in=shipper_ids).order_by("pk")


def standing_change(
    standing: Standing,
    action: str,
    reason: ChangeReason,
    *,
    actor: User | None = None,
    note: str = "",
    lane: Lane | None = None,
    **new: Any,
) -> Change:
    """Set the new values of a locked standing, as `standings_change` does of many."""
    return standings_change([(standing, new)], action, reason, actor=actor, note=note, lane=lane)[0]


def standings_change(
    changed: Sequence[tuple[Standing, Mapping[str, Any]]],
    action: str,
    reason: ChangeReason,
    *,
    actor: User | None = None,
    note: str = "",
    lane: Lane | None = None,
) -> list[Change]:
    """Set the new values of locked standings, write each change into its history, and record the events.

    Any status given, the present one too, ends the examination of every parcel, and sets until when conditions or a
    suspension hold.
    """
    changes, written = [], defaultdict[tuple[tuple[str, Any], ...], list[int]](list)
    for standing, new in changed:
        was_examined = standing.examine_all
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
        written[_values_set(standing, new, change.at)].append(standing.pk)
        change.status, change.validated, change.tier = standing.status, standing.validated, standing.tier
        change.examine_all = standing.is_examined_fully
        changes.append(change)
        if was_examined and not standing.examine_all:
            item_close(kind=work.UNREVIEWED.code, subject=("shipper", standing.pk), actor=actor)
        if change.status != change.status_before:
            item_close(kind=work.RESTRICTION.code, subject=("shipper", standing.pk), actor=actor)
    for values, standings in written.items():
        Standing.objects.filter(pk__in=standings).update(**dict(values))
    Change.objects.bulk_create(changes)
    happened = [NewEvent(("change", change.pk), change.shipper_id) for change in changes]
    ended = [
        event
        for change, event in zip(changes, happened, strict=True)
        if change.status_before == Status.CONDITIONAL != change.status
    ]
    record_many("standing.conditions_ended", events=ended, actor=actor)
    record_many("standing.changed", events=happened, actor=actor, lane=lane)
    return changes


def _values_set(standing: Standing, new: Mapping[str, Any], at: datetime) -> tuple[tuple[str, Any], ...]:
    """Set the new values of a locked standing at a moment; return the columns that may have changed, with values."""
    names = {"since", *new}
    standing.since = at
    for name, value in new.items():
        if name in PARTS and value != getattr(standing, name):
            setattr(standing, f"{name}_since", at)
            names.add(f"{name}_since")
        setattr(standing, name, value)
    if "status" in new:
        standing.examine_all = new.get("examine_all", False)
        _restriction_limit_set(standing)
        names |= {"examine_all", "ends_at"}
    return tuple((name, getattr(standing, name)) for name in sorted(names))


def _restriction_limit_set(standing: Standing) -> None:
    """Set until when the conditions or the suspension of a locked standing hold, and the timers of that; the caller
    saves. A business that left keeps its limit.
    """
    timers_clear(subject=("shipper", standing.pk), kinds=[RESTRICTION_TIMER])
    if standing.status == Status.WITHDRAWN:
        return
    clocks, today = terms_of(policy_on(clock.today())).clocks, clock.today()
    match standing.status:
        case Status.SUSPENDED:
            last = clock.anniversary(today, clocks.suspension_months)
        case Status.CONDITIONAL if standing.examine_all:
            last = clock.add_days(today, clocks.full_examination_days)
        case Status.CONDITIONAL:
            last = clock.add_days(today, clocks.conditions_days)
        case _:
            standing.ends_at = None
            return
    restriction_end_at(standing, clock.end_of(last))


def restriction_end_at(standing: Standing, moment: datetime) -> None:
    """Let the conditions or the suspension of a locked standing end by themselves at a moment; the caller saves."""
    standing.ends_at = moment
    restriction_timers_set(standing, moment)


def restriction_timers_set(standing: Standing, moment: datetime) -> None:
    """Set the timers of the end of a restriction, and of the look at the case before, if that is still to come."""
    look_at = morning_before(moment, LOOK_DAYS, clock.PROGRAM_ZONE)
    steps = {RESTRICTION_END: moment} | ({RESTRICTION_LOOK: look_at} if look_at > clock.now() else {})
    for step, at in steps.items():
        timer_set(RESTRICTION_TIMER, subject=("shipper", standing.pk), at=at, step=step, shipper_id=standing.pk)


def status_change(standing: Standing, action: str, reason: ChangeReason, **more: Any) -> Change:
    """Change the status of a locked standing as the table of the lifecycle says. The caller has checked the
    permission.
    """
    lane = Lane.URGENT if action in ("suspend", "remove", "remove_departed") else None
    status = STATUS.find(standing.status, action).target
    return standing_change(standing, action, reason, status=status, lane=lane, **more)


# More enrollments at once than this are an import: their events wait behind those that people are waiting for.
BULK_FROM = 100
ROWS_PER_INSERT = 5_000

_ENROLL = """
INSERT INTO standing_standing (
    shipper_id, status, validated, tier, since, status_since, tier_since, validated_since
)
SELECT id, %(status)s, false, 0, %(now)s, %(now)s, %(now)s, %(now)s
FROM unnest(%(shippers)s::bigint[]) AS id ORDER BY id
ON CONFLICT (shipper_id) DO NOTHING RETURNING shipper_id
"""


@transaction.atomic
def standing_enroll(*, shipper_ids: Sequence[int]) -> int:
    """Make these shippers active members of tier 0, notify their teams, and return how many were not members before."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_ENROLL, {"status": Status.ACTIVE, "now": now, "shippers": list(shipper_ids)})
        enrolled = sorted(row[0] for row in cursor.fetchall())
    changes = Change.objects.bulk_create(
        [
            Change(
                shipper_id=shipper_id,
                at=now,
                action="enroll",
                status=Status.ACTIVE,
                validated=False,
                tier=0,
                reasons=[ChangeReason.ENROLLED],
            )
            for shipper_id in enrolled
        ],
        batch_size=ROWS_PER_INSERT,
    )
    record_many(
        "standing.changed",
        events=[NewEvent(("change", change.pk), change.shipper_id) for change in changes],
        lane=Lane.BULK if len(changes) > BULK_FROM else None,
    )
    if confirmed := shippers_confirmed(enrolled):
        parcels_hold_follow(shipper_ids=confirmed)
    message_send(
        recipients=people_of(*enrolled),
        kind="standing.enrolled",
        subject=_lazy("You are a member of the program"),
        body=_lazy(
            "Your business is enrolled as a known shipper. Your page shows its number, what it is promised now, "
            "and what leads to the next tier."
        ),
        link=reverse("portal:home"),
    )
    return len(enrolled)


@transaction.atomic
def parcels_hold_follow(*, shipper_ids: Collection[int]) -> None:
    """Hold the parcels of members behind whom a confirmed party of a list stands, and of no others of these businesses.

    Partners, and whoever verifies the number, then read that every parcel is examined, as each declared parcel is
    answered; they read no reason.
    """
    confirmed = shippers_confirmed(shipper_ids)
    for standing in standings_lock(shipper_ids):
        if (standing.pk in confirmed) == standing.parcels_held:
            continue
        action, reason = ("release_parcels", ChangeReason.EXAMINED_AS_BEFORE)
        if standing.pk in confirmed:
            action, reason = ("hold_parcels", ChangeReason.EXAMINED_FULLY)
        standing_change(standing, action, reason, lane=Lane.URGENT, parcels_held=standing.pk in confirmed)


@transaction.atomic
def standings_validate(*, shipper_ids: Collection[int]) -> None:
    """Set `validated` of standings as the ledger says: the last entry of each about validation is a validation that was
    not taken back.
    """
    entries = entries_present(shipper_ids, *VALIDATION_KINDS).order_by("date", "pk").values_list("shipper_id", "kind")
    proved = {shipper_id for shipper_id, kind in dict(entries).items() if kind == ProgramEntryKind.VALIDATED}
    changed = [each for each in standings_lock(shipper_ids) if each.validated != (each.pk in proved)]
    validated = [(standing, {"validated": True}) for standing in changed if standing.pk in proved]
    ended = [(standing, {"validated": False}) for standing in changed if standing.pk not in proved]
    standings_change(validated, "validate", ChangeReason.VALIDATED)
    standings_change(ended, "end_validation", ChangeReason.VALIDATION_ENDED)
