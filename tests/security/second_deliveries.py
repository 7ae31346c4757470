"""Deliveries by post and holds of agencies, which take a second person; see `second_persons`."""

from collections.abc import Callable
from functools import partial

from apps.accounts.models import User
from apps.agencies import services as agencies
from apps.core import clock
from apps.core.files import identify_file
from apps.shippers.models import Membership
from apps.standing import services as standing
from apps.standing.models import ProposedChange
from tests.agencies.agencies import bound, held_parcel, parcel_of
from tests.desk import due_process
from tests.people import staff_known
from tests.standing.evaluations import change_proposed

type Act = Callable[..., object]
FILES = [identify_file("receipt.pdf", [b"%PDF-1.4\nA receipt that was signed\n%%EOF\n"])]


def proposed_to_nobody(first: User) -> ProposedChange:
    shipper = due_process.enrolled(tier=1)
    Membership.objects.filter(shipper=shipper).delete()
    return change_proposed(actor=first, shipper_id=shipper.pk, kind="removal", reasons="No records.")


def by_post(actor: User, change: ProposedChange) -> ProposedChange:
    day = clock.today()
    return standing.change_serve(actor=actor, change_id=change.pk, day=day, note="Mail 7012", files=FILES)


def serve(first: User) -> Act:
    change = proposed_to_nobody(first)
    return partial(by_post, change=change)


def serve_decision(first: User) -> Act:
    change = by_post(
        staff_known("officer", email="posts@staff.example"),
        proposed_to_nobody(staff_known("officer", email="proposes@staff.example")),
    )
    with clock.at(change.respond_by):
        standing.change_decide(actor=first, change_id=change.pk, decision="uphold", reasons="It stands.")

    def deliver(actor: User) -> object:
        with clock.at(change.respond_by):
            return by_post(actor, change)

    return deliver


def decide_what_was_posted(first: User) -> Act:
    change = by_post(first, proposed_to_nobody(staff_known("officer", email="proposes@staff.example")))

    def decide(actor: User) -> object:
        with clock.at(change.respond_by):
            return standing.change_decide(actor=actor, change_id=change.pk, decision="uphold", reasons="It stands.")

    return decide


def extend_hold(first: User) -> Act:
    hold = held_parcel(bound(first), parcel_of(due_process.enrolled()))
    until = clock.add_days(hold.until, 5)
    return lambda actor: agencies.hold_extend(
        actor=bound(actor), hold_id=hold.pk, grounds="The laboratory tests.", language="en", until=until
    )


def hold_again(first: User) -> Act:
    parcel = parcel_of(due_process.enrolled())
    hold = held_parcel(bound(first), parcel)
    agencies.hold_lift(actor=first, hold_id=hold.pk, grounds="It passed.", language="en")
    return lambda actor: held_parcel(bound(actor), parcel, grounds="The label came off.")
