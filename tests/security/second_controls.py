"""Cases of common control, which take a second person and a third; see `second_persons`."""

from collections.abc import Callable

from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import Membership
from apps.standing import services as standing
from tests.people import staff_known
from tests.security.second_deliveries import FILES
from tests.standing.controlled import agree, ask, bind, ids_of, propose, tied

type Act = Callable[[User], object]


def bind_businesses(first: User) -> Act:
    control = agree(propose(first))
    chosen = ids_of(control)
    return lambda second: standing.control_bind(
        actor=second, control_id=control.pk, shipper_ids=chosen, reasons="The account is one."
    )


def serve_business(first: User) -> Act:
    one, other = tied()
    Membership.objects.filter(shipper=other).delete()
    control = propose(first, [one, other])
    day = clock.today()
    return lambda second: standing.control_serve(
        actor=second, control_id=control.pk, shipper_id=other.pk, day=day, note="Mail 7012", files=FILES
    )


def decide_separation(decision: str) -> Callable[[User], Act]:
    def prepare(first: User) -> Act:
        separation = ask(bind(staff_known("officer", email="proposes@staff.example"), second=first))
        return lambda second: standing.separation_decide(
            actor=second, separation_id=separation.pk, decision=decision, reasons="It was looked at."
        )

    return prepare
