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
from apps.ledger.services import control_free as ledger_free
from apps.shippers.cases import TeamCases
from apps.standing import work
from apps.standing.control.models import (
    Control,
    ControlledBusiness,
    ControlState,
    Separation,
    SeparationState,
)
from apps.standing.control.notices import control_subject, team_notify
from apps.standing.control.selectors import BOUND, control_facts, controlled_waiting, separation_facts
from apps.standing.control.states import CONTROL, MIN_TOGETHER, SEPARATION
from apps.standing.members.services import standings_lock
from apps.standing.roles import PROGRAM
from apps.work.cases import CaseClock, CaseWork

SEPARATION_TIMER = "standing.separation_near"
SEPARATION_LAPSED = "lapse"


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
        with SEPARATIONS.acting("end", separation):
            reasons_by_program(separation, _("The group has ended for the business."))
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


SEPARATIONS = TeamCases(
    rows=Separation.objects.select_related("controlled__shipper", "controlled__control"),
    lifecycle=SEPARATION,
    missing=_lazy("There is no such request."),
    locked_first=("controlled__control", control_lock),
    business=lambda separation: separation.controlled.shipper,
    facts=separation_facts,
    signed={state: "decided" for state in SeparationState if state != SeparationState.OPEN},
    work=CaseWork(
        kind=work.SEPARATION, states=[SeparationState.OPEN], item=lambda separation: {"due_at": separation.decide_by}
    ),
    clock=CaseClock(
        timer=SEPARATION_TIMER,
        states=[SeparationState.OPEN],
        moments=lambda separation: {SEPARATION_LAPSED: separation.decide_by},
    ),
    events="standing.separation_",
)


def reasons_by_program(separation: Separation, reasons: str) -> None:
    """Set the reasons of a decision that the program took, which are in the active language."""
    separation.reasons, separation.reasons_language = reasons, get_language() or settings.LANGUAGE_CODE


def control_event_record(action: str, controlled: ControlledBusiness, actor: User | None) -> None:
    """Record an event of a case for one of its businesses."""
    record(
        f"standing.control_{action}",
        subject=control_subject(controlled.control),
        shipper_id=controlled.shipper_id,
        actor=actor,
    )
