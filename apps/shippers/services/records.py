"""Corrections of the record of a business by staff, the merge of two records, and the time in which a business may not
apply again.

Each correction has a reason, which is kept; the versions of the row hold the values before and after.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.core.languages import with_language
from apps.core.lifecycle import Text
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.events.services import record
from apps.notices.services import message_send
from apps.shippers.models import Address, Correction, Identifier, Shipper
from apps.shippers.selectors import people_of, require_impartial, require_unmerged
from apps.shippers.services.keys import match_keys_refresh
from apps.shippers.services.profile import identifier_columns

Part = Correction.Part


@transaction.atomic
def identifier_correct(
    *, actor: User, shipper_id: int, kind: str, number: str, reason: str, language: str = "en"
) -> Identifier | None:
    """Change or add the business's number of a kind; an empty `number` removes the present one.

    Raises Invalid for a number that is not valid or is on record already, for no number to remove, and without a
    reason; Conflict for a business on whose team the actor is, and for a record that was merged.
    """
    shipper = _record_lock(actor, shipper_id, reason)
    kept = Identifier.objects.filter(shipper=shipper, kind=kind).first()
    if number.strip():
        columns = _columns(shipper, kind, number)
        if kept and kept.value == columns["value"]:
            raise _invalid("number", _("The record has this number already."))
        kept, _created = Identifier.objects.update_or_create(shipper=shipper, kind=kind, defaults=columns)
        text = format_lazy(
            _lazy("{kind}: the number on your record was corrected and ends in {ending} now."),
            kind=Identifier.Kind(kind).label,
            ending=kept.last_four,
        )
    elif kept:
        kept.delete()
        kept, text = None, format_lazy(_lazy("{kind}: removed from your record."), kind=Identifier.Kind(kind).label)
    else:
        raise _invalid("number", _("The record has no number of this kind. Enter one."))
    _correction_record(shipper, Part.IDENTIFIER, actor, reason, language, text, identifier=kind)
    return kept


@transaction.atomic
def name_correct(*, actor: User, shipper_id: int, name: str, reason: str, language: str = "en") -> Shipper:
    """Correct the legal name. Raises as `identifier_correct` does."""
    shipper = _record_lock(actor, shipper_id, reason)
    name = " ".join(name.split())
    if name in ("", shipper.name):
        raise _invalid("name", _("Enter the correct legal name. The record has this one already."))
    shipper.name = name
    shipper.save(update_fields=["name"])
    text = format_lazy(_lazy("The legal name on your record was corrected. It is now: {name}"), name=name)
    _correction_record(shipper, Part.NAME, actor, reason, language, text)
    return shipper


@transaction.atomic
def address_correct(
    *, actor: User, shipper_id: int, address_id: int, values: Mapping[str, str], reason: str, language: str = "en"
) -> Address:
    """Correct an address of the business; `values` holds clean columns. Raises as `identifier_correct` does."""
    shipper = _record_lock(actor, shipper_id, reason)
    address = row_get(Address.objects, _("The record has no such address any more."), shipper=shipper, pk=address_id)
    changed = [name for name, value in values.items() if str(getattr(address, name)) != str(value)]
    if not changed:
        raise _invalid("street", _("The record has this address already."))
    for name in changed:
        setattr(address, name, values[name])
    address.save(update_fields=changed)
    text = format_lazy(_lazy("An address on your record was corrected. It is now: {address}"), address=str(address))
    _correction_record(shipper, Part.ADDRESS, actor, reason, language, text, address_id=address.pk)
    return address


@transaction.atomic
def record_mark_merged(*, actor: User, merged: Shipper, kept: Shipper, reason: str) -> None:
    """Mark a record as merged into another, in the caller's transaction.

    The caller has locked both records and checked the permission. Nothing else of the records changes. Both teams are
    notified; neither learns who is on the other.
    """
    text_required(reason, "reason", _("Give the reason."))
    for shipper in (merged, kept):
        require_unmerged(shipper)
    merged.merged_into, merged.merged_at = kept, clock.now()
    merged.save(update_fields=["merged_into", "merged_at"])
    Correction.objects.create(shipper=merged, part=Part.MERGED, reason=reason.strip(), by=actor)
    record(
        "shippers.merged", subject=("shipper", merged.pk), shipper_id=merged.pk, actor=actor, kept_shipper_id=kept.pk
    )
    record(
        "shippers.absorbed", subject=("shipper", kept.pk), shipper_id=kept.pk, actor=actor, merged_shipper_id=merged.pk
    )
    _team_notify(
        merged,
        kind="merged",
        subject=_lazy("This record was merged into another"),
        body=_lazy(
            "The program keeps two records of your business, and goes on with the other one. Nothing on this record is "
            "lost: you can still read all of it, and its reported history counts on the other record. You can't apply "
            "here any more. To go on there, ask the owner of that record to invite you to its team. If you think that "
            "this is a mistake, write to us under Questions."
        ),
    )
    _team_notify(
        kept,
        kind="absorbed",
        subject=_lazy("Another record of your business was merged into this one"),
        body=_lazy(
            "The program had a second record of your business. It was merged into this one, and the history that was "
            "reported under it counts here from now on. If you think that this is a mistake, write to us under "
            "Questions."
        ),
    )


def _record_lock(actor: User, shipper_id: int, reason: str) -> Shipper:
    """Lock and return a record that the actor may correct."""
    require(actor, "correct_records")
    require_impartial(actor, shipper_id)
    text_required(reason, "reason", _("Give the reason."))
    shipper = row_get(Shipper.objects.select_for_update(no_key=True), _("There is no such business."), pk=shipper_id)
    if shipper.merged_into_id is not None:
        raise Conflict(_("This record was merged into another. Correct that one."), code="merged")
    return shipper


def _columns(shipper: Shipper, kind: str, number: str) -> dict[str, object]:
    try:
        return identifier_columns(kind, number, country=shipper.country.code or "")
    except InvalidInput as refusal:
        raise _invalid("number", str(refusal.message)) from refusal


def _correction_record(
    shipper: Shipper, part: Part, actor: User, reason: str, language: str, text: Text, **payload: Any
) -> None:
    Correction.objects.create(shipper=shipper, part=part, reason=reason.strip(), by=actor)
    match_keys_refresh(shipper_ids=[shipper.pk])
    record(f"shippers.{part}_corrected", subject=("shipper", shipper.pk), shipper_id=shipper.pk, actor=actor, **payload)
    _team_notify(
        shipper,
        kind=f"{part}_corrected",
        subject=_lazy("The program corrected your record"),
        body=format_lazy("{text}\n\n{reason}", text=text, reason=with_language(reason.strip(), language)),
    )


def _team_notify(shipper: Shipper, *, kind: str, subject: Text, body: Text) -> None:
    message_send(
        recipients=people_of(shipper.pk),
        kind=f"shippers.{kind}",
        subject=subject,
        body=body,
        link=reverse("portal:shipper", args=[shipper.pk]),
        shipper_id=shipper.pk,
    )


def _invalid(field: str, message: str) -> InvalidInput:
    return InvalidInput(message, fields={field: [message]})


@transaction.atomic
def shipper_bar(*, shipper_id: int, until: date | None) -> Shipper:
    """Set the day from which a business may apply again; None lets it apply at once.

    The caller decides, and notifies the business. Applications that were sent before do not change.
    """
    shipper = Shipper.objects.select_for_update(no_key=True).get(pk=shipper_id)
    shipper.barred_until = until
    shipper.save(update_fields=["barred_until"])
    return shipper
