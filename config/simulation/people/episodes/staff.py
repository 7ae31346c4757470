"""Staff changes accounts, corrects and merges records, and one delivery is parked."""

from django.db.models import QuerySet

from apps.applications.models import ApplicationState
from apps.core import clock
from apps.desk.shippers.services import records_merge
from apps.events.models import Delivery, DeliveryState
from apps.events.services import MAX_ATTEMPTS, record
from apps.shippers.models import Shipper, WaitingChange
from apps.shippers.services import address_change_ask, name_correct, waiting_change_stop
from apps.staff import services
from config.simulation.people.accounts import SECOND_ADMINISTRATOR, administrator_ensure, person_ensure
from config.simulation.people.acts import NOBODY, Act, Story, Turn, acting, officer, owner, row_of, supervisor
from config.simulation.people.cast import KEEPER

administrator = acting(lambda _turn: administrator_ensure())
second_administrator = acting(lambda _turn: administrator_ensure(account=SECOND_ADMINISTRATOR))


def _account_asked(before: int, email: str, **given: str) -> Act:
    return administrator(
        before, services.account_ask, email=email, roles=["auditor"], reason="She joins the team in New York.", **given
    )


def address_change(*, turn: Turn, prefix: str) -> WaitingChange | None:
    """Ask, as the owner of a member, for another address to sign in."""
    owner = turn.member.owner
    # An earlier change has come about by now, if it was let be.
    owner.refresh_from_db()
    return address_change_ask(user=owner, email=f"{prefix}.{owner.email}")


def address_take(*, turn: Turn) -> None:
    """Let somebody else take the address before the wait is over."""
    person_ensure(email=turn.record.after, name="Jonas Reuter")


def _waiting(turn: Turn) -> int:
    return turn.record.pk


def _withdrawn(_turn: Turn) -> QuerySet[Shipper]:
    """Return the businesses whose application was withdrawn."""
    return Shipper.objects.filter(applications__state=ApplicationState.WITHDRAWN, standing=None).order_by(
        "applications"
    )


def delivery_park(*, turn: Turn) -> None:
    """Leave a delivery parked, as one is whose handler a later version no longer has."""
    officer = turn.cast.staff.officer
    Delivery.objects.create(
        event=record("events.replayed", subject=("user", officer.pk), actor=officer),
        handler="simulation.search_index_update",
        lane="normal",
        state=DeliveryState.PARKED,
        attempts=MAX_ATTEMPTS,
        due_at=clock.now(),
        error="KeyError: 'simulation.search_index_update'",
    )


STORIES = (
    Story(
        KEEPER,
        owner(56, address_change, prefix="stopped"),
        owner(56, waiting_change_stop, change_id=_waiting),
        owner(52, address_change, prefix="taken"),
        owner(52, address_take),
        owner(46, address_change, prefix="new"),
        officer(
            17,
            name_correct,
            name=lambda turn: f"{Shipper.objects.get(pk=turn.shipper_id).name} (Trading)",
            reason="The register has this name since the first of the month.",
        ),
        owner(1, address_change, prefix="waiting"),
    ),
    # The record of an application that was withdrawn is merged into that of a member.
    Story(
        KEEPER,
        supervisor(
            16,
            records_merge,
            kept_id=lambda turn: turn.shipper_id,
            merged_id=row_of(_withdrawn),
            reason="The owner applied twice, by two accounts.",
        ),
    ),
    Story(
        NOBODY,
        _account_asked(36, "auditor.two@staff.example", name="Renee Castillo"),
        second_administrator(36, services.request_confirm),
        _account_asked(36, "auditor.three@staff.example"),
        second_administrator(36, services.request_decline),
        _account_asked(36, "auditor.four@staff.example"),
        administrator(36, services.request_withdraw),
        _account_asked(36, "auditor.five@staff.example"),
        administrator(
            3,
            services.roles_ask,
            user_id=lambda turn: turn.cast.staff.second.pk,
            roles=["officer", "analyst"],
            reason="She draws the samples too.",
        ),
        officer(0, delivery_park),
    ),
)
