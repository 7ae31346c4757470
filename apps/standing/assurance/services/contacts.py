"""The contact whom the program calls before a change of standing is proposed."""

from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.errors import InvalidInput
from apps.events.services import record
from apps.shippers.roles import Ability
from apps.shippers.selectors import require
from apps.standing.assurance.models import CallContact


@transaction.atomic
def call_contact_set(*, actor: User, shipper_id: int, name: str, phone: str, opens: time, closes: time) -> CallContact:
    """Choose whom the program calls, at which number and between which hours of the business's time zone.

    Raise NotFound for users not on the team, NotAllowed for roles that only read, Invalid if the hours end before they
    begin.
    """
    require(actor, shipper_id, Ability.PREPARE)
    if closes <= opens:
        message = _("The hours must end after they begin.")
        raise InvalidInput(message, fields={"closes": [message]})
    contact, _created = CallContact.objects.update_or_create(
        shipper_id=shipper_id, defaults={"name": name, "phone": phone, "opens": opens, "closes": closes}
    )
    record("standing.call_contact_set", subject=("shipper", shipper_id), shipper_id=shipper_id, actor=actor)
    return contact


@transaction.atomic
def call_contact_remove(*, actor: User, shipper_id: int) -> None:
    """Remove the chosen contact: the program calls the number of the main contact again. Raise as when one is set."""
    require(actor, shipper_id, Ability.PREPARE)
    deleted, _models = CallContact.objects.filter(shipper=shipper_id).delete()
    if deleted:
        record("standing.call_contact_set", subject=("shipper", shipper_id), shipper_id=shipper_id, actor=actor)
