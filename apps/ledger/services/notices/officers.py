"""Acts of officers on the service of a violation: delay it, serve now, serve by post, give more time to answer."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import day_there, end_of_day
from apps.core.deliveries import delivered_at
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import IdentifiedFile
from apps.core.languages import language_of_text
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, upload_columns
from apps.events import services as events
from apps.ledger.allegers import is_alleger
from apps.ledger.models import Service, ServiceProof, Violation
from apps.ledger.selectors.notices import allegation_written_at
from apps.ledger.services.notices.messages import extension_notify, notice_of
from apps.ledger.services.notices.service import (
    clocks_at,
    entry_locked,
    served_events_record,
    service_begin,
    service_for,
    service_schedule,
)
from apps.ledger.vocabulary import Determination
from apps.notices.services import messages_send
from apps.shippers.selectors import people_of, require_impartial, signers_of
from apps.shippers.zones import zone_of

SERVES_ANOTHER = _lazy(
    "You alleged this violation, so somebody else records how it was served. Two people count as one if one of them "
    "asked for the account of the other."
)


@transaction.atomic
def service_delay(*, actor: User, case_id: int, delay_until: datetime | None, delay_reason: str) -> Service:
    """Delay the notice of an allegation until a moment. Until it is served, the business does not see the allegation,
    and nobody can sustain it.

    Raises NotAllowed, Conflict for an allegation that was served already, Invalid without a future moment and a reason.
    """
    entry, service = _allegation_lock(actor, case_id, "oversee_changes")
    _require_unserved(service)
    fields = {}
    if delay_until is None or delay_until <= clock.now():
        fields["delay_until"] = [_("Give a moment in the future.")]
    if not delay_reason.strip():
        fields["delay_reason"] = [_("Say why the business may not know of the allegation yet.")]
    if fields:
        raise InvalidInput(_("A delay needs a reason and an end."), fields=fields)
    service.delayed_until, service.delay_reason, service.delayed_by = delay_until, delay_reason.strip(), actor
    service.save()
    service_schedule(service, entry)
    events.record("ledger.service_delayed", subject=("case", case_id), shipper_id=service.shipper_id, actor=actor)
    return service


@transaction.atomic
def service_hasten(*, actor: User, case_id: int) -> Service:
    """Serve an allegation now whose notice was delayed.

    Raises NotAllowed, Conflict for a business without a team and for an allegation that was served already.
    """
    entry, service = _allegation_lock(actor, case_id, "oversee_changes")
    _require_unserved(service)
    team = list(people_of(service.shipper_id))
    if not signers_of(service.shipper_id).exists():
        raise Conflict(_("Nobody signs for this business here. Record service by post instead."), code="no_team")
    service.delayed_until = None
    now = clock.now()
    clocks = clocks_at(now)
    service_begin(service, channel=Service.Channel.SITE, at=now, days=clocks.response_days)
    service.save()
    messages_send([notice_of([(service, entry)], team, clocks)])
    served_events_record([service])
    service_schedule(service, entry)
    return service


@atomic_with_files()
def service_by_post(*, actor: User, case_id: int, day: date, note: str, files: Sequence[IdentifiedFile]) -> Service:
    """Record the day on which an allegation was served by other means on a business for which nobody signs here, with
    the file that proves the service. Its time to answer runs from that day.

    Raises NotAllowed, Conflict for a business for which somebody signs, for an allegation that was served already and
    for whoever alleged it, Invalid for a day in the future or before the allegation read as it does now, without a note
    of how it was served, and without the file.
    """
    entry, service = _allegation_lock(actor, case_id, "record_violations")
    _require_unserved(service)
    if signers_of(service.shipper_id).exists():
        raise Conflict(_("The business has a team on this site. Serve the notice there."), code="has_team")
    if is_alleger(actor, [case_id]):
        raise Conflict(str(SERVES_ANOTHER), code="same_person")
    moment = delivered_at(day, written=allegation_written_at(entry), zone=zone_of(service.shipper), files=files)
    service.note = text_required(note, "note", _("Say how it was served, for instance the number of the letter."))
    service.recorded_by, service.delayed_until = actor, None
    service_begin(service, channel=Service.Channel.POST, at=moment, days=clocks_at(moment).response_days)
    service.save()
    for file in files:
        ServiceProof.objects.create(case=entry.case, uploaded_by=actor, **upload_columns(file))
    served_events_record([service])
    service_schedule(service, entry)
    return service


@transaction.atomic
def answer_extend(*, actor: User, case_id: int, until: date, reason: str, language: str = "") -> Service:
    """Give the business until the end of a later day, in its time zone, to answer. The team is told, with the reason.

    Raises NotAllowed, Conflict for an allegation that was not served or was answered, Invalid for a day that is not
    later, and without a reason.
    """
    entry, service = _allegation_lock(actor, case_id, "record_violations")
    if service.answer_by is None or service.final_at is not None or service.answer_by < clock.now():
        raise Conflict(_("The business has no open time to answer, so it can't be extended."), code="wrong_state")
    zone = zone_of(service.shipper)
    fields = {}
    if until <= day_there(service.answer_by, zone) or end_of_day(until, zone) <= clock.now():
        fields["until"] = [_("Choose a day after the present last day to answer.")]
    if not reason.strip():
        fields["reason"] = [_("Say why. The team reads it.")]
    if fields:
        raise InvalidInput(_("More time needs a later day and a reason."), fields=fields)
    service.answer_by = end_of_day(until, zone)
    service.save()
    service_schedule(service, entry)
    extension_notify(
        service,
        entry,
        people_of(service.shipper_id),
        reason=reason.strip(),
        language=language_of_text(language, actor.language),
    )
    events.record("ledger.answer_extended", subject=("case", case_id), shipper_id=service.shipper_id, actor=actor)
    return service


def _allegation_lock(actor: User, case_id: int, permission: str) -> tuple[Violation, Service]:
    """Return an allegation against a business and its service, which is new where none exists; the case is locked."""
    permissions.require(actor, permission)
    entry = entry_locked(case_id)
    require_impartial(actor, entry.seller.shipper_id)
    if entry.seller.shipper is None or entry.voided or entry.determination != Determination.ALLEGED:
        raise Conflict(_("Only an allegation against a business of the program can be served."), code="wrong_state")
    return entry, service_for(entry, Service.objects.select_related("shipper").filter(case=entry.case_id).first())


def _require_unserved(service: Service) -> None:
    if service.answer_by is not None:
        raise Conflict(_("The allegation was served already."), code="served")
    if service.unconfirmed_at is not None:
        raise Conflict(_("The source has not confirmed this, so there is nothing to serve."), code="unconfirmed")
