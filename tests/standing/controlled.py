"""Members in the same hands, and cases of common control in each state, made by the services."""

import hashlib

from apps.accounts.models import User
from apps.core.files import identify_file
from apps.shippers.models import MatchKey, Shipper
from apps.standing import services
from apps.standing.models import Control, Separation
from tests.applications.answers import PDF
from tests.people import staff
from tests.standing.evaluations import enrolled, owner_of

_numbers = iter(range(1_000_000))


def share(kind: str, *shippers: Shipper) -> None:
    """Give businesses one value of a kind, which each shows in a form of its own."""
    digest = hashlib.sha256(f"{kind} {next(_numbers)}".encode()).digest()
    MatchKey.objects.bulk_create(
        MatchKey(shipper=each, kind=kind, digest=digest, shown=f"{kind} as {each.pk} writes it") for each in shippers
    )


def tied(count: int = 2, kind: str = "bank", tier: int = 0) -> list[Shipper]:
    """Return members that share a value which shows that they are in the same hands."""
    shippers = [enrolled(tier=tier) for _number in range(count)]
    share(kind, *shippers)
    return shippers


def tied_to(shipper: Shipper) -> list[Shipper]:
    """Return a member with another that shares an account with it, and whose owner reads English."""
    other = enrolled()
    User.objects.filter(pk=owner_of(other).pk).update(language="en")
    share("bank", shipper, other)
    return [shipper, other]


def propose(officer: User, shippers: list[Shipper] | None = None) -> Control:
    """Propose to judge members together."""
    shippers = shippers or tied()
    return services.control_propose(
        actor=officer, shipper_ids=[each.pk for each in shippers], reasons="One account pays both."
    )


def ids_of(control: Control) -> list[int]:
    """Return the ids of the businesses of a case, in order."""
    return list(control.businesses.order_by("shipper").values_list("shipper", flat=True))


def agree(control: Control) -> Control:
    """Let all businesses of a case agree."""
    for controlled in control.businesses.select_related("shipper"):
        services.control_respond(
            actor=owner_of(controlled.shipper),
            shipper_id=controlled.shipper_id,
            control_id=control.pk,
            position="agrees",
        )
    return control


def contest(control: Control, shipper: Shipper, *, final: bool = True) -> None:
    """Let one of the businesses of a case contest it, with a file."""
    services.control_respond(
        actor=owner_of(shipper),
        shipper_id=shipper.pk,
        control_id=control.pk,
        position="contests",
        text="We sold that shop in May.",
        files=[identify_file("sale.pdf", [PDF])],
        final=final,
    )


def bind(officer: User, shippers: list[Shipper] | None = None, second: User | None = None) -> Control:
    """Bind members that agreed, by a second officer."""
    control = agree(propose(officer, shippers))
    second = second or staff("officer", email=f"binds{next(_numbers)}@staff.example")
    return services.control_bind(
        actor=second, control_id=control.pk, shipper_ids=ids_of(control), reasons="The account is one."
    )


def ask(control: Control, shipper_id: int | None = None, *, files: bytes = PDF) -> Separation:
    """Let a bound business ask to be judged alone, with a file."""
    shipper = Shipper.objects.get(pk=shipper_id or ids_of(control)[0])
    return services.separation_ask(
        actor=owner_of(shipper),
        shipper_id=shipper.pk,
        text="The shop was sold.",
        files=[identify_file("sale.pdf", [files])] if files else [],
    )
