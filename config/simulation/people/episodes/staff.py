"""Staff changes accounts, corrects and merges records, and one delivery is parked."""

from functools import partial

from apps.accounts.models import User
from apps.applications.models import Application, ApplicationState
from apps.core import clock
from apps.desk.shippers.services import records_merge
from apps.events.models import Delivery, DeliveryState
from apps.events.services import MAX_ATTEMPTS, record
from apps.shippers.models import Shipper
from apps.shippers.services import address_change_ask, name_correct, waiting_change_stop
from apps.staff import services
from config.simulation.people.accounts import SECOND_ADMINISTRATOR, administrator_ensure, person_ensure
from config.simulation.people.cast import Cast, Scene, Scenes

ROLE = "keeps its profile"
REASON = "She joins the team in New York."


def _administrators() -> tuple[User, User]:
    return administrator_ensure(), administrator_ensure(name=SECOND_ADMINISTRATOR)


def _ask_accounts(cast: Cast) -> None:
    """Ask for four accounts: one is confirmed, one declined, one taken back, and one lapses after seven days."""
    first, second = _administrators()
    ask = partial(services.account_ask, actor=first, roles=["auditor"], reason=REASON)
    services.request_confirm(actor=second, request_id=ask(email="auditor.two@staff.example", name="Second auditor").pk)
    services.request_decline(actor=second, request_id=ask(email="auditor.three@staff.example").pk)
    services.request_withdraw(actor=first, request_id=ask(email="auditor.four@staff.example").pk)
    ask(email="auditor.five@staff.example")


def _ask_roles(cast: Cast) -> None:
    first, _second = _administrators()
    services.roles_ask(
        actor=first, user_id=cast.staff.second.pk, roles=["officer", "analyst"], reason="She draws the samples too."
    )


def _change_address(what: str) -> Scene:
    """Return a scene in which the owner of a member asks for another address to sign in; at once somebody stops the
    change, or somebody else takes the address before the wait is over, or nothing of that happens.
    """

    def change(cast: Cast) -> None:
        owner = cast.member(ROLE).owner
        email = f"{what}.{owner.email}"
        asked = address_change_ask(user=owner, email=email)
        if what == "stopped" and asked:
            waiting_change_stop(actor=owner, change_id=asked.pk)
        if what == "taken":
            person_ensure(email=email, name="Somebody else")

    return change


def _read_owner_again(cast: Cast) -> None:
    """Read the owner again, whose address was changed if somebody was free to ask for the change."""
    cast.member(ROLE).owner.refresh_from_db()


def _correct(cast: Cast) -> None:
    shipper = Shipper.objects.get(pk=cast.member(ROLE).shipper_id)
    name_correct(
        actor=cast.staff.officer,
        shipper_id=shipper.pk,
        name=f"{shipper.name} (Trading)",
        reason="The register has this name since the first of the month.",
    )


def _merge(cast: Cast) -> None:
    """Merge the record of an application that was withdrawn into that of a member."""
    gone = Application.objects.filter(state=ApplicationState.WITHDRAWN, shipper__standing=None).order_by("pk").first()
    if gone:
        records_merge(
            actor=cast.staff.supervisor,
            kept_id=cast.member(ROLE).shipper_id,
            merged_id=gone.shipper_id,
            reason="The owner applied twice, by two accounts.",
        )


def _park(cast: Cast) -> None:
    """Leave a delivery parked, as one is whose handler a later version no longer has."""
    event = record("events.replayed", subject=("user", cast.staff.officer.pk), actor=cast.staff.officer)
    Delivery.objects.create(
        event=event,
        handler="simulation.search_index_update",
        lane="normal",
        state=DeliveryState.PARKED,
        attempts=MAX_ATTEMPTS,
        due_at=clock.now(),
        error="KeyError: 'simulation.search_index_update'",
    )


SCENES: Scenes = (
    (56, _change_address("stopped")),
    (52, _change_address("taken")),
    (46, _change_address("new")),
    (41, _read_owner_again),
    (36, _ask_accounts),
    (17, _correct),
    (16, _merge),
    (3, _ask_roles),
    (1, _change_address("waiting")),
    (0, _park),
)
