"""The steps that several writes of a case share: lock it, free a business, end a group, record what happened."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.lazy import Promise
from apps.events.services import record
from apps.events.timers import timers_clear
from apps.ledger.services import control_free as ledger_free
from apps.standing import work
from apps.standing.control.models import (
    Control,
    ControlledBusiness,
    ControlState,
    Separation,
    SeparationState,
)
from apps.standing.control.notices import control_subject, team_notify
from apps.standing.control.selectors import BOUND, control_facts, controlled_waiting
from apps.standing.control.states import CONTROL, MIN_TOGETHER, SEPARATION
from apps.standing.members.services import standings_lock
from apps.standing.roles import PROGRAM
from apps.work.services import item_close


def control_lock(control_id: int) -> tuple[Control, list[ControlledBusiness]]:
    """Return a case and its businesses, locked, after the standings of all businesses that its decision may touch: its
    own, and those with which one of them is judged together now. Raise NotFound if there is no such case.
    """
    own = ControlledBusiness.objects.filter(control=control_id).values("shipper")
    groups = ControlledBusiness.objects.filter(BOUND, shipper__in=own).values("control")
    beside = ControlledBusiness.objects.filter(BOUND, control__in=groups).values("shipper")
    ids = [*own.values_list("shipper", flat=True), *beside.values_list("shipper", flat=True)]
    if not ids:
        raise NotFound(_("There is no such case."))
    list(standings_lock(ids))
    control = Control.objects.select_for_update(of=("self",)).get(pk=control_id)
    businesses = control.businesses.select_for_update(of=("self",)).select_related("shipper").order_by("shipper")
    return control, list(businesses)


def business_free(
    controlled: ControlledBusiness, *, actor: User | None, subject: Promise, paragraphs: Iterable[Promise | str] = ()
) -> None:
    """Free a bound business: it is judged alone from now on, its request is settled, and its team is told."""
    ledger_free(shipper_id=controlled.shipper_id, actor=actor)
    controlled.freed_at = clock.now()
    controlled.save(update_fields=["freed_at"])
    control_event_record("freed", controlled, actor)
    for separation in controlled.separations.filter(state=SeparationState.OPEN):
        separation_close(separation, "end", actor=None, reasons=_("The group has ended for the business."))
    team_notify(
        controlled,
        subject,
        *paragraphs,
        _lazy("Your own exams and violations alone count for you again. You don't need to do anything."),
    )


def group_settle(control: Control) -> None:
    """End the group of a case in which fewer than two businesses are left, for the last of them too."""
    left = list(control.businesses.filter(BOUND).select_related("shipper", "control"))
    if len(left) >= MIN_TOGETHER:
        return
    for last in left:
        business_free(
            last,
            actor=None,
            subject=_lazy("You are judged alone again: nobody else is left in the group"),
        )
    facts = control_facts(control)
    control.state = CONTROL.check(state=control.state, action="end", held={PROGRAM}, facts=facts).target
    control.ended_at = clock.now()
    control.save(update_fields=["state", "ended_at"])


@transaction.atomic
def controls_move(*, from_shipper_id: int, to_shipper_id: int) -> None:
    """Let a case go on for the record of a business that is kept, in place of the one that was merged into it, as the
    ledger does with the group.
    """
    for moved in controlled_waiting(from_shipper_id):
        control, businesses = control_lock(moved.control_id)
        controlled = next(each for each in businesses if each.pk == moved.pk)
        kept = next((each for each in businesses if each.shipper_id == to_shipper_id), None)
        heard = ControlledBusiness.objects.filter(shipper=to_shipper_id, closed_at=None)
        if kept is None and not (controlled.closed_at is None and heard.exists()):
            controlled.shipper_id = to_shipper_id
        else:
            # The kept record has a part of its own: one of the two is enough.
            if kept is not None and controlled.bound_at and not kept.is_bound:
                kept.bound_at, kept.freed_at = controlled.bound_at, None
                kept.save(update_fields=["bound_at", "freed_at"])
            controlled.closed_at = controlled.closed_at or clock.now()
            controlled.freed_at = clock.now() if controlled.bound_at else None
        controlled.save()
        if control.state == ControlState.BOUND:
            group_settle(control)


def separation_close(
    separation: Separation, action: str, *, actor: User | None, reasons: str, language: str = ""
) -> None:
    """Close a request to be judged alone by an `action` of its table, which the caller has checked.

    Without a `language`, the reasons are in the active language: the program wrote them.
    """
    separation.state = SEPARATION.find(separation.state, action).target
    separation.decided_by, separation.decided_at = actor, clock.now()
    separation.reasons = reasons
    separation.reasons_language = language or get_language() or settings.LANGUAGE_CODE
    separation.save()
    timers_clear(subject=separation_subject(separation))
    item_close(kind=work.SEPARATION.code, subject=separation_subject(separation), actor=actor)
    record(
        f"standing.separation_{separation.state}",
        subject=separation_subject(separation),
        shipper_id=separation.controlled.shipper_id,
        actor=actor,
    )


def separation_subject(separation: Separation) -> tuple[str, int]:
    """Return the name of a request to be judged alone for events, work items and timers."""
    return ("separation", separation.pk)


def control_event_record(action: str, controlled: ControlledBusiness, actor: User | None) -> None:
    """Record an event of a case for one of its businesses."""
    record(
        f"standing.control_{action}",
        subject=control_subject(controlled.control),
        shipper_id=controlled.shipper_id,
        actor=actor,
    )
