"""Holds of agencies on parcels: placed, held longer and lifted, each time with grounds that the business reads."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held, require
from apps.accounts.roles import ACT_FOR_AGENCY
from apps.agencies import work
from apps.agencies.messages import hold_tell
from apps.agencies.models import Hold, HoldAct, HoldState
from apps.agencies.selectors import facts_of, hold_last_day, is_released, own_agency, parcels_in_competence
from apps.agencies.states import HOLD, RELEASED
from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotFound
from apps.core.fields import name_of
from apps.core.languages import day_in_words, language_check
from apps.core.text import text_required
from apps.events.services import record
from apps.shippers.selectors import require_impartial
from apps.work.services import item_close, item_open, items_state_set


@transaction.atomic
def hold_place(*, actor: User, parcel_id: int, grounds: str, language: str, until: date) -> Hold:
    """Hold a parcel in the competence of the actor's agency, until a day by which the agency looks at the parcel again.

    The business is told at once. Raises NotAllowed for an actor who acts for no agency, NotFound for a parcel beyond
    the competence, Conflict for a parcel that was released, that the agency holds already or whose sender is a business
    of the actor, Invalid without grounds.
    """
    require(actor, ACT_FOR_AGENCY)
    agency = own_agency(actor)
    seen = parcels_in_competence(agency).select_for_update(of=("self",), no_key=True).select_related("seller")
    parcel = seen.filter(pk=parcel_id).first()
    if parcel is None:
        raise NotFound(_("No such parcel is in the competence of your agency."))
    require_impartial(actor, parcel.seller.shipper_id)
    if Hold.objects.filter(agency=agency, parcel=parcel, state=HoldState.IN_FORCE).exists():
        raise Conflict(_("Your agency holds this parcel already."), code="held")
    if is_released(parcel):
        raise Conflict(str(RELEASED), code="released")
    _day_check(until)
    hold = Hold.objects.create(
        agency=agency, parcel=parcel, shipper_id=parcel.seller.shipper_id, until=until, placed_at=clock.now()
    )
    _act(hold, actor, HoldAct.Kind.PLACED, grounds, language)
    _work_open(hold, actor)
    return hold


@transaction.atomic
def hold_extend(*, actor: User, hold_id: int, grounds: str, language: str, until: date) -> Hold:
    """Extend a hold until a later day, with grounds. Raises Conflict or NotAllowed if the lifecycle refuses the act,
    Invalid for a wrong day.
    """
    hold = _transition(actor, hold_id, "extend")
    _day_check(until)
    if until <= hold.until:
        message = _("The hold runs until %(day)s already. Choose a later day.") % {"day": day_in_words(hold.until)}
        raise Invalid(message, fields={"until": [message]})
    hold.until = until
    hold.save(update_fields=["until"])
    _act(hold, actor, HoldAct.Kind.EXTENDED, grounds, language)
    item_close(kind=work.HOLD.code, subject=_subject(hold), actor=actor)
    _work_open(hold, actor)
    return hold


@transaction.atomic
def hold_lift(*, actor: User, hold_id: int, grounds: str, language: str) -> Hold:
    """Lift a hold, with grounds. Raises Conflict or NotAllowed if the lifecycle refuses the act."""
    hold = _transition(actor, hold_id, "lift")
    hold.state = HoldState.LIFTED
    hold.save(update_fields=["state"])
    items_state_set(subject=_subject(hold), state=hold.state)
    _act(hold, actor, HoldAct.Kind.LIFTED, grounds, language)
    item_close(kind=work.HOLD.code, subject=_subject(hold), actor=actor)
    return hold


def _transition(actor: User, hold_id: int, action: str) -> Hold:
    """Lock a hold and return it, if a person may take an action on it. Raises NotFound, and Conflict or NotAllowed if
    the lifecycle refuses the action.
    """
    hold = Hold.objects.select_for_update(of=("self",)).select_related("parcel").filter(pk=hold_id).first()
    if hold is None:
        raise NotFound(_("There is no such hold."))
    HOLD.check(state=hold.state, action=action, held=held(actor), facts=facts_of(hold, actor))
    return hold


def _act(hold: Hold, actor: User, kind: HoldAct.Kind, grounds: str, language: str) -> None:
    """Keep an act on a hold, tell the business, and record the event."""
    act = HoldAct.objects.create(
        hold=hold,
        kind=kind,
        grounds=text_required(grounds, "grounds", _("Say why. The business reads this.")),
        language=language_check(language),
        until=None if kind == HoldAct.Kind.LIFTED else hold.until,
        actor=actor,
        at=clock.now(),
    )
    hold_tell(hold, act)
    record(f"agencies.hold_{kind}", subject=_subject(hold), shipper_id=hold.shipper_id, actor=actor, agency=hold.agency)


def _work_open(hold: Hold, holder: User) -> None:
    item_open(
        kind=work.HOLD.code,
        subject=_subject(hold),
        title=str(hold),
        shipper_id=hold.shipper_id,
        state=hold.state,
        due_at=clock.end_of(hold.until),
        holder=holder,
    )


def _day_check(until: date) -> None:
    last = hold_last_day()
    if not clock.today() <= until <= last:
        message = _("Choose a day from today until %(last)s.") % {"last": day_in_words(last)}
        raise Invalid(message, fields={"until": [message]})


def _subject(hold: Hold) -> tuple[str, int]:
    """Return how work items and events name a hold."""
    return (name_of(Hold), hold.pk)
