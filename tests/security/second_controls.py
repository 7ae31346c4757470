"""Cases of common control, which take a second person and a third; see `second_persons`."""

from collections.abc import Callable
from functools import partial

from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import Membership
from apps.standing import services as standing
from tests.people import staff_known
from tests.security.second_deliveries import FILES
from tests.standing.controlled import agree, ask, bind, ids_of, propose, tied

type Act = Callable[..., object]


def bind_businesses(first: User) -> Act:
    control = agree(propose(first))
    chosen = ids_of(control)
    return partial(standing.control_bind, control_id=control.pk, shipper_ids=chosen, reasons="The account is one.")


def serve_business(first: User) -> Act:
    one, other = tied()
    Membership.objects.filter(shipper=other).delete()
    control = propose(first, [one, other])
    day = clock.today()
    return partial(
        standing.control_serve, control_id=control.pk, shipper_id=other.pk, day=day, note="Mail 7012", files=FILES
    )


def decide_separation(first: User, decision: str) -> Act:
    separation = ask(bind(staff_known("officer", email="proposes@staff.example"), second=first))
    return partial(
        standing.separation_decide, separation_id=separation.pk, decision=decision, reasons="It was looked at."
    )
