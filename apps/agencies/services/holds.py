"""Holds of agencies on parcels: placed, held longer and lifted, each time with grounds that the business reads.

A hold ends by itself with its day. Whoever wants to hold the parcel longer, or again, gives a ground that was not given
before, is another person than who held it last, and goes no further than `MAX_HOLD_DAYS` from the first day.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.accounts.roles import ACT_FOR_AGENCY
from apps.accounts.selectors import is_second_person
from apps.agencies import selectors, work
from apps.agencies.messages import hold_tell
from apps.agencies.models import Hold, HoldAct, HoldState
from apps.agencies.states import HOLD, RELEASED, SAME_PERSON, AgencyFacts
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.languages import day_in_words, language_check
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.shippers.selectors import require_impartial
from apps.work.cases import CaseClock, Cases, CaseWork

TIMER = "agencies.hold_over"


def _is_over(hold: Hold) -> bool:
    return clock.now() >= clock.end_of(hold.until)


def _facts(hold: Hold, actor: User | None) -> AgencyFacts:
    return selectors.facts_of(hold, actor) if actor else AgencyFacts(is_over=_is_over(hold))


def _item(hold: Hold) -> dict[str, Any]:
    """Return when the hold ends, and who held the parcel last, whose work the hold is."""
    last = hold.acts.latest("pk").actor
    return {"title": str(hold), "country": "", "due_at": clock.end_of(hold.until), "holder": last}


HOLDS = Cases(
    rows=Hold.objects.select_related("parcel", "shipper"),
    lifecycle=HOLD,
    missing=_lazy("There is no such hold."),
    business=lambda hold: hold.shipper,
    facts=_facts,
    work=CaseWork(kind=work.HOLD, states=[HoldState.IN_FORCE], item=_item, shows_state=True),
    clock=CaseClock(timer=TIMER, states=[HoldState.IN_FORCE], moments=lambda hold: {"": clock.end_of(hold.until)}),
    events="agencies.hold_",
    event_names={"extend": "extended", "end": "ended"},
    payload=lambda hold: {"agency": hold.agency},
)


@transaction.atomic
def hold_place(*, actor: User, parcel_id: int, grounds: str, language: str, until: date) -> Hold:
    """Hold a parcel in the competence of the actor's agency until the end of a day.

    The business is told at once. A parcel that the agency held before is held longer by this: with a new ground, by
    another person, and within the days of the first hold. Raises NotAllowed for an actor who acts for no agency,
    NotFound for a parcel beyond the competence, Conflict for a parcel that was released, that the agency holds already
    or whose sender is a business of the actor, Invalid without grounds.
    """
    require(actor, ACT_FOR_AGENCY)
    agency = selectors.own_agency(actor)
    seen = selectors.parcels_in_competence(agency).select_for_update(of=("self",), no_key=True).select_related("seller")
    parcel = row_get(seen, _("No such parcel is in the competence of your agency."), pk=parcel_id)
    require_impartial(actor, parcel.seller.shipper_id)
    if Hold.objects.filter(agency=agency, parcel=parcel, state=HoldState.IN_FORCE).exists():
        raise Conflict(_("Your agency holds this parcel already."), code="held")
    if selectors.is_released(parcel):
        raise Conflict(str(RELEASED), code="released")
    before = selectors.earlier_holds(agency, parcel.pk)
    if not is_second_person(actor, before.last_by):
        raise Conflict(str(SAME_PERSON), code="same_person")
    _hold_check(before, grounds, until)
    hold = Hold.objects.create(
        agency=agency, parcel=parcel, shipper_id=parcel.seller.shipper_id, until=until, placed_at=clock.now()
    )
    _act(hold, actor, HoldAct.Kind.PLACED, grounds, language)
    HOLDS.opened(hold, "placed", actor)
    return hold


@transaction.atomic
def hold_extend(*, actor: User, hold_id: int, grounds: str, language: str, until: date) -> Hold:
    """Hold a parcel until a later day, by another person than who held it last, with a new ground. Raises Conflict or
    NotAllowed if the lifecycle refuses the act, Invalid for a wrong day and for a ground that was given before.
    """
    with HOLDS.acting("extend", hold_id, actor) as hold:
        _hold_check(selectors.earlier_holds(hold.agency, hold.parcel_id), grounds, until)
        if until <= hold.until:
            message = _("The hold runs until %(day)s already. Choose a later day.") % {"day": day_in_words(hold.until)}
            raise InvalidInput(message, fields={"until": [message]})
        hold.until = until
        _act(hold, actor, HoldAct.Kind.EXTENDED, grounds, language)
    HOLDS.timers_renew(hold)
    HOLDS.work_close(hold, actor)
    HOLDS.work_open(hold)
    return hold


@transaction.atomic
def hold_lift(*, actor: User, hold_id: int, grounds: str, language: str) -> Hold:
    """Lift a hold, with grounds. Raises Conflict or NotAllowed if the lifecycle refuses the act."""
    with HOLDS.acting("lift", hold_id, actor) as hold:
        _act(hold, actor, HoldAct.Kind.LIFTED, grounds, language)
    return hold


@transaction.atomic
def hold_end(*, hold_id: int) -> None:
    """End a hold whose day is over. Do nothing if the hold has ended, or its parcel is held longer."""
    hold = HOLDS.lock(hold_id)
    if hold.state == HoldState.IN_FORCE and _is_over(hold):
        with HOLDS.acting("end", hold):
            _act_keep(hold, HoldAct(kind=HoldAct.Kind.ENDED, language="en"))


def _act(hold: Hold, actor: User, kind: HoldAct.Kind, grounds: str, language: str) -> None:
    """Keep the act of a person on a hold, and tell the business."""
    act = HoldAct(
        kind=kind,
        grounds=text_required(grounds, "grounds", _("Say why. The business reads this.")),
        language=language_check(language),
        until=None if kind == HoldAct.Kind.LIFTED else hold.until,
        actor=actor,
    )
    _act_keep(hold, act)


def _act_keep(hold: Hold, act: HoldAct) -> None:
    act.hold, act.at = hold, clock.now()
    act.save()
    hold_tell(hold, act)


def _hold_check(before: selectors.EarlierHolds, grounds: str, until: date) -> None:
    """Raise Invalid for a day beyond the last, and for a ground that was given before."""
    last = selectors.hold_last_day(before.first)
    if last < clock.today():
        message = _(
            "Your agency has held this parcel for %(most)d days, as long as anybody may. Release it, or report "
            "a violation."
        ) % {"most": selectors.MAX_HOLD_DAYS}
        raise InvalidInput(message, fields={"until": [message]})
    if not clock.today() <= until <= last:
        message = _("Choose a day from today until %(last)s.") % {"last": day_in_words(last)}
        raise InvalidInput(message, fields={"until": [message]})
    if selectors.grounds_key(grounds) in before.grounds:
        message = _("This ground was given before. Say what is new: what was found since, or what is still missing.")
        raise InvalidInput(message, fields={"grounds": [message]})
