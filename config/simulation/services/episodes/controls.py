"""Members in the same hands: cases of common control, how they end, and the requests to be judged alone again."""

from collections.abc import Callable

from apps.core.files import identify_file
from apps.shippers.models import BankAccount, Owner
from apps.shippers.services.keys import match_keys_refresh
from apps.standing import services
from apps.standing.models import Control, ControlState, Separation, SeparationState
from config.simulation import paperwork
from config.simulation.services.episodes import departures, hearings, restrictions
from config.simulation.services.episodes.stage import Scene, Scenes, Stage, id_of
from config.simulation.services.members import Member

type Pair = tuple[str, str]
# Members who play in other episodes too, which a case leaves as they are: few are free. The sisters part, and come
# into the same hands again; another member contests to be in the hands of the first of them.
SISTERS: Pair = (hearings.ASKS, departures.STAYS)
STRANGERS: Pair = (hearings.ASKS, restrictions.FIRST)


def _members(stage: Stage, pair: Pair) -> list[Member]:
    return [stage.member(role) for role in pair]


def _share_account(stage: Stage, pair: Pair) -> None:
    """Let the second member of a pair be paid to the account of the first."""
    first, second = (id_of(member) for member in _members(stage, pair))
    account = BankAccount.objects.get(shipper=first)
    account.pk, account.shipper_id = BankAccount.objects.get(shipper=second).pk, second
    account.save()
    match_keys_refresh(shipper_ids=[second])


def _share_owner(stage: Stage, pair: Pair) -> None:
    """Let one company own both members of a pair."""
    ids = [id_of(member) for member in _members(stage, pair)]
    for shipper_id in ids:
        Owner.objects.create(
            shipper_id=shipper_id, role=Owner.Role.OWNER, name=f"{pair[1].title()} Holdings Ltd", country="SG"
        )
    match_keys_refresh(shipper_ids=ids)


def _propose(pair: Pair, share: Callable[[Stage, Pair], None]) -> Scene:
    def propose(stage: Stage) -> None:
        share(stage, pair)
        services.control_propose(
            actor=stage.staff.officer,
            shipper_ids=[id_of(member) for member in _members(stage, pair)],
            reasons="Both are paid to one account. As far as we know, the same people decide for both.",
        )

    return propose


def _case_of(stage: Stage, pair: Pair, state: ControlState) -> Control | None:
    found = Control.objects.filter(businesses__shipper=id_of(_members(stage, pair)[0]), state=state)
    return found.order_by("pk").last()


def _bind(pair: Pair) -> Scene:
    """Return a scene in which both members agree, and a second officer binds them."""

    def bind(stage: Stage) -> None:
        control = _case_of(stage, pair, ControlState.PROPOSED)
        if control is None:
            return
        for member in _members(stage, pair):
            services.control_respond(
                actor=member.owner, shipper_id=id_of(member), control_id=control.pk, position="agrees"
            )
        services.control_bind(
            actor=stage.staff.second,
            control_id=control.pk,
            shipper_ids=[id_of(member) for member in _members(stage, pair)],
            reasons="Both said that the same family owns them.",
        )

    return bind


def _contest(stage: Stage) -> None:
    control, member = _case_of(stage, STRANGERS, ControlState.PROPOSED), stage.member(STRANGERS[1])
    if control:
        services.control_respond(
            actor=member.owner,
            shipper_id=id_of(member),
            control_id=control.pk,
            position="contests",
            text="The account was that of our payment agent. We have never met the other business.",
            files=[identify_file("agent.pdf", [paperwork.register_extract(member.seller)])],
            final=True,
        )


def _drop(stage: Stage) -> None:
    control = _case_of(stage, STRANGERS, ControlState.PROPOSED)
    if control:
        services.control_drop(
            actor=stage.staff.second,
            control_id=control.pk,
            reasons="The contract shows that the account is an agent's.",
        )


def _ask(pair: Pair, place: int, *, with_file: bool = False) -> Scene:
    def ask(stage: Stage) -> None:
        if _case_of(stage, pair, ControlState.BOUND):
            member = stage.member(pair[place])
            file = identify_file("sale.pdf", [paperwork.register_extract(member.seller)])
            services.separation_ask(
                actor=member.owner,
                shipper_id=id_of(member),
                text="Our business was sold in spring. The new owner has no other.",
                files=[file] if with_file else [],
            )

    return ask


def _with_request(settle: Callable[[Stage, Separation], object]) -> Scene:
    def play(stage: Stage) -> None:
        ids = [id_of(member) for member in _members(stage, SISTERS)]
        separation = Separation.objects.filter(controlled__shipper__in=ids, state=SeparationState.OPEN).first()
        if separation:
            settle(stage, separation)

    return play


def _decide(decision: str, reasons: str) -> Callable[[Stage, Separation], object]:
    return lambda stage, separation: services.separation_decide(
        actor=stage.staff.supervisor, separation_id=separation.pk, decision=decision, reasons=reasons
    )


def _withdraw(stage: Stage, separation: Separation) -> None:
    services.separation_withdraw(actor=separation.by, shipper_id=separation.controlled.shipper_id)


SCENES: Scenes = (
    (148, _propose(SISTERS, _share_account)),
    (142, _bind(SISTERS)),
    (138, _ask(SISTERS, 1)),
    (136, _with_request(_withdraw)),
    (132, _ask(SISTERS, 0)),
    (126, _with_request(_decide("deny", "Nothing that you sent shows a sale."))),
    (120, _ask(SISTERS, 0, with_file=True)),
    (112, _with_request(_decide("grant", "The register names the new owner."))),
    (100, _propose(STRANGERS, _share_account)),
    (95, _contest),
    (84, _drop),
    (60, _propose(SISTERS, _share_owner)),
    (52, _bind(SISTERS)),
    (12, _propose(STRANGERS, _share_owner)),
    (9, _contest),
    (7, _ask(SISTERS, 1)),
)
