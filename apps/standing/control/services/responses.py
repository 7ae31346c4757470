"""The answers of the businesses of a case, and the delivery of its notice to each."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.deliveries import delivered_at
from apps.core.errors import Conflict, NotFound
from apps.core.files import IdentifiedFile
from apps.core.languages import language_of_text
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, files_limit_check, upload_columns
from apps.shippers.selectors import abilities_of
from apps.shippers.zones import zone_of
from apps.standing import work
from apps.standing.control.models import Control, ControlFile, ControlledBusiness, ControlState, Separation
from apps.standing.control.notices import control_subject, notice_send
from apps.standing.control.selectors import control_facts
from apps.standing.control.services.groups import control_event_record, control_lock
from apps.standing.control.services.limits import case_limits_set, respond_by_set, timers_renew
from apps.standing.control.states import CONTROL
from apps.standing.proposals.services.proposals import reaches_signers
from apps.work.services import item_close

Position = ControlledBusiness.Position


@atomic_with_files()
def control_respond(
    *,
    actor: User,
    shipper_id: int,
    control_id: int,
    position: str,
    text: str = "",
    language: str = "",
    files: Sequence[IdentifiedFile] = (),
    final: bool = False,
) -> ControlledBusiness:
    """Agree to be judged together, or contest it, by an owner or a signatory of a business of the case.

    A response can be added to until the case is decided or the business has said everything (`final`); whoever agrees
    has said everything. Raise NotFound for a business that is not in the case, Conflict after the last word, Invalid
    where it is contested without words.
    """
    control, businesses = control_lock(control_id)
    controlled = _own(businesses, shipper_id)
    facts = control_facts(control, controlled=controlled)
    CONTROL.check(state=control.state, action="respond", held=abilities_of(actor, shipper_id), facts=facts)
    position, text = Position(position), text.strip()
    if position == Position.CONTESTS:
        text = text_required(text, "text", _("Write what you see differently."))
    controlled.position, controlled.responded_by, controlled.responded_at = position, actor, clock.now()
    if text:
        controlled.response = "\n\n".join(filter(None, [controlled.response, text]))
        controlled.response_language = language_of_text(language, actor.language)
    if final or position == Position.AGREES:
        controlled.final_at = clock.now()
    controlled.save()
    files_store(controlled, actor, files, ControlFile.About.RESPONSE)
    timers_renew(control, businesses)
    control_event_record("responded", controlled, actor)
    return controlled


@atomic_with_files()
def control_serve(
    *,
    actor: User,
    control_id: int,
    shipper_id: int,
    day: date,
    note: str,
    files: Sequence[IdentifiedFile],
) -> ControlledBusiness:
    """Record the day on which the notice was delivered by post to a business for which nobody signs on the site. Its
    time to respond begins on that day.

    The proof is a file, and comes from an officer who did not propose the case. Raise Conflict for anybody else and for
    a notice that was delivered already, Invalid without the file or for a wrong day.
    """
    control, businesses = control_lock(control_id)
    facts = control_facts(control, actor)
    CONTROL.check(state=control.state, action="serve", held=permissions.held(actor), facts=facts)
    controlled = _own(businesses, shipper_id)
    if controlled.served_at is not None:
        raise Conflict(_("The notice was delivered already."), code="blocked")
    zone = zone_of(controlled.shipper)
    controlled.served_at = delivered_at(day, written=control.proposed_at, zone=zone, files=files)
    controlled.served_note = text_required(note, "note")[:300]
    files_store(controlled, actor, files[:1], ControlFile.About.DELIVERY)
    _delivery_save(control, businesses, controlled, actor)
    return controlled


@transaction.atomic
def controls_serve(*, shipper_id: int) -> None:
    """Deliver on the site the notice that has reached nobody, now that somebody signs for a business."""
    unserved = ControlledBusiness.objects.filter(shipper=shipper_id, served_at=None, closed_at=None)
    control_id = unserved.values_list("control", flat=True).first()
    if control_id is None or not reaches_signers(shipper_id):
        return
    control, businesses = control_lock(control_id)
    controlled = _own(businesses, shipper_id)
    if controlled.served_at is None and control.state == ControlState.PROPOSED:
        controlled.served_at = clock.now()
        _delivery_save(control, businesses, controlled, None)
        notice_send(controlled)


def files_store(
    controlled: ControlledBusiness,
    actor: User,
    files: Sequence[IdentifiedFile],
    about: ControlFile.About,
    separation: Separation | None = None,
) -> None:
    """Keep the files that come with a response, a request or a delivery; raise Invalid for too many."""
    kept = controlled.files.filter(about=about, separation=separation)
    files_limit_check(kept.count() + len(files))
    for file in files:
        ControlFile.objects.create(
            controlled=controlled, separation=separation, about=about, uploaded_by=actor, **upload_columns(file)
        )


def _own(businesses: Sequence[ControlledBusiness], shipper_id: int) -> ControlledBusiness:
    for controlled in businesses:
        if controlled.shipper_id == shipper_id:
            return controlled
    raise NotFound(_("There is no such case on your list."))


def _delivery_save(
    control: Control, businesses: Sequence[ControlledBusiness], controlled: ControlledBusiness, actor: User | None
) -> None:
    """Save a business that its notice has reached, and move the limits of the case."""
    respond_by_set(controlled)
    controlled.save()
    case_limits_set(control, businesses)
    control.save()
    timers_renew(control, businesses)
    if all(each.served_at for each in businesses):
        item_close(kind=work.SEARCH.code, subject=control_subject(control), actor=actor)
    control_event_record("served", controlled, actor)
