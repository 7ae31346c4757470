"""The chosen time zone of a business, in which its time limits are counted."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.errors import InvalidInput
from apps.events.services import record
from apps.shippers.models import Shipper
from apps.shippers.roles import Ability
from apps.shippers.selectors import require
from apps.shippers.zones import zone_names


@transaction.atomic
def time_zone_set(*, actor: User, shipper_id: int, time_zone: str) -> Shipper:
    """Choose the time zone of a business; "" stands for that of its place. Limits that run already do not change.

    Raises NotFound for users not on the team, NotAllowed for roles that only read, Invalid for an unknown zone.
    """
    require(actor, shipper_id, Ability.PREPARE)
    if time_zone and time_zone not in zone_names():
        message = _("Choose a time zone from the list.")
        raise InvalidInput(message, fields={"time_zone": [message]})
    shipper = Shipper.objects.select_for_update().get(pk=shipper_id)
    if shipper.time_zone != time_zone:
        shipper.time_zone = time_zone
        shipper.save(update_fields=["time_zone"])
        record(
            "shippers.time_zone_set",
            subject=("shipper", shipper_id),
            shipper_id=shipper_id,
            actor=actor,
            time_zone=time_zone,
        )
    return shipper
