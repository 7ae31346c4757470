"""A business took a copy of its history."""

from collections.abc import Mapping

from django.db import transaction

from apps.accounts.models import User
from apps.events import services as events
from apps.shippers.roles import Ability
from apps.shippers.selectors import require


@transaction.atomic
def history_exported(*, actor: User, shipper_id: int, what: str, filters: Mapping[str, str], count: int) -> None:
    """Note who takes a copy of what, before the first row leaves. `filters` holds codes and days, and no names.

    Raises NotFound for those not on the team, NotAllowed for those who may not read.
    """
    require(actor, shipper_id, Ability.READ)
    events.record(
        "ledger.history_exported",
        subject=("shipper", shipper_id),
        shipper_id=shipper_id,
        actor=actor,
        what=what,
        filters=dict(filters),
        count=count,
    )
